import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { Callback, JobRecord, TerminalStatus } from '../store/records.ts';
import {
  type CallbackPolicy,
  CallbackRefusedError,
  parseCallbackUrl,
  vettingLookup,
} from './callback-address.ts';

const ATTEMPT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits between the attempts, about a day in all. */
const WAITS_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR,
];

const EVENT_TYPES: Record<TerminalStatus, string> = {
  COMPLETED: 'job.completed',
  FAILED: 'job.failed',
  CANCELLED: 'job.cancelled',
};

/**
 * - DELIVERED: answered with 2xx.
 * - ENDED: nobody there wants it (410), or it may not be sent there; it is not tried again.
 * - FAILED: to be tried again.
 */
export type CallbackOutcome = { kind: 'DELIVERED' } | { kind: 'ENDED' | 'FAILED'; why: string };

/** What is told about a job that ended. Every attempt tells the same. */
export function callbackBody(job: JobRecord & { status: TerminalStatus }): string {
  const { jobId, status, result, failure, turns, usage, resumedFrom } = job;
  return JSON.stringify({
    type: EVENT_TYPES[status],
    timestamp: job.finishedAt,
    data: { jobId, status, result, failure, turns, usage, resumedFrom },
  });
}

/**
 * When a callback that has failed `attempts` times (1 or more) is tried again; null: no more. A fifth sooner or later,
 * so that a receiver that was down does not get everything at once.
 */
export function nextCallbackAttempt(attempts: number, clock: { now: Date; random: number }): Date | null {
  const waitMs = WAITS_MS[attempts - 1];
  return waitMs === undefined ? null : new Date(clock.now.getTime() + waitMs * (0.8 + clock.random * 0.4));
}

/**
 * Makes one attempt. With a secret it is signed as Standard Webhooks say. Redirects are not followed, at most 64 KB of
 * the answer are read, and 15 s are the most it takes. Rejects only with the reason of `signal`.
 */
export async function sendCallback(
  job: JobRecord & { status: TerminalStatus; callback: Callback },
  policy: CallbackPolicy,
  signal: AbortSignal,
): Promise<CallbackOutcome> {
  const body = callbackBody(job);
  const limit = AbortSignal.timeout(ATTEMPT_MS);
  try {
    const url = parseCallbackUrl(job.callback.url, policy);
    const status = await post(url, body, headersOf(job, body), policy, AbortSignal.any([signal, limit]));
    if (status >= 200 && status < 300) return { kind: 'DELIVERED' };
    return { kind: status === 410 ? 'ENDED' : 'FAILED', why: `the receiver answered ${status}` };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { kind: 'FAILED', why: `no answer within ${ATTEMPT_MS / SECOND} s` };
    const why = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof CallbackRefusedError ? 'ENDED' : 'FAILED', why };
  }
}

function headersOf(job: JobRecord & { callback: Callback }, body: string): Record<string, string> {
  // Of the job's end, so that it is the same in every attempt and new when an id is used again after its record expired.
  const id = `msg_${createHash('sha256').update(`${job.finishedAt} ${job.jobId}`).digest('hex').slice(0, 32)}`;
  const now = new Date();
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Retoma',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
  };
  if (job.callback.secret !== null) {
    headers['webhook-signature'] = signatureOf(job.callback.secret, id, now, body);
  }
  return headers;
}

function signatureOf(secret: string, id: string, at: Date, body: string): string {
  try {
    return new Webhook(secret).sign(id, at, body);
  } catch {
    throw new CallbackRefusedError(
      'The secret of the callback is not one of Standard Webhooks (whsec_ and base64).',
    );
  }
}

function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
  policy: CallbackPolicy,
  signal: AbortSignal,
): Promise<number> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // An agent of its own: a kept connection would have been vetted under an earlier look-up.
    const outgoing = request(
      url,
      { method: 'POST', headers, agent: false, lookup: vettingLookup(policy), signal },
      // With its status the receiver has answered, whatever becomes of the rest.
      (answer) => drain(answer).then(() => resolve(answer.statusCode ?? 0)),
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Reads the answer to its end, its limit, or where it breaks off; what it says does not matter. */
async function drain(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) return;
    }
  } catch {
    return;
  }
}
