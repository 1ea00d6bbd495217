import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/log.ts';
import { linesForPeople } from '../src/log-lines.ts';

function capture() {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    name: 'test',
    destination: { write: (line) => void lines.push(line) },
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') };
}

describe('createLogger', () => {
  it('writes one JSON object a line, with a readable level and time', () => {
    const { log, last } = capture();
    log.warn({ jobId: 'a' }, 'hello');
    expect(last()).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      pid: process.pid,
      name: 'test',
      jobId: 'a',
      msg: 'hello',
    });
  });

  it('redacts what is named like a secret, at any depth, in arrays and through child loggers', () => {
    const { log, lines } = capture();
    log.info({
      headers: { Authorization: 'Bearer hunter2' },
      list: [{ apiKey: 'hunter2' }],
      password: 'hunter2',
    });
    log.child({ jobId: 'a' }).info({ DEEPSEEK_API_KEY: 'hunter2' });
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toContain('hunter2');
    expect(lines.join()).toContain('[redacted]');
  });

  it('redacts credentials in URLs, in messages of errors too', () => {
    const { log, lines } = capture();
    log.info({ url: 'redis://user:hunter2@host:6379/1' });
    log.error(new Error('cannot reach rediss://:hunter2@host'));
    expect(lines.join()).not.toContain('hunter2');
    expect(lines.join()).toContain('host:6379/1');
  });

  it('keeps what counts of an error and leaves out the rest, such as the arguments of a Redis command', () => {
    const { log, last } = capture();
    const failed = Object.assign(new Error('outer', { cause: new Error('inner') }), {
      code: 'E',
      command: { args: ['prompt of a customer'] },
    });
    log.error({ err: failed }, 'saving failed');
    expect(last().err).toMatchObject({
      type: 'Error',
      code: 'E',
      message: 'outer',
      cause: { message: 'inner' },
    });
    expect(JSON.stringify(last())).not.toContain('customer');
  });

  it('leaves usage numbers alone', () => {
    const { log, last } = capture();
    log.info({ tokens: 12, tokensSaved: 3 });
    expect(last()).toMatchObject({ tokens: 12, tokensSaved: 3 });
  });

  it('has lines for people', () => {
    let written = '';
    const out = new Writable({
      write(chunk, _encoding, done) {
        written += chunk;
        done();
      },
    });
    const log = createLogger({ level: 'info', name: 'worker', destination: linesForPeople(out) });
    log.warn({ jobId: 'a', err: new Error('broken') }, 'job lost');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are left out of the comparison
    const plain = written.replace(/\u001b\[\d+m/g, '');
    expect(plain).toMatch(/^\d\d:\d\d:\d\d worker: warn job lost jobId=a\nError: broken\n/);
  });
});
