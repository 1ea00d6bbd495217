import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Connection } from '../../src/agent/model/ask.ts';

/** A model that never stops talking. `brokenOff` resolves when it is no longer listened to. */
export function endless(): { connection: Connection; brokenOff: Promise<void> } {
  const { promise: brokenOff, resolve } = Promise.withResolvers<void>();
  const service = { provider: 'test', label: 'Test', keyVariable: 'TEST_KEY', urlVariable: 'TEST_URL' };
  const delta = 'x'.repeat(64 * 1024);
  const stream = () =>
    new ReadableStream<LanguageModelV4StreamPart>({
      pull: (controller) => controller.enqueue({ type: 'text-delta', id: '0', delta }),
      cancel: () => resolve(),
    });
  const model: Connection['model'] = {
    specificationVersion: 'v4',
    provider: 'test',
    modelId: 'endless',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('Only streams are asked for.')),
    doStream: async () => ({ stream: stream() }),
  };
  return { connection: { id: 'test/endless', service, model }, brokenOff };
}
