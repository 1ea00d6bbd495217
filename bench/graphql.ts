import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { Child } from './support/child.ts';
import { Samples } from './support/measure.ts';

const QUERY = 'query Job($jobId: ID!) { job(jobId: $jobId) { jobId status turns } }';
const CONNECTIONS = 8;

const KINDS = ['plain', 'api'] as const;
type Kind = (typeof KINDS)[number];

/** P8. */
export const graphqlBench: Bench = {
  name: 'graphql',
  about: 'CPU of the server for one small object over GraphQL, against a plain POST handler',
  async run({ short, progress }: BenchContext): Promise<Finding[]> {
    const rounds = short ? 9 : 21;
    const requests = short ? 4000 : 8000;
    progress(`${rounds} rounds of ${requests} requests`);
    const sides = { plain: await open('plain'), api: await open('api') };
    const took: Record<Kind, number[]> = { plain: [], api: [] };
    // The first rounds are for the compiler.
    for (let round = -2; round < rounds; round++) {
      for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
        const cpu = await cpuOf(sides[kind], requests);
        if (round >= 0) took[kind].push(cpu);
      }
    }
    for (const { server } of Object.values(sides)) server.stop();
    const plain = new Samples(took.plain).median;
    const api = new Samples(took.api).median;
    return [
      { what: 'CPU of a plain POST handler for a request', value: plain, unit: 'µs' },
      { what: 'CPU of the API for the same over GraphQL', value: api, unit: 'µs' },
      { what: 'GraphQL against plain', value: api / plain, unit: 'x', goal: { name: 'P8', atMost: 2 } },
    ];
  },
};

interface Side {
  server: Child;
  sockets: Socket[];
  request: string;
}

async function open(kind: Kind): Promise<Side> {
  const file = join(import.meta.dirname, 'support/object-server.ts');
  const [server, { port, jobId }] = await Child.start<{ port: number; jobId: string }>(file, [kind]);
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket.setNoDelay(true);
    }),
  );
  const body = JSON.stringify({ query: QUERY, variables: { jobId }, operationName: 'Job' });
  const head = [
    'POST /graphql HTTP/1.1',
    `host: localhost:${port}`,
    'accept: application/graphql-response+json, application/json',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  return { server, sockets, request: `${head}\r\n\r\n${body}` };
}

/** In µs for a request. */
async function cpuOf({ server, sockets, request }: Side, requests: number): Promise<number> {
  const before = await server.cpu();
  const each = requests / sockets.length;
  await Promise.all(
    sockets.map(async (socket) => {
      for (let count = 0; count < each; count++) await ask(socket, request);
    }),
  );
  return (((await server.cpu()) - before) * 1000) / requests;
}

/** @throws Error when what is answered is not the object */
function ask(socket: Socket, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const take = (piece: Buffer) => {
      answer += piece.toString();
      if (!answer.endsWith('}}}')) return;
      socket.off('data', take);
      if (answer.startsWith('HTTP/1.1 200') && answer.includes('"status":"QUEUED"')) resolve();
      else reject(new Error(answer));
    };
    socket.on('data', take);
    socket.write(request);
  });
}
