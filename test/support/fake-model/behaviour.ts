/** What the fake model says, whatever the protocol it is asked in. Plain JSON, so that it can be given to a process. */
export interface FakeAnswer {
  reasoning?: string;
  text?: string;
  /** `arguments` as a string is sent as it is, broken or not. The id is made up when unset. */
  toolCalls?: { id?: string; name: string; arguments: string | { [key: string]: unknown } }[];
  usage?: { input: number; output: number; reasoning?: number; cached?: number };
  /** The word of the protocol; unset: the one that fits. */
  finishReason?: string;
}

export interface Pace {
  /** Beside those of a stream. */
  headers?: Record<string, string>;
  /** Before each delta. */
  deltaDelayMs?: number;
  /** Comments that keep the connection open, sent before the answer begins. */
  keepAlive?: { times: number; everyMs: number };
}

export interface ErrorBody {
  message: string;
  type?: string;
  code?: string | number;
}

type Spoken = FakeAnswer &
  Pace & {
    /** How many deltas come before it happens, at the latest before the finish reason. @default 1 */
    afterDeltas?: number;
  };

/** What begins as an answer, however it goes on. */
export type Speech =
  | (FakeAnswer & Pace & { do: 'answer' })
  /** The socket is destroyed. */
  | (Spoken & { do: 'cutMidStream' })
  /** The whole answer, and then the socket is destroyed where the stream should end in good order. */
  | (FakeAnswer & Pace & { do: 'cutAtEnd' })
  /** The whole answer, and then the connection stays open. */
  | (FakeAnswer & Pace & { do: 'stayAtEnd' })
  /** The stream ends in good order, but without the finish reason and what follows it. */
  | (FakeAnswer & Pace & { do: 'endWithoutFinish' })
  /** One chunk is no JSON; the rest comes. */
  | (Spoken & { do: 'brokenJson' })
  /** An error instead of the rest. */
  | (Spoken & { do: 'errorChunk'; error: ErrorBody })
  /** No more bytes, ever. */
  | (Spoken & { do: 'stall' });

/** What the server does with one request. */
export type Behaviour =
  | Speech
  | { do: 'status'; status: number; headers?: Record<string, string>; error?: ErrorBody; body?: string }
  /** 200 with a web page. */
  | { do: 'html' }
  /** 200 with nothing. */
  | { do: 'empty' }
  | { do: 'cutBeforeHeaders' }
  /** 200 and the headers of a stream, and then the socket is destroyed. */
  | { do: 'cutAfterHeaders' }
  /** Not even headers, ever. */
  | { do: 'hang' }
  /** 200 and the headers of a stream, and then not one byte. */
  | { do: 'headersOnly' };

export const rateLimited = (retryAfter?: string): Behaviour => ({
  do: 'status',
  status: 429,
  error: {
    message: 'Rate limit reached for sk-secret-key',
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
  },
  ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
});

export const failing = (status: number, error?: ErrorBody): Behaviour => ({
  do: 'status',
  status,
  error: error ?? { message: `Upstream says ${status}, key sk-secret-key` },
});
