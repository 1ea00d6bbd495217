import './prose.css';
import type { ReactNode } from 'react';

/** ``` at the beginning of a line, with anything behind it, up to the next such line or the end. */
const FENCE = /^```[^\n]*\n([\s\S]*?)(?:^```[^\S\n]*$\n?|(?![\s\S]))/m;
const INLINE = /`([^`\n]+)`/;

/**
 * What a model or a person said, as text. Code between backticks is set apart, since models write so; of everything
 * else the signs stay: nothing becomes a link, a picture or markup.
 */
export function Prose({ text, isLive = false }: { text: string; isLive?: boolean }) {
  const parts = text.split(FENCE);
  return (
    <div className={`prose${isLive ? ' caret' : ''}`}>
      {parts.map((part, at) =>
        at % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: text only grows at its end
          <pre key={at} className="prose-code">
            {part.replace(/\n$/, '')}
          </pre>
        ) : part.trim() === '' ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <p key={at}>{withCode(at === 0 ? part : part.replace(/^\n+/, ''))}</p>
        ),
      )}
    </div>
  );
}

function withCode(text: string): ReactNode[] {
  return text.split(INLINE).map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    at % 2 === 1 ? <code key={at}>{part}</code> : part,
  );
}
