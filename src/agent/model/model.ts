import type { AssistantMessage, Message } from '../../store/messages.ts';
import type { TokenUsage } from '../../store/records.ts';

/** A language model, as the loop sees it: one call, one whole answer. */
export interface Model {
  /** `provider/model`. */
  readonly id: string;
  /** Unset: nobody limits it, and nobody can be down. */
  readonly upstream?: Upstream;
  /**
   * Asks for the next answer. Resolves only with an answer that the provider itself finished; anything else (refused,
   * cut, silent, unreadable) rejects with a `ModelCallError`. An abort rejects with the signal's reason. No retries.
   */
  ask(request: ModelRequest): Promise<ModelAnswer>;
}

/** Who answers behind a model. Calls of one upstream share its limits, and fail together when it is down. */
export interface Upstream {
  /** Provider, model, and a digest of address and key: never the key itself. */
  id: string;
  provider: string;
  /** For a person: `DeepSeek`, `OpenAI` … */
  label: string;
}

export interface ModelRequest {
  /** The history as it is kept; bringing it into the provider's form and order is the model's business. */
  messages: readonly Message[];
  tools: readonly ToolDefinition[];
  signal: AbortSignal;
  /**
   * What the model had said of this answer before it was cut off, for it to go on from. The answer is the whole,
   * beginning included; `onDelta` hears only what is new.
   */
  begun?: AnswerBegun;
  /** Called as the model speaks. Must not throw. */
  onDelta?: (delta: ModelDelta) => void;
  /** Called when the provider tells, before the answer is whole, what the call has used so far; `calls` is 0. Must not throw. */
  onUsage?: (usage: TokenUsage) => void;
  /** Called when the provider tells with its answer that a limit is used up for so many milliseconds. Must not throw. */
  onExhausted?: (forMs: number) => void;
}

/** Text, thought or both; never a call of a tool. */
export interface AnswerBegun {
  text: string;
  reasoning: string | null;
}

export interface ModelDelta {
  kind: 'TEXT' | 'REASONING';
  text: string;
}

export interface ModelAnswer {
  message: AssistantMessage;
  /** Of this call; `calls` is 1. */
  usage: TokenUsage;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>;
}

export const MODEL_FAILURES = [
  /** 429, 529. */
  'RATE_LIMITED',
  /** 5xx, an error event in the stream. */
  'PROVIDER_ERROR',
  /** The connection failed, or ended before the provider's finish reason. */
  'CONNECTION_LOST',
  /** No byte came for too long. */
  'TIMEOUT',
  /** 200, but not an answer: HTML, an empty body, broken JSON. */
  'INVALID_RESPONSE',
  /** 401, 403, no key. */
  'AUTHENTICATION',
  /** Out of credit. */
  'QUOTA',
  /** 400, 404, 413, 422: the same request will never succeed. */
  'BAD_REQUEST',
  /** More came than one answer may hold; what the model says so much to, it says so much to again. */
  'ANSWER_TOO_LARGE',
] as const;
export type ModelFailure = (typeof MODEL_FAILURES)[number];

/** What another call would only meet again. */
const FATAL: ReadonlySet<ModelFailure> = new Set([
  'AUTHENTICATION',
  'QUOTA',
  'BAD_REQUEST',
  'ANSWER_TOO_LARGE',
]);

export class ModelCallError extends Error {
  readonly code: ModelFailure;
  readonly provider: string;
  readonly retryable: boolean;
  readonly httpStatus: number | null;
  /** What the provider asked for (`Retry-After`), in milliseconds; null: it did not say. */
  readonly retryAfterMs: number | null;

  /** `message` is one sentence for a person; never an upstream body, which may echo a key. */
  constructor(
    code: ModelFailure,
    message: string,
    details: { provider: string; httpStatus?: number | null; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ModelCallError';
    this.code = code;
    this.provider = details.provider;
    this.httpStatus = details.httpStatus ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.retryable = !FATAL.has(code);
  }
}
