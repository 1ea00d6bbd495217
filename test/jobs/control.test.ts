import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Control } from '../../src/jobs/control.ts';
import { subscribeWakeups } from '../../src/jobs/wakeups.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { jobSpec } from '../support/agent-run.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';

const log = pino({ level: 'silent' });
let server: RedisForTests;
let connections: Redis[];
let store: RedisStore;
let control: Control;
let stopped: string[];

beforeEach(async () => {
  server = await startRedis();
  const client = connectRedis(server.url, { role: 'blocking', log });
  const subscriber = connectRedis(server.url, { role: 'subscriber', log });
  connections = [client, subscriber];
  store = new RedisStore({ redis: client });
  stopped = [];
  control = new Control({
    store,
    wakeups: subscribeWakeups(subscriber, 'default'),
    log,
    // Nothing to look after by itself: what is noticed is noticed by wake-ups.
    running: () => [],
    stop: (jobId, kind) => stopped.push(`${kind} ${jobId}`),
  });
});

afterEach(async () => {
  control.close();
  for (const connection of connections) connection.disconnect();
  await server.stop();
});

async function takenJob(jobId: string): Promise<void> {
  await store.createJob(jobSpec({ jobId, workspace: { path: jobId } }));
  await store.acquire(jobId, { workerId: 'w', nonce: 'n' });
}

it('hears of a wish by the wake-up of the job', async () => {
  await takenJob('job');
  await control.watch('job');
  await store.requestControl('job', 'CANCEL');
  await until(() => stopped.length > 0, { what: 'the run is stopped' });
  expect(stopped).toEqual(['CANCEL job']);
});

it('hears nothing of a job that it no longer watches, and is not disturbed by what is no wake-up', async () => {
  await takenJob('left');
  await takenJob('job');
  await control.watch('left');
  await control.watch('job');
  await control.unwatch('left');
  const [client] = connections;
  const channels = (await client?.pubsub('CHANNELS')) as string[];
  expect(channels).toHaveLength(1);
  for (const nonsense of ['', 'null', '{', '{"jobId":1}']) await client?.publish(channels[0] ?? '', nonsense);
  await store.requestControl('left', 'CANCEL');
  await store.requestControl('job', 'PAUSE');
  await until(() => stopped.length > 0, { what: 'the run is stopped' });
  expect(stopped).toEqual(['PAUSE job']);
});
