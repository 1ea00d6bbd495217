import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';
import { linesForPeople } from './log-lines.ts';
import { redact, redactUrls } from './log-redact.ts';

export type { Logger } from 'pino';

/**
 * A logger: lines for people where somebody watches (a terminal), JSON lines elsewhere. Secrets in what is logged are
 * redacted (`log-redact.ts`); the fields of a `child()` are not looked at.
 *
 * @param options.name shown with each line: which part of Retoma speaks
 * @param options.destination @default standard output
 */
export function createLogger(options: {
  level: LogLevel;
  name: string;
  destination?: DestinationStream;
}): Logger {
  const destination =
    options.destination ?? (process.stdout.isTTY ? linesForPeople(process.stdout) : pino.destination(1));
  return pino(
    {
      level: options.level,
      name: options.name,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => error },
      formatters: { level: (level) => ({ level }), log: redact },
      hooks: { streamWrite: redactUrls },
    },
    destination,
  );
}
