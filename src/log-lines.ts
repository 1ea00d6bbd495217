import { inspect } from 'node:util';
import type { DestinationStream } from 'pino';

const COLOURS: Record<string, number> = { warn: 33, error: 31, fatal: 31, debug: 90, trace: 90 };

/** Turns pino's JSON lines into lines that a person reads: `09:14:03 worker: job taken jobId=… attempts=2`. */
export function linesForPeople(out: NodeJS.WritableStream): DestinationStream {
  return { write: (line) => void out.write(forPeople(JSON.parse(line))) };
}

function forPeople(entry: Record<string, unknown>): string {
  const { level, time, pid: _pid, name, msg, err, ...rest } = entry;
  const clock = new Date(String(time)).toTimeString().slice(0, 8);
  const colour = COLOURS[String(level)];
  const label = colour === undefined ? '' : `\u001b[${colour}m${level}\u001b[39m `;
  const fields = Object.entries(rest).map(([key, value]) => ` \u001b[90m${key}=${shown(value)}\u001b[39m`);
  return `${clock} ${name}: ${label}${msg ?? ''}${fields.join('')}\n${stackOf(err)}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error)) return '';
  return `${error.stack}\n`;
}
