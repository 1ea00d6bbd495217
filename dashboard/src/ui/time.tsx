import { useFormats } from '../i18n/formats.ts';
import { useNow } from './now.ts';

/** How long ago something was; the time itself when it is pointed at. */
export function Ago({ at }: { at: string }) {
  const formats = useFormats();
  const now = useNow();
  return (
    <time dateTime={at} title={formats.full(at)}>
      {formats.relative(at, Math.max(now, Date.parse(at)))}
    </time>
  );
}

/** How long it is until something. */
export function Until({ at }: { at: string }) {
  const formats = useFormats();
  const now = useNow();
  return (
    <time dateTime={at} title={formats.full(at)}>
      {formats.relative(at, Math.min(now, Date.parse(at)))}
    </time>
  );
}

/** How long something has been going on; a second at a time. */
export function Elapsed({ since }: { since: string }) {
  const formats = useFormats();
  const now = useNow();
  return (
    <time dateTime={since} title={formats.full(since)}>
      {formats.elapsed(now - Date.parse(since))}
    </time>
  );
}
