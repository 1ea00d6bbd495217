import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeCheckpoint } from '../../resolvers/resume-checkpoint.ts';
import { submitJob } from '../../resolvers/submit-job.ts';
import { CATALOGUE } from '../../src/metrics/catalogue.ts';
import type { PriceList } from '../../src/metrics/prices.ts';
import { RedisLedger } from '../../src/metrics/redis-ledger.ts';
import { takeSample } from '../../src/metrics/sampling.ts';
import { contextOf, type TestDeps, testDeps } from '../support/api.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../support/redis-store.ts';
import { countRoundTrips } from '../support/round-trips.ts';
import { workByHand } from '../support/work-by-hand.ts';
import { graphqlOf } from './graphql/support.ts';
import { startApi } from './support.ts';

/** What happened, by work that was done by hand and reported as two processes would. */

const MODEL = 'deepseek/deepseek-v4-pro';
const PRICES: PriceList = {
  currency: 'EUR',
  models: [{ model: 'deepseek/*', price: { input: 2, cachedInput: 1, output: 4, reasoning: 8 } }],
};

let server: RedisForTests;
let redis: RedisStoreForTests;
let deps: TestDeps;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
  redis = openRedisStore(server.url);
  deps = {
    ...testDeps({ store: redis.store, config: { prices: PRICES } }),
    ledger: new RedisLedger(redis.redis, redis.tenant),
  };
  await makeHistory();
});
afterAll(async () => {
  await redis.dispose();
  await server.stop();
});

async function makeHistory(): Promise<void> {
  const { store } = redis;
  const context = contextOf(deps);
  const job = async () => (await submitJob({ prompt: 'Do it.' }, context)).job.jobId;
  await workByHand(store, await job(), { turns: 2, end: 'COMPLETED' });
  await workByHand(store, await job(), { turns: 1, end: 'CANCELLED' });
  await workByHand(store, await job(), { turns: 1, end: 'WAITING_RETRY' });
  const failed = await job();
  await workByHand(store, failed, { turns: 3, end: 'FAILED' });
  const crashed = await job();
  await workByHand(store, crashed, { turns: 2, end: 'RUNNING' });
  const holder = { workerId: 'second', nonce: 'n' };
  const { lease } = await store.acquire(crashed, holder);
  if (lease !== null) await store.finish(lease, { status: 'COMPLETED', result: 'Done.' });
  const resumed = await resumeCheckpoint({ jobId: failed }, context);
  const again = await store.acquire(resumed.job.jobId, holder);
  if (again.lease !== null) await store.copyCheckpoint({ jobId: failed }, again.lease, { step: 'RESUMED' });

  const kinds = { input: 1_000_000, output: 200_000, reasoning: 100_000, cached: 400_000, total: 1_200_000 };
  const tokens = Object.entries(kinds).map(([kind, count]): [string, number] => [
    `tokens ${MODEL} ${kind}`,
    count,
  ]);
  const worker = { processId: 'worker', number: 1, subscribers: 0 };
  await deps.ledger.add({
    ...worker,
    counts: new Map([
      ...tokens,
      ...[`tokens ${MODEL} calls`, 'model-call deepseek ANSWERED'].map((name): [string, number] => [name, 7]),
      ['tokens evil"/\\model total', 5],
      ['model-time deepseek 2.5', 7],
      ['model-time deepseek us', 14_000_000],
      ['commit-time 0.001', 90],
      ['commit-time 0.005', 10],
      ['commit-time us', 110_000],
      ['commit-bytes', 5000],
      ['commit-state-bytes', 90_000],
      ['commit-refused', 1],
      ['lease-lost', 2],
      ['recovery-time TAKEN 1', 1],
      ['recovery-time TAKEN us', 800_000],
      ['recovery-time GOING_ON inf', 1],
      ['recovery-time GOING_ON us', 900_000_000],
      ['worker-died SILENCE', 1],
      ['gate deepseek HELD', 3],
      ['tool-run run_command FAILED', 2],
      ['tool-time run_command 5', 2],
      ['tool-time run_command us', 9_000_000],
      ['interrupted REPORT REPORTED', 1],
      ['round-trips WORKER', 40],
    ]),
  });
  await deps.ledger.add({
    processId: 'api',
    number: 1,
    subscribers: 3,
    counts: new Map([['round-trips API', 2]]),
  });
}

type Scrape = Map<string, number>;

/** Name and labels, as they stand, with the value. */
async function scrape(from: TestDeps = deps): Promise<{ text: string; values: Scrape }> {
  const api = await startApi(from);
  const { status, body } = await api.ask('GET', '/metrics');
  expect(status).toBe(200);
  const values = new Map<string, number>();
  for (const line of body.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return { text: body, values };
}

const QUERY = `{ metrics {
  beganAt workers subscribers activeCheckpoints
  jobs { queued running waitingRetry paused completed failed cancelled total }
  ended { completed failed cancelled completedAfterInterruption failures { code count } }
  resumes { failuresResumed rate turnsSaved tokensSaved moneySaved { amount currency }
    failures { crashes putOff failed total } causes { cause count restarts outcomes { outcome count } } }
  retries { cause count waitSeconds }
  recovery { taken { count totalSeconds p95Seconds } goingOn { count p50Seconds } }
  commits { newBytes stateBytes refused time { count totalSeconds meanSeconds p50Seconds p95Seconds p99Seconds } }
  tokens { model usage { input output reasoning cached total calls } cost { amount currency } }
  modelCalls { name outcomes { outcome count } time { count totalSeconds } }
  toolCalls { name outcomes { outcome count } time { count } }
  interruptedToolCalls { policy outcome count } decisions { decision count }
  leasesLost workersDied redisRoundTrips redisMemory { usedBytes maxBytes } } }`;

describe('metrics', () => {
  it('are the same over GraphQL and for Prometheus', async () => {
    const { values } = await scrape();
    const { data, errors } = await graphqlOf(deps).ask(QUERY);
    expect(errors).toEqual([]);
    const { metrics } = data;
    const at = (name: string, labels: Record<string, string> = {}) => {
      const inner = Object.entries(labels)
        .map(([label, value]) => `${label}="${value}"`)
        .join(',');
      const found = values.get(inner === '' ? name : `${name}{${inner}}`);
      expect(found, `${name} ${inner}`).toBeDefined();
      return found;
    };

    expect(metrics.jobs).toEqual({
      ...{ queued: 0, running: 1, waitingRetry: 1, paused: 0 },
      ...{ completed: 2, failed: 1, cancelled: 1, total: 6 },
    });
    for (const [field, status] of [
      ['running', 'RUNNING'],
      ['waitingRetry', 'WAITING_RETRY'],
      ['completed', 'COMPLETED'],
    ] as const) {
      expect(at('retoma_jobs', { status })).toBe(metrics.jobs[field]);
    }
    expect(at('retoma_queue_depth')).toBe(metrics.jobs.queued);
    expect(metrics.ended).toEqual({
      ...{ completed: 2, failed: 1, cancelled: 1, completedAfterInterruption: 1 },
      failures: [{ code: 'BROKEN', count: 1 }],
    });
    expect(at('retoma_jobs_ended_total', { status: 'COMPLETED', path: 'INTERRUPTED' })).toBe(1);
    expect(at('retoma_jobs_ended_total', { status: 'COMPLETED', path: 'STRAIGHT' })).toBe(1);
    expect(at('retoma_jobs_failed_total', { code: 'BROKEN' })).toBe(1);

    const { resumes } = metrics;
    expect(resumes.failures).toEqual({ crashes: 1, putOff: 1, failed: 1, total: 3 });
    expect(resumes.rate).toBeCloseTo(2 / 3);
    expect(resumes.failuresResumed).toBe(2);
    for (const { cause, count, outcomes } of resumes.causes) {
      expect(at('retoma_resumes_total', { cause })).toBe(count);
      for (const each of outcomes) {
        expect(at('retoma_resumes_ended_total', { cause, outcome: each.outcome })).toBe(each.count);
      }
    }
    expect(at('retoma_failures_total', { cause: 'PUT_OFF' })).toBe(1);
    // Two answers after the crash, three by the resume.
    expect(resumes.turnsSaved).toBe(5);
    expect(at('retoma_turns_saved_total')).toBe(5);
    const savedKinds = ['input', 'cached_input', 'output', 'reasoning'];
    const savedTokens = savedKinds.map(
      (kind) => at('retoma_tokens_saved_total', { model: MODEL, kind }) ?? 0,
    );
    expect(savedTokens.reduce((sum, count) => sum + count, 0)).toBe(resumes.tokensSaved);
    expect(resumes.moneySaved.currency).toBe('EUR');
    expect(at('retoma_money_saved_total', { currency: 'EUR' })).toBe(resumes.moneySaved.amount);

    const [retry] = metrics.retries;
    expect(retry).toMatchObject({ cause: 'BROKEN', count: 1 });
    expect(retry.waitSeconds).toBeGreaterThan(0);
    expect(at('retoma_retries_total', { cause: 'BROKEN' })).toBe(1);
    expect(at('retoma_retry_wait_seconds_total', { cause: 'BROKEN' })).toBeCloseTo(retry.waitSeconds, 9);

    expect(metrics.commits).toMatchObject({ newBytes: 5000, stateBytes: 90_000, refused: 1 });
    expect(metrics.commits.time.count).toBe(100);
    expect(metrics.commits.time.meanSeconds).toBeCloseTo(0.0011);
    expect(metrics.commits.time.p50Seconds).toBeCloseTo(0.0005 + 0.0005 * (50 / 90));
    expect(metrics.commits.time.p95Seconds).toBeCloseTo(0.0025 + 0.0025 / 2);
    expect(at('retoma_commit_duration_seconds_bucket', { le: '0.001' })).toBe(90);
    expect(at('retoma_commit_duration_seconds_bucket', { le: '0.0025' })).toBe(90);
    expect(at('retoma_commit_duration_seconds_bucket', { le: '+Inf' })).toBe(100);
    expect(at('retoma_commit_duration_seconds_count')).toBe(100);
    expect(at('retoma_commit_duration_seconds_sum')).toBeCloseTo(metrics.commits.time.totalSeconds);
    expect(at('retoma_commit_new_bytes_total')).toBe(5000);
    expect(at('retoma_commits_refused_total')).toBe(1);

    expect(metrics.recovery.taken).toMatchObject({ count: 1, totalSeconds: 0.8 });
    expect(metrics.recovery.goingOn).toEqual({ count: 1, p50Seconds: 300 });
    const goingOn = 'retoma_recovery_duration_seconds';
    expect(at(`${goingOn}_bucket`, { until: 'GOING_ON', le: '300' })).toBe(0);
    expect(at(`${goingOn}_bucket`, { until: 'GOING_ON', le: '+Inf' })).toBe(1);
    expect(at(`${goingOn}_sum`, { until: 'GOING_ON' })).toBe(900);

    const [tokens] = metrics.tokens;
    expect(tokens).toMatchObject({ model: MODEL, usage: { total: 1_200_000, calls: 7 } });
    // 600,000 at 2, 400,000 cached at 1, 100,000 at 4, 100,000 of reasoning at 8.
    expect(tokens.cost).toEqual({ amount: 1.2 + 0.4 + 0.4 + 0.8, currency: 'EUR' });
    expect(at('retoma_tokens_total', { model: MODEL, kind: 'input' })).toBe(600_000);
    expect(at('retoma_tokens_total', { model: MODEL, kind: 'reasoning' })).toBe(100_000);
    expect(at('retoma_money_spent_total', { currency: 'EUR' })).toBe(tokens.cost.amount);
    expect(at('retoma_tokens_total', { model: 'evil\\"/\\\\model', kind: 'input' })).toBe(0);
    expect(metrics.tokens[1]).toMatchObject({ model: 'evil"/\\model', cost: null });

    expect(metrics.modelCalls).toEqual([
      {
        name: 'deepseek',
        outcomes: [{ outcome: 'ANSWERED', count: 7 }],
        time: { count: 7, totalSeconds: 14 },
      },
    ]);
    expect(at('retoma_model_calls_total', { provider: 'deepseek', outcome: 'ANSWERED' })).toBe(7);
    expect(at('retoma_model_call_duration_seconds_sum', { provider: 'deepseek' })).toBe(14);
    expect(at('retoma_tool_runs_total', { tool: 'run_command', outcome: 'FAILED' })).toBe(2);
    expect(metrics.interruptedToolCalls).toEqual([{ policy: 'REPORT', outcome: 'REPORTED', count: 1 }]);
    expect(at('retoma_interrupted_tool_calls_total', { policy: 'REPORT', outcome: 'REPORTED' })).toBe(1);
    expect([metrics.leasesLost, metrics.workersDied, metrics.redisRoundTrips]).toEqual([2, 1, 42]);
    expect(at('retoma_leases_lost_total')).toBe(2);
    expect(at('retoma_workers_died_total', { noticed_by: 'SILENCE' })).toBe(1);
    expect(at('retoma_provider_gate_events_total', { provider: 'deepseek', event: 'HELD' })).toBe(3);
    expect(at('retoma_redis_round_trips_total', { process: 'WORKER' })).toBe(40);
    expect(metrics.subscribers).toBe(3);
    expect(at('retoma_subscribers')).toBe(3);
    expect(at('retoma_workers')).toBe(metrics.workers);
    expect(at('retoma_redis_memory_used_bytes')).toBeGreaterThan(1_000_000);
    expect(metrics.redisMemory.maxBytes).toBeNull();
  });

  it('have help, types and units as Prometheus wants them, every one also before anything was counted', async () => {
    const { text } = await scrape(testDeps());
    for (const { name, type, help } of CATALOGUE) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
      expect(name).toMatch(type === 'counter' ? /^retoma_[a-z_]+_total$/ : /^retoma_[a-z_]+$/);
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(help).toMatch(/\.$/);
    }
    expect(text).toContain('retoma_resumes_total{cause="CRASH"} 0');
  });

  it('of the process itself have names that are not those of the installation', async () => {
    const { text } = await scrape();
    const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '');
    expect(new Set(names).size).toBe(names.length);
    const ofInstallation = new Set([...CATALOGUE.map(({ name }) => name), 'retoma_installation_up']);
    const own = names.filter((name) => !ofInstallation.has(name));
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((name) => !/^(retoma_api|process|nodejs)_/.test(name))).toEqual([]);
  });

  it('without Redis are those of the process, and say so', async () => {
    const away = {
      ...deps,
      store: { tally: async () => ({}), count: () => Promise.reject(new Error('away')) },
    };
    const { text, values } = await scrape(away as unknown as TestDeps);
    expect(values.get('retoma_installation_up')).toBe(0);
    expect(text).not.toContain('retoma_jobs');
    expect(text).toContain('retoma_api_http_requests_total');
    expect((await scrape()).values.get('retoma_installation_up')).toBe(1);
  });

  it('are one round trip, with the timeline too', async () => {
    const { ask } = graphqlOf(deps);
    const query = `${QUERY.slice(0, -3)} timeline(minutes: 60) { startedAt completed commitTime { count p95Seconds } } } }`;
    const trips = async (text: string) => {
      expect((await ask(text)).errors).toEqual([]);
      return (await countRoundTrips(redis.redis, () => ask(text))).roundTrips;
    };
    expect(await trips(QUERY)).toBe(1);
    expect(await trips(query)).toBe(1);
  });
});

describe('the timeline', () => {
  const ASK = `query ($minutes: Int, $step: Int) { metrics { timeline(minutes: $minutes, step: $step) {
    startedAt seconds created completed failed recovered resumed retried tokens tokensSaved commitBytes queued workers redisUsedBytes
    retries { cause count } commitTime { count p50Seconds } recoveryTime { count } } } }`;

  it('has what happened between two samples, and the present minute so far', async () => {
    const { ask } = graphqlOf(deps);
    const source = { store: deps.store, ledger: deps.ledger, workers: async () => 2 };
    await takeSample(source);
    const { job } = await submitJob({ prompt: 'One more.' }, contextOf(deps));
    await workByHand(deps.store, job.jobId, { turns: 1, end: 'FAILED' });
    const counts = new Map([
      ['commit-time 0.001', 3],
      ['commit-time us', 2000],
      [`tokens ${MODEL} total`, 77],
    ]);
    await deps.ledger.add({ processId: 'worker', number: 2, subscribers: 0, counts });
    const { data, errors } = await ask(ASK, { minutes: 5 });
    expect(errors).toEqual([]);
    const { timeline } = data.metrics;
    expect(timeline).toHaveLength(1);
    expect(timeline[0]).toMatchObject({
      ...{ created: 1, completed: 0, failed: 1, recovered: 0, resumed: 0, tokens: 77, retries: [] },
      commitTime: { count: 3 },
      recoveryTime: { count: 0 },
    });
    expect(timeline[0].seconds).toBeGreaterThan(0);
  });

  it.each([
    [{ minutes: 0 }, 'minutes'],
    [{ minutes: 1441 }, 'minutes'],
    [{ minutes: 60, step: 0 }, 'step'],
    [{ minutes: 1440, step: 1 }, 'step'],
  ])('refuses %j', async (variables, field) => {
    const { errors } = await graphqlOf(deps).ask(ASK, variables);
    expect(errors[0]?.extensions.code).toBe('INVALID_INPUT');
    expect(errors[0]?.message).toContain(field);
  });

  it.each([
    { minutes: 360, step: 1 },
    { minutes: 1440, step: 4 },
  ])('of %j is within the cost of an operation', async (variables) => {
    expect((await graphqlOf(deps).ask(ASK, variables)).errors).toEqual([]);
  });
});

describe('costs', () => {
  it('of a job and a checkpoint are those of their tokens, and null without a price', async () => {
    const { job } = await submitJob({ prompt: 'Do it.' }, contextOf(deps));
    await workByHand(deps.store, job.jobId, { turns: 2, end: 'FAILED' });
    const query = `{ job(jobId: "${job.jobId}") { usage { total } cost { amount currency } checkpoint { cost { amount } } } }`;
    const { data } = await graphqlOf(deps).ask(query);
    // 2 × (10 in, 4 out, 1 of reasoning).
    const amount = (20 * 2 + 8 * 4 + 2 * 8) / 1e6;
    expect(data.job).toEqual({
      usage: { total: 30 },
      cost: { amount, currency: 'EUR' },
      checkpoint: { cost: { amount } },
    });
    const other: PriceList = { currency: 'EUR', models: [] };
    for (const prices of [null, other]) {
      const { ask } = graphqlOf({ ...deps, config: { ...deps.config, prices } });
      expect((await ask(query)).data.job).toMatchObject({ cost: null, checkpoint: { cost: null } });
    }
  });
});
