import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { expect, it } from 'vitest';
import { askOnce } from '../../../src/agent/model/ask.ts';
import { endless } from '../../support/endless.ts';
import { OPENING } from '../../support/models.ts';

/** Streams that no provider of ours sends today. The SDK's word for an end is not yet the provider's. */

const SERVICE = { provider: 'test', label: 'Test', keyVariable: 'TEST_KEY', urlVariable: 'TEST_URL' };

const USAGE: LanguageModelV4Usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 2, text: 2, reasoning: 0 },
};

const SPOKEN: LanguageModelV4StreamPart[] = [
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: 'Half of it' },
];

function ask(parts: readonly LanguageModelV4StreamPart[], ordinaryEnd?: string) {
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'test',
    modelId: 'm',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('Only streams are asked for.')),
    doStream: async () => ({
      stream: new ReadableStream({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      }),
    }),
  };
  return askOnce(
    { id: 'test/m', service: SERVICE, model, ...(ordinaryEnd !== undefined && { ordinaryEnd }) },
    { messages: OPENING, tools: [], signal: new AbortController().signal },
  );
}

const finish = (raw: string | undefined): LanguageModelV4StreamPart => ({
  type: 'finish',
  finishReason: { unified: 'stop', raw },
  usage: USAGE,
});

it('an answer without end is broken off at its limit, and not asked for again', async () => {
  const { connection, brokenOff } = endless();
  await expect(
    askOnce(connection, { messages: OPENING, tools: [], signal: new AbortController().signal }),
  ).rejects.toMatchObject({
    code: 'ANSWER_TOO_LARGE',
    retryable: false,
    message: 'Test sent an answer that is longer than 8,388,608 characters. Choose another model.',
  });
  await brokenOff;
});

it('a stream that ends without a finish is a lost connection, not an answer', async () => {
  await expect(ask(SPOKEN)).rejects.toMatchObject({ code: 'CONNECTION_LOST', retryable: true });
});

it("a stream whose finish has no reason is one too, unless that is the provider's way", async () => {
  await expect(ask([...SPOKEN, finish(undefined)])).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  const { message } = await ask([...SPOKEN, finish(undefined)], 'completed');
  expect(message).toMatchObject({ parts: [{ text: 'Half of it' }], finishReason: 'completed' });
  expect((await ask([...SPOKEN, finish('stop')])).message.finishReason).toBe('stop');
});
