import { describe, expect, it } from 'vitest';
import { startApi } from '../api/support.ts';
import { HandWorkedJob } from './jobs.ts';
import { runNpm, runScript } from './support.ts';
import { widthOf } from './terminal.ts';

/** Two turns: a command with a long output, and one that was cut off. */
async function someJob() {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps, { prompt: 'Mend the tests.' });
  await job.answer({ reasoning: 'I wonder what fails.', text: 'I run the tests.', command: 'make test' });
  await job.result(Array.from({ length: 100 }, (_, i) => `output line ${i + 1}`).join('\n'), true);
  await job.answer({ text: 'Once more.', command: 'make again' });
  await job.begin();
  await job.end('FAILED');
  return { api, env: { RETOMA_URL: api.url }, jobId: job.jobId };
}

describe('a kept checkpoint', () => {
  it('shows what is known, whether it can be resumed, and its versions', async () => {
    const { env, jobId } = await someJob();
    const { code, out } = await runScript('inspect-checkpoint', [jobId], { ...env, COLUMNS: '100' });
    expect(code).toBe(0);
    expect(out).toContain(`${jobId}  FAILED`);
    expect(out).toMatch(/prompt +Mend the tests\./);
    expect(out).toMatch(/failure +BROKEN: It broke\./);
    expect(out).toMatch(/tokens +2,000: 2,000 in/);
    expect(out).toContain('✓ Can be resumed. It can go on from version 3, after 2 turns');
    expect(out).toContain('Cut off in the middle: run_command make again. On resume it is not run again');
    expect(out).toMatch(/3 +MODEL_RESPONSE.*←/);
    expect(out).toMatch(/1 +MODEL_RESPONSE/);
    expect(out).toContain(`npm run test:inspect ${jobId} --verbose`);
    expect(out).not.toContain('I run the tests.');
    expect(Math.max(...out.split('\n').map(widthOf))).toBeLessThanOrEqual(100);
  });

  it.each([
    ['as npm passes it on', ['--verbose']],
    ['behind --', ['--', '--verbose']],
  ])('shows the conversation with npm run test:inspect <jobId> --verbose, %s', async (_, flags) => {
    const { env, jobId } = await someJob();
    const { code, out } = await runNpm(['test:inspect', jobId, ...flags], env);
    expect(code).toBe(0);
    expect(out).toContain('Turn 1');
    expect(out).toContain('┆ I wonder what fails.');
    expect(out).toContain('I run the tests.');
    expect(out).toMatch(/✗ run_command +FAILED · REPORT · 1\.5 s/);
    expect(out).toContain('command: make test');
    expect(out).toContain('output line 1\n');
    expect(out).toContain('80 lines left out, --full shows all');
    expect(out).not.toContain('output line 50');
    expect(out).toContain('output line 100');
    expect(out).toMatch(/⚡ run_command +INTERRUPTED · REPORT/);
  });

  it('is quiet behind npm when not asked', async () => {
    const { env, jobId } = await someJob();
    expect((await runNpm(['test:inspect', jobId], env)).out).not.toContain('Turn 1');
  });

  it('leaves nothing out with --full', async () => {
    const { env, jobId } = await someJob();
    const { out } = await runScript('inspect-checkpoint', [jobId, '--full'], env);
    for (let i = 1; i <= 100; i++) expect(out).toContain(`output line ${i}\n`);
    expect(out).not.toContain('left out');
  });

  it('shows an earlier version', async () => {
    const { env, jobId } = await someJob();
    const { code, out } = await runScript('inspect-checkpoint', [jobId, '--version', '1', '--verbose'], env);
    expect(code).toBe(0);
    expect(out).toMatch(/version +1, MODEL_RESPONSE/);
    expect(out).toMatch(/1 +MODEL_RESPONSE.*←/);
    expect(out).toContain('make test');
    expect(out).not.toContain('output line');
    expect(out).not.toContain('Once more.');
    const missing = await runScript('inspect-checkpoint', [jobId, '--version', '9'], env);
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('its latest is 3');
  });

  it('answers as JSON, with the messages when asked', async () => {
    const { env, jobId } = await someJob();
    const bare = JSON.parse((await runScript('inspect-checkpoint', [jobId, '--json'], env)).out);
    expect(bare).toMatchObject({
      job: { jobId },
      checkpoint: { version: 3 },
      resumability: { canResume: true },
    });
    expect(bare.history).toHaveLength(3);
    expect(bare).not.toHaveProperty('messages');
    const whole = JSON.parse(
      (await runScript('inspect-checkpoint', [jobId, '--json', '--verbose'], env)).out,
    );
    expect(whole.messages).toHaveLength(4);
  });

  it('reads every page of a long history', async () => {
    const api = await startApi();
    const jobId = await api.job({ turns: 120 });
    const { out } = await runScript('inspect-checkpoint', [jobId, '--json', '--verbose'], {
      RETOMA_URL: api.url,
    });
    const { history, messages } = JSON.parse(out);
    expect(history.map(({ version }: { version: number }) => version)).toEqual(
      Array.from({ length: 240 }, (_, i) => 240 - i),
    );
    expect(messages.map(({ index }: { index: number }) => index)).toEqual(
      Array.from({ length: 241 }, (_, i) => i),
    );
  });
});

it('of a completed job shows the result and what is still kept', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  await job.answer({ text: 'It was easy.' });
  await job.end('COMPLETED');
  const { code, out } = await runScript('inspect-checkpoint', [job.jobId, '--verbose'], {
    RETOMA_URL: api.url,
  });
  expect(code).toBe(0);
  expect(out).toMatch(/checkpoint +none/);
  expect(out).toContain('✗ Cannot be resumed (COMPLETED).');
  expect(out).toContain('All is done.');
  expect(out).toContain('It was easy.');
});

it('of a running job shows the calls that are open', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  await job.answer({ text: 'I wait.', command: 'sleep 60' });
  const env = { RETOMA_URL: api.url };
  const asked = await runScript('inspect-checkpoint', [job.jobId], env);
  expect(asked.out).toMatch(/Open tool calls\n +· run_command sleep 60 +PENDING · REPORT\n/);
  await job.begin();
  const begun = await runScript('inspect-checkpoint', [job.jobId], env);
  expect(begun.out).toMatch(/▸ run_command sleep 60 +RUNNING · REPORT · began .* ago/);
  expect(begun.out).toContain('Need not be resumed (RUNNING)');
});

it('shows what the model had said when it was cut off', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  await job.answer({ text: 'One.', command: 'one' });
  await job.result('one');
  job.ask();
  await job.say('Where was I? ', 'REASONING');
  await job.say('I go on wi');
  await job.end('FAILED');
  const env = { RETOMA_URL: api.url };
  const { out } = await runScript('inspect-checkpoint', [job.jobId], env);
  expect(out).toMatch(/Cut off while it answered \(turn 2, .*\)\n +┆ Where was I\?\n +I go on wi\n/);
  const { job: told } = JSON.parse((await runScript('inspect-checkpoint', [job.jobId, '--json'], env)).out);
  expect(told.partialAnswer).toMatchObject({ turn: 2, text: 'I go on wi' });
});

it('shows what had to be repaired in a history', async () => {
  const api = await startApi();
  const jobId = await api.job({ repair: 'A call without a result was given one.' });
  const { out } = await runScript('inspect-checkpoint', [jobId, '--version', '1'], { RETOMA_URL: api.url });
  expect(out).toMatch(/repaired +A call without a result was given one\./);
});

it('of a job that has saved nothing yet says so', async () => {
  const api = await startApi();
  const jobId = await api.job();
  const { code, out } = await runScript('inspect-checkpoint', [jobId, '--verbose'], { RETOMA_URL: api.url });
  expect(code).toBe(0);
  expect(out).toContain('QUEUED');
  expect(out).toMatch(/checkpoint +none/);
});

it('lets nothing that a model or a command wrote drive the terminal', async () => {
  const api = await startApi();
  const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\rgone\b';
  const job = await HandWorkedJob.start(api.deps, { prompt: `Prompt ${evil}` });
  await job.answer({ reasoning: `Reason ${evil}`, text: `Text ${evil}`, command: `echo ${evil}` });
  await job.result(`Result ${evil}`);
  await job.end('FAILED');
  for (const args of [['--verbose'], ['--full'], ['--json', '--verbose'], []]) {
    const { code, out } = await runScript('inspect-checkpoint', [job.jobId, ...args], {
      RETOMA_URL: api.url,
    });
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
  const { out } = await runScript('inspect-checkpoint', [job.jobId, '--full'], { RETOMA_URL: api.url });
  for (const word of ['Prompt', 'Reason', 'Text', 'echo', 'Result'])
    expect(out).toContain(`${word} \\x1b[2J`);
});
