import type { OnResume } from '../../resolvers/can-resume.ts';
import type { CheckpointMetadata } from '../../src/agent/checkpoint.ts';
import type { JsonValue } from '../../src/store/messages.ts';
import type { JobFailure, JobStatus, ReplayPolicy, ToolCallState } from '../../src/store/records.ts';

/** What the scripts ask of a running Retoma, over its REST routes. Nothing else in `test/scripts` knows of HTTP. */

export type Metadata = CheckpointMetadata;

export interface Job {
  jobId: string;
  status: JobStatus;
  prompt: string;
  model: string;
  attempts: number;
  turns: number;
  version: number | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  nextAttemptAt: string | null;
  failure: JobFailure | null;
  result: string | null;
  resumedFrom: string | null;
  resumedBy: string | null;
}

export interface ToolCall {
  id: string;
  name: string;
  arguments: JsonValue;
  policy: ReplayPolicy;
  state: ToolCallState;
  result: string | null;
  isError: boolean | null;
  startedAt: string | null;
  finishedAt: string | null;
}

export type Message =
  | { index: number; role: 'SYSTEM' | 'USER'; text: string }
  | { index: number; role: 'ASSISTANT'; text: string; reasoning: string | null; toolCalls: ToolCall[] }
  | { index: number; role: 'TOOL'; text: string; toolCallId: string; toolName: string; isError: boolean };

export interface InterruptedToolCall {
  id: string;
  name: string;
  arguments: JsonValue;
  policy: ReplayPolicy;
  onResume: OnResume;
}

export interface Resumability {
  jobId: string;
  canResume: boolean;
  reason: string;
  detail: string;
  version: number | null;
  turns: number | null;
  interruptedToolCalls: InterruptedToolCall[];
  tokensSaved: number;
}

export interface Resumed {
  jobId: string;
  resumedFrom: string;
  version: number;
  turns: number;
  status: JobStatus;
}

export interface ResumeOptions {
  version?: number;
  model?: string;
  maxTurns?: number;
  callback?: { url: string };
}

/** Nobody answers at the address, or too slowly, or it is not Retoma. The message is one line that says what to do. */
export class ServerGoneError extends Error {
  override readonly name = 'ServerGoneError';
}

/** Retoma answered with an error. The message is its own sentence for people. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export function noSuchJob(jobId: string): RefusedError {
  const hint = 'npm run test:checkpoints lists the active ones.';
  return new RefusedError(404, 'JOB_NOT_FOUND', `There is no job ${JSON.stringify(jobId)}. ${hint}`);
}

const DEFAULT_URL = 'http://localhost:3000';
const ANSWER_WITHIN_MS = 15_000;
const PAGE = 100;

export class RetomaClient {
  readonly url: string;

  /** @throws ServerGoneError when the address is none. */
  constructor(url: string = process.env.RETOMA_URL?.trim() || DEFAULT_URL) {
    const parsed = URL.parse(url);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      throw new ServerGoneError(
        `RETOMA_URL is ${JSON.stringify(url)}, which is no address; it looks like ${DEFAULT_URL}.`,
      );
    }
    this.url = parsed.href.replace(/\/+$/, '');
  }

  /** One page of the active checkpoints, latest saved first. */
  checkpoints(
    after?: string | null,
  ): Promise<{ total: number; checkpoints: Metadata[]; nextCursor: string | null }> {
    return this.#get(`/checkpoints${query({ first: PAGE, after })}`);
  }

  /** Null when the job has no checkpoint, or there is no such job. */
  checkpoint(jobId: string): Promise<Metadata | null> {
    return orNull(this.#get<Metadata>(at(jobId)), 'CHECKPOINT_NOT_FOUND');
  }

  /** One version that is still kept, also of a completed job. */
  version(jobId: string, version: number): Promise<Metadata> {
    return this.#get(`${at(jobId)}/versions/${version}`);
  }

  /** The kept versions, newest first. */
  history(
    jobId: string,
    after?: string | null,
  ): Promise<{ checkpoints: Metadata[]; nextCursor: string | null }> {
    return this.#get(`${at(jobId)}/history${query({ first: PAGE, after })}`);
  }

  /** A page of the messages at a version, oldest first; without `version` of the checkpoint itself. */
  messages(
    jobId: string,
    page: { version?: number | undefined; after?: string | null; last?: number } = {},
  ): Promise<{ messages: Message[]; nextCursor: string | null }> {
    const size = page.last === undefined ? { first: PAGE } : {};
    return this.#get(`${at(jobId)}/messages${query({ ...size, ...page })}`);
  }

  canResume(jobId: string): Promise<Resumability> {
    return this.#get(`${at(jobId)}/can-resume`);
  }

  resume(jobId: string, options: ResumeOptions): Promise<Resumed> {
    return this.#ask('POST', `${at(jobId)}/resume`, options);
  }

  /** Null when there is no such job. */
  job(jobId: string): Promise<Job | null> {
    return orNull(this.#get<Job>(`/jobs/${encodeURIComponent(jobId)}`), 'JOB_NOT_FOUND');
  }

  submit(job: {
    prompt: string;
    model: string;
    workspace?: { path: string };
    maxTurns?: number;
  }): Promise<{ jobId: string; status: JobStatus }> {
    return this.#ask('POST', '/webhook', job);
  }

  #get<T>(path: string): Promise<T> {
    return this.#ask('GET', path);
  }

  async #ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.url + path, {
        method,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (error) {
      throw gone(this.url, error);
    }
    const answer = parse(text);
    if (answer === undefined) throw notRetoma(this.url, response);
    if (response.ok) return answer as T;
    const { code, detail } = answer as { code?: unknown; detail?: unknown };
    if (typeof code !== 'string' || typeof detail !== 'string') throw notRetoma(this.url, response);
    if (response.status === 503) throw new ServerGoneError(`Retoma at ${this.url} says: ${detail}`);
    throw new RefusedError(response.status, code, detail);
  }
}

export function isOver(job: Job): boolean {
  return job.status === 'COMPLETED' || job.status === 'FAILED' || job.status === 'CANCELLED';
}

/** Every page of a list, one after the other. */
export async function* pages<T extends { nextCursor: string | null }>(
  page: (after: string | null) => Promise<T>,
): AsyncGenerator<T> {
  let after: string | null = null;
  do {
    const current: T = await page(after);
    yield current;
    after = current.nextCursor;
  } while (after !== null);
}

/** The answer, or null when it was refused with one of these codes. */
export async function orNull<T>(answer: Promise<T>, ...codes: string[]): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedError && codes.includes(error.code)) return null;
    throw error;
  }
}

function at(jobId: string): string {
  return `/checkpoints/${encodeURIComponent(jobId)}`;
}

function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value != null);
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function gone(url: string, error: unknown): ServerGoneError {
  const slow = error instanceof Error && error.name === 'TimeoutError';
  const what = slow ? 'does not answer' : 'cannot be reached';
  return new ServerGoneError(
    `Retoma at ${url} ${what}. Start it in another terminal with "npm start", or set RETOMA_URL to where it runs.`,
  );
}

function notRetoma(url: string, response: Response): ServerGoneError {
  return new ServerGoneError(
    `Something answers at ${url}, but it is not Retoma (HTTP ${response.status}). Set RETOMA_URL to where Retoma runs.`,
  );
}
