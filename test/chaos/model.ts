import { SYSTEM_PROMPT } from '../../src/agent/system-prompt.ts';
import { type Json, records } from '../support/fake-model/protocol.ts';
import {
  type Behaviour,
  type FakeModelRequest,
  type FakeModelServer,
  startFakeModelServer,
} from '../support/fake-model-server.ts';
import { doubtfulCalls, firstDifference, type Interruptions, type PlainMessage, replay } from './replay.ts';
import { answerOf, type Task, taskIdIn } from './task.ts';

/** As the product words it for the model. */
const INTERRUPTED = /^This call was interrupted\b/;

export const MODEL = 'deepseek/deepseek-v4-pro';

/** A request that the model answered, or refused. Times are milliseconds since 1970. */
export interface Asked {
  task: string;
  turn: number;
  at: number;
}

export interface TaskModel {
  url: string;
  asked: readonly Asked[];
  /** Why it did not recognise a history. Ought to be empty. */
  refusals: readonly string[];
  stop(): Promise<void>;
}

/**
 * A model that knows its tasks by heart and answers only a history that it recognises: every message as it must be,
 * every call with its one result, in order. Anything else gets a 400 and is held against the product.
 *
 * @param deltaDelayMs before each piece of an answer
 */
export async function startTaskModel(
  tasks: ReadonlyMap<string, Task>,
  deltaDelayMs: number,
): Promise<TaskModel> {
  const asked: Asked[] = [];
  const refusals: string[] = [];
  const refuse = (why: string): Behaviour => {
    refusals.push(why);
    return { do: 'status', status: 400, error: { message: why, type: 'invalid_request_error' } };
  };
  const server: FakeModelServer = await startFakeModelServer({
    respond: ({ body, turn }: FakeModelRequest) => {
      const messages = records(body.messages);
      const id = taskIdIn(String(messages[1]?.content)) ?? '';
      const task = tasks.get(id);
      const answer = task?.turns[turn - 1];
      if (task === undefined || answer === undefined) {
        return refuse(`turn ${turn} of task ${JSON.stringify(id)}: there is no such turn`);
      }
      const isFirst = !asked.some((earlier) => earlier.task === id && earlier.turn === turn);
      asked.push({ task: id, turn, at: Date.now() });
      if (task.refusedAtTurn === turn && isFirst) {
        return { do: 'status', status: 401, error: { message: 'No such key.' } };
      }
      const why = unrecognised(task, messages, turn);
      if (why !== null) return refuse(`turn ${turn} of task ${id}: ${why}`);
      return { do: 'answer', ...answerOf(task, answer), deltaDelayMs };
    },
  });
  return {
    url: server.url,
    asked,
    get refusals() {
      return [...refusals, ...server.refusals()];
    },
    stop: () => server.stop(),
  };
}

/** Why these messages are not the beginning of the task; null: they are. */
function unrecognised(task: Task, messages: readonly Json[], turn: number): string | null {
  const cut = new Set(
    messages
      .filter(({ role, content }) => role === 'tool' && INTERRUPTED.test(String(content)))
      .map(({ tool_call_id: id }) => String(id)),
  );
  // What a call that was cut off has done shows only in what is read later, so all cases are possible.
  let why: string | null = null;
  for (const interruptions of allCases(task, cut)) {
    const expected = replay(task, SYSTEM_PROMPT, interruptions, turn - 1).messages;
    why = firstDifference(
      messages.map((message, i) => asPlain(message, expected[i])),
      expected,
    );
    if (why === null) return null;
  }
  return why;
}

function allCases(task: Task, cut: ReadonlySet<string>): Interruptions[] {
  let cases: Map<string, { effect: boolean }>[] = [new Map()];
  for (const { id, does } of doubtfulCalls(task)) {
    if (!cut.has(id)) continue;
    const effects = does.kind === 'COMMAND' ? [true, false] : [true];
    cases = cases.flatMap((one) => effects.map((effect) => new Map([...one, [id, { effect }]])));
  }
  return cases;
}

/** A message of the provider's protocol. What the protocol does not carry is taken to be as expected. */
function asPlain(message: Json, expected: PlainMessage | undefined): PlainMessage {
  const text = String(message.content ?? '');
  switch (message.role) {
    case 'assistant':
      return {
        role: 'assistant',
        reasoning: String(message.reasoning_content ?? ''),
        text,
        calls: records(message.tool_calls).map(({ id, function: called }) => {
          const { name, arguments: input } = called as Json;
          return { id: String(id), name: String(name), input: JSON.parse(String(input)) as unknown };
        }),
      };
    case 'tool': {
      const unseen = expected?.role === 'tool' ? expected : { name: '', isError: false, interrupted: false };
      const { name, isError, interrupted } = unseen;
      return { role: 'tool', id: String(message.tool_call_id), name, output: text, isError, interrupted };
    }
    default:
      return { role: message.role === 'system' ? 'system' : 'user', text };
  }
}
