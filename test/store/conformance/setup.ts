import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import type { Lease, NewVersion, Store, Wakeup } from '../../../src/store/contract.ts';
import type { AssistantMessage, Message, ToolMessage } from '../../../src/store/messages.ts';
import {
  type CheckpointRecord,
  type JobFailure,
  type JobRecord,
  type JobSpec,
  NO_USAGE,
  type OpenToolCall,
  type TokenUsage,
  type ToolCallSummary,
} from '../../../src/store/records.ts';

export interface StoreLimits {
  ttlSeconds?: number;
  completedRetentionSeconds?: number;
  historyLimit?: number;
}

export interface StoreUnderTest {
  store: Store;
  dispose(): Promise<void>;
  /** Whatever the store offers for hearing its wake-ups; unset: they are not checked. Answers with how to stop. */
  onWakeup?(listener: (wakeup: Wakeup) => void): (() => void) | Promise<() => void>;
}

/** Makes a store that holds nothing, apart from all others. */
export type MakeStore = (limits?: StoreLimits) => Promise<StoreUnderTest>;

/** A fresh store for each test of the `describe` that it is called in. */
export function storeForEach(makeStore: MakeStore, limits?: StoreLimits): { readonly store: Store } {
  let current: StoreUnderTest | undefined;
  beforeEach(async () => {
    current = await makeStore(limits);
  });
  afterEach(async () => {
    await current?.dispose();
    current = undefined;
  });
  return {
    get store() {
      if (current === undefined) throw new Error('There is a store only while a test runs.');
      return current.store;
    },
  };
}

export function specOf(jobId: string, overrides: Partial<JobSpec> = {}): JobSpec {
  return {
    jobId,
    prompt: `Do ${jobId}.`,
    model: 'scripted/first',
    workspace: { path: `of-${jobId}` },
    maxTurns: 50,
    resumeFromCheckpoint: true,
    onInterrupted: 'REPORT',
    onPartial: 'ASK_AGAIN',
    requireApproval: [],
    callback: null,
    ...overrides,
  };
}

export const CALLBACK = { url: 'https://example.com/hook', secret: null };

export const FAILURE: JobFailure = {
  code: 'RATE_LIMIT',
  message: 'The provider asked to wait.',
  retryable: true,
  provider: 'deepseek',
  httpStatus: 429,
};

export function newJob(store: Store, overrides: Partial<JobSpec> = {}): Promise<JobRecord> {
  return store.createJob(specOf(overrides.jobId ?? store.newJobId(), overrides));
}

/** Takes the job, as a worker would that never took it before. */
export async function take(store: Store, jobId: string, workerId = 'worker-1'): Promise<Lease> {
  const { lease, job } = await store.acquire(jobId, { workerId, nonce: randomUUID() });
  if (lease === null) throw new Error(`The job was not to be had: it is ${job.status}.`);
  return lease;
}

/** A job that was made and taken. */
export async function runningJob(store: Store, overrides: Partial<JobSpec> = {}): Promise<Lease> {
  const { jobId } = await newJob(store, overrides);
  return take(store, jobId);
}

export function usageOf(calls: number): TokenUsage {
  return { input: 100 * calls, output: 10 * calls, reasoning: 0, cached: 0, total: 110 * calls, calls };
}

export function user(text: string): Message {
  return { role: 'user', text };
}

export function answer(text: string, callIds: readonly string[] = []): AssistantMessage {
  return {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: `Thinking about ${text}.` },
      { type: 'text', text },
      ...callIds.map((id) => ({
        type: 'tool-call' as const,
        toolCallId: id,
        toolName: 'read_file',
        input: { path: `${id}.txt` },
      })),
    ],
    model: 'scripted/first',
    finishReason: callIds.length === 0 ? 'stop' : 'tool_calls',
  };
}

export function result(callId: string, overrides: Partial<ToolMessage> = {}): ToolMessage {
  return {
    role: 'tool',
    toolCallId: callId,
    toolName: 'read_file',
    output: `Contents of ${callId}.`,
    isError: false,
    startedAt: '2026-01-02T03:04:05.678Z',
    finishedAt: '2026-01-02T03:04:06.789Z',
    ...overrides,
  };
}

export function pending(id: string, state: ToolCallSummary['state'] = 'PENDING'): ToolCallSummary {
  return { id, name: 'read_file', policy: 'PURE', state };
}

export function openCall(id: string, epoch: number, overrides: Partial<OpenToolCall> = {}): OpenToolCall {
  return {
    id,
    name: 'write_file',
    policy: 'VERIFY',
    startedAt: '2026-01-02T03:04:05.678Z',
    epoch,
    evidence: { before: 'abc', size: 3 },
    editedArguments: null,
    decision: null,
    ...overrides,
  };
}

/** The commit of an answer on `basedOn`; `turns` and usage follow from the version, as if every one were an answer. */
export function answerOn(basedOn: number, overrides: Partial<NewVersion> = {}): NewVersion {
  const turns = basedOn + 1;
  return {
    basedOn,
    step: 'MODEL_RESPONSE',
    messages: [answer(`Answer ${turns}`)],
    turns,
    usage: usageOf(turns),
    toolCalls: [],
    ...overrides,
  };
}

/** Commits so many answers, and gives their records. */
export async function commitAnswers(
  store: Store,
  lease: Lease,
  count: number,
  from = 0,
): Promise<CheckpointRecord[]> {
  const records: CheckpointRecord[] = [];
  for (let basedOn = from; basedOn < from + count; basedOn++) {
    records.push(await store.commit(lease, answerOn(basedOn)));
  }
  return records;
}

export const FAILED = { status: 'FAILED', failure: { ...FAILURE, retryable: false } } as const;
export const COMPLETED = { status: 'COMPLETED', result: 'Done.' } as const;

/** A job that failed at this version. */
export async function failedJob(
  store: Store,
  versions: number,
  overrides: Partial<JobSpec> = {},
): Promise<Lease> {
  const lease = await runningJob(store, overrides);
  await commitAnswers(store, lease, versions);
  await store.finish(lease, FAILED);
  return lease;
}

/** A job that completed at this version. */
export async function completedJob(
  store: Store,
  versions: number,
  overrides: Partial<JobSpec> = {},
): Promise<Lease> {
  const lease = await runningJob(store, overrides);
  await commitAnswers(store, lease, versions);
  await store.finish(lease, COMPLETED);
  return lease;
}

/** The record, which must be there. */
export async function jobOf(store: Store, jobId: string): Promise<JobRecord> {
  const job = await store.getJob(jobId);
  if (job === null) throw new Error(`Job ${jobId} is gone.`);
  return job;
}

/** What a further job needs to continue a stopped one. */
export function claimOf(store: Store, job: JobRecord, overrides: Partial<JobSpec> = {}) {
  if (job.version === null || job.status === 'QUEUED') throw new Error('Nothing to continue.');
  const seen = {
    jobId: job.jobId,
    status: job.status as 'FAILED' | 'CANCELLED',
    version: job.version,
    resumedBy: job.resumedBy,
  };
  const spec = specOf(store.newJobId(job.jobId), { workspace: job.workspace, ...overrides });
  return { seen, spec };
}

/** Claims a stopped job for one that continues it, and gives that one's record. */
export async function resumed(
  store: Store,
  jobId: string,
  overrides: Partial<JobSpec> = {},
): Promise<JobRecord> {
  const { seen, spec } = claimOf(store, await jobOf(store, jobId), overrides);
  const claimed = await store.claimResume(seen, spec);
  if (!claimed?.created) throw new Error(`Job ${jobId} could not be claimed.`);
  return claimed.job;
}

export { NO_USAGE };
