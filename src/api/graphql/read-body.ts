import type { IncomingMessage } from 'node:http';

/**
 * The whole body of a request; null when it is larger than `maxBytes`, of which no more is read than that takes to see.
 * @throws Error when the client goes before it has sent all
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else resolve(null);
    });
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // Also when the client goes before it has sent all.
    request.on('error', reject);
  });
}
