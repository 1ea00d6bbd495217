import './states.css';
import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Button } from './button.tsx';

interface EmptyProps {
  title: string;
  /** 1: it is all that the page shows. @default 2 */
  level?: 1 | 2;
  children?: ReactNode;
  action?: ReactNode;
}

/** What stands in the place of a view that has nothing to show. */
export function Empty({ title, level = 2, children, action }: EmptyProps) {
  const Title = `h${level}` as const;
  return (
    <div className="state">
      <svg aria-hidden="true" className="state-thread" width="180" height="44" viewBox="0 0 180 44">
        <path d="M2 30h52c18 0 18-24 34-24 9 0 14 6 14 12s-5 12-14 12-13-5-13-10" />
        <path d="M120 30h58" strokeDasharray="1 7" />
        <circle cx="106" cy="30" r="4.5" />
      </svg>
      <Title>{title}</Title>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

/** A query failed. */
export function Failed({ error, onRetry }: { error: CombinedError; onRetry: () => void }) {
  const texts = useTexts();
  return (
    <div className="state state-failed" role="alert">
      <h2>{texts.common.errorTitle}</h2>
      <p>{sayError(error, texts.common.unreachable)}</p>
      <Button onPress={onRetry}>{texts.common.retry}</Button>
    </div>
  );
}

/** What the server said is wrong; `unreachable` when it said nothing. */
export function sayError(error: CombinedError, unreachable: string): string {
  return error.graphQLErrors[0]?.message ?? unreachable;
}

/** Lines in the place of those to come. Shown only to those who wait for longer than a moment. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const texts = useTexts();
  return (
    <div className="loading" role="status" aria-label={texts.common.loading}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <span key={line} />
      ))}
    </div>
  );
}
