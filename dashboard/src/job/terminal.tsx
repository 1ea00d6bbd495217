import './terminal.css';
import { useMemo } from 'react';
import { Visible } from '../ui/visible.tsx';
import { terminalSpans } from './terminal-text.ts';

/** A command as it was typed, and what it wrote. Output that is null: it wrote nothing yet. */
export function Terminal({ command, output }: { command: string; output: string | null }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keyboard
    <pre className="terminal" tabIndex={0}>
      <span className="terminal-command">
        <span aria-hidden="true">$ </span>
        <Visible text={command} />
      </span>
      {output !== null && <Output text={output} />}
    </pre>
  );
}

function Output({ text }: { text: string }) {
  const spans = useMemo(() => terminalSpans(text), [text]);
  return (
    <>
      {'\n'}
      {spans.map(({ text: part, className, style }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change their places
        <span key={index} className={className} {...(style === undefined ? {} : { style })}>
          <Visible text={part} what="TURNING" />
        </span>
      ))}
    </>
  );
}
