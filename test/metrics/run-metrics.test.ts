import { describe, expect, it } from 'vitest';
import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import { type Model, ModelCallError } from '../../src/agent/model/model.ts';
import { StopReason } from '../../src/agent/stop.ts';
import type { DeathClock } from '../../src/agent/watch.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { countRuns } from '../../src/metrics/run-metrics.ts';
import { LeaseLostError } from '../../src/store/errors.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord } from '../../src/store/records.ts';
import { answerOn } from '../store/conformance/setup.ts';
import { answerOf, jobSpec } from '../support/agent-run.ts';

async function start({ deathClock = async () => null }: { deathClock?: DeathClock } = {}) {
  const store = new MemoryStore();
  const recorder = new Recorder();
  const stop = new AbortController();
  const before = await store.createJob(jobSpec({ jobId: 'job' }));
  const { lease, job } = await store.acquire('job', { workerId: 'w', nonce: 'n' });
  if (lease === null) throw new Error('The job is new.');
  const begin = (as: Partial<JobRecord> = {}) =>
    countRuns(recorder, deathClock).runBegins({
      ...{ before: { ...before, ...as }, job, lease, signal: stop.signal },
    });
  return { store, recorder, stop, lease, job, begin };
}

function counted(recorder: Recorder): Record<string, number> {
  return Object.fromEntries([...recorder.drain()].filter(([name]) => !/-time /.test(name)));
}

describe('what is counted of a run', () => {
  it('are saves that were refused, and that the job was lost', async () => {
    const { store, recorder, lease, begin } = await start();
    const run = begin();
    const checkpoints = run.watchCheckpoints(new CheckpointManager(store));
    const { sizeBytes } = await checkpoints.saveCheckpoint(lease, answerOn(0));
    const second = await checkpoints.saveCheckpoint(lease, answerOn(1));
    await store.acquire('job', { workerId: 'other', nonce: 'm' });
    await expect(checkpoints.saveCheckpoint(lease, answerOn(2))).rejects.toThrow(LeaseLostError);
    run.ended(null);
    expect(counted(recorder)).toEqual({
      'commit-bytes': second.sizeBytes,
      'commit-state-bytes': sizeBytes + second.sizeBytes,
      'commit-refused': 1,
      'lease-lost': 1,
    });
  });

  it('is what a run adds to the checkpoint that it went on from', async () => {
    const { store, recorder, lease, begin } = await start();
    const { sizeBytes } = await store.commit(lease, answerOn(0));
    const checkpoints = begin().watchCheckpoints(new CheckpointManager(store));
    await checkpoints.loadCheckpoint('job');
    const after = await checkpoints.saveCheckpoint(lease, answerOn(1));
    expect(counted(recorder)).toEqual({
      'commit-bytes': after.sizeBytes - sizeBytes,
      'commit-state-bytes': after.sizeBytes,
    });
  });

  it('is a lock that may have been lost, and no other stop', async () => {
    const { recorder, stop, job, begin } = await start();
    begin().ended(job);
    expect(counted(recorder)).toEqual({});
    const run = begin();
    stop.abort(new StopReason('LEASE_LOST'));
    run.ended(job);
    expect(counted(recorder)).toEqual({ 'lease-lost': 1 });
  });

  it('are calls of the model by what they came to, and the tokens that were paid for, also of those that were cut off', async () => {
    const { recorder, stop, begin } = await start();
    const asked = (ask: Model['ask'], signal = new AbortController().signal) =>
      begin()
        .watchModel({ id: 'deepseek/some-model', ask })
        .ask({ messages: [], tools: [], signal })
        .catch(() => undefined);
    await asked(async () => answerOf({ text: 'yes' }));
    await asked(async ({ onUsage }) => {
      const used = { input: 7, output: 0, reasoning: 0, cached: 3, total: 7, calls: 0 };
      onUsage?.({ ...used, input: 5, total: 5 });
      onUsage?.(used);
      throw new ModelCallError('CONNECTION_LOST', 'Cut.', { provider: 'deepseek' });
    });
    await asked(async () => {
      throw new ModelCallError('RATE_LIMITED', 'Wait.', { provider: 'deepseek' });
    });
    await asked(async () => {
      throw new TypeError('a fault of ours');
    });
    stop.abort();
    await asked(async (request) => {
      throw request.signal.reason;
    }, stop.signal);
    expect(counted(recorder)).toEqual({
      ...{ 'model-call deepseek ANSWERED': 1, 'model-call deepseek RATE_LIMITED': 1 },
      ...{ 'model-call deepseek ERROR': 1, 'model-call deepseek STOPPED': 1 },
      'model-call deepseek CONNECTION_LOST': 1,
      ...{ 'tokens deepseek/some-model input': 17, 'tokens deepseek/some-model output': 5 },
      ...{ 'tokens deepseek/some-model reasoning': 1, 'tokens deepseek/some-model cached': 3 },
      ...{ 'tokens deepseek/some-model total': 22, 'tokens deepseek/some-model calls': 1 },
    });
  });

  it.each(['the death is known first', 'the run goes on first'])(
    'is how long a recovery took, also when %s',
    async (order) => {
      const death = Promise.withResolvers<number | null>();
      const { recorder, begin } = await start({ deathClock: () => death.promise });
      const { observer } = begin({ status: 'RUNNING', workerId: 'dead' });
      const goOn = () => observer.onModelCall?.(1);
      if (order === 'the run goes on first') goOn();
      death.resolve(0.6);
      await death.promise;
      await Promise.resolve();
      if (order !== 'the run goes on first') goOn();
      goOn();
      const times = Object.fromEntries(recorder.drain());
      expect(times['recovery-time TAKEN 0.75']).toBe(1);
      expect(times['recovery-time TAKEN us']).toBe(600_000);
      expect(times['recovery-time GOING_ON us']).toBeGreaterThan(590_000);
      expect(Object.keys(times)).toHaveLength(4);
    },
  );

  it('is no recovery when the job had not lost its worker, or nobody knows when', async () => {
    const asked: string[] = [];
    const deathClock = async (workerId: string) => {
      asked.push(workerId);
      return null;
    };
    const { recorder, begin } = await start({ deathClock });
    begin({ status: 'QUEUED', workerId: 'w' }).observer.onModelCall?.(1);
    begin({ status: 'RUNNING', workerId: 'dead' }).observer.onModelCall?.(1);
    await Promise.resolve();
    expect(asked).toEqual(['dead']);
    expect(counted(recorder)).toEqual({});
  });

  it('are runs of tools, and what was done about those that were cut off', async () => {
    const { recorder, begin } = await start();
    const { observer } = begin();
    observer.onToolStart?.({ id: 'a', name: 'read_file' });
    observer.onToolStart?.({ id: 'b', name: 'read_file' });
    observer.onToolEnd?.({ id: 'a', name: 'read_file', isError: false });
    observer.onToolEnd?.({ id: 'b', name: 'read_file', isError: true });
    observer.onToolInterrupted?.({ id: 'c', name: 'run_command', policy: 'REPORT', outcome: 'REPORTED' });
    expect(counted(recorder)).toEqual({
      'tool-run read_file DONE': 1,
      'tool-run read_file FAILED': 1,
      'interrupted REPORT REPORTED': 1,
    });
  });
});
