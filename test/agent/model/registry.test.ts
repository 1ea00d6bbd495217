import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModelId, openModel } from '../../../src/agent/model/registry.ts';
import { RetomaError } from '../../../src/errors.ts';
import { type FakeModelServer, startFakeModelServer } from '../../support/fake-model-server.ts';
import { ask, modelSettings, REMOTE_MODELS, remoteModel } from '../../support/models.ts';

const settings = modelSettings('http://127.0.0.1:9/v1');
const nothing = { apiKey: null, baseUrl: null };

describe('an id that is refused when the job is submitted', () => {
  it.each([
    '',
    'gpt-5',
    '/',
    'deepseek',
    'deepseek/',
    '/m',
    'mistral/large',
    'DeepSeek/m',
    'openai/a b',
    'openai/\u00e9',
    `openai/${'x'.repeat(200)}`,
  ])('%j', async (id) => {
    expect(() => openModel(id, settings)).toThrow(RetomaError);
    await expect(checkModelId(id, settings)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('says what is known', async () => {
    for (const id of ['mistral/large', 'gpt-5']) {
      await expect(checkModelId(id, settings)).rejects.toThrow(
        /deepseek\/….*openai\/….*anthropic\/….*openai-compatible\/….*scripted\/….*deepseek\/deepseek-v4-pro/,
      );
    }
  });
});

describe('what shows when the model is asked', () => {
  it.each([
    ['deepseek/m', 'AUTHENTICATION', 'DEEPSEEK_API_KEY'],
    ['openai/m', 'AUTHENTICATION', 'OPENAI_API_KEY'],
    ['anthropic/m', 'AUTHENTICATION', 'ANTHROPIC_API_KEY'],
    ['openai-compatible/m', 'BAD_REQUEST', 'OPENAI_COMPATIBLE_BASE_URL'],
  ])('%s without anything configured: %s, naming %s', async (id, code, variable) => {
    const bare = {
      ...settings,
      providers: { deepseek: nothing, openai: nothing, anthropic: nothing, openaiCompatible: nothing },
    };
    await expect(checkModelId(id, bare)).resolves.toBeUndefined();
    const failed = { code, retryable: false, message: expect.stringContaining(variable) };
    await expect(ask(openModel(id, bare))).rejects.toMatchObject(failed);
    await expect(ask(openModel(id, bare))).rejects.toMatchObject(failed);
  });
});

describe('what is sent', () => {
  let server: FakeModelServer;
  beforeEach(async () => {
    server = await startFakeModelServer({ respond: () => ({ do: 'answer', text: 'Hello.' }) });
  });
  afterEach(() => server.stop());

  it.each(REMOTE_MODELS)('%s: the key that was configured', async (id) => {
    await ask(remoteModel(id, server.url));
    const { authorization, 'x-api-key': key } = server.requests[0]?.headers ?? {};
    expect(id.startsWith('anthropic/') ? key : authorization).toBe(
      id.startsWith('anthropic/') ? 'sk-secret-key' : 'Bearer sk-secret-key',
    );
  });

  it('openai-compatible needs no key', async () => {
    const { providers } = modelSettings(server.url);
    const keyless = { ...providers, openaiCompatible: { apiKey: null, baseUrl: server.url } };
    await ask(openModel('openai-compatible/m', { ...settings, providers: keyless }));
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('anthropic: to the version, also when the address is the bare host', async () => {
    await ask(remoteModel('anthropic/m', new URL('/', server.url).href));
    await ask(remoteModel('anthropic/m', new URL('/', server.url).origin));
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1/messages', '/v1/messages']);
  });

  it('to the address with or without a slash at its end', async () => {
    for (const id of REMOTE_MODELS) await ask(remoteModel(id, `${server.url}/`));
    expect(server.requests).toHaveLength(REMOTE_MODELS.length);
  });
});
