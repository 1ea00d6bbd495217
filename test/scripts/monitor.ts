import { EXIT } from './cli.ts';
import {
  isOver,
  type Job,
  type Message,
  type Metadata,
  noSuchJob,
  type RetomaClient,
  type ToolCall,
} from './client.ts';
import { argumentsOf, gistOf, tookOf } from './conversation.ts';
import { follow, type Step } from './follow.ts';
import { block, cut, oneLine, paint, plain, safeJson, widthOf, windowWidth } from './terminal.ts';
import {
  between,
  callMark,
  callStyle,
  clock,
  counted,
  duration,
  moment,
  number,
  statusStyle,
  stepWord,
} from './words.ts';

/** Versions that were thrown away before they could be shown (`CHECKPOINT_HISTORY`). */
type Shown = Step | { kind: 'GAP'; from: number; to: number };

/** Prints a job's life as it happens, until it is over. Answers with the exit code. */
export async function monitor(
  client: RetomaClient,
  jobId: string,
  options: { json: boolean; fromStart: boolean },
): Promise<number> {
  const job = await client.job(jobId);
  if (job === null) throw noSuchJob(jobId);
  const print = options.json ? printJson : printStep;
  let last = job;
  let seen = options.fromStart ? 0 : (job.version ?? 0);
  if (!options.json) printHead(job, seen);
  for await (const step of follow(client, jobId, seen)) {
    if (step.kind === 'VERSION') {
      const { version } = step.version;
      if (version > seen + 1) print({ kind: 'GAP', from: seen + 1, to: version - 1 });
      seen = version;
    }
    print(step);
    if (step.kind === 'JOB') last = step.job;
  }
  if (!options.json) printOutcome(last);
  return last.status === 'COMPLETED' ? EXIT.OK : last.status === 'FAILED' ? EXIT.FAILED : EXIT.CANCELLED;
}

function printJson(step: Shown): void {
  console.log(safeJson(step, 0));
}

function printHead(job: Job, seen: number): void {
  console.log(`${paint('bold', oneLine(job.jobId))}  ${paint('dim', oneLine(job.model))}`);
  console.log(paint('dim', cut(oneLine(job.prompt), windowWidth())));
  if (seen > 0) {
    const before = `Saved so far: ${counted(seen, 'version')}, ${counted(job.turns, 'turn')}. --from-start shows them.`;
    console.log(paint('dim', before));
  }
  console.log();
}

function printStep(step: Shown): void {
  // The end is told at length after it.
  if (step.kind === 'JOB' && isOver(step.job)) return;
  console.log(describe(step));
}

function describe(step: Shown): string {
  switch (step.kind) {
    case 'VERSION':
      return describeVersion(step.version, step.messages);
    case 'TOOL_STARTED':
      return line(
        step.call.startedAt ?? Date.now(),
        '',
        `${paint('blue', callMark('RUNNING'))} ${nameOf(step.call)} runs…`,
      );
    case 'JOB':
      return line(Date.now(), '', describeJob(step.job));
    case 'SERVER_LOST':
      return line(
        Date.now(),
        '',
        paint('yellow', `The server is away; waiting for it. ${oneLine(step.why)}`),
      );
    case 'SERVER_BACK':
      return line(Date.now(), '', paint('yellow', `The server is back after ${duration(step.afterMs)}.`));
    case 'GAP':
      return line(Date.now(), '', paint('yellow', `Versions ${step.from} to ${step.to} are no longer kept.`));
  }
}

/** `10:32:07  v12  turn 6  …`, cut to the window. `what` may hold styles, so its parts are cut by who makes them. */
function line(time: string | number, place: string, what: string): string {
  return `${paint('dim', clock(time))}  ${place.padEnd(PLACE_WIDTH)}  ${what}`;
}

const PLACE_WIDTH = 'v1000 turn 100'.length;
const ROOM_BEFORE = '00:00:00'.length + PLACE_WIDTH + 4;

function describeVersion(version: Metadata, messages: readonly Message[]): string {
  const place = `v${version.version} turn ${version.turns}`;
  const answer = messages.findLast((message) => message.role === 'ASSISTANT');
  if (version.step === 'MODEL_RESPONSE' && answer !== undefined) {
    return line(version.savedAt, place, describeAnswer(answer));
  }
  const result = messages.at(-1);
  const isResult = version.step === 'TOOL_RESULT' || version.step === 'TOOLS_DONE';
  if (isResult && result?.role === 'TOOL') {
    const call = answer?.toolCalls.find((one) => one.id === result.toolCallId);
    return line(version.savedAt, place, describeResult(result, call));
  }
  return line(
    version.savedAt,
    place,
    `${stepWord(version.step)}: ${counted(version.messageCount, 'message')}, ${number(version.usage.total)} tokens`,
  );
}

function describeAnswer(answer: Extract<Message, { role: 'ASSISTANT' }>): string {
  const asked = answer.toolCalls.map((call) => oneLine(call.name)).join(', ');
  const calls = asked === '' ? '' : ` ${paint('dim', '→')} ${paint('cyan', asked)}`;
  const room = windowWidth() - ROOM_BEFORE - widthOf(calls) - 2;
  const gist = gistOf(answer, Math.max(20, room));
  return `${paint('cyan', '●')} ${answer.text === '' ? paint('dim', gist) : gist}${calls}`;
}

function describeResult(result: Extract<Message, { role: 'TOOL' }>, call: ToolCall | undefined): string {
  const state = call?.state ?? (result.isError ? 'FAILED' : 'DONE');
  const took = call === undefined ? '' : tookOf(call);
  const name = call === undefined ? oneLine(result.toolName) : nameOf(call);
  const facts = [state, took].filter((fact) => fact !== '').join(' · ');
  return `${paint(callStyle(state), callMark(state))} ${name}  ${paint(callStyle(state), facts)}`;
}

function nameOf(call: ToolCall): string {
  const name = oneLine(call.name);
  const room = windowWidth() - ROOM_BEFORE - widthOf(name) - ' · INTERRUPTED · 3 min 20 s'.length;
  return `${name} ${paint('dim', argumentsOf(call, Math.max(12, room)))}`;
}

function describeJob(job: Job): string {
  const status = paint(statusStyle(job.status), job.status);
  switch (job.status) {
    case 'WAITING_RETRY':
      return `${status} until ${moment(job.nextAttemptAt)}: ${oneLine(job.failure?.message ?? 'the last attempt failed')}`;
    case 'PAUSED':
      return `${status}: it waits for a person. Continue it with POST /jobs/${oneLine(encodeURIComponent(job.jobId))}/continue.`;
    case 'RUNNING':
      return job.attempts > 1 ? `${status} with another worker, attempt ${job.attempts}` : status;
    default:
      return status;
  }
}

function printOutcome(job: Job): void {
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
