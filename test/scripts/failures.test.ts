import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApi } from '../api/support.ts';
import { freePort } from '../support/redis.ts';
import { runNpm, runScript } from './support.ts';

const SCRIPTS = ['list-checkpoints', 'resume-checkpoint', 'inspect-checkpoint', 'monitor-job'];
const ABOUT_ONE_JOB = SCRIPTS.slice(1);

/** The arguments with which a script can start. */
function argumentsOf(script: string): string[] {
  return ABOUT_ONE_JOB.includes(script) ? ['some-job'] : [];
}

/** A server that answers everything in one way. */
async function serve(status: number, type: string, body: string): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

describe.each(SCRIPTS)('%s', (script) => {
  it('explains itself', async () => {
    const { code, out, err } = await runScript(script, ['--help'], { RETOMA_URL: 'not an address' });
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const part of ['Usage', 'Options', 'Examples', 'RETOMA_URL']) expect(out).toContain(part);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('says what to do when no server is there', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, out, err } = await runScript(script, argumentsOf(script), { RETOMA_URL: url });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(url);
    expect(err).toContain('npm start');
    expect(err).toContain('RETOMA_URL');
  });

  it.each([
    ['another web server', 200, 'text/html', '<h1>It works</h1>'],
    ['another API', 404, 'application/json', '{"error":"no \\u001b[2Jroute"}'],
    [
      'another GraphQL API',
      400,
      'application/json',
      '{"errors":[{"message":"Cannot query field \\"job\\"."}]}',
    ],
  ])('is not fooled by %s', async (_, status, type, body) => {
    const url = await serve(status, type, body);
    const { code, err } = await runScript(script, argumentsOf(script), { RETOMA_URL: url });
    expect(code).toBe(1);
    expect(err).toContain('not Retoma');
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('refuses an address that is none', async () => {
    const { code, err } = await runScript(script, argumentsOf(script), { RETOMA_URL: 'localhost:3000' });
    expect(code).toBe(1);
    expect(err).toContain('RETOMA_URL');
  });

  it.each([
    [['--nonsense=1'], /^✗ There is no option --nonsense\.\n\nUsage/],
    [['--json=1'], /^✗ (There is no option --json|Option '--json' does not take an argument)\.\n\nUsage/],
    [['one', 'two', 'three'], /^✗ What is "\w+"\? It is one argument too many\.\n\nUsage/],
  ])('shows its usage for %j', async (args, words) => {
    const { code, out, err } = await runScript(script, [...argumentsOf(script), ...args], {});
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toMatch(words);
  });

  it('passes on in one line why the store cannot answer', async () => {
    const problem = { code: 'STORE_UNAVAILABLE', detail: 'Redis does not\nanswer\u001b[2J.' };
    const url = await serve(503, 'application/problem+json', JSON.stringify(problem));
    const { code, err } = await runScript(script, argumentsOf(script), { RETOMA_URL: url });
    expect(code).toBe(1);
    expect(err).toContain('Redis does not answer\\x1b[2J.');
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe.each(ABOUT_ONE_JOB)('%s of one job', (script) => {
  it('needs an id', async () => {
    const { code, err } = await runScript(script, [], {});
    expect(code).toBe(64);
    expect(err).toContain('Which job?');
  });

  it.each(['.', '..', 'a\u001bb', 'x'.repeat(256)])('refuses %j, which cannot be one', async (id) => {
    const { code, err } = await runScript(script, [id], {});
    expect(code).toBe(64);
    expect(err).toContain('A job id must');
  });

  it.each(['unknown', 'a b/c?d#e%41', 'né'])('says in one line that there is no job %j', async (id) => {
    const { url } = await startApi();
    const { code, out, err } = await runScript(script, [id], { RETOMA_URL: url });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/no (such )?job/i);
  });
});

it('explains itself behind npm as well', async () => {
  const { code, out } = await runNpm(['test:resume', '--', '--help'], {});
  expect(code).toBe(0);
  expect(out).toContain('npm run test:resume <jobId>');
});
