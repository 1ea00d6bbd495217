import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { answerOn, COMPLETED, runningJob } from '../../store/conformance/setup.ts';
import { testDeps } from '../../support/api.ts';
import { until } from '../../support/wait.ts';
import { type Result, TRANSPORTS, type Transport, watch } from '../../support/watch.ts';
import { startApi, type TestApi } from '../support.ts';

/** So much that the buffers of the system, several MB at each end, are only a part of it. */
const VERSIONS = 250;
const PROMPT = 'All work and no play. '.repeat(5000);
const MIB = 1024 * 1024;

const QUERY = `subscription ($jobId: ID, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) { cursor node { version job { prompt } } }
}`;

interface StalledClient {
  /** Resolves when it has read what there was and the connection is gone. */
  readToItsEnd(): Promise<{ versions: number[]; cursor: string; isComplete: boolean; code?: number }>;
}

const STALLED: Record<Transport, (api: TestApi, jobId: string) => Promise<StalledClient>> = {
  /** Sends its request, and reads nothing. */
  async SSE({ port }, jobId) {
    const body = JSON.stringify({ query: QUERY, variables: { jobId } });
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return {
      async readToItsEnd() {
        const closed = once(socket, 'close');
        let text = '';
        socket.on('data', (chunk) => (text += chunk));
        await closed;
        // Where the transfer was cut into chunks is of no interest.
        const events = text.replaceAll(/\r\n[0-9a-f]+\r\n/g, '').split('\n\n');
        const whole = events.slice(0, -1).filter((event) => event.includes('event: next'));
        return { ...seenIn(whole), isComplete: text.includes('event: complete') };
      },
    };
  },
  async WebSocket({ url }, jobId) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    const messages: string[] = [];
    socket.on('message', (message) => messages.push(String(message)));
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.pause();
    socket.send(
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { jobId } } }),
    );
    return {
      async readToItsEnd() {
        const closed = once(socket, 'close');
        socket.resume();
        const [code] = await closed;
        const next = messages.filter((message) => message.includes('"type":"next"'));
        const isComplete = messages.some((message) => message.includes('"type":"complete"'));
        return { ...seenIn(next), isComplete, code };
      },
    };
  },
};

function seenIn(texts: readonly string[]): { versions: number[]; cursor: string } {
  const versions = texts.map((text) => Number(/"version":(\d+)/.exec(text)?.[1]));
  return { versions, cursor: /"cursor":"([^"]+)"/.exec(texts.at(-1) ?? '')?.[1] ?? '' };
}

const versionOf = ({ data }: Result): number => data.checkpointSaved.node.version;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe.each(TRANSPORTS)('a client that stops reading over %s', (transport) => {
  it.each([
    ['while others read on', true, {}],
    ['alone', false, { stalledMs: 200 }],
  ])(
    '%s, costs about 1 MiB, is cut off, and comes back with its cursor to miss nothing',
    async (_, isWatchedByOthers, pace) => {
      const deps = testDeps();
      // Nothing but what is tested may end it.
      const api = await startApi(deps, { pingMs: 600_000, stalledMs: 600_000, farewellMs: 600_000, ...pace });
      const { store, logged } = deps;
      const lease = await runningJob(store, { prompt: PROMPT });
      const { jobId } = lease;
      const graphql = `${api.url}/graphql`;
      const stalled = await STALLED[transport](api, jobId);
      const other = watch('SSE', graphql, { query: QUERY, variables: { jobId } });
      const isCutOff = () => logged.some((line) => line.includes('was cut off'));

      let most = 0;
      for (let version = 1; version <= VERSIONS; version++) {
        await store.commit(lease, answerOn(version - 1));
        if (isWatchedByOthers) expect(versionOf((await other.next()).value)).toBe(version);
        most = Math.max(most, api.waiting());
      }
      await until(
        () => {
          most = Math.max(most, api.waiting());
          return isCutOff();
        },
        { what: 'it is cut off' },
      );
      await store.finish(lease, COMPLETED);
      if (isWatchedByOthers) expect((await other.next()).done).toBe(true);

      expect(most).toBeGreaterThan(MIB / 8);
      expect(most).toBeLessThan(MIB);
      const { versions, cursor, isComplete, code } = await stalled.readToItsEnd();
      expect(isComplete).toBe(false);
      expect(code).toBe(transport === 'WebSocket' ? 1013 : undefined);
      expect(versions).toEqual(range(1, versions.length));
      expect(versions.length).toBeLessThan(VERSIONS);
      const rest: number[] = [];
      const variables = { jobId, after: cursor };
      for await (const result of watch(transport, graphql, { query: QUERY, variables }))
        rest.push(versionOf(result));
      expect(rest).toEqual(range(versions.length + 1, VERSIONS));
    },
  );
});
