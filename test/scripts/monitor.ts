import type { JobFactsFragment } from '../gql/graphql.ts';
import { EXIT } from './cli.ts';
import type { RetomaClient } from './client.ts';
import { follow, isOver, type Output, placeOf, type Step, type Version } from './follow.ts';
import { LiveText } from './live-text.ts';
import { answerOf, askedAgainLine, lineOf, ROOM_BEFORE, speakingHead } from './step-lines.ts';
import { block, cut, oneLine, paint, plain, safeJson, windowWidth } from './terminal.ts';
import { between, counted, statusStyle } from './words.ts';

export interface MonitorOptions {
  /** One JSON object per step instead of lines for people. */
  json: boolean;
  /** Without what the model says while it says it. */
  brief: boolean;
  /** First what was saved before. */
  fromStart: boolean;
}

/** Prints a job's life as it happens, until it is over. Answers with the exit code. @throws RefusedError JOB_NOT_FOUND */
export async function monitor(
  client: RetomaClient,
  jobId: string,
  { json, brief, fromStart }: MonitorOptions,
): Promise<number> {
  const { job, latest } = await placeOf(client, jobId);
  const printer = json ? { print: printJson } : new Printer();
  const behind = fromStart ? null : latest;
  if (!json) printHead(job, behind?.version ?? 0);
  let last = job;
  for await (const step of follow(client, jobId, { behind, output: !brief })) {
    printer.print(step);
    if (step.kind === 'JOB') last = step.job;
  }
  if (!json) printOutcome(last);
  return last.status === 'COMPLETED' ? EXIT.OK : last.status === 'FAILED' ? EXIT.FAILED : EXIT.CANCELLED;
}

function printJson(step: Step): void {
  console.log(safeJson(step, 0));
}

/** Prints a line for each step, and between them what the model says as it says it. */
class Printer {
  /** What the model is saying; it is only for watching, and what is saved counts. */
  #spoken: { turn: number; attempt: number; text: string } | null = null;
  #live: LiveText | null = null;
  #savedTurns = 0;

  print(step: Step): void {
    if (step.kind === 'OUTPUT') {
      this.#speak(step.output);
      return;
    }
    const wasSpoken = step.kind === 'VERSION' && this.#speakRest(step.version);
    this.#pauseSpeaking();
    // The end is told at length after it.
    if (step.kind !== 'JOB' || !isOver(step.job)) console.log(lineOf(step, wasSpoken));
  }

  #speak({ turn, attempt, kind, text }: Output): void {
    // Words may come later than the version that holds them.
    if (turn <= this.#savedTurns) return;
    if (this.#spoken?.turn !== turn || this.#spoken.attempt !== attempt) {
      this.#pauseSpeaking();
      if (this.#spoken?.turn === turn) console.log(askedAgainLine());
      this.#spoken = { turn, attempt, text: '' };
    }
    if (kind === 'TEXT') this.#spoken.text += text;
    this.#live ??= speaking(turn);
    this.#live.add(kind, text);
  }

  /** Says what of a saved answer was not said yet. False when it was not heard from its beginning. */
  #speakRest(version: Version): boolean {
    this.#savedTurns = Math.max(this.#savedTurns, version.turns);
    const answer = answerOf(version);
    const spoken = this.#spoken?.turn === version.turns ? this.#spoken : null;
    if (version.step !== 'MODEL_RESPONSE' || answer === undefined || spoken === null) return false;
    this.#spoken = null;
    if (!answer.text.startsWith(spoken.text)) return false;
    const rest = answer.text.slice(spoken.text.length);
    if (rest !== '') {
      this.#live ??= speaking(version.turns);
      this.#live.add('TEXT', rest);
    }
    return true;
  }

  #pauseSpeaking(): void {
    this.#live?.end();
    this.#live = null;
  }
}

function speaking(turn: number): LiveText {
  const place = { indent: ROOM_BEFORE, width: windowWidth() - ROOM_BEFORE };
  return new LiveText(speakingHead(turn), place, (text) => process.stdout.write(text));
}

function printHead(job: JobFactsFragment, seen: number): void {
  console.log(`${paint('bold', oneLine(job.jobId))}  ${paint('dim', oneLine(job.model))}`);
  console.log(paint('dim', cut(oneLine(job.prompt), windowWidth())));
  if (seen > 0) {
    const before = `Saved so far: ${counted(seen, 'version')}, ${counted(job.turns, 'turn')}. --from-start shows them.`;
    console.log(paint('dim', before));
  }
  console.log();
}

function printOutcome(job: JobFactsFragment): void {
  const took = between(job.createdAt, job.finishedAt);
  const style = statusStyle(job.status);
  console.log(
    `\n${paint([style, 'bold'], job.status)} after ${counted(job.turns, 'turn')}${took === '' ? '' : ` and ${took}`}`,
  );
  if (job.result !== null) console.log(block(plain(job.result), '  '));
  if (job.failure !== null) {
    console.log(block(plain(`${job.failure.code}: ${job.failure.message}`), '  '));
  }
  if (job.resumedBy !== null) {
    console.log(paint('dim', `Job ${oneLine(job.resumedBy)} goes on from it.`));
  } else if (job.status !== 'COMPLETED' && job.version !== null) {
    console.log(paint('dim', `Go on with it  npm run test:resume ${oneLine(job.jobId)}`));
  }
}
