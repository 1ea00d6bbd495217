import {
  type Context as Otel,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { jobSpan } from './ids.ts';

/** What is known of the request that a field is resolved for. */
interface RequestContext {
  requestId?: string;
  traceparent?: string | undefined;
}

type Field = GraphQLField<unknown, RequestContext>;

const MAX_NAME = 128;

/**
 * A span for each field of a query or mutation at the top, and for each subscription that is begun, in the trace of the
 * caller when it sent one. What is within them is not traced. Spans of mutations are linked to the trace of their job.
 */
export function traceRootFields(schema: GraphQLSchema, tracer: Tracer): void {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {}) as Field[]) {
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context, info) =>
        inSpan(tracer, context, info, () => resolve(source, args, context, info));
    }
  }
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {}) as Field[]) {
    const { subscribe } = field;
    if (subscribe === undefined) continue;
    field.subscribe = (source, args, context, info) =>
      inSpan(tracer, context, info, () => subscribe(source, args, context, info));
  }
}

function inSpan(
  tracer: Tracer,
  context: RequestContext,
  info: GraphQLResolveInfo,
  resolve: () => unknown,
): unknown {
  const { operation, parentType, fieldName } = info;
  const span = tracer.startSpan(
    `${parentType.name}.${fieldName}`,
    {
      attributes: {
        'graphql.operation.type': operation.operation,
        ...(operation.name && { 'graphql.operation.name': operation.name.value.slice(0, MAX_NAME) }),
        ...(context.requestId !== undefined && { 'retoma.request.id': context.requestId }),
      },
    },
    callerOf(context.traceparent),
  );
  const succeed = (value: unknown) => {
    const jobId = jobIdIn(value);
    if (jobId !== null) {
      span.setAttribute('retoma.job.id', jobId);
      if (operation.operation === 'mutation') span.addLink({ context: jobSpan(jobId) });
    }
    span.end();
    return value;
  };
  const fail = (error: unknown) => {
    const code = codeOf(error);
    span.setAttribute(ATTR_ERROR_TYPE, code).setStatus({ code: SpanStatusCode.ERROR, message: code });
    span.end();
    throw error;
  };
  try {
    const value = resolve();
    return value instanceof Promise ? value.then(succeed, fail) : succeed(value);
  } catch (error) {
    return fail(error);
  }
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
function callerOf(traceparent: string | undefined): Otel {
  const [, traceId, spanId, flags] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const isSampled = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
  const caller: SpanContext = {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  };
  return trace.setSpanContext(ROOT_CONTEXT, caller);
}

/** Of a job, a payload of a mutation, or a checkpoint. */
function jobIdIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('jobId' in value && typeof value.jobId === 'string') return value.jobId;
  return 'job' in value ? jobIdIn(value.job) : null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'INTERNAL';
}
