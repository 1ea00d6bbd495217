import { useMemo } from 'react';
import {
  Checkbox,
  Collection,
  GridList,
  GridListItem,
  GridListLoadMoreItem,
  ListLayout,
  type Selection,
  Virtualizer,
} from 'react-aria-components';
import type { JobRow } from '../api/job-row.ts';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Icon } from '../ui/icons.tsx';
import { useMedia } from '../ui/media.ts';
import { Status } from '../ui/status.tsx';
import { Thread } from '../ui/thread.tsx';
import { Ago, Until } from '../ui/time.tsx';

const ROW_HEIGHT = 52;
const CARD_HEIGHT = 104;

export interface JobsTableProps {
  rows: readonly JobRow[];
  hasMore: boolean;
  onMore: () => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
}

/** The rows that are in sight; a row is a card where there is little room. */
export function JobsTable({ rows, hasMore, onMore, selection, onSelect }: JobsTableProps) {
  const texts = useTexts();
  const narrow = useMedia('(width < 48rem)');
  const layoutOptions = useMemo(
    () => ({ rowHeight: narrow ? CARD_HEIGHT : ROW_HEIGHT, loaderHeight: 40 }),
    [narrow],
  );
  const priced = rows.some(({ cost }) => cost != null);
  return (
    <div className={`jobs-table${priced ? ' jobs-priced' : ''}`}>
      <Columns />
      <Virtualizer layout={ListLayout} layoutOptions={layoutOptions}>
        <GridList
          aria-label={texts.jobs.listLabel}
          className="jobs-rows"
          selectionMode="multiple"
          selectedKeys={selection}
          onSelectionChange={onSelect}
        >
          <Collection items={rows}>{(row) => <Row row={row} />}</Collection>
          {hasMore && (
            <GridListLoadMoreItem onLoadMore={onMore} isLoading className="jobs-more">
              {texts.common.loading}
            </GridListLoadMoreItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}

/** Each row says what its cells are by itself, so this is for the eye only. */
function Columns() {
  const { columns } = useTexts().jobs;
  return (
    <div aria-hidden="true" className="jobs-columns">
      <span />
      <span>{columns.status}</span>
      <span>{columns.job}</span>
      <span className="jobs-wide">{columns.model}</span>
      <span className="jobs-wide">{columns.thread}</span>
      <span className="jobs-number">{columns.turns}</span>
      <span className="jobs-number">{columns.tokens}</span>
      <span className="jobs-number jobs-cost">{columns.cost}</span>
      <span className="jobs-number">{columns.saved}</span>
    </div>
  );
}

function Row({ row }: { row: JobRow }) {
  const texts = useTexts();
  const formats = useFormats();
  const { jobId, status, model, turns, attempts, usage, checkpoint, finishedAt, nextAttemptAt, failure } =
    row;
  const prompt = firstLine(row.promptExcerpt.text) || texts.jobs.noPrompt;
  const saved = checkpoint?.savedAt ?? finishedAt;
  const { columns } = texts.jobs;
  return (
    <GridListItem
      id={row.id}
      href={pathOf.job(jobId)}
      className="job-row"
      textValue={`${prompt}. ${jobId}. ${texts.status[status]}. ${model}. ${columns.turns}: ${turns}. ${columns.tokens}: ${formats.compact(usage.total)}.`}
    >
      <Checkbox slot="selection" className="checkbox">
        <span className="checkbox-box">
          <Icon name="check" size={12} />
        </span>
      </Checkbox>
      <span className="job-row-status">
        <Status status={status} />
        {nextAttemptAt != null ? (
          <span className="job-row-note">
            <Until at={nextAttemptAt} />
          </span>
        ) : (
          attempts > 1 && <span className="job-row-note">{texts.jobs.attempts(attempts)}</span>
        )}
      </span>
      <span className="job-row-job">
        <span className="job-row-prompt">{prompt}</span>
        <span className="job-row-id">
          <span className="mono">{jobId}</span>
          {status === 'FAILED' && failure != null && <span className="job-row-failure">{failure.code}</span>}
        </span>
      </span>
      <span className="job-row-model jobs-wide mono">{model}</span>
      <span className="jobs-wide job-row-thread">
        <Thread turns={turns} attempts={attempts} status={status} />
      </span>
      <span className="jobs-number job-row-turns">
        {formats.whole(turns)}
        <span className="job-row-unit"> {texts.jobs.units.turns(turns)}</span>
      </span>
      <span className="jobs-number job-row-tokens" title={formats.whole(usage.total)}>
        {formats.compact(usage.total)}
        <span className="job-row-unit"> {texts.jobs.units.tokens(usage.total)}</span>
      </span>
      <span className="jobs-number jobs-cost">
        {row.cost == null ? '–' : formats.money(row.cost.amount, row.cost.currency)}
      </span>
      <span className="jobs-number job-row-saved">{saved == null ? '–' : <Ago at={saved} />}</span>
    </GridListItem>
  );
}

function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.trim() ?? '';
}
