import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchedFetch } from '../../../src/agent/model/watchdog.ts';

class Silence extends Error {}

const PATIENCE = { firstByteTimeoutMs: 1000, idleTimeoutMs: 500 };
/** The watchdog's timers that have not been cleared; undici has timers of its own. */
const running = new Set<unknown>();
const fetch = watchedFetch(PATIENCE, (ms) => new Silence(`${ms}`));

let server: Server;
let url: string;
let responses: EventTarget;
let latest: ServerResponse;

beforeEach(async () => {
  responses = new EventTarget();
  server = createServer((_request, response) => {
    latest = response;
    responses.dispatchEvent(new Event('response'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  running.clear();
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
    const timer = start(run, ms);
    if (Object.values(PATIENCE).includes(ms)) running.add(timer);
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    running.delete(timer);
    stop(timer);
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function request(init?: RequestInit) {
  const asked = once(responses, 'response');
  const answer = fetch(url, init);
  answer.catch(() => undefined);
  await asked;
  return { answer, response: latest };
}

/** A request whose headers have come, with a reader of its body. */
async function opened(init?: RequestInit) {
  const { answer, response } = await request(init);
  response.writeHead(200).flushHeaders();
  const { body } = await answer;
  if (body === null) expect.unreachable();
  return { reader: body.getReader(), response };
}

describe('watchedFetch', () => {
  it('gives up before the headers, not a moment sooner', async () => {
    const { answer } = await request();
    vi.advanceTimersByTime(999);
    expect(running.size).toBe(1);
    vi.advanceTimersByTime(1);
    await expect(answer).rejects.toThrow(new Silence('1000'));
    expect(running.size).toBe(0);
  });

  it('waits as long again for the first byte of the body, then for each piece', async () => {
    const { reader, response } = await opened();
    const first = reader.read();
    vi.advanceTimersByTime(999);
    response.write('one');
    await expect(first).resolves.toMatchObject({ done: false });

    const second = reader.read();
    vi.advanceTimersByTime(499);
    response.write('two');
    await expect(second).resolves.toMatchObject({ done: false });

    const third = reader.read();
    vi.advanceTimersByTime(500);
    await expect(third).rejects.toThrow(new Silence('500'));
    expect(running.size).toBe(0);
    await once(response, 'close');
  });

  it('does not take a slow reader for a silent server', async () => {
    const { reader, response } = await opened();
    const first = reader.read();
    response.write('one');
    await first;
    await setImmediate();
    expect(running.size).toBe(0);
    vi.advanceTimersByTime(60_000);
    response.end('two');
    await expect(reader.read()).resolves.toMatchObject({ done: false });
    await expect(reader.read()).resolves.toMatchObject({ done: true });
  });

  it('leaves no timer behind: at the end, when cancelled, when aborted, when the server breaks off', async () => {
    const whole = await opened();
    whole.response.end('all');
    while (!(await whole.reader.read()).done);
    expect(running.size).toBe(0);

    const cancelled = await opened();
    await cancelled.reader.cancel();
    await once(cancelled.response, 'close');
    expect(running.size).toBe(0);

    const controller = new AbortController();
    const aborted = await opened({ signal: controller.signal });
    const read = aborted.reader.read();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(read).rejects.toBe(reason);
    expect(running.size).toBe(0);

    const broken = await opened();
    const lost = broken.reader.read();
    broken.response.destroy();
    await expect(lost).rejects.toThrow('terminated');
    expect(running.size).toBe(0);
  });

  it('passes an abort before the headers through', async () => {
    const controller = new AbortController();
    const { answer } = await request({ signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(running.size).toBe(0);
  });

  it('follows no redirect', async () => {
    const { answer, response } = await request({ method: 'POST', headers: { 'x-api-key': 'secret' } });
    response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end();
    await expect(answer).resolves.toMatchObject({ status: 307 });
  });
});
