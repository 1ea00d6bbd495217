import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JobQueue } from '../../src/jobs/queue.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { jobSpan } from '../../src/tracing/ids.ts';
import { jobSpec } from '../support/agent-run.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../support/worker-process.ts';

/** Two real worker processes and a real collector: a job is one trace, whoever worked on it. */

const SECRET = 'the-secret-of-the-prompt';
const call = {
  text: 'what-the-model-said',
  reasoning: 'what-the-model-thought',
  toolCalls: [{ name: 'run_command', arguments: { command: 'echo what-the-tool-said' } }],
};
const script = { answers: [call, call, { text: 'what-came-of-it' }] };

let server: RedisForTests;
let collector: OtlpReceiver;
let home: string;
let client: Redis;
const workers: WorkerProcess[] = [];

beforeEach(async () => {
  [server, collector] = await Promise.all([startRedis(), startOtlpReceiver()]);
  home = tempDir();
  await mkdir(join(home, 'scripts'));
  await writeFile(join(home, 'scripts', 'short.json'), JSON.stringify(script));
  client = new Redis(server.url, { maxRetriesPerRequest: null });
});

afterEach(async () => {
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map((worker) => worker.exited));
  client.disconnect();
  await Promise.all([server.stop(), collector.stop()]);
});

async function startWorker(options: Omit<WorkerProcessOptions, 'env'> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    ...options,
    env: {
      REDIS_URL: server.url,
      DATA_DIR: join(home, 'data'),
      WORKSPACE_ROOT: join(home, 'workspaces'),
      SCRIPTS_DIR: join(home, 'scripts'),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    },
  });
  workers.push(worker);
  return worker;
}

function received(spans: () => boolean, what: string): Promise<boolean> {
  return until(spans, { what }).catch((error: Error) => {
    const seen = collector.spans.map(({ name, status }) => `${name} ${status}`).join('\n');
    throw new Error(`${error.message}\n${seen}\n${workers.map((worker) => worker.output()).join('\n---\n')}`);
  });
}

it('is one trace over a worker that was killed and the one that went on', async () => {
  const store = new RedisStore({ redis: client });
  const queue = new JobQueue(client, store, pino({ level: 'silent' }));
  const killed = await startWorker({ stopAt: [{ point: 'before-model-call', nth: 2, action: 'HOLD' }] });
  const jobId = store.newJobId();
  const spec = jobSpec({ jobId, prompt: SECRET, model: 'scripted/short', workspace: { path: jobId } });
  await queue.enqueue(await store.createJob(spec));
  await killed.reached('before-model-call', jobId);
  await killed.reached('before-model-call', jobId);
  const named = (name: string) => collector.spans.filter((span) => span.name === name);
  await received(() => named('turn').length === 1, 'the first worker has sent the span of its first turn');
  await startWorker();
  killed.kill();
  await received(() => named('invoke_agent retoma').length === 1, 'the span of the whole job is sent');

  const spans: readonly ReceivedSpan[] = collector.spans;
  const { traceId, spanId } = jobSpan(jobId);
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const ids = spans.map((span) => span.spanId);
  expect(new Set(ids).size).toBe(ids.length);
  // Every span hangs together with the one that is the whole job.
  const orphans = spans.filter(({ parentSpanId }) => parentSpanId !== '' && !ids.includes(parentSpanId));
  expect(orphans.map(({ name }) => name)).toEqual([]);
  expect(spans.filter(({ parentSpanId }) => parentSpanId === '').map((span) => span.spanId)).toEqual([
    spanId,
  ]);

  const counts = Object.fromEntries(
    [...Map.groupBy(spans, ({ name }) => name)].map(([name, all]) => [name, all.length]),
  );
  expect(counts).toEqual({
    'invoke_agent retoma': 1,
    attempt: 2,
    turn: 3,
    'chat short': 3,
    'execute_tool run_command': 2,
    commit: 5,
  });
  const [root] = named('invoke_agent retoma');
  expect(root?.attributes).toMatchObject({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': 'scripted',
    'gen_ai.request.model': 'short',
    'retoma.job.status': 'COMPLETED',
    'retoma.job.attempts': 2,
  });
  const attempts = named('attempt').toSorted((a, b) => a.startMs - b.startMs);
  expect(attempts.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
    [2, 'WORKER_LOST'],
    [0, undefined],
  ]);
  const [lost, second] = attempts;
  expect(lost?.endMs).toBeLessThanOrEqual(second?.startMs ?? 0);
  expect(new Set(spans.map(({ resource }) => resource['service.instance.id'])).size).toBe(2);
  expect(root?.resource).toMatchObject({
    'service.name': 'retoma-worker',
    'deployment.environment.name': 'test',
  });

  const [tool] = named('execute_tool run_command');
  const turn = spans.find((span) => span.spanId === tool?.parentSpanId);
  expect(turn).toMatchObject({ name: 'turn', attributes: { 'retoma.turn': 1 } });
  expect(tool?.attributes['gen_ai.tool.name']).toBe('run_command');
  expect(named('chat short')[0]?.attributes['gen_ai.usage.output_tokens']).toBeGreaterThan(0);
  for (const text of [SECRET, 'what-the-model', 'what-the-tool', 'what-came-of-it', 'echo']) {
    expect(collector.body()).not.toContain(text);
  }
});
