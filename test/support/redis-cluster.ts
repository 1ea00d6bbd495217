import { Cluster, Redis } from 'ioredis';
import { freePort, type RedisForTests, startRedis } from './redis.ts';
import { until } from './wait.ts';

export interface ClusterForTests {
  /** A client of its own for each call; the caller closes it. */
  connect(): Cluster;
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** A real cluster of three masters, each with a third of the slots: what a single node hides shows here. */
export async function startCluster(): Promise<ClusterForTests> {
  const nodes = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const bus = await freePort();
      const args = ['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--appendonly', 'no'];
      const server = await startRedis({ port: true, args });
      return { server, bus, port: Number(new URL(server.url).port) };
    }),
  );
  const [first] = nodes;
  if (first === undefined) throw new Error('no node');
  for (const [index, { server }] of nodes.entries()) {
    const redis = new Redis(server.url);
    const [from, to] = [index, index + 1].map((i) => Math.floor((i * SLOTS) / nodes.length));
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(Number(to) - 1));
    await redis.call('CLUSTER', 'MEET', '127.0.0.1', String(first.port), String(first.bus));
    redis.disconnect();
  }
  for (const { server } of nodes) await untilWhole(server, nodes.length);
  return {
    connect: () => new Cluster(nodes.map(({ port }) => ({ host: '127.0.0.1', port }))),
    async stop() {
      await Promise.all(nodes.map(({ server }) => server.stop()));
    },
  };
}

async function untilWhole(server: RedisForTests, size: number): Promise<void> {
  const redis = new Redis(server.url);
  try {
    await until(
      async () => {
        const info = await redis.cluster('INFO');
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`);
      },
      { what: 'the cluster is whole' },
    );
  } finally {
    redis.disconnect();
  }
}
