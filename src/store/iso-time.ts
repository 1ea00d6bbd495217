const MINUTE_MS = 60_000;

let minute = Number.NaN;
let upToMinute = '';

/**
 * What `new Date(ms).toISOString()` gives, for whole milliseconds. Records that are read together were saved in few
 * different minutes, so most of the text is at hand; that halves the time that a record takes.
 */
export function isoTime(ms: number): string {
  const rest = ms % MINUTE_MS;
  if (ms - rest !== minute) {
    minute = ms - rest;
    upToMinute = new Date(minute).toISOString().slice(0, -'00.000Z'.length);
  }
  const text = String(rest).padStart(5, '0');
  return `${upToMinute}${text.slice(0, 2)}.${text.slice(2)}Z`;
}
