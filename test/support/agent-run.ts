import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import type { Model, ModelAnswer, ModelRequest } from '../../src/agent/model/model.ts';
import type { AgentRun } from '../../src/agent/run.ts';
import type { Tool } from '../../src/agent/tools/tool.ts';
import { openWorkspace } from '../../src/agent/workspace.ts';
import type { Store } from '../../src/store/contract.ts';
import type { AssistantPart, JsonValue, Message } from '../../src/store/messages.ts';
import type { JobSpec } from '../../src/store/records.ts';
import { tempDir } from './temp-dir.ts';

/** An answer of a test model: text, calls, or an error to throw. */
export type Answer =
  | { text?: string; reasoning?: string; calls?: Call[]; cut?: true }
  | ((request: ModelRequest) => Promise<ModelAnswer>);
export interface Call {
  id: string;
  name: string;
  input?: JsonValue;
  invalid?: string;
}

export function answerOf(
  answer: Exclude<Answer, (request: ModelRequest) => Promise<ModelAnswer>>,
): ModelAnswer {
  const parts: AssistantPart[] = [];
  if (answer.reasoning !== undefined) parts.push({ type: 'reasoning', text: answer.reasoning });
  if (answer.text !== undefined) parts.push({ type: 'text', text: answer.text });
  for (const { id, name, input = {}, invalid } of answer.calls ?? []) {
    parts.push({
      type: 'tool-call',
      toolCallId: id,
      toolName: name,
      input,
      ...(invalid === undefined ? {} : { invalid }),
    });
  }
  const cut = answer.cut ? ({ cut: true } as const) : {};
  return {
    message: { role: 'assistant', parts, model: 'test/model', finishReason: 'stop', ...cut },
    usage: { input: 10, output: 5, reasoning: 1, cached: 0, total: 15, calls: 1 },
  };
}

/** A model that answers by how many answers are in the history that it was sent, and keeps every history it saw. */
export class TestModel implements Model {
  readonly id = 'test/model';
  readonly asked: Message[][] = [];
  readonly #answers: readonly Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
  }

  async ask(request: ModelRequest): Promise<ModelAnswer> {
    request.signal.throwIfAborted();
    this.asked.push(structuredClone([...request.messages]));
    const turn = request.messages.filter((message) => message.role === 'assistant').length;
    const answer = this.#answers[turn];
    if (answer === undefined) throw new Error(`The test model has no answer for turn ${turn + 1}.`);
    return typeof answer === 'function' ? answer(request) : answerOf(answer);
  }
}

export function jobSpec(overrides: Partial<JobSpec> & { jobId: string }): JobSpec {
  return {
    prompt: 'Do it.',
    model: 'test/model',
    workspace: { path: 'test' },
    maxTurns: 50,
    resumeFromCheckpoint: true,
    onInterrupted: 'REPORT',
    onPartial: 'ASK_AGAIN',
    requireApproval: [],
    callback: null,
    ...overrides,
  };
}

/** Takes the job under a new lease and gives everything that one run of the loop needs. */
export async function takeRun(
  store: Store,
  jobId: string,
  parts: { model: Model; tools?: readonly Tool[] } & Partial<Omit<AgentRun, 'model' | 'tools'>>,
): Promise<AgentRun> {
  const { lease, job } = await store.acquire(jobId, { workerId: 'test', nonce: crypto.randomUUID() });
  if (lease === null) throw new Error(`Job ${jobId} is over.`);
  const root = tempDir();
  return {
    job,
    lease,
    checkpoints: new CheckpointManager(store),
    tools: [],
    workspace: await openWorkspace(root, { path: 'test' }, { create: true }),
    signal: new AbortController().signal,
    shouldHandOver: () => false,
    assertMayAct: () => undefined,
    whenMayAct: async (act) => act(),
    ...parts,
  };
}
