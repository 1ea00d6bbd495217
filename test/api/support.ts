import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { submitJob } from '../../resolvers/submit-job.ts';
import { createApi, type Pace } from '../../src/api/server.ts';
import { contextOf, type TestDeps, testDeps } from '../support/api.ts';
import { type Script, workByHand } from '../support/work-by-hand.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  json(): Body;
}

/** What tests look into, of whatever answer; a field that an answer lacks is undefined there. */
interface Body {
  jobId: string;
  status: string;
  detail: string;
  reason: string;
  total: number;
  jobs: { jobId: string }[];
  checkpoints: { jobId: string; version: number }[];
  messages: unknown[];
  waitingFor: unknown[];
  nextCursor: string | null;
  previousCursor: string | null;
}

export interface TestApi {
  deps: TestDeps;
  url: string;
  port: number;
  /** Breaks every connection; the server goes on. */
  cutConnections(): void;
  /** `body` that is no string is sent as JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
  /** Bytes that the server has written and that the system has not taken, of the connection that has most. */
  waiting(): number;
  /** Submits a job and works it by hand. Answers its id. */
  job(script?: Script, input?: { jobId?: string }): Promise<string>;
}

/** A server that listens on a free port of loopback; it is closed when the test is over. */
export async function startApi(deps: TestDeps = testDeps(), pace: Pace = {}): Promise<TestApi> {
  const app = createApi(deps, pace);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async () => app.close();
  onTestFinished(close);
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const { port } = app.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  return {
    deps,
    url,
    port,
    close,
    cutConnections() {
      for (const socket of sockets) socket.destroy();
    },
    waiting: () => Math.max(0, ...[...sockets].map(({ writableLength }) => writableLength)),
    async ask(method, path, body, headers = {}) {
      const isText = typeof body === 'string' || body instanceof Uint8Array;
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: isText ? (body as string) : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text, json: () => JSON.parse(text) };
    },
    async job(script, input = {}) {
      const { job } = await submitJob({ prompt: 'Do it.', ...input }, contextOf(deps));
      if (script !== undefined) await workByHand(deps.store, job.jobId, script);
      return job.jobId;
    },
  };
}
