import { expect, it } from 'vitest';
import { startApi } from '../api/support.ts';
import { runScript } from './support.ts';
import { widthOf } from './terminal.ts';

it('says so when there are none', async () => {
  const { url } = await startApi();
  const { code, out } = await runScript('list-checkpoints', [], { RETOMA_URL: url });
  expect(code).toBe(0);
  expect(out).toContain('No active checkpoints');
});

it('shows what is there, in a table that fits, and how to go on', async () => {
  const api = await startApi();
  const failed = await api.job({ turns: 3, end: 'FAILED' });
  const running = await api.job({ turns: 2, end: 'RUNNING' });
  const paused = await api.job({ end: 'PAUSED' });
  await api.job({ end: 'COMPLETED' });
  const { code, out } = await runScript('list-checkpoints', [], { RETOMA_URL: api.url, COLUMNS: '150' });
  expect(code).toBe(0);
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^JOB .*STATUS .*PROMPT .*TURNS .*SAVED .*NOTE/);
  expect(lines.find((line) => line.startsWith(failed))).toMatch(/FAILED .* 3 .*(just now|s ago) +in 6 d/);
  expect(lines.find((line) => line.startsWith(running))).toMatch(/RUNNING .* 2 .* never/);
  const lineOf = (jobId: string) => lines.find((line) => line.startsWith(jobId));
  expect(lineOf(failed)).toMatch(/Do it\. .*BROKEN: It broke\.$/);
  expect(lineOf(paused)).toMatch(/never +A person has to look\.$/);
  expect(out).toContain('3 active checkpoints');
  expect(out).toContain(`npm run test:resume ${failed}`);
  expect(out).toContain(`npm run test:monitor ${running}`);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(150);
});

it('filters by status', async () => {
  const api = await startApi();
  const failed = await api.job({ end: 'FAILED' });
  const running = await api.job({ end: 'RUNNING' });
  const env = { RETOMA_URL: api.url };
  const { out } = await runScript('list-checkpoints', ['--status', 'failed'], env);
  expect(out).toContain(failed);
  expect(out).not.toContain(running);
  const both = await runScript('list-checkpoints', ['--status', 'FAILED', '--status', 'RUNNING'], env);
  expect(both.out).toContain(failed);
  expect(both.out).toContain(running);
  const none = await runScript('list-checkpoints', ['--status', 'PAUSED'], env);
  expect(none.out).toContain('in that state');
  expect((await runScript('list-checkpoints', ['--status', 'DONE'], env)).code).toBe(64);
});

it('shows the 20 saved last, and every one when asked', async () => {
  const api = await startApi();
  const jobs: string[] = [];
  for (let i = 0; i < 103; i++) jobs.push(await api.job({ end: 'CANCELLED' }));
  const env = { RETOMA_URL: api.url };
  const some = await runScript('list-checkpoints', [], env);
  expect(some.out).toContain('20 of 103 active checkpoints; --all shows every one');
  const all = JSON.parse((await runScript('list-checkpoints', ['--all', '--json'], env)).out);
  const listed = all.checkpoints.map(({ jobId }: { jobId: string }) => jobId);
  expect(listed.toSorted()).toEqual(jobs.toSorted());
  expect(all.total).toBe(103);
});

it('lets no job id drive the terminal', async () => {
  const api = await startApi();
  await api.job({}, { jobId: 'a\u202eb' });
  const env = { RETOMA_URL: api.url };
  const { out } = await runScript('list-checkpoints', [], env);
  expect(out).not.toContain('\u202e');
  expect(out).toContain('a\\u{202e}b');
  const json = (await runScript('list-checkpoints', ['--json'], env)).out;
  expect(json).not.toContain('\u202e');
  expect(JSON.parse(json).checkpoints[0].jobId).toBe('a\u202eb');
});
