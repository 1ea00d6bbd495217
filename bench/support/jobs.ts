import { randomUUID } from 'node:crypto';
import type { Lease, Store } from '../../src/store/contract.ts';
import type { Message } from '../../src/store/messages.ts';
import type { CheckpointRecord, JobSpec, TokenUsage } from '../../src/store/records.ts';

export function specOf(jobId: string): JobSpec {
  return {
    jobId,
    prompt: 'Mend the failing test.',
    model: 'deepseek/deepseek-v4-pro',
    workspace: { path: jobId },
    maxTurns: 10_000,
    resumeFromCheckpoint: true,
    onInterrupted: 'REPORT',
    onPartial: 'ASK_AGAIN',
    requireApproval: [],
    callback: null,
  };
}

export async function takenJob(store: Store): Promise<Lease> {
  const { jobId } = await store.createJob(specOf(store.newJobId()));
  const { lease } = await store.acquire(jobId, { workerId: 'bench', nonce: randomUUID() });
  if (lease === null) throw new Error('A new job could not be taken.');
  return lease;
}

/** Commits one step of a run, as the agent loop would. */
export function commitStep(
  store: Store,
  lease: Lease,
  basedOn: number,
  messages: readonly Message[],
): Promise<CheckpointRecord> {
  const calls = Math.ceil((basedOn + 1) / 2);
  const usage: TokenUsage = {
    input: calls * 9000,
    output: calls * 700,
    reasoning: calls * 300,
    cached: calls * 8000,
    total: calls * 9700,
    calls,
  };
  const isAnswer = messages.some((message) => message.role === 'assistant');
  return store.commit(lease, {
    basedOn,
    step: isAnswer ? 'MODEL_RESPONSE' : 'TOOLS_DONE',
    messages,
    turns: calls,
    usage,
    toolCalls: [
      { id: `call_${calls}`, name: 'edit_file', policy: 'VERIFY', state: isAnswer ? 'PENDING' : 'DONE' },
    ],
    model: 'deepseek/deepseek-v4-pro',
  });
}

/** A job with all these commits. */
export async function jobWith(store: Store, commits: readonly (readonly Message[])[]): Promise<Lease> {
  const lease = await takenJob(store);
  for (const [basedOn, messages] of commits.entries()) await commitStep(store, lease, basedOn, messages);
  return lease;
}

/** Does the work for 0 to `count` - 1, so many at once. */
export async function atOnce(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
