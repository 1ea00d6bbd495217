import { APICallError, InvalidPromptError, InvalidResponseDataError, JSONParseError } from '@ai-sdk/provider';
import { AnswerTooLargeError, MAX_ANSWER_CHARS } from './answer.ts';
import { ModelCallError, type ModelFailure } from './model.ts';
import { exhaustedForMs, retryAfterMs } from './rate-limits.ts';

/** Who is called, as far as a message for a person needs it. */
export interface Service {
  /** `deepseek`, `openai` … */
  provider: string;
  /** `DeepSeek`, `OpenAI` … */
  label: string;
  keyVariable: string;
  urlVariable: string;
}

/**
 * Says in our own words what a failed call failed of. Nothing of the original is kept, not even as the cause: its
 * message, headers and body hold the prompt and may echo the key.
 *
 * @param spoke whether the provider had begun to answer
 */
export function toModelCallError(error: unknown, service: Service, spoke: boolean): ModelCallError {
  if (error instanceof ModelCallError) return error;
  if (error instanceof AnswerTooLargeError) return tooLarge(service);
  if (APICallError.isInstance(error)) {
    const status = error.statusCode;
    if (status !== undefined && status >= 300) return refused(status, error, service);
    return brokenCall(error, service, spoke);
  }
  if (InvalidPromptError.isInstance(error)) {
    return failure('BAD_REQUEST', 'cannot be sent this history: the request was not made', service);
  }
  if (InvalidResponseDataError.isInstance(error)) {
    // openai-compatible reports in this way, without data, that the stream ended without a finish reason.
    return streamFailure(error.data === undefined ? 'NO_FINISH' : 'UNREADABLE', service, spoke);
  }
  if (JSONParseError.isInstance(error)) return streamFailure('UNREADABLE', service, spoke);
  if (networkCode(error) !== null || errorIn(error) !== null) return brokenCall(error, service, spoke);
  return errorEvent(error, service) ?? streamFailure('UNREADABLE', service, spoke);
}

/** How a stream can end without being an answer. */
export type StreamFault =
  /** It ended before the provider said that it was finished. */
  | 'NO_FINISH'
  /** The provider itself ended it with an error. */
  | 'GAVE_UP'
  /** It ended for a reason that we do not know. */
  | 'UNKNOWN_FINISH'
  /** What came is not what the provider's protocol allows. */
  | 'UNREADABLE';

export function streamFailure(fault: StreamFault, service: Service, spoke: boolean): ModelCallError {
  switch (fault) {
    case 'NO_FINISH':
      return spoke
        ? failure('CONNECTION_LOST', 'stopped in the middle of its answer', service)
        : failure('INVALID_RESPONSE', 'answered with something that is not an answer of a model', service);
    case 'GAVE_UP':
      return failure('PROVIDER_ERROR', 'ended its answer with an error', service);
    case 'UNKNOWN_FINISH':
      return failure('INVALID_RESPONSE', 'ended its answer for a reason that Retoma does not know', service);
    case 'UNREADABLE':
      return failure('INVALID_RESPONSE', 'sent an answer that cannot be read', service);
  }
}

export function silence(service: Service, ms: number): ModelCallError {
  return failure('TIMEOUT', `sent nothing for ${ms / 1000} seconds`, service);
}

function tooLarge(service: Service): ModelCallError {
  const most = MAX_ANSWER_CHARS.toLocaleString('en');
  return failure('ANSWER_TOO_LARGE', `sent an answer that is longer than ${most} characters`, service, {
    advice: 'Choose another model.',
  });
}

export function missingKey(service: Service): ModelCallError {
  return new ModelCallError(
    'AUTHENTICATION',
    `There is no API key for ${service.label}. Set ${service.keyVariable} where the worker runs.`,
    { provider: service.provider },
  );
}

interface Details {
  httpStatus?: number;
  retryAfterMs?: number | null;
  /** What to do about it; a whole sentence. */
  advice?: string;
}

function failure(code: ModelFailure, what: string, service: Service, details: Details = {}): ModelCallError {
  const advice = details.advice === undefined ? '' : ` ${details.advice}`;
  return new ModelCallError(code, `${service.label} ${what}.${advice}`, {
    provider: service.provider,
    httpStatus: details.httpStatus ?? null,
    retryAfterMs: details.retryAfterMs ?? null,
  });
}

// ─── refused with a status ─────────────────────────────────────────────────────────────────────────────────

function refused(status: number, error: APICallError, service: Service): ModelCallError {
  const upstream = upstreamError(error.data) ?? upstreamError(parsed(error.responseBody));
  const { responseHeaders: headers } = error;
  return byStatus(status, upstream, service, retryAfterMs(headers) ?? exhaustedForMs(headers));
}

const OUT_OF_CREDIT: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'insufficient_balance',
  'billing_error',
  'billing_hard_limit_reached',
]);

function byStatus(
  status: number,
  upstream: UpstreamError | null,
  service: Service,
  retryAfter: number | null,
): ModelCallError {
  const details = { httpStatus: status, retryAfterMs: retryAfter };
  const word = upstream?.words[0];
  const http = word === undefined ? `HTTP ${status}` : `HTTP ${status}, ${word}`;
  if (status === 402 || upstream?.words.some((one) => OUT_OF_CREDIT.has(one)) || upstream?.outOfCredit) {
    return failure('QUOTA', `refuses to work: the account has no credit left (${http})`, service, {
      ...details,
      advice: 'Top it up.',
    });
  }
  if (status === 401 || status === 403) {
    return failure('AUTHENTICATION', `refused the API key (${http})`, service, {
      ...details,
      advice: `Check ${service.keyVariable}.`,
    });
  }
  if (status === 429 || status === 529) {
    return failure('RATE_LIMITED', `takes no more requests for now (${http})`, service, details);
  }
  // 408, 409 and 425 are about the moment, not about the request.
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return failure('PROVIDER_ERROR', `could not answer (${http})`, service, details);
  }
  if (status < 400) {
    return failure('BAD_REQUEST', `answered with a redirect (${http})`, service, {
      ...details,
      advice: `Check ${service.urlVariable}.`,
    });
  }
  return failure('BAD_REQUEST', `refused the request (${http})`, service, {
    ...details,
    advice:
      status === 404
        ? `Check the name of the model and ${service.urlVariable}.`
        : 'The same request will not succeed.',
  });
}

interface UpstreamError {
  /** `error.code` and `error.type`, when they are plain words: nothing else of an upstream body is ever shown. */
  words: string[];
  /** Anthropic has neither a status nor a word of its own for it. */
  outOfCredit: boolean;
  status: number | null;
}

function upstreamError(body: unknown): UpstreamError | null {
  if (!isRecord(body)) return null;
  const error = isRecord(body.error) ? body.error : body;
  const { code, type, message, statusCode } = error;
  const words = [code, type].filter(
    (word): word is string => typeof word === 'string' && /^[a-z_]{1,60}$/.test(word),
  );
  const number = [statusCode, code].map(Number).find((n) => Number.isInteger(n) && n >= 400 && n < 600);
  if (words.length === 0 && typeof message !== 'string' && number === undefined) return null;
  return {
    words,
    outOfCredit:
      typeof message === 'string' && /credit balance is too low|insufficient balance/i.test(message),
    status: number ?? null,
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

// ─── an error in the stream ────────────────────────────────────────────────────────────────────────────────

/** The provider sent an error instead of the rest of its answer. Null: this is not one. */
function errorEvent(error: unknown, service: Service): ModelCallError | null {
  const upstream = error instanceof Error ? null : upstreamError(error);
  if (upstream === null) return typeof error === 'string' ? streamFailure('GAVE_UP', service, true) : null;
  const { words, outOfCredit } = upstream;
  const limited = words.some((word) => word.includes('rate_limit') || word.includes('overloaded'));
  const credit = outOfCredit || words.some((word) => OUT_OF_CREDIT.has(word));
  const status = upstream.status ?? (credit ? 402 : limited ? 429 : null);
  if (status !== null) {
    const { code, message } = byStatus(status, upstream, service, null);
    return new ModelCallError(code, message, { provider: service.provider });
  }
  const [word] = words;
  return failure(
    'PROVIDER_ERROR',
    word === undefined ? 'ended its answer with an error' : `ended its answer with an error (${word})`,
    service,
  );
}

// ─── no answer at all ──────────────────────────────────────────────────────────────────────────────────────

/** The connection failed, before or after the headers; or the body could not be used. */
function brokenCall(error: unknown, service: Service, spoke: boolean): ModelCallError {
  const ours = errorIn(error);
  if (ours !== null) return ours;
  const code = networkCode(error);
  if (code !== null && /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) {
    return failure('TIMEOUT', 'sent nothing for too long', service);
  }
  const where = spoke ? 'in the middle of its answer' : 'before it answered';
  if (code !== null) {
    return new ModelCallError(
      'CONNECTION_LOST',
      `The connection to ${service.label} broke ${where} (${code}).`,
      {
        provider: service.provider,
      },
    );
  }
  return streamFailure('UNREADABLE', service, spoke);
}

/** Our own error, wrapped by the SDK on its way: the watchdog's. */
function errorIn(error: unknown): ModelCallError | null {
  return causes(error).find((cause): cause is ModelCallError => cause instanceof ModelCallError) ?? null;
}

/** A system or undici code (`ECONNRESET`, `UND_ERR_SOCKET`) anywhere down the line of causes. */
function networkCode(error: unknown): string | null {
  for (const cause of causes(error)) {
    const code = isRecord(cause) ? cause.code : undefined;
    if (cause instanceof Error && typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code))
      return code;
  }
  return null;
}

function causes(error: unknown): unknown[] {
  const line: unknown[] = [];
  for (let at = error; at !== undefined && at !== null && line.length < 10; ) {
    line.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return line;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
