import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A callback as it came. */
export interface Received {
  /** Of Standard Webhooks: `webhook-id`. */
  id: string;
  body: string;
}

export interface Receiver {
  url: string;
  of(jobId: string): readonly Received[];
  stop(): Promise<void>;
}

/** Takes every callback. */
export async function startReceiver(): Promise<Receiver> {
  const received = new Map<string, Received[]>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { jobId } = (JSON.parse(body) as { data: { jobId: string } }).data;
    const before = received.get(jobId) ?? [];
    received.set(jobId, [...before, { id: String(request.headers['webhook-id']), body }]);
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    of: (jobId) => received.get(jobId) ?? [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
