import { type Attributes, type Link, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import {
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  GEN_AI_OPERATION_NAME_VALUE_INVOKE_AGENT,
} from '@opentelemetry/semantic-conventions/incubating';
import { providerOf } from '../agent/model/model-id.ts';
import type { JobRecord, TokenUsage } from '../store/records.ts';
import { jobSpan, type SpanMaker } from './ids.ts';

/** The span that is the whole job, made when it is over. Its ids are known to all that came before. */
export function spanOfJob({ tracer, ids }: SpanMaker, job: JobRecord): void {
  if (job.finishedAt === null) return;
  const span = ids.give(jobSpan(job.jobId), () =>
    tracer.startSpan(
      'invoke_agent retoma',
      {
        kind: SpanKind.INTERNAL,
        startTime: new Date(job.createdAt),
        links: linksToSource(job),
        attributes: {
          ...modelAttributes(GEN_AI_OPERATION_NAME_VALUE_INVOKE_AGENT, job.model),
          ...usageAttributes(job.usage),
          [ATTR_GEN_AI_AGENT_NAME]: 'retoma',
          [ATTR_GEN_AI_CONVERSATION_ID]: job.jobId,
          'retoma.job.id': job.jobId,
          'retoma.job.status': job.status,
          'retoma.job.attempts': job.attempts,
          'retoma.job.turns': job.turns,
        },
      },
      ROOT_CONTEXT,
    ),
  );
  if (job.failure !== null) {
    span.setAttribute(ATTR_ERROR_TYPE, job.failure.code);
    span.setStatus({ code: SpanStatusCode.ERROR, message: job.failure.code });
  }
  span.end(new Date(job.finishedAt));
}

/** To the job that this one continues. */
export function linksToSource({ resumedFrom, forkedFrom }: JobRecord): Link[] {
  const links: Link[] = [];
  if (resumedFrom !== null) links.push(link(resumedFrom, 'resumed_from'));
  if (forkedFrom !== null) links.push(link(forkedFrom.jobId, 'forked_from'));
  return links;
}

function link(jobId: string, relation: string): Link {
  return { context: jobSpan(jobId), attributes: { 'retoma.relation': relation, 'retoma.job.id': jobId } };
}

/** @param model `provider/model` */
export function modelAttributes(operation: string, model: string): Attributes {
  const provider = providerOf(model);
  return {
    [ATTR_GEN_AI_OPERATION_NAME]: operation,
    [ATTR_GEN_AI_PROVIDER_NAME]: provider,
    [ATTR_GEN_AI_REQUEST_MODEL]: model.slice(provider.length + 1),
  };
}

export function usageAttributes(usage: TokenUsage): Attributes {
  return {
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: usage.input,
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: usage.output,
    [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: usage.cached,
    [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: usage.reasoning,
  };
}
