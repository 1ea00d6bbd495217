import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/metrics/ledger.ts';
import { MemoryLedger } from '../../src/metrics/memory-ledger.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { Reporter } from '../../src/metrics/reporter.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';

/** A ledger that refuses, or is silent, when it is told to; it keeps what it was sent. */
class FaultyLedger extends MemoryLedger {
  readonly sent: Report[] = [];
  fault: 'REFUSES' | 'IS_SILENT' | 'LOSES_THE_ANSWER' | null = null;

  override async add(report: Report): Promise<void> {
    this.sent.push(report);
    if (this.fault === 'REFUSES') throw new Error('away');
    if (this.fault === 'IS_SILENT') return new Promise(() => undefined);
    await super.add(report);
    if (this.fault === 'LOSES_THE_ANSWER') throw new Error('no answer');
  }
}

function start(subscribers = () => 0) {
  const ledger = new FaultyLedger();
  const recorder = new Recorder();
  const installation = { store: new MemoryStore(), ledger, workers: async () => 0 };
  const log = pino({ level: 'silent' });
  return { ledger, recorder, reporter: new Reporter({ recorder, ledger, installation, log, subscribers }) };
}

describe('the reporter', () => {
  it('says that the process is there, then only what is new', async () => {
    const { ledger, recorder, reporter } = start();
    await reporter.report();
    await reporter.report();
    expect(ledger.sent).toHaveLength(1);
    recorder.addQuietly('y');
    await reporter.report();
    expect(ledger.sent).toHaveLength(1);
    recorder.add('x');
    await reporter.report();
    expect(ledger.sent.map(({ number, counts }) => [number, [...counts]])).toEqual([
      [1, []],
      [
        2,
        [
          ['y', 1],
          ['x', 1],
        ],
      ],
    ]);
    await reporter.close();
  });

  it.each(['REFUSES', 'LOSES_THE_ANSWER'] as const)(
    'neither loses nor doubles anything when the ledger %s',
    async (fault) => {
      const { ledger, recorder, reporter } = start();
      await reporter.report();
      recorder.add('x', 2);
      ledger.fault = fault;
      await reporter.report();
      recorder.add('x', 5);
      await reporter.report();
      ledger.fault = null;
      await reporter.report();
      await reporter.report();
      expect((await ledger.read()).totals.get('x')).toBe(7);
      await reporter.close();
    },
  );

  it('tells how many subscribe, and when that changes', async () => {
    let open = 2;
    const { ledger, reporter } = start(() => open);
    await reporter.report();
    open = 5;
    await reporter.report();
    expect((await ledger.read()).subscribers).toBe(5);
    await reporter.close();
    expect((await ledger.read()).subscribers).toBe(0);
  });

  it('brings the last of it at the end, and does not wait for a ledger that is silent', async () => {
    const { ledger, recorder, reporter } = start();
    await reporter.report();
    recorder.add('x');
    await reporter.close();
    expect((await ledger.read()).totals.get('x')).toBe(1);

    const other = start();
    await other.reporter.report();
    other.ledger.fault = 'IS_SILENT';
    other.recorder.add('x');
    await other.reporter.close();
  });

  it('sees to it that there is a sample', async () => {
    const { ledger, reporter } = start();
    await expect.poll(() => ledger.samples(1), { timeout: 60_000 }).toHaveLength(1);
    await reporter.close();
  });
});
