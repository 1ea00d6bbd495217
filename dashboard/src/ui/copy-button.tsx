import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { IconButton } from './button.tsx';

/** Puts a text on the clipboard, and says that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const texts = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? texts.common.copied : label}
      small
      onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    />
  );
}
