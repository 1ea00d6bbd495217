import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/contract.ts';
import {
  answerOn,
  COMPLETED,
  commitAnswers,
  completedJob,
  FAILED,
  failedJob,
  runningJob,
} from '../../store/conformance/setup.ts';
import { type TestDeps, testDeps } from '../../support/api.ts';
import { openEventStream } from '../../support/event-stream.ts';
import { until } from '../../support/wait.ts';
import { allOf, type Result, TRANSPORTS, type Transport, watch } from '../../support/watch.ts';
import { startApi } from '../support.ts';

const SAVED = `subscription ($jobId: ID, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) { cursor node { version job { status } } }
}`;

const versionOf = ({ data }: Result): number => data.checkpointSaved.node.version;
const codesOf = ({ errors = [] }: Result) => errors.map(({ extensions }) => extensions.code);

async function start(transport: Transport, deps: TestDeps = testDeps()) {
  const { url, close } = await startApi(deps);
  const graphql = `${url}/graphql`;
  return {
    url: graphql,
    close,
    store: deps.store as Store,
    watch: (query: string, variables: Record<string, unknown>) =>
      watch(transport, graphql, { query, variables }),
    saved: (variables: Record<string, unknown>) => watch(transport, graphql, { query: SAVED, variables }),
  };
}

/** Counts who watches the wake-ups. */
function counted(deps: TestDeps): { deps: TestDeps; watching(): number } {
  let watching = 0;
  const { wakeups } = deps;
  return {
    watching: () => watching,
    deps: {
      ...deps,
      wakeups: {
        ...wakeups,
        watch(jobId, listener) {
          const stop = wakeups.watch(jobId, listener);
          watching += 1;
          return () => {
            watching -= 1;
            stop();
          };
        },
      },
    },
  };
}

function limitedTo(maxSubscriptions: number): TestDeps {
  const deps = testDeps();
  const { config } = deps;
  return { ...deps, config: { ...config, graphql: { ...config.graphql, maxSubscriptions } } };
}

describe.each(TRANSPORTS)('a subscription over %s', (transport) => {
  it('gives what was saved, what is saved, and the end of the job', async () => {
    const { store, saved } = await start(transport);
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 2);
    const seen: number[] = [];
    for await (const result of saved({ jobId: lease.jobId })) {
      seen.push(versionOf(result));
      if (seen.length === 2) await store.commit(lease, answerOn(2));
      if (seen.length === 3) await store.finish(lease, COMPLETED);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('goes on behind a cursor', async () => {
    const { store, saved } = await start(transport);
    const { jobId } = await completedJob(store, 3);
    let after: string | undefined;
    for (const rest of [[1, 2, 3], [2, 3], [3], []]) {
      const results = await allOf(saved({ jobId, after }));
      expect(results.map(versionOf)).toEqual(rest);
      after = results[0]?.data.checkpointSaved.cursor;
    }
  });

  it.each([
    ['JOB_NOT_FOUND', { jobId: 'nobody' }],
    ['INVALID_CURSOR', { jobId: 'nobody', after: 'nonsense' }],
    ['INVALID_INPUT', { after: 'nonsense' }],
    ['INVALID_JOB_ID', { jobId: '..' }],
  ])('that cannot begin says so, and is over: %s', async (code, variables) => {
    const { saved } = await start(transport);
    const results = await allOf(saved(variables));
    expect(results.map(({ errors }) => errors?.map(({ extensions }) => extensions))).toEqual([
      [{ code, requestId: expect.any(String) }],
    ]);
  });

  it('to what the model says gives who comes late what was said, and all the same rest, each piece once', async () => {
    const { store, watch } = await start(transport);
    const lease = await runningJob(store);
    // So long that not all of it is given at once.
    const text = 'x'.repeat(3000);
    const say = (at: number, call = 1) => {
      const piece = { offset: at * text.length, kind: 'TEXT', text } as const;
      return store.appendOutput(lease, { turn: 1, call, at, pieces: [piece] });
    };
    const query = 'subscription ($jobId: ID!) { modelOutput(jobId: $jobId) { attempt offset text } }';
    const come = () => ({ results: watch(query, { jobId: lease.jobId }), heard: [] as string[] });
    type Listener = ReturnType<typeof come>;
    const hear = async ({ results, heard }: Listener, last: string) => {
      while (heard.at(-1) !== last) {
        const { attempt, offset } = (await results.next()).value.data.modelOutput;
        heard.push(`${attempt}: ${offset / text.length}`);
      }
    };
    const early = come();
    for (let at = 0; at < 60; at++) await say(at);
    await hear(early, '1: 59');
    const late = come();
    await hear(late, '1: 59');
    for (let at = 60; at < 64; at++) await say(at);
    await Promise.all([hear(early, '1: 63'), hear(late, '1: 63')]);
    // Asked again: it begins anew, for everybody.
    for (let at = 0; at < 2; at++) await say(at, 2);
    await Promise.all([hear(early, '2: 1'), hear(late, '2: 1')]);
    await store.finish(lease, COMPLETED);
    for (const { results } of [early, late]) expect((await results.next()).done).toBe(true);
    const all = [...Array.from({ length: 64 }, (_, at) => `1: ${at}`), '2: 0', '2: 1'];
    expect([early.heard, late.heard]).toEqual([all, all]);
  });

  it('to a job gives who comes late the job as it is, and everybody its end', async () => {
    const { store, watch } = await start(transport);
    const lease = await runningJob(store);
    const query = 'subscription ($jobId: ID) { jobChanged(jobId: $jobId) { status turns } }';
    const early = watch(query, { jobId: lease.jobId });
    const turnsOf = async (one: AsyncIterator<Result>, turns: number) => {
      for (;;) {
        const { value } = await one.next();
        if (value.data.jobChanged.turns === turns) return;
        expect(value.data.jobChanged.turns).toBeLessThan(turns);
      }
    };
    await turnsOf(early, 0);
    await commitAnswers(store, lease, 3);
    await turnsOf(early, 3);
    const late = watch(query, { jobId: lease.jobId });
    await turnsOf(late, 3);
    await store.commit(lease, answerOn(3));
    await Promise.all([turnsOf(early, 4), turnsOf(late, 4)]);
    await store.finish(lease, FAILED);
    for (const one of [early, late]) {
      expect((await one.next()).value.data.jobChanged.status).toBe('FAILED');
      expect((await one.next()).done).toBe(true);
    }
  });

  it('that cannot go on says so, and is over', async () => {
    const { store, saved } = await start(transport);
    const { jobId } = await failedJob(store, 60);
    const { versionsAfter } = store;
    store.versionsAfter = async (...call) => {
      if (call[1] > 0) await store.deleteCheckpoint(jobId);
      return versionsAfter.apply(store, call);
    };
    const results = await allOf(saved({ jobId }));
    expect(codesOf(results.at(-1) as Result)).toEqual(['JOB_NOT_FOUND']);
    expect(results.length).toBeLessThan(60);
  });

  it('hides what nobody expected, and logs it for each under the id of its request', async () => {
    const deps = testDeps();
    const { store, watch } = await start(transport, deps);
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    const broken = 'secret detail';
    store.getCheckpoints = () => Promise.reject(new Error(broken));
    const query = 'subscription ($jobId: ID) { jobChanged(jobId: $jobId) { checkpoint { version } turns } }';
    const watchers = [1, 2].map(() => watch(query, { jobId: lease.jobId }));
    const results = (await Promise.all(watchers.map((results) => results.next()))).map(({ value }) => value);
    expect(results.map(({ data }) => data)).toEqual(
      Array(2).fill({ jobChanged: { checkpoint: null, turns: 1 } }),
    );
    expect(results.map(codesOf)).toEqual([['INTERNAL'], ['INTERNAL']]);
    expect(JSON.stringify(results)).not.toContain(broken);
    const ids = new Set<string>(results.map(({ errors }) => errors[0].extensions.requestId));
    expect(ids.size).toBe(2);
    for (const id of ids) {
      expect(deps.logged.some((line) => line.includes(id) && line.includes(broken))).toBe(true);
    }
    await Promise.all(watchers.map((results) => results.return(undefined)));
  });

  it('is over for the store as soon as the client has gone', async () => {
    const { deps, watching } = counted(testDeps());
    const { store, saved } = await start(transport, deps);
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    const results = saved({ jobId: lease.jobId });
    await results.next();
    expect(watching()).toBe(1);
    await results.return(undefined);
    await until(() => watching() === 0, { what: 'nobody watches' });
  });

  it('that the server ends is no end: the client sees a lost connection', async () => {
    const { store, saved, close } = await start(transport);
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    const results = saved({ jobId: lease.jobId });
    await results.next();
    const ending = results.next().then(
      () => 'an end',
      () => 'a lost connection',
    );
    await close();
    expect(await ending).toBe('a lost connection');
  });

  it('is one of so many that a client may have, and gives its place back however it ends', async () => {
    const { store, saved, watch } = await start(transport, limitedTo(2));
    const lease = await runningJob(store);
    const { jobId } = lease;
    await commitAnswers(store, lease, 1);
    const first = saved({ jobId });
    const second = saved({ jobId });
    await Promise.all([first.next(), second.next()]);
    expect(await refusalOf(saved({ jobId }))).toContain(transport === 'SSE' ? '429' : 'LIMIT_EXCEEDED');

    // What the server has not noticed yet still has its place, so each is tried until it has one.
    const endings: Record<string, () => Promise<unknown>> = {
      'the client goes': () => second.return(undefined),
      'the job ends': async () => {
        const short = await runningJob(store);
        await store.finish(short, FAILED);
        expect(await allOf(saved({ jobId: short.jobId }))).toEqual([]);
      },
      'it cannot begin': async () => {
        const [result] = await allOf(saved({ jobId: 'nobody' }));
        expect(codesOf(result as Result)).toEqual(['JOB_NOT_FOUND']);
      },
      'it is not valid': () => refusalOf(watch('subscription { jobChanged { nope } }', {})),
    };
    for (const [what, end] of Object.entries(endings)) {
      await until(() => end().then(() => true), { what });
      const isFree = async () => {
        const results = saved({ jobId });
        const begun = await results.next().catch(() => null);
        await results.return(undefined);
        return begun?.value.data;
      };
      await until(isFree, { what: `a place is free again after: ${what}` });
    }
    await first.return(undefined);
  });
});

/** What a subscription that is refused says, in whichever way its transport says it. */
async function refusalOf(results: AsyncIterable<Result>): Promise<string> {
  try {
    return JSON.stringify(await allOf(results));
  } catch (error) {
    return error instanceof Error ? error.message : JSON.stringify(error);
  }
}

describe('over SSE', () => {
  const saved = (jobId: string) => ({ query: SAVED, variables: { jobId } });

  it('nothing on the way may hold the events back or keep them', async () => {
    const { url, store } = await start('SSE');
    const { jobId } = await runningJob(store);
    const { response, stop } = await openEventStream(url, saved(jobId));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    });
    stop();
  });

  it('a client that is one too many is told with the status, when to come back, and why', async () => {
    const { url, store } = await start('SSE', limitedTo(1));
    const { jobId } = await runningJob(store);
    const first = await openEventStream(url, saved(jobId));
    const second = await openEventStream(url, saved(jobId));
    expect(second.response.status).toBe(429);
    expect(second.response.headers.get('retry-after')).toBe('10');
    const events = await allOf(second.events());
    expect(events.map(({ event }) => event)).toEqual(['next', 'complete']);
    expect(codesOf(events[0]?.data)).toEqual(['LIMIT_EXCEEDED']);
    const overWebSocket = await allOf(watch('WebSocket', url, saved(jobId)));
    expect(codesOf(overWebSocket[0] as Result)).toEqual(['LIMIT_EXCEEDED']);
    first.stop();
  });

  it('who accepts no events gets none, and nothing is left open', async () => {
    const { deps, watching } = counted(limitedTo(1));
    const { url, store } = await start('SSE', deps);
    const { jobId } = await runningJob(store);
    for (let times = 0; times < 3; times++) {
      const { response } = await openEventStream(url, saved(jobId), { accept: 'application/json' });
      expect(response.status).toBe(406);
    }
    expect(watching()).toBe(0);
  });

  it('a client that shows it is no page may ask with GET', async () => {
    const { url, store } = await start('SSE');
    const { jobId } = await completedJob(store, 2);
    const query = new URLSearchParams({ query: SAVED, variables: JSON.stringify({ jobId }) });
    const response = await fetch(`${url}?${query}`, {
      headers: { accept: 'text/event-stream', 'x-graphql-yoga-csrf': '1' },
    });
    const text = await response.text();
    expect(text.match(/^event: \w+/gm)).toEqual(['event: next', 'event: next', 'event: complete']);
  });

  it('a sign of life comes while nothing happens', async () => {
    const deps = testDeps();
    const { url } = await startApi(deps, { heartbeatMs: 20 });
    const { jobId } = await runningJob(deps.store);
    const { response, stop } = await openEventStream(`${url}/graphql`, saved(jobId));
    let text = '';
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      if (text.length >= 12) break;
    }
    expect(text.slice(0, 12)).toBe(':\n\n'.repeat(4));
    stop();
  });
});
