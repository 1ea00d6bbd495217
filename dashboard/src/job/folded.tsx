import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Button } from '../ui/button.tsx';

/** Lines of which only the first are shown until it is unfolded. */
export function Folded({
  text,
  lines,
  children,
}: {
  text: string;
  lines: number;
  children: (shown: string) => ReactNode;
}) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const all = text.split('\n');
  const hidden = all.length - lines;
  // One or two lines are not worth a button.
  if (hidden <= 2) return children(text);
  return (
    <>
      {children(open ? text : all.slice(0, lines).join('\n'))}
      <Button
        small
        kind="quiet"
        icon={open ? 'up' : 'down'}
        aria-expanded={open}
        onPress={() => setOpen(!open)}
      >
        {open
          ? texts.job.conversation.fold
          : `${texts.job.conversation.unfold}, ${texts.job.conversation.lines(all.length)}`}
      </Button>
    </>
  );
}
