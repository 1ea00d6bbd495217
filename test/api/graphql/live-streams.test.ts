import { setImmediate as turn } from 'node:timers/promises';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveIterator } from '../../../resolvers/live-iterator.ts';
import type { Batch } from '../../../src/api/graphql/streams/frame.ts';
import { LiveStreams } from '../../../src/api/graphql/streams/live-streams.ts';
import { type Outlet, Subscription } from '../../../src/api/graphql/streams/subscription.ts';
import { contextOf, type TestDeps, testDeps } from '../../support/api.ts';
import { Random, testSeed } from '../../support/random.ts';
import { until } from '../../support/wait.ts';

/** A log of numbers, and what was done to read it. */
class Log {
  head = 0;
  isOver = false;
  reads = 0;
  executions = 0;
  readonly listeners = new Set<() => void>();

  append(): void {
    this.head += 1;
    this.#wake();
  }

  end(): void {
    this.isOver = true;
    this.#wake();
  }

  /** As the real ones do it: a page at a time, each after a turn of the event loop. */
  after(cursor: number | null): LiveIterator<number> {
    let seen = cursor ?? 0;
    return new LiveIterator<number>({
      watch: (listener) => {
        const wake = () => listener(null);
        this.listeners.add(wake);
        return () => this.listeners.delete(wake);
      },
      read: async () => {
        this.reads += 1;
        const items = Array.from({ length: Math.min(7, this.head - seen) }, (_, index) => seen + index + 1);
        seen += items.length;
        await turn();
        if (seen < this.head) return { items, next: 'AGAIN' };
        return { items, next: this.isOver ? 'END' : 'WAIT' };
      },
      feed: { name: 'log', begins: cursor === null ? null : String(cursor), placeOf: String },
    });
  }

  #wake(): void {
    for (const wake of this.listeners) wake();
  }
}

/** One store: between two of them nothing is shared. */
const deps = testDeps();

let log: Log;
let streams: LiveStreams;
/** Characters in each item beside its number. */
let padding: number;

beforeEach(() => {
  log = new Log();
  streams = new LiveStreams({ maxSubscriptions: 100 });
  padding = 0;
});

const Item = new GraphQLObjectType<number>({
  name: 'Item',
  fields: {
    number: {
      type: new GraphQLNonNull(GraphQLInt),
      resolve: (number) => {
        log.executions += 1;
        return number;
      },
    },
    padding: { type: GraphQLString, resolve: () => 'x'.repeat(padding) },
  },
});

const schema = new GraphQLSchema({
  query: Item,
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      items: {
        type: Item,
        args: { after: { type: GraphQLInt } },
        subscribe: (_, { after }) => log.after(after ?? null),
        resolve: (item) => item,
      },
    },
  }),
});

const ITEMS = parse('subscription ($after: Int) { items(after: $after) { number padding } }');

/** A client that takes what it is given at once, or when it is told to. */
class Client implements Outlet {
  readonly seen: number[] = [];
  readonly results: ExecutionResult[] = [];
  isSlow: boolean;
  waiting = 0;
  end: 'complete' | 'cut off' | 'gone away' | null = null;
  subscription: Subscription | null = null;

  constructor({ isSlow = false } = {}) {
    this.isSlow = isSlow;
  }

  async open(
    after: number | null,
    {
      document = ITEMS,
      variables = {},
      of = deps,
    }: { document?: DocumentNode; variables?: object; of?: TestDeps } = {},
  ): Promise<this> {
    const args = {
      schema,
      document,
      contextValue: contextOf(of),
      variableValues: { after, ...variables },
    };
    const subscription = await streams.open(args);
    if (!(subscription instanceof Subscription)) throw new Error(JSON.stringify(subscription));
    this.subscription = subscription;
    this.end = null;
    this.waiting = 0;
    subscription.attach(this);
    return this;
  }

  give(batch: Batch, recipient: Parameters<Outlet['give']>[1]): void {
    for (const frame of batch.frames) {
      const result = JSON.parse(frame.textFor(recipient));
      this.results.push(result);
      if (result.data) this.seen.push(result.data.items.number);
      if (this.isSlow) this.waiting += frame.size;
    }
  }

  take(): void {
    this.waiting = 0;
    this.subscription?.resume();
  }

  leave(): void {
    this.subscription?.close();
  }

  complete(): void {
    this.end = 'complete';
    this.subscription?.close();
  }

  cutOff(): void {
    this.end = 'cut off';
  }

  goAway(): void {
    this.end = 'gone away';
  }
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

async function seenBy(clients: readonly Client[], number: number): Promise<void> {
  await until(() => clients.every(({ seen }) => seen.at(-1) === number), { what: `all have seen ${number}` });
}

describe('subscriptions that ask the same', () => {
  it('share what is read and made from when they are at the same place, whatever their cursors were', async () => {
    for (let times = 0; times < 40; times++) log.append();
    const cursors = [null, 0, 5, 39, 40, 17, 40, null];
    const clients = await Promise.all(cursors.map((cursor) => new Client().open(cursor)));
    log.append();
    await seenBy(clients, 41);
    // Whoever was still on its own at 41 is no longer when it has been given it.
    const { executions, reads } = log;
    log.append();
    await seenBy(clients, 42);
    expect([log.executions - executions, log.reads - reads]).toEqual([1, 1]);
    expect(log.listeners.size).toBe(1);
    for (const [index, { seen }] of clients.entries())
      expect(seen).toEqual(range((cursors[index] ?? 0) + 1, 42));
  });

  it('go on when the one that came first leaves, and end with the last one', async () => {
    const clients = await Promise.all([0, 0, 0].map((cursor) => new Client().open(cursor)));
    log.append();
    await seenBy(clients, 1);
    clients[0]?.leave();
    log.append();
    await seenBy(clients.slice(1), 2);
    expect(clients[0]?.seen).toEqual([1]);
    for (const client of clients) client.leave();
    expect([log.listeners.size, streams.size]).toEqual([0, 0]);
  });

  it('are given the end, and those that come after it as well', async () => {
    for (let times = 0; times < 20; times++) log.append();
    const early = await Promise.all([3, 20].map((cursor) => new Client().open(cursor)));
    await seenBy(early.slice(0, 1), 20);
    log.end();
    const late = await Promise.all([0, 20].map((cursor) => new Client().open(cursor)));
    const all = [...early, ...late];
    await until(() => all.every(({ end }) => end === 'complete'), { what: 'all are complete' });
    expect(all.map(({ seen }) => seen)).toEqual([range(4, 20), [], range(1, 20), []]);
    expect([log.listeners.size, streams.size]).toEqual([0, 0]);
  });

  it('do not share what a variable makes different', async () => {
    const document = parse(
      'subscription ($after: Int, $all: Boolean!) { items(after: $after) { number ...P @include(if: $all) } } fragment P on Item { padding }',
    );
    const [whole, bare] = [
      await new Client().open(0, { document, variables: { all: true } }),
      await new Client().open(0, { document, variables: { all: false } }),
    ];
    log.append();
    await seenBy([whole, bare], 1);
    expect(whole.results).toEqual([{ data: { items: { number: 1, padding: '' } } }]);
    expect(bare.results).toEqual([{ data: { items: { number: 1 } } }]);
  });

  it('but of another store share nothing: it is that of another tenant', async () => {
    const clients = [await new Client().open(0), await new Client().open(0, { of: testDeps() })];
    log.append();
    await seenBy(clients, 1);
    expect([log.executions, log.reads]).toEqual([2, 4]);
    for (const client of clients) client.leave();
  });

  it('are told that the server goes away', async () => {
    const clients = await Promise.all([0, 0].map((cursor) => new Client().open(cursor)));
    streams.close();
    clients.push(await new Client().open(0));
    expect(clients.map(({ end }) => end)).toEqual(['gone away', 'gone away', 'gone away']);
    expect([log.listeners.size, streams.size]).toEqual([0, 0]);
  });
});

describe('a client that does not take what it is given', () => {
  beforeEach(() => {
    padding = 10_000;
  });

  it('alone, is given no more than 256 KiB or so, and the rest when it takes again', async () => {
    for (let times = 0; times < 300; times++) log.append();
    const client = await new Client({ isSlow: true }).open(0);
    await until(() => client.waiting > 256 * 1024, { what: 'it has as much as it may' });
    const { executions } = log;
    expect(client.waiting).toBeLessThan(512 * 1024);
    for (let times = 0; times < 20; times++) await turn();
    expect(log.executions).toBeLessThanOrEqual(executions + 1);
    log.end();
    const taking = setInterval(() => client.take(), 1);
    await until(() => client.end, { what: 'the end' });
    clearInterval(taking);
    expect([client.end, client.seen]).toEqual(['complete', range(1, 300)]);
  });

  it('is cut off once it is 1 MiB behind the others, and misses nothing when it comes back', async () => {
    const quick = await new Client().open(0);
    const stalled = await new Client({ isSlow: true }).open(0);
    let atCut = 0;
    for (let number = 1; number <= 300; number++) {
      log.append();
      if (number % 10 === 0) await seenBy([quick], number);
      if (atCut === 0 && stalled.end === 'cut off') atCut = number;
    }
    expect(quick.seen).toEqual(range(1, 300));
    expect(stalled.end).toBe('cut off');
    expect(atCut).toBeGreaterThan(100);
    expect(atCut).toBeLessThan(160);
    expect(stalled.waiting).toBeLessThan(512 * 1024);
    expect(streams.size).toBe(1);
    await stalled.open(stalled.seen.at(-1) ?? 0);
    stalled.isSlow = false;
    log.end();
    await until(() => stalled.end, { what: 'the end' });
    expect(stalled.seen).toEqual(range(1, 300));
  });

  it('but in time, is given what was kept for it', async () => {
    const quick = await new Client().open(0);
    const slow = await new Client({ isSlow: true }).open(0);
    for (let number = 1; number <= 100; number++) log.append();
    await seenBy([quick], 100);
    expect(slow.seen.length).toBeLessThan(60);
    const { executions } = log;
    slow.isSlow = false;
    slow.take();
    await seenBy([slow], 100);
    expect(log.executions).toBe(executions);
    expect(slow.seen).toEqual(range(1, 100));
  });
});

describe('whatever happens', () => {
  const seed = testSeed();

  it(`everyone sees exactly what follows its cursor, then the end (seed ${seed})`, async () => {
    const random = new Random(seed);
    padding = 20_000;
    const last = 300;
    const clients = Array.from({ length: 40 }, () => ({ from: -1, client: new Client() }));
    const come = async (one: (typeof clients)[number]) => {
      one.from = one.from < 0 ? random.int(log.head + 1) : one.from;
      one.client.isSlow = random.chance(0.3);
      await one.client.open(one.client.seen.at(-1) ?? one.from);
    };
    while (log.head < last) {
      if (random.chance(0.5)) log.append();
      const one = random.pick(clients);
      const { client } = one;
      const isOpen = client.subscription?.isClosed === false;
      if (!isOpen && client.end !== 'complete') await come(one);
      else if (random.chance(0.1)) client.leave();
      else client.take();
      if (random.chance(0.3)) await turn();
    }
    log.end();
    await until(
      async () => {
        for (const one of clients) {
          const { client } = one;
          client.isSlow = false;
          if (client.end === 'complete') continue;
          if (client.subscription?.isClosed === false) client.take();
          else await come(one);
        }
        return clients.every(({ client }) => client.end === 'complete');
      },
      { what: 'all have come to the end' },
    );
    for (const { from, client } of clients) expect(client.seen).toEqual(range(from + 1, last));
    expect([log.listeners.size, streams.size]).toEqual([0, 0]);
    // Alone, each would have made each item that it saw.
    const given = clients.reduce((sum, { client }) => sum + client.seen.length, 0);
    expect(log.executions).toBeLessThan(given / 2);
  });
});
