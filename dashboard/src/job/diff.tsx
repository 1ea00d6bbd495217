import './diff.css';
import { useMemo } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Visible } from '../ui/visible.tsx';
import { type DiffRow, diffRows } from './diff-rows.ts';

const SIGNS = { SAME: ' ', REMOVED: '−', ADDED: '+' };

/** What a text was and what it became. */
export function Diff({ before, after }: { before: string; after: string }) {
  const rows = useMemo(() => diffRows(before, after), [before, after]);
  return <DiffRows rows={rows} />;
}

/** A text that is all new. */
export function NewFile({ content }: { content: string }) {
  const rows = useMemo(
    () =>
      content
        .replace(/\n$/, '')
        .split('\n')
        .map((text): DiffRow => ({ kind: 'ADDED', spans: [{ text, changed: false }] })),
    [content],
  );
  return <DiffRows rows={rows} isNew />;
}

function DiffRows({ rows, isNew = false }: { rows: readonly DiffRow[]; isNew?: boolean }) {
  const texts = useTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keyboard
    <figure className={`diff${isNew ? ' diff-new' : ''}`} tabIndex={0} aria-label={texts.job.tools.change}>
      <pre>
        {rows.map(({ kind, spans }, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never change their places
          <span key={row} className={`diff-row diff-${kind}`}>
            <span className="diff-sign">{SIGNS[kind]}</span>
            {spans.map((span, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <Span key={index} {...span} />
            ))}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}

function Span({ text, changed }: DiffRow['spans'][number]) {
  const shown = <Visible text={text} what="TURNING" />;
  return changed ? <mark>{shown}</mark> : shown;
}
