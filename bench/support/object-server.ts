import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from '../../src/api/server.ts';
import { testDeps } from '../../test/support/api.ts';
import { answerCpu } from './child.ts';
import { specOf } from './jobs.ts';

/**
 * A server of one small object, kept in memory. `<kind>`; tells `{ port, jobId }`. `api`: the API with everything that it
 * has. `plain`: a handler that reads the body, parses it, reads the same object and writes it, and nothing else.
 */
const [kind] = process.argv.slice(2);

const deps = testDeps();
const { jobId } = await deps.store.createJob(specOf(deps.store.newJobId()));
process.send?.({ port: await (kind === 'plain' ? plain() : api()), jobId });
answerCpu();

async function api(): Promise<number> {
  const app = createApi(deps);
  app.server.keepAliveTimeout = 0;
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

async function plain(): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: { jobId: string } };
      const job = await deps.store.getJob(variables.jobId);
      const text = JSON.stringify({
        data: { job: { jobId: job?.jobId, status: job?.status, turns: job?.turns } },
      });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      response.writeHead(200, headers);
      response.end(text);
    });
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
