import { submitJob } from '../../resolvers/submit-job.ts';
import type { Lease, OutputPiece } from '../../src/store/contract.ts';
import type { AssistantPart, Message } from '../../src/store/messages.ts';
import { NO_USAGE, type ToolCallState } from '../../src/store/records.ts';
import { contextOf, type TestDeps } from '../support/api.ts';

const AT = '2026-01-02T10:00:00.000Z';
const LATER = '2026-01-02T10:00:01.500Z';

/** A job that a test works by hand, a step at a time. */
export class HandWorkedJob {
  readonly jobId: string;
  readonly #deps: TestDeps;
  readonly #lease: Lease;
  #version = 0;
  #turns = 0;
  #said = { call: 0, pieces: 0, length: 0 };

  private constructor(deps: TestDeps, jobId: string, lease: Lease) {
    this.#deps = deps;
    this.jobId = jobId;
    this.#lease = lease;
  }

  static async start(
    deps: TestDeps,
    input: { prompt?: string; jobId?: string } = {},
  ): Promise<HandWorkedJob> {
    const { job } = await submitJob({ prompt: 'Do it.', ...input }, contextOf(deps));
    const { lease } = await deps.store.acquire(job.jobId, { workerId: 'hand', nonce: job.jobId });
    if (lease === null) throw new Error('The job is over.');
    return new HandWorkedJob(deps, job.jobId, lease);
  }

  /** An answer, with at most one call of `run_command`. Its id is `call-<turn>`. */
  async answer(said: { text?: string; reasoning?: string; command?: string }): Promise<void> {
    this.#turns += 1;
    const parts: AssistantPart[] = [];
    if (said.reasoning !== undefined) parts.push({ type: 'reasoning', text: said.reasoning });
    if (said.text !== undefined) parts.push({ type: 'text', text: said.text });
    if (said.command !== undefined) {
      const input = { command: said.command };
      parts.push({ type: 'tool-call', toolCallId: this.#callId, toolName: 'run_command', input });
    }
    const message: Message = {
      role: 'assistant',
      parts,
      model: 'test/model',
      finishReason: said.command === undefined ? 'stop' : 'tool_calls',
    };
    await this.#commit([message], said.command === undefined ? null : 'PENDING');
  }

  /** The model is asked for the next answer, anew if it was asked for already; `say` tells what it says. */
  ask(): void {
    this.#said = { call: this.#said.call + 1, pieces: 0, length: 0 };
  }

  async say(text: string, kind: OutputPiece['kind'] = 'TEXT'): Promise<void> {
    const { call, pieces, length } = this.#said;
    const turn = this.#turns + 1;
    const piece = { offset: length, kind, text };
    await this.#deps.store.appendOutput(this.#lease, { turn, call, at: pieces, pieces: [piece] });
    this.#said = { call, pieces: pieces + 1, length: length + text.length };
  }

  /** The call of the latest answer is begun. */
  async begin(): Promise<void> {
    await this.#deps.store.recordIntents(this.#lease, [
      {
        id: this.#callId,
        name: 'run_command',
        policy: 'REPORT',
        startedAt: AT,
        epoch: this.#lease.epoch,
        evidence: null,
        decision: null,
        editedArguments: null,
      },
    ]);
  }

  async result(output: string, isError = false): Promise<void> {
    const result: Message = {
      role: 'tool',
      toolCallId: this.#callId,
      toolName: 'run_command',
      output,
      isError,
      startedAt: AT,
      finishedAt: LATER,
    };
    await this.#commit([result], isError ? 'FAILED' : 'DONE');
  }

  async end(status: 'COMPLETED' | 'FAILED' | 'CANCELLED'): Promise<void> {
    const failure = {
      code: 'BROKEN',
      message: 'It broke.',
      retryable: false,
      provider: null,
      httpStatus: null,
    };
    const { store } = this.#deps;
    if (status === 'COMPLETED') await store.finish(this.#lease, { status, result: 'All is done.' });
    else if (status === 'FAILED') await store.finish(this.#lease, { status, failure });
    else await store.finish(this.#lease, { status });
  }

  get #callId(): string {
    return `call-${this.#turns}`;
  }

  async #commit(messages: Message[], state: ToolCallState | null): Promise<void> {
    const job = await this.#deps.store.getJob(this.jobId);
    const opening: Message[] = this.#version === 0 ? [{ role: 'user', text: job?.prompt ?? '' }] : [];
    await this.#deps.store.commit(this.#lease, {
      basedOn: this.#version,
      step: messages[0]?.role === 'tool' ? 'TOOLS_DONE' : 'MODEL_RESPONSE',
      messages: [...opening, ...messages],
      turns: this.#turns,
      usage: { ...NO_USAGE, input: 1000 * this.#turns, total: 1000 * this.#turns, calls: this.#turns },
      toolCalls: state === null ? [] : [{ id: this.#callId, name: 'run_command', policy: 'REPORT', state }],
    });
    this.#version += 1;
  }
}
