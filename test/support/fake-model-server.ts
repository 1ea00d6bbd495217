import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnthropicMessages } from './fake-model/anthropic-messages.ts';
import type { Behaviour, Speech } from './fake-model/behaviour.ts';
import { ChatCompletions } from './fake-model/chat-completions.ts';
import { OpenAIResponses } from './fake-model/openai-responses.ts';
import type { Frame, Json, Protocol } from './fake-model/protocol.ts';

export { type Behaviour, type FakeAnswer, failing, rateLimited } from './fake-model/behaviour.ts';

export interface FakeModelOptions {
  /**
   * What happens to each request, by the turn that it asks for: the answers in its history, and one. A list is what
   * happens to the requests for that turn one after the other; its last entry also to all that follow.
   */
  turns?: (Behaviour | Behaviour[])[];
  /** Asked where neither the queue nor `turns` says anything. */
  respond?: (request: FakeModelRequest) => Behaviour;
  /** Refuse, with 400, what a strict provider would refuse. @default true */
  strict?: boolean;
}

export interface FakeModelRequest {
  /** Path and query, as asked for. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Json;
  /** Of the body's bytes as they came: SHA-256, hex. */
  digest: string;
  /** The answer that it asks for, counted from 1. */
  turn: number;
  /** Why it was refused as a strict provider would; null: it was not. */
  refusal: string | null;
  /** The server has done what it was told to do with it: answered, or come to where it stalls or hangs. */
  settled: Promise<void>;
  /** The client has closed the connection before the answer was whole. */
  abandoned: Promise<void>;
}

export interface FakeModelServer {
  /** Base address, for every provider: `…/v1`. */
  url: string;
  /** All so far, in the order in which they came. */
  requests: FakeModelRequest[];
  requestsForTurn(turn: number): FakeModelRequest[];
  /** The next request that was not handed out by this function yet; waits for it. */
  nextRequest(): Promise<FakeModelRequest>;
  /** Done to the next requests, whatever their turn, before `turns` is looked at. */
  enqueue(...behaviours: Behaviour[]): void;
  /** What was refused as a strict provider would. Ought to be empty. */
  refusals(): string[];
  stop(): Promise<void>;
}

const PATHS: [suffix: string, make: () => Protocol][] = [
  ['/chat/completions', () => new ChatCompletions()],
  ['/messages', () => new AnthropicMessages()],
  ['/responses', () => new OpenAIResponses()],
];

/** An HTTP server that speaks as model providers do, on a free port of the loopback. */
export async function startFakeModelServer(options: FakeModelOptions = {}): Promise<FakeModelServer> {
  const { turns = [], respond, strict = true } = options;
  const protocols = new Map(PATHS.map(([suffix, make]) => [suffix, make()]));
  const requests: FakeModelRequest[] = [];
  const queue: Behaviour[] = [];
  const arrived = new EventTarget();
  let handedOut = 0;

  function behaviourFor(request: FakeModelRequest): Behaviour {
    const queued = queue.shift();
    if (queued !== undefined) return queued;
    const scripted = turns[request.turn - 1];
    if (Array.isArray(scripted)) {
      const before = requests.filter(({ turn }) => turn === request.turn).length - 1;
      const behaviour = scripted[Math.min(before, scripted.length - 1)];
      if (behaviour !== undefined) return behaviour;
    } else if (scripted !== undefined) {
      return scripted;
    }
    return respond?.(request) ?? refusal(`The fake model has nothing to say in turn ${request.turn}.`);
  }

  const server = createServer(async (incoming, response) => {
    // Written to after the client has gone.
    response.on('error', () => undefined);
    const [, protocol] = [...protocols].find(([suffix]) => incoming.url?.endsWith(suffix)) ?? [];
    const bytes = await readAll(incoming);
    const body = parseJson(bytes);
    if (protocol === undefined || body === null) {
      response.writeHead(404).end();
      return;
    }
    const settled = Promise.withResolvers<void>();
    const request: FakeModelRequest = {
      url: incoming.url ?? '',
      headers: incoming.headers,
      body,
      digest: createHash('sha256').update(bytes).digest('hex'),
      turn: protocol.answersIn(body) + 1,
      refusal: strict ? protocol.refuse(body) : null,
      settled: settled.promise,
      abandoned: abandonment(response),
    };
    requests.push(request);
    arrived.dispatchEvent(new Event('request'));
    const behaviour = request.refusal === null ? behaviourFor(request) : refusal(request.refusal);
    await perform(behaviour, { request, protocol, response });
    settled.resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    requestsForTurn: (turn) => requests.filter((request) => request.turn === turn),
    async nextRequest() {
      const index = handedOut++;
      for (;;) {
        const request = requests[index];
        if (request !== undefined) return request;
        await once(arrived, 'request');
      }
    },
    enqueue: (...behaviours) => void queue.push(...behaviours),
    refusals: () => requests.flatMap(({ refusal: why }) => (why === null ? [] : [why])),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function refusal(message: string): Behaviour {
  return { do: 'status', status: 400, error: { message, type: 'invalid_request_error' } };
}

/** What came of it, when the client goes in the middle. */
async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of incoming) pieces.push(piece);
  } catch {}
  return Buffer.concat(pieces);
}

function parseJson(bytes: Buffer): Json | null {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    return null;
  }
}

/** Only ever resolves; stays pending when the answer went out whole. */
function abandonment(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', () => {
      if (!response.writableFinished) resolve();
    });
  });
}

interface Exchange {
  request: FakeModelRequest;
  protocol: Protocol;
  response: ServerResponse;
}

async function perform(behaviour: Behaviour, { request, protocol, response }: Exchange): Promise<void> {
  switch (behaviour.do) {
    case 'status': {
      const { status, headers = {}, error, body } = behaviour;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body ?? (error ? JSON.stringify(protocol.errorBody(error)) : ''));
      return;
    }
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in to the hotel network</title>');
      return;
    case 'empty':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      return;
    case 'cutBeforeHeaders':
      response.destroy();
      return;
    case 'cutAfterHeaders':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      await write(response, ': connected\n\n');
      response.destroy();
      return;
    case 'hang':
      return;
    case 'headersOnly':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return;
  }
  if (request.body.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(protocol.whole(behaviour, request.turn, request.body)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...behaviour.headers });
  response.flushHeaders();
  await stream(behaviour, protocol.frames(behaviour, request.turn, request.body), protocol, response);
}

async function stream(
  behaviour: Speech,
  frames: readonly Frame[],
  protocol: Protocol,
  response: ServerResponse,
): Promise<void> {
  const { deltaDelayMs = 0, keepAlive = { times: 0, everyMs: 0 } } = behaviour;
  for (let sent = 0; sent < keepAlive.times; sent++) {
    await sleep(keepAlive.everyMs);
    await write(response, ': keep-alive\n\n');
  }
  const happensAfter = 'afterDeltas' in behaviour ? (behaviour.afterDeltas ?? 1) : 1;
  let deltas = 0;
  let happened = false;
  for (const { kind, text } of frames) {
    if (kind === 'finish' && behaviour.do === 'endWithoutFinish') break;
    if (kind === 'delta' && deltaDelayMs > 0) await sleep(deltaDelayMs);
    if (!happened && (kind === 'finish' || (kind === 'delta' && deltas++ === happensAfter))) {
      happened = true;
      if (behaviour.do === 'stall') return;
      if (behaviour.do === 'cutMidStream') return void response.destroy();
      if (behaviour.do === 'brokenJson') await write(response, 'data: {"choices": [}\n\n');
      if (behaviour.do === 'errorChunk') {
        response.end(protocol.errorFrame(behaviour.error));
        return;
      }
    }
    if (response.destroyed) return;
    await write(response, text);
  }
  if (behaviour.do === 'cutAtEnd') response.destroy();
  else if (behaviour.do !== 'stayAtEnd') response.end();
}

/** Resolves when the piece has been handed to the system, so that a cut does not swallow it. */
function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => resolve());
  });
}
