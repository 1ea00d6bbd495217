import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { nextCallbackAttempt, sendCallback } from '../../src/jobs/callback.ts';
import { type Callback, type JobRecord, NO_USAGE, type TerminalStatus } from '../../src/store/records.ts';

const LOCAL = { allowLoopback: true, allowedHosts: [] };
const SECRET = `whsec_${Buffer.from('a secret of the test that is long').toString('base64')}`;
const never = new AbortController().signal;

const servers: { close(): void; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

async function receiver(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    answer(response, request);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

function endedJob(callback: Callback): JobRecord & { status: TerminalStatus; callback: Callback } {
  return {
    jobId: 'job-1',
    prompt: 'p',
    model: 'scripted/x',
    workspace: { path: 'w' },
    maxTurns: 5,
    resumeFromCheckpoint: true,
    onInterrupted: 'REPORT',
    onPartial: 'ASK_AGAIN',
    requireApproval: [],
    status: 'COMPLETED',
    attempts: 1,
    turns: 2,
    inheritedTurns: 0,
    version: 3,
    checkpoint: 'CLEARED',
    usage: NO_USAGE,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:01.000Z',
    finishedAt: '2026-01-01T00:00:09.000Z',
    nextAttemptAt: null,
    failure: null,
    result: 'done – größer',
    resumedFrom: null,
    resumedBy: null,
    forkedFrom: null,
    control: null,
    epoch: 1,
    takenAt: null,
    workerId: 'w',
    crashes: 0,
    retries: 0,
    unusable: 0,
    delivery: 1,
    damage: null,
    pauseReason: null,
    awaits: [],
    callback,
  };
}

describe('sendCallback', () => {
  it('posts the outcome, signed so that a Standard Webhooks library verifies it', async () => {
    const { url, received } = await receiver((response) => response.writeHead(204).end());
    const job = endedJob({ url, secret: SECRET });
    expect(await sendCallback(job, LOCAL, never)).toEqual({ kind: 'DELIVERED' });

    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(headers['content-type']).toBe('application/json');
    const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
    expect(verified).toEqual({
      type: 'job.completed',
      timestamp: '2026-01-01T00:00:09.000Z',
      data: {
        jobId: 'job-1',
        status: 'COMPLETED',
        result: 'done – größer',
        failure: null,
        turns: 2,
        usage: NO_USAGE,
        resumedFrom: null,
      },
    });
  });

  it('keeps id and body over attempts, and signs nothing without a secret', async () => {
    const { url, received } = await receiver((response) => response.writeHead(500).end());
    const job = endedJob({ url, secret: null });
    await sendCallback(job, LOCAL, never);
    await sendCallback(job, LOCAL, never);
    const [first, second] = received;
    expect(first?.headers['webhook-id']).toMatch(/^msg_/);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(first?.headers['webhook-signature']).toBeUndefined();
  });

  it.each([
    [200, 'DELIVERED'],
    [302, 'FAILED'],
    [404, 'FAILED'],
    [410, 'ENDED'],
    [503, 'FAILED'],
  ])('takes %i as %s', async (status, kind) => {
    const { url } = await receiver((response) => response.writeHead(status).end('x'));
    expect(await sendCallback(endedJob({ url, secret: null }), LOCAL, never)).toMatchObject({ kind });
  });

  it('follows no redirect', async () => {
    const elsewhere = await receiver((response) => response.end());
    const { url } = await receiver((response) => response.writeHead(307, { location: elsewhere.url }).end());
    await sendCallback(endedJob({ url, secret: null }), LOCAL, never);
    expect(elsewhere.received).toHaveLength(0);
  });

  it('stops reading an answer that does not end', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024)));
      };
      response.on('drain', pour);
      pour();
    });
    expect(await sendCallback(endedJob({ url, secret: null }), LOCAL, never)).toEqual({ kind: 'DELIVERED' });
  });

  it('takes the status for the answer, also when the rest of it breaks off', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await sendCallback(endedJob({ url, secret: null }), LOCAL, never)).toEqual({ kind: 'DELIVERED' });
  });

  it('dials nothing on loopback where that is not allowed, also when a name leads there', async () => {
    const { url, received } = await receiver((response) => response.end());
    const strict = { allowLoopback: false, allowedHosts: [] };
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await sendCallback(endedJob({ url, secret: null }), strict, never)).toMatchObject({
      kind: 'ENDED',
    });
    expect(await sendCallback(endedJob({ url: named, secret: null }), strict, never)).toMatchObject({
      kind: 'ENDED',
    });
    expect(received).toHaveLength(0);
  });

  it('ends on a secret that cannot sign, rather than to send unsigned', async () => {
    const { url, received } = await receiver((response) => response.end());
    const outcome = await sendCallback(endedJob({ url, secret: 'whsec_%%%' }), LOCAL, never);
    expect(outcome.kind).toBe('ENDED');
    expect(received).toHaveLength(0);
  });

  it('is to be tried again when nobody listens, and rejects when it is told to stop', async () => {
    const { url } = await receiver((response) => response.end());
    for (const server of servers.splice(0)) server.close();
    expect(await sendCallback(endedJob({ url, secret: null }), LOCAL, never)).toMatchObject({
      kind: 'FAILED',
    });

    const stop = new AbortController();
    const silent = await receiver(() => stop.abort(new Error('closing')));
    const sending = sendCallback(endedJob({ url: silent.url, secret: null }), LOCAL, stop.signal);
    await expect(sending).rejects.toThrow('closing');
  });
});

describe('nextCallbackAttempt', () => {
  const now = new Date('2026-01-01T00:00:00Z');

  it('spreads ten retries over about a day, then gives up', () => {
    let total = 0;
    let attempts = 0;
    for (;;) {
      attempts += 1;
      const next = nextCallbackAttempt(attempts, { now, random: 0.5 });
      if (next === null) break;
      total += next.getTime() - now.getTime();
    }
    expect(attempts).toBe(11);
    expect(total / 3_600_000).toBeGreaterThan(22);
    expect(total / 3_600_000).toBeLessThan(25);
  });

  it('jitters by a fifth either way', () => {
    const wait = (random: number) =>
      (nextCallbackAttempt(1, { now, random })?.getTime() ?? 0) - now.getTime();
    expect([wait(0), wait(0.5), wait(1)]).toEqual([4_000, 5_000, 6_000]);
  });
});
