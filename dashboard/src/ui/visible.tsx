import './visible.css';
import type { ReactNode } from 'react';

/**
 * Characters that change how others are shown, or are not shown at all: what a person reads must be what would be run
 * ("Trojan Source", CVE-2021-42574). Tabs and line ends are as they are.
 */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Those of them that turn the text around them. The others stand in every other emoji. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;

interface VisibleProps {
  text: string;
  /** `ALL`: of what is about to be run. `TURNING`: of what files and outputs hold. */
  what?: 'ALL' | 'TURNING';
}

/** A text in which nothing hides: such characters stand there by their number. */
export function Visible({ text, what = 'ALL' }: VisibleProps) {
  const parts: ReactNode[] = [];
  let shown = 0;
  for (const { 0: character, index } of text.matchAll(what === 'ALL' ? HIDDEN : TURNING)) {
    parts.push(text.slice(shown, index));
    parts.push(
      <span key={index} className="hidden-character">
        {codeOf(character)}
      </span>,
    );
    shown = index + character.length;
  }
  parts.push(text.slice(shown));
  return <>{parts}</>;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
