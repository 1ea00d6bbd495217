import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submitJob } from '../../resolvers/submit-job.ts';
import { schema } from '../../schema/index.ts';
import { loadConfig } from '../../src/config.ts';
import { attemptSpan, jobSpan } from '../../src/tracing/ids.ts';
import { openTracing } from '../../src/tracing/open.ts';
import type { Tracing } from '../../src/tracing/tracing.ts';
import { startApi } from '../api/support.ts';
import { contextOf, testDeps } from '../support/api.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { workByHand } from '../support/work-by-hand.ts';

const log = pino({ level: 'silent' });

let collector: OtlpReceiver;
let tracing: Tracing;

beforeEach(async () => {
  collector = await startOtlpReceiver();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  const config = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const opened = await openTracing(config, { service: 'test', log });
  if (opened === null) throw new Error('There is a collector.');
  tracing = opened;
});
afterEach(() => collector.stop());

describe('tracing', () => {
  it.each([
    [{}, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }, null],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' }, { sampledShare: 1 }],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
        OTEL_TRACES_SAMPLER_ARG: '.25',
        OTEL_BSP_SCHEDULE_DELAY: '7',
      },
      { sampledShare: 0.25, batchDelayMs: 7 },
    ],
  ])('is on only when the environment names a collector: %j', (env, expected) => {
    const { tracing: config } = loadConfig(env);
    if (expected === null) expect(config).toBeNull();
    else expect(config).toMatchObject(expected);
  });

  it.each(['1.5', '-1', 'half', ''])('refuses a share of %j that is none', (share) => {
    const env = { OTEL_TRACES_SAMPLER_ARG: share };
    if (share === '') expect(loadConfig(env).tracing).toBeNull();
    else expect(() => loadConfig(env)).toThrow('OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1');
  });

  it('gives each job and each attempt ids of its own, the same wherever they are asked for', () => {
    const all = ['a', 'b'].flatMap((job) => [jobSpan(job), attemptSpan(job, 1), attemptSpan(job, 2)]);
    expect(new Set(all.map(({ spanId }) => spanId)).size).toBe(6);
    expect(new Set(all.map(({ traceId }) => traceId)).size).toBe(2);
    for (const { traceId, spanId } of all) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(jobSpan('a')).toEqual(jobSpan('a'));
  });

  it('links a job that continues another to the trace of that one', async () => {
    const deps = testDeps();
    const { job } = await submitJob({ prompt: 'Do it.' }, contextOf(deps));
    const ended = await workByHand(deps.store, job.jobId, { turns: 1, end: 'CANCELLED' });
    tracing.jobEnded({ ...ended, resumedFrom: 'the source' });
    tracing.jobEnded({
      ...ended,
      jobId: 'fork',
      forkedFrom: { jobId: 'other', version: 2, prompt: 'secret' },
    });
    await tracing.close();
    const links = collector.spans.map((span) => span.links);
    expect(links).toEqual([
      [
        {
          ...{ traceId: jobSpan('the source').traceId, spanId: jobSpan('the source').spanId },
          attributes: { 'retoma.relation': 'resumed_from', 'retoma.job.id': 'the source' },
        },
      ],
      [expect.objectContaining({ traceId: jobSpan('other').traceId })],
    ]);
    expect(collector.body()).not.toContain('secret');
  });

  it('goes on without a collector, and ends', async () => {
    await collector.stop();
    const deps = testDeps();
    const { job } = await submitJob({ prompt: 'Do it.' }, contextOf(deps));
    tracing.jobEnded(await workByHand(deps.store, job.jobId, { end: 'CANCELLED' }));
    await tracing.close();
    collector = await startOtlpReceiver();
  });
});

describe('what is asked over GraphQL', () => {
  const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736';
  const TRACEPARENT = `00-${CALLER}-00f067aa0ba902b7-01`;

  it('is a span for each field at the top, in the trace of the caller, linked to the job', async () => {
    tracing.traceGraphQL(schema);
    const api = await startApi({ ...testDeps(), onJobEnded: tracing.jobEnded });
    const ask = async (query: string, headers: Record<string, string> = {}) =>
      (await api.ask('POST', '/graphql', { query }, headers)).json() as unknown as {
        data: Record<string, { job: { jobId: string } }>;
      };
    const { data } = await ask(
      'mutation Submit { submitJob(input: {prompt: "secret words"}) { ... on SubmitJobPayload { job { jobId } } } }',
      { traceparent: TRACEPARENT },
    );
    const jobId = data.submitJob?.job.jobId ?? '';
    await ask(`{ one: job(jobId: "${jobId}") { status } two: limits { depth } }`, {
      traceparent: 'nonsense',
    });
    await ask('{ jobs(first: 0) { nodes { jobId } } }');
    await ask(`mutation { cancelJob(input: {jobId: "${jobId}"}) { __typename } }`);
    await tracing.close();

    const named = (name: string) => collector.spans.filter((span) => span.name === name);
    expect(named('Mutation.submitJob')).toEqual([
      expect.objectContaining({
        traceId: CALLER,
        parentSpanId: '00f067aa0ba902b7',
        attributes: expect.objectContaining({
          'graphql.operation.type': 'mutation',
          'graphql.operation.name': 'Submit',
          'retoma.job.id': jobId,
        }),
        links: [expect.objectContaining({ traceId: jobSpan(jobId).traceId })],
      }),
    ]);
    expect(named('Query.job')).toHaveLength(1);
    expect(named('Query.limits')[0]).toMatchObject({ parentSpanId: '', status: 0 });
    expect(named('Query.limits')[0]?.traceId).not.toBe(CALLER);
    expect(named('Query.jobs')[0]).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'INVALID_INPUT' },
    });
    // Nobody ran the job, so it is this process that knows its end.
    expect(named('invoke_agent retoma')[0]).toMatchObject({
      traceId: jobSpan(jobId).traceId,
      attributes: { 'retoma.job.status': 'CANCELLED' },
    });
    expect(collector.body()).not.toContain('secret words');
  });
});
