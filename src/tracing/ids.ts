import { hash } from 'node:crypto';
import {
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';

/**
 * The ids of a job's trace follow from the id of the job: every process that works on it knows them, also one that took
 * it from a dead worker, and nothing has to be kept.
 */

/** Of the span that is the whole job. */
export function jobSpan(jobId: string): SpanContext {
  const digest = hash('sha256', `retoma job ${jobId}`, 'hex');
  return remote(digest.slice(0, 32), digest.slice(32, 48));
}

/** Of the span of one lease of the job. */
export function attemptSpan(jobId: string, epoch: number): SpanContext {
  const digest = hash('sha256', `retoma attempt ${epoch} ${jobId}`, 'hex');
  return remote(jobSpan(jobId).traceId, digest.slice(0, 16));
}

export function contextOf(span: SpanContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, span);
}

function remote(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}

/** Random ids, but for a span that was announced. */
export class AnnouncedIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #next: SpanContext | null = null;

  /** The span that `start` begins gets these ids. */
  give<T>(ids: SpanContext, start: () => T): T {
    this.#next = ids;
    try {
      return start();
    } finally {
      this.#next = null;
    }
  }

  generateTraceId(): string {
    return this.#next?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#next?.spanId ?? this.#random.generateSpanId();
  }
}

/** What makes spans, some of them with ids that were known before. */
export interface SpanMaker {
  tracer: Tracer;
  ids: AnnouncedIds;
}
