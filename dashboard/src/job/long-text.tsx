import { type ReactNode, useState } from 'react';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { Button } from '../ui/button.tsx';
import type { Piece } from './messages.ts';

export interface LongTextProps {
  piece: Piece;
  /** The piece that begins there; null when it cannot be had. */
  read: (offset: number) => Promise<string | null>;
  children: (text: string) => ReactNode;
}

/** A text of which only the beginning came along. The rest comes piece by piece, as it is asked for. */
export function LongText({ piece, read, children }: LongTextProps) {
  const texts = useTexts();
  const formats = useFormats();
  const [more, setMore] = useState('');
  const [reading, setReading] = useState(false);
  const [failed, setFailed] = useState(false);
  const text = piece.text + more;
  const rest = piece.length - text.length;

  async function readOn(): Promise<void> {
    setReading(true);
    const next = await read(text.length);
    setReading(false);
    if (next === null || next === '') setFailed(true);
    else setMore(more + next);
  }

  return (
    <>
      {children(text)}
      {rest > 0 && !failed && (
        <Button small isDisabled={reading} onPress={() => void readOn()}>
          {texts.job.conversation.more(formats.bytes(rest))}
        </Button>
      )}
      {failed && <p className="note">{texts.job.conversation.unavailable}</p>}
    </>
  );
}
