import './versions-list.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ListBox, ListBoxItem, ListLayout, Virtualizer } from 'react-aria-components';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { navigate } from '../ui/navigation.ts';
import { Ago } from '../ui/time.tsx';
import type { JobDetail, VersionParts } from './fragments.ts';
import { nothingOf } from './over.ts';
import { addedBy } from './versions.ts';

const ROW_HEIGHT = 54;

interface VersionsListProps {
  job: JobDetail;
  versions: readonly VersionParts[];
  shown: number;
  onShow: (version: number) => void;
}

interface Item {
  id: number;
  version: VersionParts;
  before: VersionParts | null;
}

const items = new WeakMap<VersionParts, Item>();

/** The same one each time, so that the list draws only what is new. */
function itemOf(version: VersionParts, before: VersionParts | null): Item {
  const known = items.get(version);
  if (known !== undefined && known.before === before) return known;
  const made = { id: version.version, version, before };
  items.set(version, made);
  return made;
}

/** The versions of a job, newest first, with what each added. */
export function VersionsList({ job, versions, shown, onShow }: VersionsListProps) {
  const texts = useTexts();
  const { jobId } = job;
  const [comparing, setComparing] = useState(false);
  const items = useMemo(
    () => versions.map((version, at) => itemOf(version, versions[at - 1] ?? null)).toReversed(),
    [versions],
  );
  const list = useRef<HTMLDivElement>(null);
  const place = items.findIndex(({ id }) => id === shown);
  const isThere = place >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a version that is saved meanwhile moves it, and nobody's list
  useEffect(() => {
    // The rows get their room a frame after they are there.
    const frame = requestAnimationFrame(() => {
      if (list.current !== null && isThere) bringIntoSight(list.current, place);
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, isThere]);
  const layoutOptions = useMemo(() => ({ rowHeight: ROW_HEIGHT }), []);

  function choose(version: number): void {
    if (comparing && version !== shown) {
      const [a, b] = version < shown ? [version, shown] : [shown, version];
      navigate(pathOf.compare({ jobId, version: a }, { jobId, version: b }));
    } else onShow(version);
  }

  return (
    <section className="versions" aria-labelledby="versions-title">
      <header>
        <h2 id="versions-title">{texts.travel.versions}</h2>
        {versions.length > 1 && (
          <IconButton
            icon="compare"
            small
            label={texts.travel.pickAnother}
            aria-pressed={comparing}
            onPress={() => setComparing(!comparing)}
          />
        )}
      </header>
      {comparing && (
        <p className="versions-hint">
          {texts.travel.pickAnother} <strong>{texts.common.versionShort(shown)}</strong>
          <Button small kind="quiet" onPress={() => setComparing(false)}>
            {texts.common.cancel}
          </Button>
        </p>
      )}
      {items.length === 0 ? (
        <p className="note">{nothingOf(job, texts)}</p>
      ) : (
        <Virtualizer layout={ListLayout} layoutOptions={layoutOptions}>
          <ListBox
            ref={list}
            aria-labelledby="versions-title"
            className="versions-rows"
            style={{ maxHeight: items.length * ROW_HEIGHT + 2 }}
            items={items}
            selectionMode="single"
            selectedKeys={[shown]}
            disallowEmptySelection
            onSelectionChange={(keys) => keys !== 'all' && choose(Number([...keys][0]))}
          >
            {({ version, before }) => <Row version={version} before={before} />}
          </ListBox>
        </Virtualizer>
      )}
    </section>
  );
}

/** Rows that are not in sight are not there to be scrolled to. */
function bringIntoSight(list: HTMLElement, place: number): void {
  const top = place * ROW_HEIGHT;
  const isInSight = top >= list.scrollTop && top + ROW_HEIGHT <= list.scrollTop + list.clientHeight;
  if (!isInSight) list.scrollTop = top - (list.clientHeight - ROW_HEIGHT) / 2;
}

function Row({ version, before }: { version: VersionParts; before: VersionParts | null }) {
  const texts = useTexts();
  const formats = useFormats();
  const { messages, tokens, tools, takenOver } = addedBy(version, before);
  const step = texts.travel.steps[version.step];
  return (
    <ListBoxItem
      id={version.version}
      className="version-row"
      textValue={`${texts.common.versionShort(version.version)} ${step} ${tools.join(' ')}`}
    >
      <span className={`version-bead version-${version.step}`} aria-hidden="true" />
      <span className="version-what">
        <span>
          <span className="mono version-number">{texts.common.versionShort(version.version)}</span> {step}
        </span>
        <span className="version-added">
          {tools.length > 0 && <span className="mono">{tools.join(', ')}</span>}
          {takenOver && <span className="version-taken">{texts.travel.takenOver}</span>}
          {messages > 1 && <span>{texts.travel.messages(messages)}</span>}
          {tokens > 0 && <span>{texts.travel.tokens(formats.compact(tokens))}</span>}
        </span>
      </span>
      <span className="version-when">
        <Ago at={version.savedAt} />
      </span>
    </ListBoxItem>
  );
}
