import type { Lease, Store } from '../../src/store/contract.ts';
import type { AssistantPart, Message } from '../../src/store/messages.ts';
import { addUsage, type JobRecord, NO_USAGE, type ReplayPolicy } from '../../src/store/records.ts';

/** What becomes of a job that is worked by hand: full turns, then calls that are cut off, then the end. */
export interface Script {
  /** Each asks for one `read_file` and gets its result: two versions. @default 1 */
  turns?: number;
  /** Asked for by one more answer, begun, and left without a result. */
  cutOff?: { name: string; policy: ReplayPolicy; input: { [key: string]: string } }[];
  /** What every answer says of the history that it was asked on. @default null */
  repair?: string | null;
  /** Said in the turn that follows, and cut off there. */
  says?: string;
  /** Ids of the calls that a PAUSED job waits for. @default none */
  awaits?: string[];
  /** @default 'FAILED' */
  end?: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'RUNNING' | 'PAUSED' | 'WAITING_RETRY';
}

const FAILURE = { code: 'BROKEN', message: 'It broke.', retryable: false, provider: null, httpStatus: null };

/** Does to a job what a worker does, without a model, a queue or a workspace. Answers with its record. */
export async function workByHand(store: Store, jobId: string, script: Script = {}): Promise<JobRecord> {
  const { turns = 1, cutOff = [], repair = null, says = '', awaits = [], end = 'FAILED' } = script;
  const { lease, job } = await store.acquire(jobId, { workerId: 'hand', nonce: `${jobId}-nonce` });
  if (lease === null) throw new Error(`Job ${jobId} cannot be taken: it is ${job.status}.`);
  for (let turn = 1; turn <= turns; turn++) await commitTurn(store, lease, job, turn, repair);
  if (cutOff.length > 0) await commitCutOff(store, lease, job, turns + 1, cutOff);
  if (says !== '') {
    const turn = turns + (cutOff.length > 0 ? 2 : 1);
    const pieces = [
      { offset: 0, kind: 'REASONING', text: 'Hm.' } as const,
      { offset: 3, kind: 'TEXT', text: says } as const,
    ];
    await store.appendOutput(lease, { turn, call: 1, at: 0, usage: { ...usageOf(1), calls: 0 }, pieces });
  }
  return leave(store, lease, end, awaits);
}

async function commitTurn(
  store: Store,
  lease: Lease,
  job: JobRecord,
  turn: number,
  repair: string | null,
): Promise<void> {
  const call = { id: `call-${turn}`, name: 'read_file', policy: 'PURE' } as const;
  const totals = { turns: turn, usage: usageOf(turn) };
  const at = new Date().toISOString();
  await store.commit(lease, {
    ...totals,
    basedOn: (turn - 1) * 2,
    step: 'MODEL_RESPONSE',
    messages: answer(job, turn, [
      { type: 'tool-call', toolCallId: call.id, toolName: call.name, input: { path: `${turn}.txt` } },
    ]),
    toolCalls: [{ ...call, state: 'PENDING' }],
    repair,
  });
  const output = { output: `Content ${turn}.`, isError: false, startedAt: at, finishedAt: at };
  await store.commit(lease, {
    ...totals,
    basedOn: turn * 2 - 1,
    step: 'TOOLS_DONE',
    messages: [{ role: 'tool', toolCallId: call.id, toolName: call.name, ...output }],
    toolCalls: [{ ...call, state: 'DONE' }],
  });
}

async function commitCutOff(
  store: Store,
  lease: Lease,
  job: JobRecord,
  turn: number,
  cutOff: NonNullable<Script['cutOff']>,
): Promise<void> {
  const calls = cutOff.map((call, index) => ({ ...call, id: `cut-${index + 1}` }));
  const parts = calls.map(
    ({ id, name, input }) => ({ type: 'tool-call', toolCallId: id, toolName: name, input }) as const,
  );
  await store.commit(lease, {
    basedOn: (turn - 1) * 2,
    step: 'MODEL_RESPONSE',
    messages: answer(job, turn, parts),
    turns: turn,
    usage: usageOf(turn),
    toolCalls: calls.map(({ id, name, policy }) => ({ id, name, policy, state: 'PENDING' })),
  });
  const begun = { startedAt: new Date().toISOString(), epoch: lease.epoch, evidence: null };
  await store.recordIntents(
    lease,
    calls.map(({ id, name, policy }) => ({
      id,
      name,
      policy,
      ...begun,
      decision: null,
      editedArguments: null,
    })),
  );
}

async function leave(
  store: Store,
  lease: Lease,
  end: NonNullable<Script['end']>,
  awaits: string[],
): Promise<JobRecord> {
  switch (end) {
    case 'RUNNING':
      return (await store.getJob(lease.jobId)) as JobRecord;
    case 'PAUSED':
      return store.letGo(lease, { to: 'PAUSED', reason: 'A person has to look.', awaits });
    case 'WAITING_RETRY': {
      const until = new Date(Date.now() + 60_000);
      return store.letGo(lease, { to: 'WAITING_RETRY', until, failure: FAILURE });
    }
    case 'COMPLETED':
      return store.finish(lease, { status: 'COMPLETED', result: 'Done.' });
    case 'FAILED':
      return store.finish(lease, { status: 'FAILED', failure: FAILURE });
    case 'CANCELLED':
      return store.finish(lease, { status: 'CANCELLED' });
  }
}

function answer(job: JobRecord, turn: number, calls: readonly AssistantPart[]): Message[] {
  const said: Message = {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: `Thought ${turn}.` },
      { type: 'text', text: `Answer ${turn}.` },
      ...calls,
    ],
    model: job.model,
    finishReason: 'tool_calls',
  };
  return turn === 1 ? [{ role: 'user', text: job.prompt }, said] : [said];
}

function usageOf(turns: number) {
  let usage = NO_USAGE;
  for (let turn = 0; turn < turns; turn++) {
    usage = addUsage(usage, { input: 10, output: 5, reasoning: 1, cached: 0, total: 15, calls: 1 });
  }
  return usage;
}
