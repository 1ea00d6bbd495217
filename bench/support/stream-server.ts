import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createApi } from '../../src/api/server.ts';
import { RedisWakeups } from '../../src/api/wakeups.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { testDeps } from '../../test/support/api.ts';
import { answerCpu } from './child.ts';

/**
 * A server of which many clients watch one job. `<kind> <url of Redis> <tenant>`; tells `{ port }`.
 * `retoma`: the API. `bare`: what can be done at best: told `{ emit: version }`, it makes the text of a result once,
 * gathers what comes within 5 ms, and writes the same bytes to every response.
 */
const [kind = '', redisUrl = '', tenant = ''] = process.argv.slice(2);

const GATHER_MS = 5;

process.send?.({ port: await (kind === 'bare' ? bare() : retoma()) });
answerCpu();

async function retoma(): Promise<number> {
  const log = pino({ level: 'silent' });
  const wakeups = new RedisWakeups({
    connection: connectRedis(redisUrl, { role: 'subscriber', log }),
    tenant,
    log,
  });
  const deps = testDeps({ store: new RedisStore({ redis: new Redis(redisUrl), tenant }), wakeups });
  const graphql = { ...deps.config.graphql, maxSubscriptions: 10_000 };
  const app = createApi({ ...deps, log, config: { ...deps.config, graphql } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function bare(): Promise<number> {
  const clients = new Set<ServerResponse>();
  let gathered: string[] = [];
  const flush = () => {
    const bytes = Buffer.from(gathered.join(''));
    gathered = [];
    for (const client of clients) client.write(bytes);
  };
  process.on('message', ({ emit }: { emit?: number }) => {
    if (emit === undefined) return;
    if (gathered.length === 0) setTimeout(flush, GATHER_MS);
    gathered.push(`event: next\ndata: ${JSON.stringify(resultOf(emit))}\n\n`);
  });
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n');
    clients.add(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** As large as a result of the benchmark's subscription. */
function resultOf(version: number) {
  const turns = Math.ceil(version / 2);
  const node = {
    jobId: '01a2080f-ee54-71df-8ce5-39ad8a020bd1',
    version,
    step: version % 2 === 0 ? 'TOOLS_DONE' : 'MODEL_RESPONSE',
    turns,
    savedAt: new Date().toISOString(),
  };
  return { data: { checkpointSaved: { cursor: 'c2VlbjoxMjM0OjAxYTIwODBmLWVlNTQtNzFkZi04Y2U1', node } } };
}
