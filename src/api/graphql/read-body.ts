import type { IncomingMessage } from 'node:http';
import { RetomaError } from '../../errors.ts';

/**
 * The whole body of a request; null when it is larger than `maxBytes`, of which no more is read than that takes to see.
 * @throws RetomaError INVALID_BODY when the client goes before it has sent all
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
    request.on('error', (cause) => {
      reject(new RetomaError('INVALID_BODY', 'The body could not be read to its end.', { cause }));
    });
  });
}
