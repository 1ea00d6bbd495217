import { join } from 'node:path';
import type { Lease } from '../src/store/contract.ts';
import type { RedisStore } from '../src/store/redis-store.ts';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { Child } from './support/child.ts';
import { commitStep, takenJob } from './support/jobs.ts';
import { Samples } from './support/measure.ts';

const QUERY = `subscription ($jobId: ID!) {
  checkpointSaved(jobId: $jobId) { cursor node { jobId version step turns savedAt } }
}`;

/** So many versions may be on their way to the slowest client. */
const WINDOW = 256;

const KINDS = ['bare', 'retoma'] as const;
type Kind = (typeof KINDS)[number];

/** P7. */
export const streamsBench: Bench = {
  name: 'streams',
  about: 'events a second to 100 and 1,000 SSE subscribers of one job, against bare gathered writes',
  async run(context) {
    return [...(await watchedBy(100, context)), ...(await watchedBy(1000, context))];
  },
};

interface Side {
  server: Child;
  clients: Child;
  lease: Lease;
  /** Committed so far. */
  version: number;
}

interface Round {
  /** Versions a second that reached every client. */
  rate: number;
  /** CPU time of the server for one of them, in µs. */
  cpu: number;
}

async function watchedBy(count: number, context: BenchContext): Promise<Finding[]> {
  const { short, progress } = context;
  const rounds = short ? 5 : 11;
  const versions = short ? 300 : 600;
  progress(`${count} subscribers, ${rounds} rounds of ${versions} versions`);
  const { store, tenant } = await context.openStore();
  const sides = {
    bare: await open('bare', count, { store, tenant, redisUrl: context.redisUrl }),
    retoma: await open('retoma', count, { store, tenant, redisUrl: context.redisUrl }),
  };
  const took: Record<Kind, Round[]> = { bare: [], retoma: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
      const one = await send(kind, sides[kind], store, versions);
      if (round > 0) took[kind].push(one);
    }
  }
  for (const { server, clients } of Object.values(sides)) {
    server.stop();
    clients.stop();
  }
  const median = (kind: Kind, what: keyof Round) => new Samples(took[kind].map((one) => one[what])).median;
  const to = `to ${count.toLocaleString('en')}`;
  const ratio = median('retoma', 'rate') / median('bare', 'rate');
  return [
    { what: `events a second ${to}, bare writes`, value: median('bare', 'rate'), unit: '/s' },
    { what: `events a second ${to}`, value: median('retoma', 'rate'), unit: '/s' },
    {
      what: `events a second ${to}, against bare`,
      value: ratio,
      unit: 'x',
      goal: { name: 'P7', atLeast: 0.9 },
    },
    { what: `CPU of the server for an event ${to}, bare`, value: median('bare', 'cpu'), unit: 'µs' },
    { what: `CPU of the server for an event ${to}`, value: median('retoma', 'cpu'), unit: 'µs' },
    // What the rate comes to where nobody else uses the machine, and the server has a core of its own.
    {
      what: `CPU of the server for an event ${to}, bare against it`,
      value: median('bare', 'cpu') / median('retoma', 'cpu'),
      unit: 'x',
    },
  ];
}

async function open(
  kind: Kind,
  count: number,
  { store, redisUrl, tenant }: { store: RedisStore; redisUrl: string; tenant: string },
): Promise<Side> {
  const lease = await takenJob(store);
  const support = join(import.meta.dirname, 'support');
  const serverArgs = [kind, redisUrl, tenant];
  const [server, { port }] = await Child.start<{ port: number }>(
    join(support, 'stream-server.ts'),
    serverArgs,
  );
  const body = JSON.stringify({ query: QUERY, variables: { jobId: lease.jobId } });
  const clientArgs = [String(count), String(port), body];
  const [clients] = await Child.start(join(support, 'stream-clients.ts'), clientArgs);
  return { server, clients, lease, version: 0 };
}

/** Commits so many versions, as fast as the slowest client has them. Bare writes are preceded by the same commits. */
async function send(kind: Kind, side: Side, store: RedisStore, versions: number): Promise<Round> {
  const { server, clients, lease } = side;
  const until = side.version + versions;
  const reached = Promise.withResolvers<void>();
  let proceed = Promise.withResolvers<void>();
  let seen = side.version;
  const stop = clients.on(({ reached: version }: { reached?: number }) => {
    seen = version ?? seen;
    proceed.resolve();
    if (seen >= until) reached.resolve();
  });
  const cpu = await server.cpu();
  const began = performance.now();
  while (side.version < until) {
    await commitStep(store, lease, side.version, []);
    side.version += 1;
    if (kind === 'bare') server.tell({ emit: side.version });
    while (side.version - seen >= WINDOW) {
      await proceed.promise;
      proceed = Promise.withResolvers();
    }
  }
  await reached.promise;
  const seconds = (performance.now() - began) / 1000;
  const used = (await server.cpu()) - cpu;
  stop();
  return { rate: versions / seconds, cpu: (used * 1000) / versions };
}
