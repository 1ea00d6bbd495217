import { setTimeout as sleep } from 'node:timers/promises';
import {
  isOver,
  type Job,
  type Message,
  type Metadata,
  noSuchJob,
  orNull,
  pages,
  type RetomaClient,
  ServerGoneError,
  type ToolCall,
} from './client.ts';

export type Step =
  | {
      kind: 'VERSION';
      version: Metadata /** What it added, with the answer that it belongs to. */;
      messages: Message[];
    }
  | { kind: 'TOOL_STARTED'; call: ToolCall }
  | { kind: 'JOB'; job: Job }
  | { kind: 'SERVER_LOST'; why: string }
  | { kind: 'SERVER_BACK'; afterMs: number };

const LOOK_EVERY_MS = 300;
/** Enough to hold the latest answer together with the results of its calls. */
const LATEST_MESSAGES = 20;

/**
 * Follows a job until it is over: every version after `after`, in order and none twice, the tools that start, and each
 * change of its status or worker (the first item, and the last). Goes on by itself when the server is away for a while.
 * @throws RefusedError JOB_NOT_FOUND
 */
export async function* follow(client: RetomaClient, jobId: string, after: number): AsyncGenerator<Step> {
  let seen = after;
  let last: Job | null = null;
  let lostAt: number | null = null;
  const started = new Set<string>();
  for (;;) {
    try {
      // The job is read before its versions, so that all of them are there to be read once it is over.
      const job = await client.job(jobId);
      if (job === null) throw noSuchJob(jobId);
      if (lostAt !== null) yield { kind: 'SERVER_BACK', afterMs: Date.now() - lostAt };
      lostAt = null;
      const over = isOver(job);
      const isNews = job.status !== last?.status || job.attempts !== last.attempts;
      if (isNews && !over) yield { kind: 'JOB', job };
      last = job;
      for (const version of await versionsAfter(client, jobId, seen)) {
        yield { kind: 'VERSION', version, messages: await addedBy(client, version) };
        seen = version.version;
      }
      if (over) {
        yield { kind: 'JOB', job };
        return;
      }
      for (const call of job.status === 'RUNNING' ? await runningCalls(client, jobId) : []) {
        const start = `${call.id} ${call.startedAt}`;
        if (!started.has(start)) yield { kind: 'TOOL_STARTED', call };
        started.add(start);
      }
    } catch (error) {
      if (!(error instanceof ServerGoneError)) throw error;
      if (lostAt === null) yield { kind: 'SERVER_LOST', why: error.message };
      lostAt ??= Date.now();
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function versionsAfter(client: RetomaClient, jobId: string, after: number): Promise<Metadata[]> {
  const found: Metadata[] = [];
  const kept = pages((cursor) => client.history(jobId, cursor));
  for await (const { checkpoints } of kept) {
    found.push(...checkpoints.filter((one) => one.version > after));
    if (checkpoints.some((one) => one.version <= after)) break;
  }
  return found.reverse();
}

/** Empty when the version is not kept any more. */
async function addedBy(client: RetomaClient, { jobId, version }: Metadata): Promise<Message[]> {
  const page = await orNull(
    client.messages(jobId, { version, last: LATEST_MESSAGES }),
    'CHECKPOINT_NOT_FOUND',
    'VERSION_GONE',
  );
  return page?.messages ?? [];
}

async function runningCalls(client: RetomaClient, jobId: string): Promise<ToolCall[]> {
  const page = await orNull(client.messages(jobId, { last: LATEST_MESSAGES }), 'CHECKPOINT_NOT_FOUND');
  const answer = page?.messages.findLast((message) => message.role === 'ASSISTANT');
  return answer?.toolCalls.filter((call) => call.state === 'RUNNING') ?? [];
}
