import { basename } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { RetomaError } from '../../src/errors.ts';
import { parseJobId } from '../../src/store/job-id.ts';
import { RefusedError, RetomaClient, ServerGoneError } from './client.ts';
import { oneLine, paint } from './terminal.ts';

/** How a script ends. 64 is the `EX_USAGE` of sysexits.h. */
export const EXIT = { OK: 0, ERROR: 1, FAILED: 2, CANCELLED: 3, USAGE: 64 } as const;

/** The command line is wrong: shown with the usage, exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true; strict: true }>
>['values'];

export interface Script<Options extends ParseArgsOptionsConfig> {
  /** The whole text of `--help`. */
  help: string;
  options: Options;
  /** Whether it is about one job, named as the only argument. */
  takesJobId: boolean;
  /** Answers with the exit code. */
  run(given: { client: RetomaClient; jobId: string; options: Values<Options> }): Promise<number>;
}

/** Runs a script: reads the command line, and turns what goes wrong into one line and an exit code. */
export async function runScript<const Options extends ParseArgsOptionsConfig>(
  script: Script<Options>,
): Promise<void> {
  // Output may be piped into a program that reads only its beginning (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.OK);
    throw error;
  });
  try {
    process.exitCode = await start(script);
  } catch (error) {
    process.exitCode = report(error, script.help);
  }
}

async function start<Options extends ParseArgsOptionsConfig>(script: Script<Options>): Promise<number> {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(script.help);
    return EXIT.OK;
  }
  const { values, positionals } = parseCommandLine(script.options);
  const expected = script.takesJobId ? 1 : 0;
  if (positionals.length < expected) throw new UsageError('Which job? Its id is missing.');
  if (positionals.length > expected) {
    throw new UsageError(`What is ${JSON.stringify(positionals[expected])}? It is one argument too many.`);
  }
  const jobId = script.takesJobId ? checkedJobId(positionals[0]) : '';
  const client = new RetomaClient();
  return script.run({ client, jobId, options: values }).finally(() => client.close());
}

function parseCommandLine<Options extends ParseArgsOptionsConfig>(options: Options) {
  try {
    return parseArgs({ options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(wordsOf(error));
  }
}

/** Behind the point stands Node's advice to programmers. */
function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const [, option] = /'(-[^' ]+)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${option}.`;
  const [said = ''] = message.split(/[.\n]/, 1);
  return `${said}.`;
}

function checkedJobId(value: string | undefined): string {
  try {
    return parseJobId(value);
  } catch (error) {
    throw RetomaError.is(error) ? new UsageError(error.message) : error;
  }
}

function report(error: unknown, help: string): number {
  if (error instanceof UsageError) {
    console.error(`${problem(error.message)}\n\n${usageOf(help)}`);
    return EXIT.USAGE;
  }
  if (error instanceof ServerGoneError || error instanceof RefusedError) {
    console.error(problem(error.message));
    return EXIT.ERROR;
  }
  throw error;
}

export function problem(message: string): string {
  return `${paint('red', '✗')} ${oneLine(message)}`;
}

/** The first paragraph after `Usage`, which is what somebody who mistyped needs. */
function usageOf(help: string): string {
  const name = basename(process.argv[1] ?? '', '.ts');
  const usage = help.split('\n\n').find((part) => part.startsWith('Usage')) ?? name;
  return `${usage}\n\nMore with --help.`;
}

/** A whole number from 1 given to an option. @throws UsageError */
export function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number < 1)
    throw new UsageError(`--${name} takes a whole number from 1, not ${JSON.stringify(value)}.`);
  return number;
}
