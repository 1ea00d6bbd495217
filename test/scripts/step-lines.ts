import type { JobFactsFragment } from '../gql/graphql.ts';
import { argumentsOf, gistOf, tookOf } from './conversation.ts';
import type { Step, Version } from './follow.ts';
import { oneLine, paint, widthOf, windowWidth } from './terminal.ts';
import type { CallInShort } from './tool-starts.ts';
import {
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

/** What happens to a job, a line each: `10:32:07  v12 turn 6  …`. */

const PLACE_WIDTH = 'v1000 turn 100'.length;
/** Columns before what a line says. */
export const ROOM_BEFORE = '00:00:00'.length + PLACE_WIDTH + 4;

/** `what` may hold styles, so its parts are cut by who makes them. */
function line(time: string | number, place: string, what: string): string {
  return `${paint('dim', clock(time))}  ${place.padEnd(PLACE_WIDTH)}  ${what}`;
}

/** What stands to the left of the words of a model while it says them. */
export function speakingHead(turn: number): string {
  return line(Date.now(), `turn ${turn}`, '');
}

export function askedAgainLine(): string {
  return line(
    Date.now(),
    '',
    paint('yellow', 'The model is asked again; what it said so far does not count.'),
  );
}

/** @param wasSpoken the answer of this version was shown word by word */
export function lineOf(step: Exclude<Step, { kind: 'OUTPUT' }>, wasSpoken: boolean): string {
  const note = (text: string) => line(Date.now(), '', paint('yellow', text));
  switch (step.kind) {
    case 'VERSION':
      return versionLine(step.version, wasSpoken);
    case 'TOOL_STARTED': {
      const what = `${paint('blue', callMark('RUNNING'))} ${callName(step.call)} runs…`;
      return line(step.call.startedAt ?? Date.now(), '', what);
    }
    case 'JOB':
      return line(Date.now(), '', jobWords(step.job));
    case 'GAP':
      return note(`Versions ${step.from} to ${step.to} are no longer kept.`);
    case 'CONNECTION_BROKE':
      return note(`The connection broke; going on ${fromThere(step.seen)}.`);
    case 'SERVER_LOST':
      return note(`The server is away; waiting for it. ${oneLine(step.why)}`);
    case 'SERVER_BACK':
      return note(`The server is back after ${duration(step.afterMs)}; going on ${fromThere(step.seen)}.`);
  }
}

type Message = Version['messages']['nodes'][number];
type Answer = Extract<Message, { __typename: 'AssistantMessage' }>;
type Result = Extract<Message, { __typename: 'ToolMessage' }>;

function fromThere(seen: number): string {
  return seen === 0 ? 'from the beginning' : `behind version ${seen}`;
}

function versionLine(version: Version, wasSpoken: boolean): string {
  const place = `v${version.version} turn ${version.turns}`;
  const messages = version.messages.nodes;
  const answer = answerOf(version);
  if (version.step === 'MODEL_RESPONSE' && answer !== undefined) {
    return line(version.savedAt, place, answerWords(answer, wasSpoken));
  }
  const result = messages.at(-1);
  const isResult = version.step === 'TOOL_RESULT' || version.step === 'TOOLS_DONE';
  if (isResult && result?.__typename === 'ToolMessage') {
    return line(version.savedAt, place, resultWords(result, answer));
  }
  const history = `${counted(version.messageCount, 'message')}, ${number(version.usage.total)} tokens`;
  return line(version.savedAt, place, `${stepWord(version.step)}: ${history}`);
}

/** The latest answer at a version. */
export function answerOf({ messages }: Version): Answer | undefined {
  return messages.nodes.findLast((message) => message.__typename === 'AssistantMessage');
}

function answerWords(answer: Answer, wasSpoken: boolean): string {
  const asked = answer.toolCalls.map((call) => oneLine(call.name)).join(', ');
  const calls = asked === '' ? '' : ` ${paint('dim', '→')} ${paint('cyan', asked)}`;
  const mark = paint('cyan', '●');
  if (wasSpoken) return `${mark} ${paint('dim', 'saved')}${calls}`;
  const room = windowWidth() - ROOM_BEFORE - widthOf(calls) - 2;
  const { text, reasoningExcerpt } = answer;
  const gist = gistOf({ text, reasoning: reasoningExcerpt?.text ?? null }, Math.max(20, room));
  return `${mark} ${text === '' ? paint('dim', gist) : gist}${calls}`;
}

function resultWords(result: Result, answer: Answer | undefined): string {
  const call = answer?.toolCalls.find((one) => one.id === result.toolCallId);
  const name = call === undefined ? oneLine(result.toolName) : callName(call);
  const facts = [result.state, tookOf(result)].filter((fact) => fact !== '').join(' · ');
  const style = callStyle(result.state);
  return `${paint(style, callMark(result.state))} ${name}  ${paint(style, facts)}`;
}

function callName({ name: tool, argumentsExcerpt }: CallInShort): string {
  const name = oneLine(tool);
  const room = windowWidth() - ROOM_BEFORE - widthOf(name) - ' · INTERRUPTED · 3 min 20 s'.length;
  return `${name} ${paint('dim', argumentsOf(argumentsExcerpt, Math.max(12, room)))}`;
}

function jobWords(job: JobFactsFragment): string {
  const status = paint(statusStyle(job.status), job.status);
  switch (job.status) {
    case 'WAITING_RETRY':
      return `${status} until ${moment(job.nextAttemptAt)}: ${oneLine(job.failure?.message ?? 'the last attempt failed')}`;
    case 'PAUSED': {
      const why = oneLine(job.pauseReason ?? 'It waits for a person.');
      const path = `POST /jobs/${oneLine(encodeURIComponent(job.jobId))}`;
      const [call] = job.waitingFor;
      return call === undefined
        ? `${status}: ${why} Continue it with ${path}/continue.`
        : `${status}: ${why} Decide with ${path}/tool-calls/${oneLine(encodeURIComponent(call.id))}/decide.`;
    }
    case 'RUNNING':
      return job.attempts > 1 ? `${status}, attempt ${job.attempts}` : status;
    default:
      return status;
  }
}
