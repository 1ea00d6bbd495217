import { expect, it } from 'vitest';
import { startApi, type TestApi } from '../api/support.ts';
import { workByHand } from '../support/work-by-hand.ts';
import { runNpm, runScript, startScript } from './support.ts';

async function successorOf(api: TestApi, jobId: string): Promise<string> {
  const job = await api.deps.store.getJob(jobId);
  if (job?.resumedBy == null) throw new Error('The job was not resumed.');
  return job.resumedBy;
}

it('resumes a failed job, says as what, and the same again when called again', async () => {
  const api = await startApi();
  const jobId = await api.job({ turns: 2, end: 'FAILED' });
  const first = await runNpm(['test:resume', jobId], { RETOMA_URL: api.url });
  expect(first.code).toBe(0);
  const resumedBy = await successorOf(api, jobId);
  expect(first.out).toContain('It can go on from version 4');
  expect(first.out).toContain(`Resumed as job ${resumedBy}: from version 4, after 2 turns.`);
  expect(first.out).toContain(`npm run test:monitor ${resumedBy}`);
  const second = await runScript('resume-checkpoint', [jobId], { RETOMA_URL: api.url });
  expect(second.code).toBe(0);
  expect(second.out).toContain(`as job ${resumedBy}`);
  expect(api.deps.queue.jobs.filter((job) => job.resumedFrom === jobId)).toHaveLength(1);
});

it('tells of a command that was cut off', async () => {
  const api = await startApi();
  const cutOff = [{ name: 'run_command', policy: 'REPORT' as const, input: { command: 'make' } }];
  const jobId = await api.job({ cutOff, end: 'CANCELLED' });
  const { out } = await runScript('resume-checkpoint', [jobId], { RETOMA_URL: api.url });
  expect(out).toContain(
    'Cut off in the middle: run_command make. On resume it is not run again, and the model is told.',
  );
});

it('passes on the model, the turns, the version and the callback', async () => {
  const api = await startApi();
  const jobId = await api.job({ turns: 1, end: 'FAILED' });
  const options = ['--version', '2', '--model', 'deepseek/other', '--max-turns', '9'];
  const callback = ['--callback', 'http://127.0.0.1:9/done'];
  const { code } = await runScript('resume-checkpoint', [jobId, ...options, ...callback], {
    RETOMA_URL: api.url,
  });
  expect(code).toBe(0);
  const resumedBy = await successorOf(api, jobId);
  expect(await api.deps.store.getJob(resumedBy)).toMatchObject({
    model: 'deepseek/other',
    maxTurns: 9,
    callback: { url: 'http://127.0.0.1:9/done' },
  });
});

it.each([
  ['an earlier version', ['--version', '1'], 'fork from version 1'],
  ['a model that there is none of', ['--model', 'nobody/none'], 'no provider "nobody"'],
])('says why not: %s', async (_, args, why) => {
  const api = await startApi();
  const jobId = await api.job({ turns: 2, end: 'FAILED' });
  const { code, err } = await runScript('resume-checkpoint', [jobId, ...args], { RETOMA_URL: api.url });
  expect(code).toBe(1);
  expect(err).toContain(why);
  expect(err.trim().split('\n')).toHaveLength(1);
});

it.each([
  ['RUNNING', 'is running'],
  ['PAUSED', 'waits for a person'],
  ['COMPLETED', 'has completed'],
] as const)('does not resume a job that is %s, and says why', async (end, why) => {
  const api = await startApi();
  const jobId = await api.job({ end });
  const { code, out, err } = await runScript('resume-checkpoint', [jobId], { RETOMA_URL: api.url });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(why);
  expect(err).toContain(`(${end})`);
});

it.each([
  ['--version', '0'],
  ['--version', 'latest'],
  ['--max-turns', '-1'],
  ['--callback', 'nowhere'],
])('refuses %s %s', async (name, value) => {
  const { code, err } = await runScript('resume-checkpoint', ['job', `${name}=${value}`], {});
  expect(code).toBe(64);
  expect(err).toContain(name);
});

it('watches the new job to its end when asked', async () => {
  const api = await startApi();
  const jobId = await api.job({ end: 'FAILED' });
  const script = startScript('resume-checkpoint', [jobId, '--watch'], { RETOMA_URL: api.url });
  await script.untilOut('QUEUED');
  const resumedBy = await successorOf(api, jobId);
  const { lease } = await api.deps.store.acquire(resumedBy, { workerId: 'hand', nonce: 'n' });
  if (lease === null) throw new Error('The job is over.');
  await api.deps.store.copyCheckpoint({ jobId }, lease, { step: 'RESUMED' });
  await script.untilOut('resumed');
  await workByHand(api.deps.store, resumedBy, { turns: 0, end: 'COMPLETED' });
  const { code, out } = await script.ended;
  expect(code).toBe(0);
  expect(out).toContain('COMPLETED after 1 turn');
});
