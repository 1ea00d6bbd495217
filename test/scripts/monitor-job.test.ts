import { expect, it, onTestFinished } from 'vitest';
import { createApi } from '../../src/api/server.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { startApi } from '../api/support.ts';
import { testDeps } from '../support/api.ts';
import { HandWorkedJob } from './jobs.ts';
import { runScript, startScript } from './support.ts';

/** The versions that were told of, in order. */
function versionsIn(out: string): number[] {
  return [...out.matchAll(/^\d\d:\d\d:\d\d {2}v(\d+) turn/gm)].map(([, version]) => Number(version));
}

it('tells each step as it happens, and how it ended', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps, { prompt: 'Mend the tests.' });
  const script = startScript('monitor-job', [job.jobId], { RETOMA_URL: api.url });
  await script.untilOut('RUNNING');
  expect(script.out).toContain('Mend the tests.');
  await job.answer({ text: 'I run the tests.', command: 'make test' });
  await script.untilOut('I run the tests. → run_command');
  await job.begin();
  await script.untilOut('▸ run_command make test runs…');
  await job.result('1 failed', true);
  await script.untilOut('✗ run_command make test  FAILED · 1.5 s');
  await job.answer({ reasoning: 'Only thoughts.', command: 'make again' });
  await script.untilOut('Only thoughts. → run_command');
  await job.begin();
  await job.result('passed');
  await job.answer({ text: 'Done.' });
  await job.end('COMPLETED');
  const { code, out, err } = await script.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(versionsIn(out)).toEqual([1, 2, 3, 4, 5]);
  expect(out).toContain('COMPLETED after 3 turns');
  expect(out).toContain('All is done.');
});

it('shows the words of the model as they come, and what was saved of them once', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  const env = { RETOMA_URL: api.url, COLUMNS: '60' };
  const script = startScript('monitor-job', [job.jobId], env);
  const brief = startScript('monitor-job', [job.jobId, '--brief'], env);
  await Promise.all([script.untilOut('RUNNING'), brief.untilOut('RUNNING')]);
  job.ask();
  await job.say('This is thrown ');
  await job.say('away, since ');
  await script.untilOut('turn 1          This is thrown away,');
  job.ask();
  await job.say('Which file is it? ', 'REASONING');
  await job.say('I look for the file that holds the in');
  await script.untilOut('┆ Which file is it?');
  await script.untilOut('I look for the file that holds');
  await job.say('voice, and then');
  await script.untilOut('invoice,');
  expect(script.out).toContain('The model is asked again; what it said so far does not count.');
  const text = 'I look for the file that holds the invoice, and then change it.';
  await job.answer({ reasoning: 'Which file is it? ', text, command: 'ls' });
  await script.untilOut('● saved → run_command');
  await job.result('invoice.js');
  await job.end('COMPLETED');
  const { out } = await script.ended;
  const words = out.split('\n').map((line) => line.slice(26));
  expect(words.join(' ').replace(/ +/g, ' ')).toContain(text);
  expect(versionsIn(out)).toEqual([1, 2]);
  const short = (await brief.ended).out;
  expect(short).toMatch(/v1 turn 1 +● I look for.* → run_command/);
  expect(short).not.toContain('┆');
});

it('goes on behind what it has seen when the connection breaks', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  const script = startScript('monitor-job', [job.jobId], { RETOMA_URL: api.url });
  await script.untilOut('RUNNING');
  await job.answer({ text: 'Before.', command: 'one' });
  await script.untilOut('Before.');
  job.ask();
  await job.say('Half a sen');
  await job.say('tence, and ');
  await script.untilOut('Half a sentence,');
  api.cutConnections();
  await script.untilOut('The connection broke; going on behind version 1.');
  await job.result('one');
  await job.say('the rest of it.');
  await job.answer({ text: 'Half a sentence, and the rest of it.' });
  await job.end('COMPLETED');
  const { code, out } = await script.ended;
  expect(code).toBe(0);
  expect(versionsIn(out)).toEqual([1, 2, 3]);
  expect(out.match(/Half a sentence/g)).toHaveLength(1);
  expect(out).toContain('the rest of it.');
  expect(out).not.toContain('The server is away');
});

it('begins where the job stands, or at its start when asked', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  await job.answer({ text: 'First.', command: 'one' });
  await job.result('one');
  const live = startScript('monitor-job', [job.jobId], { RETOMA_URL: api.url });
  const whole = startScript('monitor-job', [job.jobId, '--from-start'], { RETOMA_URL: api.url });
  await live.untilOut('Saved so far: 2 versions');
  await whole.untilOut('First.');
  await job.answer({ text: 'Second.' });
  await job.end('COMPLETED');
  expect(versionsIn((await live.ended).out)).toEqual([3]);
  expect(versionsIn((await whole.ended).out)).toEqual([1, 2, 3]);
});

it('tells that a job was taken again', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  const script = startScript('monitor-job', [job.jobId], { RETOMA_URL: api.url });
  await script.untilOut('RUNNING');
  const { lease } = await api.deps.store.acquire(job.jobId, { workerId: 'other', nonce: 'other' });
  await script.untilOut('RUNNING, attempt 2');
  if (lease === null) throw new Error('The job is over.');
  await api.deps.store.finish(lease, { status: 'COMPLETED', result: 'Done.' });
  expect((await script.ended).code).toBe(0);
});

it.each([
  ['COMPLETED', 0],
  ['FAILED', 2],
  ['CANCELLED', 3],
] as const)('of a job that is %s ends at once with %i', async (end, expected) => {
  const api = await startApi();
  const jobId = await api.job({ end });
  const { code, out } = await runScript('monitor-job', [jobId], { RETOMA_URL: api.url });
  expect(code).toBe(expected);
  expect(out).toContain(`${end} after 1 turn`);
  if (end === 'FAILED') expect(out).toContain('BROKEN: It broke.');
  expect(out.includes(`npm run test:resume ${jobId}`)).toBe(end !== 'COMPLETED');
});

it('outlives a restart of the server without a gap or a double', async () => {
  const deps = testDeps();
  const first = createApi(deps);
  await first.listen({ host: '127.0.0.1', port: 0 });
  const { port } = first.server.address() as { port: number };
  const job = await HandWorkedJob.start(deps);
  const script = startScript('monitor-job', [job.jobId], { RETOMA_URL: `http://127.0.0.1:${port}` });
  await script.untilOut('RUNNING');
  await job.answer({ text: 'Before.', command: 'one' });
  await script.untilOut('Before.');

  const closed = first.close();
  first.server.closeAllConnections();
  await closed;
  await script.untilOut('The server is away');
  await job.result('one');
  await job.answer({ text: 'Meanwhile.', command: 'two' });
  const second = createApi(deps);
  onTestFinished(async () => second.close());
  await second.listen({ host: '127.0.0.1', port });
  await script.untilOut('going on behind version 1.');
  expect(script.out).toContain('The server is back');
  await script.untilOut('Meanwhile.');
  await job.result('two');
  await job.answer({ text: 'After.' });
  await job.end('COMPLETED');
  const { code, out } = await script.ended;
  expect(code).toBe(0);
  expect(versionsIn(out)).toEqual([1, 2, 3, 4, 5]);
  expect(out.match(/The server is away/g)).toHaveLength(1);
});

it('does not try again and again when too many subscriptions are open', async () => {
  const deps = testDeps();
  deps.config = { ...deps.config, graphql: { ...deps.config.graphql, maxSubscriptions: 1 } };
  const api = await startApi(deps);
  const { jobId } = await HandWorkedJob.start(deps);
  const { code, err } = await runScript('monitor-job', [jobId], { RETOMA_URL: api.url });
  expect(code).toBe(1);
  expect(err).toContain('Too many subscriptions');
  expect(err.trim().split('\n')).toHaveLength(1);
});

it('says when versions are no longer kept', async () => {
  const api = await startApi(testDeps({ store: new MemoryStore({ historyLimit: 2 }) }));
  const job = await HandWorkedJob.start(api.deps);
  for (const command of ['one', 'two']) {
    await job.answer({ text: command, command });
    await job.result(command);
  }
  await job.end('CANCELLED');
  const { out } = await runScript('monitor-job', [job.jobId, '--from-start'], { RETOMA_URL: api.url });
  expect(out).toContain('Versions 1 to 2 are no longer kept.');
  expect(versionsIn(out)).toEqual([3, 4]);
});

it('writes JSON lines for programs', async () => {
  const api = await startApi();
  const job = await HandWorkedJob.start(api.deps);
  const script = startScript('monitor-job', [job.jobId, '--json'], { RETOMA_URL: api.url });
  await script.untilOut('"JOB"');
  await job.answer({ text: 'A \u001b[2J line\nand another.', command: 'one' });
  await script.untilOut('"VERSION"');
  await job.begin();
  await script.untilOut('TOOL_STARTED');
  await job.result('one');
  await job.end('FAILED');
  const { code, out } = await script.ended;
  expect(code).toBe(2);
  const steps = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(steps.map(({ kind }) => kind)).toEqual(['JOB', 'VERSION', 'TOOL_STARTED', 'VERSION', 'JOB']);
  expect(steps.at(-1).job.status).toBe('FAILED');
});

it('lets nothing that a model wrote drive the terminal', async () => {
  const api = await startApi();
  const evil = '\u001b[2J\u0007\u009b31m\u202e\rgone';
  const job = await HandWorkedJob.start(api.deps, { prompt: evil });
  await job.answer({ text: evil, command: evil });
  await job.result(evil);
  await job.end('FAILED');
  const { out } = await runScript('monitor-job', [job.jobId, '--from-start'], { RETOMA_URL: api.url });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(versionsIn(out)).toEqual([1, 2]);
});
