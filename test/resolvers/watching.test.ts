import { setImmediate as tick } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context, WakeupListener } from '../../resolvers/context.ts';
import { readHistory } from '../../resolvers/history.ts';
import { messageCursor } from '../../resolvers/message-cursor.ts';
import { watchCheckpoints } from '../../resolvers/watch-checkpoints.ts';
import { watchJobs } from '../../resolvers/watch-jobs.ts';
import { watchModelOutput } from '../../resolvers/watch-model-output.ts';
import { RedisWakeups } from '../../src/api/wakeups.ts';
import { RetomaError } from '../../src/errors.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import type { Lease, Store } from '../../src/store/contract.ts';
import { encodeCursor } from '../../src/store/cursor.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import {
  answerOn,
  COMPLETED,
  commitAnswers,
  completedJob,
  FAILED,
  failedJob,
  newJob,
  runningJob,
  type StoreLimits,
} from '../store/conformance/setup.ts';
import { contextOf, testDeps } from '../support/api.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore } from '../support/redis-store.ts';

let server: RedisForTests;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
});

afterAll(() => server.stop());

interface World {
  context: Context;
  /** Wakes everybody who watches, as a doubled message would. */
  nudge(): void;
  /** How many watch at present. */
  watchers(): number;
  dispose(): Promise<void>;
}

/** Counts who watches, and can wake them. */
function countedContext(deps: ReturnType<typeof testDeps>): Omit<World, 'dispose'> {
  const context = contextOf(deps);
  const { wakeups } = context;
  const listeners = new Set<WakeupListener>();
  const counted = (listener: WakeupListener, stop: () => void) => {
    listeners.add(listener);
    return () => {
      stop();
      listeners.delete(listener);
    };
  };
  context.wakeups = {
    watch: (jobId, listener) => counted(listener, wakeups.watch(jobId, listener)),
    watchOutput: (jobId, listener) => counted(listener, wakeups.watchOutput(jobId, listener)),
  };
  return {
    context,
    watchers: () => listeners.size,
    nudge() {
      for (const listener of listeners) listener(null);
    },
  };
}

const WORLDS: Record<string, (limits?: StoreLimits) => Promise<World>> = {
  async 'the memory store'(limits) {
    const store = new MemoryStore(limits);
    return { ...countedContext(testDeps({ store })), dispose: () => store.close() };
  },
  async 'the Redis store'(limits) {
    const { store, tenant, dispose } = openRedisStore(server.url, limits);
    const deps = testDeps({ store });
    const connection = connectRedis(server.url, { role: 'subscriber', log: deps.log });
    const wakeups = new RedisWakeups({ connection, tenant, log: deps.log });
    return {
      ...countedContext({ ...deps, wakeups }),
      async dispose() {
        wakeups.close();
        connection.disconnect();
        await dispose();
      },
    };
  },
};

describe.each(Object.keys(WORLDS))('with %s', (name) => {
  let world: World;
  let context: Context;
  let store: Store;

  async function enter(limits?: StoreLimits): Promise<void> {
    world = (await WORLDS[name]?.(limits)) as World;
    context = world.context;
    store = context.store;
  }

  beforeEach(async () => {
    await enter();
    return () => world.dispose();
  });

  const versionsOf = async (jobId: string, after?: string): Promise<number[]> => {
    const versions: number[] = [];
    for await (const { node } of await watchCheckpoints({ jobId, after }, context)) {
      versions.push(node.record.version);
    }
    return versions;
  };

  describe('watchCheckpoints', () => {
    it('gives what was saved, then what is saved, then ends with the job', async () => {
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 120);
      const seen: number[] = [];
      for await (const { node } of await watchCheckpoints({ jobId: lease.jobId }, context)) {
        const { version } = node.record;
        seen.push(version);
        if (version >= 120 && version < 125) await store.commit(lease, answerOn(version));
        if (version === 125) await store.finish(lease, COMPLETED);
      }
      expect(seen).toEqual(Array.from({ length: 125 }, (_, index) => index + 1));
      expect(world.watchers()).toBe(0);
    });

    it('goes on after any of its cursors', async () => {
      const { jobId } = await completedJob(store, 7);
      const cursors: string[] = [];
      for await (const edge of await watchCheckpoints({ jobId }, context)) cursors.push(edge.cursor);
      for (const [index, cursor] of cursors.entries()) {
        expect(await versionsOf(jobId, cursor)).toEqual([1, 2, 3, 4, 5, 6, 7].slice(index + 1));
      }
    });

    it('gives nothing twice, however often it is woken', async () => {
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 3);
      const stream = await watchCheckpoints({ jobId: lease.jobId }, context);
      for (let version = 1; version <= 3; version++) {
        expect((await stream.next()).value?.node.record.version).toBe(version);
        world.nudge();
      }
      const fourth = stream.next();
      for (let times = 0; times < 10; times++) {
        world.nudge();
        await tick();
      }
      await store.commit(lease, answerOn(3));
      expect((await fourth).value?.node.record.version).toBe(4);
      await stream.return();
    });

    it('answers calls of next() that do not wait for each other in their order', async () => {
      const { jobId } = await completedJob(store, 3);
      const stream = await watchCheckpoints({ jobId }, context);
      const results = await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()]);
      expect(results.map(({ value }) => value?.node.record.version)).toEqual([1, 2, 3, undefined]);
      expect(results.map(({ done }) => done)).toEqual([false, false, false, true]);
    });

    it('tells of a failed job when it expires and who continues it', async () => {
      const { jobId } = await failedJob(store, 2);
      const nodes = [];
      for await (const { node } of await watchCheckpoints({ jobId }, context)) nodes.push(node);
      const head = await store.getCheckpoint(jobId);
      expect(nodes[1]).toEqual(head);
      expect(nodes[0]?.expiresAt).toBe(head?.expiresAt);
    });

    it('ends at once for a job that ended without a version', async () => {
      const lease = await runningJob(store);
      await store.finish(lease, FAILED);
      expect(await versionsOf(lease.jobId)).toEqual([]);
    });

    it('waits for a job that has no version yet', async () => {
      const { jobId } = await newJob(store);
      const stream = await watchCheckpoints({ jobId }, context);
      const first = stream.next();
      await store.requestControl(jobId, 'CANCEL');
      expect(await first).toEqual({ done: true, value: undefined });
    });

    it('knows no job that is not there', async () => {
      await expect(watchCheckpoints({ jobId: 'nobody' }, context)).rejects.toMatchObject({
        code: 'JOB_NOT_FOUND',
      });
      expect(world.watchers()).toBe(0);
    });

    it('ends with JOB_NOT_FOUND when the job is deleted while it is given', async () => {
      const { jobId } = await failedJob(store, 60);
      const stream = await watchCheckpoints({ jobId }, context);
      await stream.next();
      await store.deleteCheckpoint(jobId);
      const rest = async () => {
        for await (const _ of stream);
      };
      await expect(rest()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      expect(world.watchers()).toBe(0);
    });

    it('goes on from where the history was read', async () => {
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 3);
      const page = await readHistory({ jobId: lease.jobId, first: 2 }, context);
      const [latest, before] = page?.items.map(({ cursor }) => cursor) ?? [];
      await commitAnswers(store, lease, 2, 3);
      await store.finish(lease, COMPLETED);
      expect(await versionsOf(lease.jobId, latest)).toEqual([4, 5]);
      expect(await versionsOf(lease.jobId, before)).toEqual([3, 4, 5]);
    });

    it('refuses what is no cursor of this job', async () => {
      const { jobId } = await completedJob(store, 3);
      const others = [
        encodeCursor('seen', [1, 'another']),
        encodeCursor('active', [1, jobId]),
        messageCursor(1),
        'nonsense',
        '',
      ];
      for (const after of others) {
        await expect(watchCheckpoints({ jobId, after }, context), after).rejects.toMatchObject({
          code: 'INVALID_CURSOR',
        });
      }
    });

    it('says that there is a gap when versions after the cursor were trimmed', async () => {
      await world.dispose();
      await enter({ historyLimit: 5 });
      const { jobId } = await completedJob(store, 20);
      const at = (version: number) => encodeCursor('seen', [version, jobId]);
      await expect(versionsOf(jobId, at(14))).rejects.toMatchObject({ code: 'CURSOR_UNAVAILABLE' });
      expect(await versionsOf(jobId, at(15))).toEqual([16, 17, 18, 19, 20]);
      expect(await versionsOf(jobId)).toEqual([16, 17, 18, 19, 20]);
    });

    it('says that there is a gap when a slow reader is overtaken by trimming', async () => {
      await world.dispose();
      await enter({ historyLimit: 5 });
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 3);
      const stream = await watchCheckpoints({ jobId: lease.jobId }, context);
      await stream.next();
      await commitAnswers(store, lease, 30, 3);
      expect((await stream.next()).value?.node.record.version).toBe(2);
      expect((await stream.next()).value?.node.record.version).toBe(3);
      await expect(stream.next()).rejects.toMatchObject({ code: 'CURSOR_UNAVAILABLE' });
    });

    it('says that the retention is over, except to those who have seen all', async () => {
      await world.dispose();
      await enter({ completedRetentionSeconds: 0 });
      const { jobId } = await completedJob(store, 3);
      await expect(versionsOf(jobId)).rejects.toMatchObject({ code: 'CURSOR_UNAVAILABLE' });
      await expect(versionsOf(jobId, encodeCursor('seen', [2, jobId]))).rejects.toMatchObject({
        code: 'CURSOR_UNAVAILABLE',
      });
      expect(await versionsOf(jobId, encodeCursor('seen', [3, jobId]))).toEqual([]);
    });

    it('says that there is a gap when the job threw its checkpoint away', async () => {
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 3);
      await store.discardCheckpoint(lease);
      const after = encodeCursor('seen', [3, lease.jobId]);
      await expect(watchCheckpoints({ jobId: lease.jobId, after }, context)).rejects.toMatchObject({
        code: 'CURSOR_UNAVAILABLE',
      });
    });

    it('ends at once when it is returned from while it waits', async () => {
      const lease = await runningJob(store);
      const stream = await watchCheckpoints({ jobId: lease.jobId }, context);
      const waiting = stream.next();
      await tick();
      expect(world.watchers()).toBe(1);
      const order: string[] = [];
      await Promise.all([
        waiting.then((result) => order.push(`next ${result.done}`)),
        stream.return().then((result) => order.push(`return ${result.done}`)),
      ]);
      expect(order).toHaveLength(2);
      expect(order).toContain('next true');
      expect(world.watchers()).toBe(0);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    });

    it('throws what it is told to throw, and is over', async () => {
      const lease = await runningJob(store);
      const stream = await watchCheckpoints({ jobId: lease.jobId }, context);
      const waiting = stream.next();
      await expect(stream.throw(new Error('enough'))).rejects.toThrow('enough');
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(world.watchers()).toBe(0);
    });

    it('watches nothing before it is taken from', async () => {
      const lease = await runningJob(store);
      await watchCheckpoints({ jobId: lease.jobId }, context);
      expect(world.watchers()).toBe(0);
    });

    it('reads a page when it is asked for, and no further', async () => {
      const { jobId } = await completedJob(store, 200);
      let read = 0;
      const counting = new Proxy(store, {
        get: (target, name) => {
          const value = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]) => {
            const result = await value.apply(target, args);
            if (name === 'versionsAfter') read += result.records.length;
            return result;
          };
        },
      });
      const stream = await watchCheckpoints({ jobId }, { ...context, store: counting });
      await stream.next();
      for (let times = 0; times < 5; times++) {
        world.nudge();
        await tick();
      }
      expect(read).toBeLessThanOrEqual(51);
      await stream.return();
    });

    it('goes on by itself when the store was out of reach for a moment', async () => {
      const { jobId } = await completedJob(store, 2);
      let failures = 2;
      const shaky = new Proxy(store, {
        get: (target, name) => {
          const value = Reflect.get(target, name);
          if (name !== 'versionsAfter') return typeof value === 'function' ? value.bind(target) : value;
          return async (...args: unknown[]) => {
            if (context.store !== target && failures-- > 0) {
              throw new RetomaError('STORE_UNAVAILABLE', 'The store is away.');
            }
            return value.apply(target, args);
          };
        },
      });
      const stream = await watchCheckpoints({ jobId }, context);
      context.store = shaky;
      const versions = [];
      for await (const { node } of stream) versions.push(node.record.version);
      expect(versions).toEqual([1, 2]);
      expect(failures).toBeLessThan(0);
    });
  });

  describe('watchCheckpoints of all jobs', () => {
    it('gives what is saved from now on, each once, and does not replay', async () => {
      const old = await runningJob(store);
      await commitAnswers(store, old, 3);
      await new Promise((resolve) => setTimeout(resolve, 2));
      const stream = await watchCheckpoints({}, context);
      const first = stream.next();
      const seen: string[] = [];
      const [a, b] = [await runningJob(store), await runningJob(store)];
      // Changes that save nothing.
      await store.requestControl(old.jobId, 'PAUSE');
      await heardBy(stream, store);
      await commitAnswers(store, a, 60);
      await commitAnswers(store, b, 2);
      await store.requestControl(a.jobId, 'PAUSE');
      await store.finish(b, FAILED);
      await store.commit(old, answerOn(3));
      const names = new Map([
        [old.jobId, 'old'],
        [a.jobId, 'a'],
        [b.jobId, 'b'],
      ]);
      let result = await first;
      while (!result.done) {
        const { jobId, version } = result.value.node.record;
        if (names.has(jobId)) seen.push(`${names.get(jobId)} ${version}`);
        if (seen.length === 63) break;
        result = await stream.next();
      }
      expect(seen.filter((text) => text.startsWith('a'))).toEqual(
        Array.from({ length: 60 }, (_, index) => `a ${index + 1}`),
      );
      expect(seen.filter((text) => !text.startsWith('a')).toSorted()).toEqual(['b 1', 'b 2', 'old 4']);
      await stream.return();
      expect(world.watchers()).toBe(0);
    });
  });

  /** Saves versions of a job of its own until the stream has one: its subscription holds from then on. */
  async function heardBy(stream: AsyncIterator<unknown>, at: Store): Promise<void> {
    const probe = await runningJob(at);
    let heard = false;
    const result = stream.next().then(() => {
      heard = true;
    });
    for (let version = 0; !heard; version++) {
      await at.commit(probe, answerOn(version));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await result;
  }

  describe('watchModelOutput', () => {
    const piece = (offset: number) => ({ offset, kind: 'TEXT', text: `${offset} ` }) as const;
    const say = (lease: Lease, at: number, call = 1) =>
      store.appendOutput(lease, { turn: 1, call, at, pieces: [piece(at)] });

    it('gives a late subscriber what was said so far, then the rest, and ends with the job', async () => {
      const lease = await runningJob(store);
      for (let at = 0; at < 120; at++) await say(lease, at);
      const seen: number[] = [];
      for await (const chunk of await watchModelOutput({ jobId: lease.jobId }, context)) {
        expect(chunk).toEqual({ turn: 1, attempt: 1, ...piece(chunk.offset) });
        seen.push(chunk.offset);
        if (chunk.offset >= 119 && chunk.offset < 125) await say(lease, chunk.offset + 1);
        if (chunk.offset === 125) await store.finish(lease, FAILED);
      }
      expect(seen).toEqual(Array.from({ length: 126 }, (_, index) => index));
      expect(world.watchers()).toBe(0);
    });

    it('wakes who waits, and goes over to the next attempt', async () => {
      const lease = await runningJob(store);
      const stream = await watchModelOutput({ jobId: lease.jobId }, context);
      let waiting = stream.next();
      await tick();
      await say(lease, 0);
      expect((await waiting).value).toEqual({ turn: 1, attempt: 1, ...piece(0) });
      waiting = stream.next();
      await tick();
      await say(lease, 0, 2);
      expect((await waiting).value).toEqual({ turn: 1, attempt: 2, ...piece(0) });
      await stream.return();
      expect(world.watchers()).toBe(0);
    });

    it('knows no job that is not there or that is deleted', async () => {
      const { jobId } = await failedJob(store, 1);
      await store.deleteCheckpoint(jobId);
      for (const unknown of [jobId, 'nobody']) {
        await expect(watchModelOutput({ jobId: unknown }, context)).rejects.toMatchObject({
          code: 'JOB_NOT_FOUND',
        });
      }
    });
  });

  describe('watchJobs', () => {
    it('gives the job as it is, then as it changes, and ends with it', async () => {
      const { jobId } = await newJob(store);
      const stream = await watchJobs({ jobId }, context);
      const seen: string[] = [];
      const { lease } = await (async () => {
        seen.push((await stream.next()).value?.status ?? 'none');
        return store.acquire(jobId, { workerId: 'w', nonce: 'n' });
      })();
      if (lease === null) throw new Error('not taken');
      seen.push((await stream.next()).value?.status ?? 'none');
      world.nudge();
      const last = stream.next();
      await store.finish(lease, FAILED);
      seen.push((await last).value?.status ?? 'none');
      expect(seen).toEqual(['QUEUED', 'RUNNING', 'FAILED']);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      expect(world.watchers()).toBe(0);
    });

    it('tells when a tool begins to run, although that changes no record of the job', async () => {
      const lease = await runningJob(store);
      await store.commit(lease, answerOn(0));
      const stream = await watchJobs({ jobId: lease.jobId }, context);
      const before = (await stream.next()).value;
      const begun = stream.next();
      await store.recordIntents(lease, [
        {
          ...{ id: 'call-1', name: 'run_command', policy: 'REPORT', startedAt: new Date().toISOString() },
          ...{ epoch: lease.epoch, evidence: null, decision: null, editedArguments: null },
        },
      ]);
      const after = (await begun).value;
      expect(after).toMatchObject({ jobId: lease.jobId, status: 'RUNNING' });
      // Two subscribers of whom one knows of the tool and the other does not are at different places.
      if (before === undefined || after === undefined) throw new Error('The stream has ended.');
      expect(stream.feed.placeOf(before)).not.toBe(stream.feed.placeOf(after));
      await stream.return();
    });

    it('knows no job that is not there', async () => {
      await expect(watchJobs({ jobId: 'nobody' }, context)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    });

    it('gives all jobs as they change, one that changed often as it is then', async () => {
      const stream = await watchJobs({}, context);
      const first = stream.next();
      const jobs: string[] = [];
      // A new job each time, until one is heard of: from then on nothing is missed.
      let heard = false;
      void first.then(() => {
        heard = true;
      });
      while (!heard) {
        await newJob(store);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const wanted = new Set<string>();
      for (let count = 0; count < 60; count++) wanted.add((await failedJob(store, 1)).jobId);
      while (wanted.size > 0) {
        const { value } = await stream.next();
        if (value === undefined) break;
        jobs.push(value.status);
        if (value.status === 'FAILED') wanted.delete(value.jobId);
      }
      expect(wanted.size).toBe(0);
      await stream.return();
      expect(world.watchers()).toBe(0);
    });
  });
});

describe('a subscriber to all jobs that takes nothing', () => {
  it('is told that it fell behind, and never skips in silence', async () => {
    let listener: WakeupListener = () => undefined;
    const deps = testDeps({
      wakeups: {
        watch(_, given) {
          listener = given;
          return () => undefined;
        },
        watchOutput: () => () => undefined,
      },
    });
    const stream = await watchJobs({}, contextOf(deps));
    const { jobId } = await newJob(deps.store);
    const first = stream.next();
    await tick();
    listener({ jobId, version: null, status: 'QUEUED' });
    await first;
    for (let count = 0; count <= 10_000; count++) {
      listener({ jobId: `job-${count}`, version: null, status: 'QUEUED' });
    }
    await expect(stream.next()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});
