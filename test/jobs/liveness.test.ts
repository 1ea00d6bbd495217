import { Queue, WaitingError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LivenessConnection } from '../../src/jobs/liveness/connection.ts';
import { Continuity } from '../../src/jobs/liveness/continuity.ts';
import { Liveness } from '../../src/jobs/liveness/liveness.ts';
import { releaseJobsOf } from '../../src/jobs/liveness/release.ts';
import { type AboutWorker, readRoster } from '../../src/jobs/liveness/roster.ts';
import { QUEUE_NAME, QUEUE_PREFIX } from '../../src/jobs/queue-name.ts';
import { RedisProxy } from '../chaos/proxy/proxy.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';

describe('Continuity', () => {
  const beats = (times: number[]) => {
    const continuity = new Continuity(700, 140);
    for (const time of times) continuity.mark(time);
    return continuity.mayJudge();
  };

  it('judges nobody before its own sweeps have run for one heartbeat life', () => {
    expect(beats([])).toBe(false);
    expect(beats([0, 140, 280, 420, 560])).toBe(false);
    expect(beats([0, 140, 280, 420, 560, 700])).toBe(true);
  });

  it('begins anew after a gap of more than three sweeps, and bears with a shorter one', () => {
    expect(beats([0, 400, 700])).toBe(true);
    expect(beats([0, 140, 280, 420, 560, 700, 1121])).toBe(false);
    expect(beats([0, 421, 560, 700, 840, 980, 1121])).toBe(true);
  });

  it('begins anew when its own connection was lost, however short that was', () => {
    const continuity = new Continuity(700, 140);
    for (const time of [0, 140, 280, 420, 560, 700]) continuity.mark(time);
    continuity.interrupt();
    for (const time of [840, 980, 1120, 1260, 1400]) continuity.mark(time);
    expect(continuity.mayJudge()).toBe(false);
    continuity.mark(1540);
    expect(continuity.mayJudge()).toBe(true);
  });
});

const HEARTBEAT_TTL_MS = 400;
let redis: RedisForTests;
let client: Redis;
let queue: Queue;
let living: Liveness[];
let workers: Worker[];

beforeEach(async () => {
  redis = await startRedis();
  client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  queue = new Queue(QUEUE_NAME, { connection: client, prefix: QUEUE_PREFIX });
  queue.on('error', () => undefined);
  living = [];
  workers = [];
});

afterEach(async () => {
  for (const liveness of living) await liveness.close(false);
  for (const worker of workers) await worker.close(true);
  client.disconnect();
  await redis.stop();
});

/** What the log of this worker says about others that died. */
type Death = { deadWorker: string; jobs: number; by: string };

async function startLiveness(
  workerId: string,
  lost: string[] = [],
  options: { redisUrl?: string; heartbeatTtlMs?: number } = {},
): Promise<{ liveness: Liveness; deaths: Death[]; declaredDead: Promise<void> }> {
  const deaths: Death[] = [];
  const declaredDead = Promise.withResolvers<void>();
  const log = pino(
    {},
    {
      write: (line: string) => {
        const entry = JSON.parse(line);
        if (entry.deadWorker !== undefined) deaths.push(entry);
      },
    },
  );
  const settings = {
    redisUrl: redis.url,
    workerId,
    heartbeatTtlMs: HEARTBEAT_TTL_MS,
    lockDurationMs: 30_000,
    ...options,
  };
  const liveness = await Liveness.start(settings, log, {
    onLost: (runId) => lost.push(runId),
    onDeclaredDead: declaredDead.resolve,
  });
  living.push(liveness);
  return { liveness, deaths, declaredDead: declaredDead.promise };
}

interface Taken {
  id: string;
  token: string;
  finish(): void;
  handBack(): void;
}

/** A BullMQ worker under that id; answers with each job as it is taken. One that is full looks for no more. */
function takeJobs(workerId: string, concurrency = 10): { taken: Taken[] } {
  const taken: Taken[] = [];
  const worker = new Worker(
    QUEUE_NAME,
    (job, token = '') =>
      new Promise<void>((resolve, reject) => {
        const handBack = () => job.moveToWait(token).then(() => reject(new WaitingError()), reject);
        taken.push({ id: job.id ?? '', token, finish: resolve, handBack });
      }),
    {
      connection: client,
      prefix: QUEUE_PREFIX,
      name: workerId,
      skipLockRenewal: true,
      drainDelay: 1,
      concurrency,
    },
  );
  worker.on('error', () => undefined);
  workers.push(worker);
  return { taken };
}

async function addJobs(...ids: string[]): Promise<void> {
  for (const jobId of ids) await queue.add('run', {}, { jobId, removeOnComplete: true, removeOnFail: true });
}

describe('a worker that dies', () => {
  it('is noticed, and its jobs, and only its, go back to the queue', async () => {
    const dying = await startLiveness('dying');
    const healthy = await startLiveness('healthy');
    const { taken } = takeJobs('dying', 2);
    await addJobs('j1', 'j2');
    await until(() => taken.length === 2, { what: 'both jobs are taken' });
    const others = takeJobs('healthy');
    await addJobs('j3');
    await until(() => others.taken.length === 1, { what: 'the other job is taken' });

    await dying.liveness.close(false);
    await until(() => others.taken.length === 3, { what: 'the healthy worker has all jobs' });
    expect(others.taken.map((job) => job.id).sort()).toEqual(['j1', 'j2', 'j3']);
    await until(() => healthy.deaths.length === 1, { what: 'the death is told' });
    expect(healthy.deaths[0]).toMatchObject({ deadWorker: 'dying', jobs: 2 });
    expect(await client.zrange('{retoma}:workers', '0', '-1')).toEqual(['healthy']);
    expect(await client.hkeys('{retoma}:workers:connections')).toEqual(['healthy']);
  });

  it('is noticed by its silence alone where connections may not be listed', async () => {
    await client.call('ACL', 'SETUSER', 'default', '-client|list');
    const dying = await startLiveness('dying');
    const healthy = await startLiveness('healthy');
    await dying.liveness.close(false);
    await until(() => healthy.deaths.length === 1, { what: 'the death is told' });
    expect(healthy.deaths[0]).toMatchObject({ deadWorker: 'dying', by: 'SILENCE' });
  });

  it('is not looked for when it left in order', async () => {
    const leaving = await startLiveness('leaving');
    const healthy = await startLiveness('healthy');
    await leaving.liveness.close(true);
    expect(await client.zrange('{retoma}:workers', '0', '-1')).toEqual(['healthy']);
    const last = await startLiveness('last');
    await last.liveness.close(false);
    await until(() => healthy.deaths.length > 0, { what: 'the next death is told' });
    expect(healthy.deaths.map((death) => death.deadWorker)).toEqual(['last']);
  });
});

it('a worker that has beaten since it was judged is not declared dead', async () => {
  const connection = new LivenessConnection(redis.url, {
    onError: () => undefined,
    onClose: () => undefined,
  });
  const beat = async () => {
    await connection.beat('slow', 0, HEARTBEAT_TTL_MS);
    return String(await client.zscore('{retoma}:workers', 'slow'));
  };
  const judgedBy = await beat();
  await until(async () => (await beat()) !== judgedBy, { what: 'a later beat' });
  expect(await connection.bury('slow', judgedBy)).toBe('ALIVE');
  expect(await connection.beat('slow', 0, HEARTBEAT_TTL_MS)).not.toBeNull();
  expect(await connection.bury('slow', await beat())).toBe('FIRST');
  expect(await connection.beat('slow', 0, HEARTBEAT_TTL_MS)).toBeNull();
  connection.redis.disconnect();
});

describe('a worker that was declared dead and lives', () => {
  it('is told by its next beat, never beats again, and what it took meanwhile is given to others', async () => {
    const sleeper = await startLiveness('sleeper');
    const healthy = await startLiveness('healthy');
    await sleeper.liveness.close(false);
    await until(() => healthy.deaths.length === 1, { what: 'the death is told' });
    expect(await client.pttl('{retoma}:workers:died:sleeper')).toBeGreaterThan(24 * 3600 * 1000);

    const { taken } = takeJobs('sleeper', 1);
    await addJobs('j1');
    await until(() => taken.length === 1, { what: 'it takes a job as it wakes' });
    const others = takeJobs('healthy');
    const awake = await startLiveness('sleeper');
    await awake.declaredDead;
    await until(() => others.taken.length === 1, { what: 'the job goes to the other' });
    await until(() => healthy.deaths.length === 2, { what: 'the death is told again' });
    expect(await client.zrange('{retoma}:workers', '0', '-1')).toEqual(['healthy']);
  });

  it('does nothing for a job while it cannot know', async () => {
    const { liveness } = await startLiveness('alone');
    const { signal } = new AbortController();
    expect(await liveness.whenSurelyAlive(signal, () => 'done')).toBe('done');
    process.kill(redis.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_TTL_MS));
    let isSure = false;
    const sure = liveness.whenSurelyAlive(signal, () => {
      isSure = true;
    });
    const stop = new AbortController();
    const stopped = liveness.whenSurelyAlive(stop.signal, () => undefined);
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    expect(isSure).toBe(false);
    process.kill(redis.pid, 'SIGCONT');
    await sure;
  });
});

describe('the roster of workers', () => {
  const about = (pid: number): AboutWorker => ({
    host: 'here',
    pid,
    concurrency: 4,
    startedAt: new Date(pid).toISOString(),
    sandbox: { tier: 'bubblewrap', detail: 'bubblewrap: …' },
  });
  const roster = async (silentMs = 60_000) =>
    (await readRoster(client, silentMs)).map(({ workerId, pid }) => [workerId, pid]);

  it('names those that live with what they say of themselves, in the order of their start', async () => {
    const second = await startLiveness('second');
    const first = await startLiveness('first');
    await startLiveness('says nothing');
    second.liveness.introduce(about(2));
    first.liveness.introduce(about(1));
    await until(async () => (await roster()).length === 2, { what: 'both are on the roster' });
    expect(await roster()).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
    await first.liveness.close(false);
    await until(async () => (await roster()).length === 1, { what: 'the dead one is struck off' });
    await second.liveness.close(true);
    expect(await client.hkeys('{retoma}:workers:about')).toEqual([]);
  });

  it('can be read while Redis refuses to write', async () => {
    const { liveness } = await startLiveness('worker');
    liveness.introduce(about(1));
    await until(async () => (await roster()).length === 1, { what: 'it is on the roster' });
    await client.config('SET', 'maxmemory', '1');
    expect(await roster()).toEqual([['worker', 1]]);
    await client.config('SET', 'maxmemory', '0');
  });

  it('is written again when Redis has lost it, and leaves out who is long silent', async () => {
    const { liveness } = await startLiveness('worker');
    liveness.introduce(about(1));
    await until(async () => (await roster()).length === 1, { what: 'it is on the roster' });
    await client.del('{retoma}:workers:about');
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await until(async () => (await roster()).length === 1, { what: 'it is there again' });
    await liveness.close(false);
    expect(await roster()).toEqual([['worker', 1]]);
    await until(async () => (await roster(50)).length === 0, { what: 'its silence is long' });
  });
});

describe('a worker that lives', () => {
  it('is not taken for dead when Redis restarts or freezes', async () => {
    const first = await startLiveness('first');
    const second = await startLiveness('second');
    const beat = async () => Number(await client.zscore('{retoma}:workers', 'second'));
    const before = await beat();
    await redis.kill();
    await until(() => client.status !== 'ready', { what: 'the connection is gone' });
    await new Promise((resolve) => setTimeout(resolve, 3 * HEARTBEAT_TTL_MS));
    await redis.restart();
    await until(async () => (await beat()) > before, { what: 'it beats again' });
    const restarted = await beat();
    await until(async () => (await beat()) > restarted + 4 * HEARTBEAT_TTL_MS, {
      what: 'it goes on beating',
    });

    process.kill(redis.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 3 * HEARTBEAT_TTL_MS));
    process.kill(redis.pid, 'SIGCONT');
    const frozen = await beat();
    await until(async () => (await beat()) > frozen + 4 * HEARTBEAT_TTL_MS, { what: 'it goes on beating' });
    expect([...first.deaths, ...second.deaths]).toEqual([]);
  });

  describe('and lost its connection when all did', () => {
    const TTL_MS = 2_000;
    let proxies: RedisProxy[];
    const beat = async (workerId: string) => Number(await client.zscore('{retoma}:workers', workerId));

    beforeEach(async () => {
      proxies = [await RedisProxy.listen(redis.url), await RedisProxy.listen(redis.url)];
    });

    afterEach(async () => {
      for (const proxy of proxies) await proxy.close();
    });

    async function startBoth() {
      const [first, second] = proxies;
      if (first === undefined || second === undefined) throw new Error('There are two proxies.');
      const options = { heartbeatTtlMs: TTL_MS };
      const started = [
        await startLiveness('first', [], { ...options, redisUrl: first.url }),
        await startLiveness('second', [], { ...options, redisUrl: second.url }),
      ];
      const began = await beat('first');
      await until(async () => (await beat('first')) > began + 1.2 * TTL_MS, { what: 'the first may judge' });
      return { first, second, deaths: () => started.flatMap(({ deaths }) => deaths) };
    }

    it('is not taken for dead while it comes back later than others', async () => {
      const { first, second, deaths } = await startBoth();
      const lost = await beat('second');
      second.freeze();
      second.reset();
      first.reset();
      await until(async () => (await beat('first')) > lost + 0.6 * TTL_MS, { what: 'the first is back' });
      second.thaw();
      await until(async () => (await beat('second')) > lost + 1.5 * TTL_MS, { what: 'the second is back' });
      expect(deaths()).toEqual([]);
    });

    it('is not taken for dead when Redis still loaded its data as it came back', async () => {
      const { first, second, deaths } = await startBoth();
      second.startLoading();
      first.reset();
      await until(() => second.toldOfLoading > 0, { what: 'the second is told that Redis loads' });
      second.endLoading();
      const back = await beat('first');
      await until(async () => (await beat('second')) > back + 1.5 * TTL_MS, { what: 'the second is back' });
      expect(deaths()).toEqual([]);
    });
  });
});

describe('locks', () => {
  it('are renewed while the event loop is blocked, and their age can be read at once', async () => {
    const { liveness } = await startLiveness('busy');
    const { taken } = takeJobs('busy');
    await addJobs('j1');
    const job = await until(() => taken[0], { what: 'the job is taken' });
    const watch = liveness.watch({ runId: 'r1', deliveryId: job.id, token: job.token, ageMs: 5_000 });
    expect(watch.lockAgeMs()).toBeGreaterThanOrEqual(5_000);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    expect(watch.lockAgeMs()).toBeLessThan(2_000);
    watch.end();
  });

  it('that belong to another are told, once, and those of a run that ended are not', async () => {
    const lost: string[] = [];
    const { liveness } = await startLiveness('first', lost);
    const { taken } = takeJobs('first');
    await addJobs('j1', 'j2');
    await until(() => taken.length === 2, { what: 'both are taken' });
    const watches = taken.map(({ id, token }) =>
      liveness.watch({ runId: `run of ${id}`, deliveryId: id, token, ageMs: 0 }),
    );
    const ended = taken.findIndex((job) => job.id === 'j2');
    watches[ended]?.end();
    await client.set(`${queue.toKey('j1')}:lock`, 'another');
    await client.set(`${queue.toKey('j2')}:lock`, 'another');
    await until(() => lost.length > 0, { what: 'the loss is told' });
    expect(lost).toEqual(['run of j1']);
  });
});

describe('releaseJobsOf', () => {
  it('leaves a job alone that another worker has taken over meanwhile', async () => {
    const { taken } = takeJobs('first', 1);
    await addJobs('j1');
    await until(() => taken.length === 1, { what: 'the job is taken' });
    await workers[0]?.pause(true);
    const others = takeJobs('second');
    taken[0]?.handBack();
    await until(() => others.taken.length === 1, { what: 'the other has it' });
    expect(await releaseJobsOf(queue, client, 'first')).toBe(0);
    expect(await client.get(`${queue.toKey('j1')}:lock`)).toBe(others.taken[0]?.token);
  });

  it('leaves it alone also when that happens between its looks at holder and lock', async () => {
    const { taken } = takeJobs('first', 1);
    await addJobs('j1');
    await until(() => taken.length === 1, { what: 'the job is taken' });
    await workers[0]?.pause(true);
    const others = takeJobs('second');
    const slow: Redis = Object.create(client);
    slow.get = async (key) => {
      taken[0]?.handBack();
      await until(() => others.taken.length === 1, { what: 'the other has it' });
      return client.get(key);
    };
    expect(await releaseJobsOf(queue, slow, 'first')).toBe(0);
    expect(await client.get(`${queue.toKey('j1')}:lock`)).toBe(others.taken[0]?.token);
  });

  it('moves each job once, however many do it at the same time', async () => {
    const { taken } = takeJobs('dead', 3);
    await addJobs('j1', 'j2', 'j3');
    await until(() => taken.length === 3, { what: 'all are taken' });
    await workers[0]?.pause(true);
    const moved = await Promise.all([1, 2, 3, 4].map(() => releaseJobsOf(queue, client, 'dead')));
    expect(moved.reduce((a, b) => a + b)).toBe(3);
    expect(await queue.getWaitingCount()).toBe(3);
  });
});
