import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisStore } from '../../src/store/redis-store.ts';
import { answerOn, COMPLETED, runningJob } from '../store/conformance/setup.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { Random, testSeed } from '../support/random.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';
import { TRANSPORTS, type Transport, watch } from '../support/watch.ts';

/**
 * Many watch one job while everything between them and it breaks: their own connections at random, the API processes
 * (SIGKILL), and the connections over which Redis wakes. Some come back only when the job has long completed. Nobody may
 * miss a version, or see one twice, or take a broken connection for the end.
 *
 * `RETOMA_TEST_LONG=1 npm run test:e2e subscribers` does it with more of everything.
 */
const IS_LONG = process.env.RETOMA_TEST_LONG !== undefined;
const SUBSCRIBERS = IS_LONG ? 200 : 50;
const VERSIONS = IS_LONG ? 3000 : 500;
/** A connection is cut after so many results on average. */
const RESULTS_TO_CUT = 60;
/** The job may be so many versions ahead of half of the subscribers: it goes on while some of them are gone. */
const AHEAD = 30;
/** All of it on a busy machine; what is not done by then hangs, and says where. */
const PATIENCE_MS = IS_LONG ? 600_000 : 90_000;

const QUERY = `subscription ($jobId: ID!, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) { cursor node { version } }
}`;

const seed = testSeed();
const random = new Random(seed);

let redis: RedisForTests;
let client: Redis;
let store: RedisStore;
let env: Record<string, string>;
/** Null while one is started again. */
const servers: (ApiProcess | null)[] = [];
/** By server, the latest of its restarts. */
const restarts: Promise<void>[] = [];

beforeAll(async () => {
  redis = await startRedis({ port: true });
  env = { REDIS_URL: redis.url, LOG_LEVEL: 'warn', DASHBOARD: 'false', GRAPHQL_MAX_SUBSCRIPTIONS: '1000' };
  client = new Redis(redis.url);
  store = new RedisStore({ redis: client });
  servers.push(...(await Promise.all([startApiProcess({ env }), startApiProcess({ env })])));
});

afterAll(async () => {
  await Promise.allSettled(restarts);
  await Promise.all(servers.map((server) => server?.kill()));
  await store.close();
  client.disconnect();
  await redis.stop();
});

/** One after the other for each server: one that is killed again while it starts would be left behind. */
function killAndStart(index: number): Promise<void> {
  const restart = async () => {
    const server = servers[index];
    servers[index] = null;
    await server?.kill('SIGKILL');
    servers[index] = await startApiProcess({ env });
  };
  restarts[index] = (restarts[index] ?? Promise.resolve()).then(restart);
  return restarts[index];
}

class Subscriber {
  readonly transport: Transport;
  readonly seen: number[] = [];
  /** Comes back only when the job is over. */
  isLate = false;
  cuts = 0;
  breaks = 0;
  isDone = false;
  #cursor: string | null = null;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  async follow(jobId: string, isOver: Promise<void>): Promise<void> {
    while (!this.isDone) {
      if (this.isLate) await isOver;
      const server = random.pick(servers);
      if (server == null) await delay(20);
      else await this.#watch(server.url, jobId).catch(() => this.#breakOff());
    }
  }

  /** Until the end, or until it cuts the connection itself. @throws when the connection breaks */
  async #watch(url: string, jobId: string): Promise<void> {
    let left = 1 + Math.floor(-Math.log(1 - random.next()) * RESULTS_TO_CUT);
    const variables = { jobId, after: this.#cursor };
    for await (const { data, errors } of watch(this.transport, `${url}/graphql`, {
      query: QUERY,
      variables,
    })) {
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      const { cursor, node } = data.checkpointSaved;
      this.seen.push(node.version);
      this.#cursor = cursor;
      left -= 1;
      if (left > 0) continue;
      this.cuts += 1;
      return;
    }
    this.isDone = true;
  }

  async #breakOff(): Promise<void> {
    this.breaks += 1;
    await delay(20);
  }
}

const WHAT = `everyone sees every version once, in order, and the end, whatever breaks (seed ${seed})`;

it(WHAT, { timeout: 3 * PATIENCE_MS }, async () => {
  const lease = await runningJob(store);
  const subscribers = Array.from(
    { length: SUBSCRIBERS },
    (_, index) => new Subscriber(TRANSPORTS[index % TRANSPORTS.length] as Transport),
  );
  const over = Promise.withResolvers<void>();
  const following = subscribers.map((one) => one.follow(lease.jobId, over.promise));

  const breaks: Promise<unknown>[] = [];
  const at = (share: number) => Math.round(VERSIONS * share);
  const chaos: Record<number, () => Promise<unknown>> = {
    [at(0.2)]: () => killAndStart(0),
    [at(0.5)]: () => Promise.all([killAndStart(0), killAndStart(1)]),
    [at(0.8)]: () => killAndStart(1),
  };
  const half = Math.floor(SUBSCRIBERS / 2);
  for (let version = 1; version <= VERSIONS; version++) {
    const enough = version - AHEAD;
    await until(
      () => subscribers.filter(({ seen, isLate }) => isLate || (seen.at(-1) ?? 0) >= enough).length >= half,
      { timeoutMs: PATIENCE_MS, what: `half of the subscribers have seen ${enough}` },
    );
    await store.commit(lease, answerOn(version - 1));
    if (version % Math.ceil(VERSIONS / 10) === 0) await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    if (version === at(0.6)) for (const one of subscribers) one.isLate = random.chance(0.2);
    const kill = chaos[version];
    if (kill !== undefined) breaks.push(kill());
  }
  await store.finish(lease, COMPLETED);
  await Promise.all(breaks);
  over.resolve();

  await until(() => subscribers.every(({ isDone }) => isDone), {
    timeoutMs: PATIENCE_MS,
    what: 'all subscribers have seen the end',
  }).catch((error: Error) => {
    const missing = subscribers
      .filter(({ isDone }) => !isDone)
      .map(
        ({ transport, seen, cuts, breaks }) =>
          `${transport} at ${seen.at(-1)} after ${cuts} cuts, ${breaks} breaks`,
      );
    const output = servers.map((server) => server?.output()).join('\n');
    throw new Error(`${error.message}: ${missing.join('; ')}\n${output}`);
  });
  await Promise.all(following);

  const all = Array.from({ length: VERSIONS }, (_, index) => index + 1);
  for (const { seen } of subscribers) expect(seen).toEqual(all);
  // It was as rough as it was meant to be.
  const sum = (what: 'cuts' | 'breaks') => subscribers.reduce((total, one) => total + one[what], 0);
  expect(sum('cuts')).toBeGreaterThan(SUBSCRIBERS);
  expect(sum('breaks')).toBeGreaterThan(SUBSCRIBERS / 2);
  expect(subscribers.filter(({ isLate }) => isLate).length).toBeGreaterThan(0);
});
