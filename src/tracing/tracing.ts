import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { DeathClock, WorkerWatch } from '../agent/watch.ts';
import type { TracingConfig } from '../config.ts';
import type { JobRecord } from '../store/records.ts';
import { within } from '../within.ts';
import { AnnouncedIds } from './ids.ts';
import { spanOfJob } from './job-span.ts';
import { traceRootFields } from './trace-fields.ts';
import { traceRuns } from './trace-runs.ts';

/** Spans of a process that ends go out within this time, or not at all. */
const LAST_WORDS_MS = 2_000;

export interface Tracing {
  /** Traces the runs of a worker. */
  watch: WorkerWatch;
  /** Traces what is asked at the top of each operation. */
  traceGraphQL(schema: GraphQLSchema): void;
  /** A job ended that no worker had. */
  jobEnded(job: JobRecord): void;
  /** Sends what is left. Not waited for long. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** `service.name` of this process, unless `OTEL_SERVICE_NAME` says otherwise. */
  service: string;
  /** @default the deaths of workers are not known */
  deathClock?: DeathClock;
  log: Logger;
}

/**
 * Begins to trace. Where to, with which headers, timeout and compression is read from the standard `OTEL_EXPORTER_OTLP_…`
 * variables by the exporter; spans go out as OTLP over HTTP, as JSON, in batches and beside the work. What a process that
 * is killed had not sent is lost.
 */
export function startTracing(
  { batchDelayMs, sampledShare }: TracingConfig,
  { service, deathClock = async () => null, log }: TracingOptions,
): Tracing {
  reportTrouble(log);
  const ids = new AnnouncedIds();
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({
        [ATTR_SERVICE_NAME]: service,
        [ATTR_SERVICE_INSTANCE_ID]: String(process.pid),
      }),
    )
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new TracerProvider({
    resource,
    idGenerator: ids,
    // By the id of the trace alone, so that all processes decide alike about a job.
    sampler: new TraceIdRatioBasedSampler(sampledShare),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: batchDelayMs }),
    ],
  });
  const tracer = provider.getTracer('retoma');
  const maker = { tracer, ids };
  return {
    watch: traceRuns(maker, deathClock),
    traceGraphQL: (schema) => traceRootFields(schema, tracer),
    jobEnded: (job) => spanOfJob(maker, job),
    async close() {
      await within(
        LAST_WORDS_MS,
        provider.shutdown().catch(() => undefined),
      );
    },
  };
}

/** A collector that is away is said once, not once for each batch. */
function reportTrouble(log: Logger): void {
  let told = false;
  const tell = (message: string) => {
    log[told ? 'debug' : 'warn']({ detail: message }, 'spans could not be sent to the collector');
    told = true;
  };
  const nothing = () => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing },
    DiagLogLevel.WARN,
  );
}
