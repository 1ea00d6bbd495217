import { setTimeout as sleep } from 'node:timers/promises';
import { RetomaError } from '../errors.ts';
import type { LoadedCheckpoint, NewVersion } from '../store/contract.ts';
import {
  latestAssistant,
  type Message,
  type ToolMessage,
  toolCallsOf,
  unansweredToolCalls,
} from '../store/messages.ts';
import {
  addUsage,
  type CheckpointStep,
  NO_USAGE,
  type OpenToolCall,
  type TokenUsage,
  type ToolCallState,
  type ToolCallSummary,
} from '../store/records.ts';
import type { ModelAnswer } from './model/model.ts';
import type { AgentRun } from './run.ts';

/**
 * How far a run has come: the history as committed, and the means to commit the next step of it. What is in `messages`
 * is in the store; nothing is put there before it is.
 */
export class Progress {
  readonly messages: Message[];
  /** Begun or decided about, without a result. */
  readonly openCalls: Map<string, OpenToolCall>;
  version: number;
  turns: number;
  usage: TokenUsage;
  readonly #run: AgentRun;
  /** Results come in side by side; their commits go one after the other. */
  #lastCommit: Promise<unknown> = Promise.resolve();

  constructor(run: AgentRun, from: LoadedCheckpoint | null) {
    this.#run = run;
    this.messages = from === null ? [] : [...from.messages];
    this.openCalls = new Map(from?.openToolCalls.map((call) => [call.id, call]) ?? []);
    this.version = from?.version ?? 0;
    this.turns = from?.turns ?? 0;
    this.usage = from?.usage ?? NO_USAGE;
  }

  /** Commits an answer, with the messages that had to be put before it. */
  saveAnswer(before: readonly Message[], answer: ModelAnswer, repair: string | null): Promise<void> {
    return this.#inTurn(async () => {
      const turns = this.turns + 1;
      const usage = addUsage(this.usage, answer.usage);
      await this.#commit('MODEL_RESPONSE', [...before, answer.message], { turns, usage, repair });
    });
  }

  /** Commits the result of one call; the last one that is missing closes the turn. */
  saveResult(result: ToolMessage): Promise<void> {
    return this.#inTurn(async () => {
      const missing = unansweredToolCalls(this.messages).filter(
        (call) => call.toolCallId !== result.toolCallId,
      );
      const { turns, usage } = this;
      await this.#commit(missing.length === 0 ? 'TOOLS_DONE' : 'TOOL_RESULT', [result], {
        turns,
        usage,
        repair: null,
      });
      this.openCalls.delete(result.toolCallId);
    });
  }

  /** Records that these calls are about to run. */
  async saveIntents(calls: readonly OpenToolCall[]): Promise<void> {
    await untilStoreAnswers(this.#run, () =>
      this.#run.checkpoints.store.recordIntents(this.#run.lease, calls),
    );
    for (const call of calls) this.openCalls.set(call.id, call);
  }

  async #commit(
    step: CheckpointStep,
    messages: readonly Message[],
    totals: Pick<NewVersion, 'turns' | 'usage'> & { repair: string | null },
  ): Promise<void> {
    const commit: NewVersion = {
      basedOn: this.version,
      step,
      messages,
      toolCalls: this.#toolCallsWith(messages),
      model: this.#run.model.id,
      ...totals,
    };
    const record = await untilStoreAnswers(this.#run, () =>
      this.#run.checkpoints.saveCheckpoint(this.#run.lease, commit),
    );
    this.messages.push(...messages);
    this.version = record.version;
    this.turns = totals.turns;
    this.usage = totals.usage;
    this.#run.observer?.onVersion?.(record);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lastCommit.then(work);
    this.#lastCommit = result.catch(() => undefined);
    return result;
  }

  /** The calls of the latest answer, with their states once `added` is in the history. */
  #toolCallsWith(added: readonly Message[]): ToolCallSummary[] {
    const turn = latestTurn([...latestTurn(this.messages), ...added]);
    const answer = latestAssistant(turn);
    if (answer === null) return [];
    const results = new Map(
      turn.filter((message) => message.role === 'tool').map((message) => [message.toolCallId, message]),
    );
    const policies = new Map(this.#run.tools.map((tool) => [tool.name, tool.policy]));
    return toolCallsOf(answer).map((call) => ({
      id: call.toolCallId,
      name: call.toolName,
      policy: policies.get(call.toolName) ?? 'REPORT',
      state: stateOf(results.get(call.toolCallId), this.openCalls.get(call.toolCallId)),
    }));
  }
}

/** The latest answer and what came after it. */
function latestTurn(messages: readonly Message[]): Message[] {
  const start = messages.findLastIndex((message) => message.role === 'assistant');
  return start === -1 ? [] : messages.slice(start);
}

function stateOf(result: ToolMessage | undefined, open: OpenToolCall | undefined): ToolCallState {
  if (result !== undefined) return result.interrupted ? 'INTERRUPTED' : result.isError ? 'FAILED' : 'DONE';
  return open !== undefined && open.startedAt !== null ? 'RUNNING' : 'PENDING';
}

/**
 * An answer that was paid for must not be lost because Redis restarts: the write is repeated (it is safe to send twice)
 * for as long as this worker may act for the job.
 */
export async function untilStoreAnswers<T>(run: AgentRun, write: () => Promise<T>): Promise<T> {
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      return await write();
    } catch (error) {
      if (!RetomaError.is(error, 'STORE_UNAVAILABLE')) throw error;
      run.assertMayAct();
      await sleep(waitMs);
    }
  }
}
