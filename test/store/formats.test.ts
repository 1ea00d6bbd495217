import { describe, expect, it } from 'vitest';
import { decodeSegments } from '../../src/store/codec.ts';
import { CheckpointCorruptError, FormatUnsupportedError } from '../../src/store/errors.ts';
import { FORMAT_VERSION, FORMATS, type Formats, migrationOf } from '../../src/store/formats.ts';
import { encodeFrame } from '../../src/store/frame.ts';
import type { JsonValue } from '../../src/store/messages.ts';
import { decodeRecord, encodeRecord, type RecordDraft, withTotals } from '../../src/store/record-codec.ts';
import { sealSegments } from '../../src/store/seal.ts';

const OF = { jobId: 'job-1', workspace: { path: 'w' }, version: 7 };

const DRAFT: RecordDraft = {
  version: 7,
  step: 'TOOLS_DONE',
  turns: 3,
  usage: { input: 1, output: 2, reasoning: 3, cached: 4, total: 5, calls: 6 },
  epoch: 8,
  toolCalls: [{ id: 'a"\u0000', name: 'read_file', policy: 'PURE', state: 'DONE' }],
  repair: null,
};

const TOTALS = {
  savedAt: 1_767_323_045_678,
  messageCount: 9,
  sizeBytes: 10,
  storedBytes: 11,
  model: 'a/"b"',
};

/** Formats in which 3 is current: 1 had `body` for a user's text, 2 called it `words`; 2 counted turns from one. */
const THREE: Formats = {
  current: 3,
  steps: [
    { from: 1, message: (stored) => rename(stored, 'body', 'words') },
    {
      from: 2,
      message: (stored) => rename(stored, 'words', 'text'),
      record: (stored) =>
        (stored as JsonValue[]).map((value, i) => (i === 8 ? (value as number) - 1 : value)),
    },
  ],
};

function rename(stored: JsonValue, from: string, to: string): JsonValue {
  const { [from]: value = null, ...rest } = stored as { [key: string]: JsonValue };
  return { ...rest, [to]: value };
}

/** A stored record as another format's writer would have left it. */
function storedRecord(formatVersion: number, turns = 3): string {
  const stored = JSON.parse(withTotals(encodeRecord({ ...DRAFT, turns }), TOTALS));
  return JSON.stringify(stored.with(5, formatVersion));
}

function frameOf(formatVersion: number, message: JsonValue): Buffer {
  return encodeFrame(Buffer.from(`${JSON.stringify(message)}\n\n`), formatVersion, null);
}

describe('records', () => {
  it('come back as they were put in', () => {
    expect(decodeRecord(withTotals(encodeRecord(DRAFT), TOTALS), OF)).toEqual({
      ...DRAFT,
      jobId: 'job-1',
      workspace: { path: 'w' },
      formatVersion: FORMAT_VERSION,
      model: 'a/"b"',
      messageCount: 9,
      sizeBytes: 10,
      storedBytes: 11,
      savedAt: '2026-01-02T03:04:05.678Z',
    });
  });

  it('can be put together by a script that joins text', () => {
    const { savedAt, messageCount, sizeBytes, storedBytes, model } = TOTALS;
    const totals = [savedAt, messageCount, sizeBytes, storedBytes, JSON.stringify(model)].join(',');
    expect(`[${totals},${encodeRecord(DRAFT).slice(1)}`).toBe(withTotals(encodeRecord(DRAFT), TOTALS));
  });

  it('stay readable when the lists of names grow: their places are fixed', () => {
    const record = `[1767323045678,9,10,11,"m",1,7,5,3,[1,2,3,4,5,6],8,[["a","x",2,4],["b","y",0,0]],null]`;
    expect(decodeRecord(record, OF)).toMatchObject({
      step: 'COMPACTED',
      toolCalls: [
        { id: 'a', name: 'x', policy: 'REPORT', state: 'INTERRUPTED' },
        { id: 'b', name: 'y', policy: 'PURE', state: 'PENDING' },
      ],
    });
  });

  it.each([
    ['no JSON', '[1,2'],
    ['nothing', ''],
    ['no list', '{"version":7}'],
    ['null', 'null'],
    ['a short list', '[1,2,3,4,"m",1]'],
    ['of another version', withTotals(encodeRecord({ ...DRAFT, version: 8 }), TOTALS)],
    ['without a time', withTotals(encodeRecord(DRAFT), { ...TOTALS, savedAt: Number.NaN })],
    ['of a time that never comes', withTotals(encodeRecord(DRAFT), { ...TOTALS, savedAt: 8.64e15 + 1 })],
    ['with a broken count', storedRecord(1).replace('7,2,3,', '7,2,-3,')],
    ['with broken usage', storedRecord(1).replace('[1,2,3,4,5,6]', '[1,2,3]')],
    ['with broken calls', storedRecord(1).replace('[["a', '["a').replace('"]]', '"]')],
    ['of a step that nobody knows', storedRecord(1).replace('7,2,3,', '7,99,3,')],
    [
      'with a call of a policy that nobody knows',
      storedRecord(1).replace('"read_file",0,', '"read_file",9,'),
    ],
    ['with a broken format', storedRecord(1.5)],
  ])('that are damaged are refused: %s', (_, text) => {
    expect(() => decodeRecord(text, OF)).toThrow(CheckpointCorruptError);
    expect(() => decodeRecord(text, OF)).toThrow(/"job-1".*version 7/);
  });
});

describe('migrations', () => {
  it('there is one for every earlier format', () => {
    expect(FORMATS.current).toBe(FORMAT_VERSION);
    expect(FORMATS.steps.map((step) => step.from)).toEqual(
      Array.from({ length: FORMAT_VERSION - 1 }, (_, i) => i + 1),
    );
  });

  it('lead from any earlier format to the current one, step by step', async () => {
    const frames = [
      frameOf(1, { role: 'user', body: 'one' }),
      frameOf(2, { role: 'user', words: 'two' }),
      frameOf(3, { role: 'user', text: 'three' }),
    ];
    const wanted = ['one', 'two', 'three'].map((text) => [{ role: 'user', text }]);
    expect(await decodeSegments(frames, { jobId: 'job-1' }, THREE)).toEqual(wanted);
    const sealed = await sealSegments(frames, { jobId: 'job-1' });
    expect(await decodeSegments(sealed, { jobId: 'job-1' }, THREE)).toEqual(wanted);
    expect([1, 2, 3].map((format) => decodeRecord(storedRecord(format), OF, THREE).turns)).toEqual([2, 2, 3]);
  });

  it('keep the format that the record was stored in', () => {
    expect([1, 2, 3].map((format) => decodeRecord(storedRecord(format), OF, THREE).formatVersion)).toEqual([
      1, 2, 3,
    ]);
  });

  it.each([4, 5, 255])('a newer format (%i) is refused', async (format) => {
    const unsupported = expect.objectContaining({
      code: 'FORMAT_UNSUPPORTED',
      jobId: 'job-1',
      formatVersion: format,
    });
    expect(() => decodeRecord(storedRecord(format), OF, THREE)).toThrow(unsupported);
    await expect(decodeSegments([frameOf(format, {})], { jobId: 'job-1' }, THREE)).rejects.toEqual(
      unsupported,
    );
    expect(() => migrationOf('message', format, 'job-1', THREE)).toThrow(FormatUnsupportedError);
  });

  it('a format that never was is refused', () => {
    expect(() => migrationOf('record', 0, 'job-1', THREE)).toThrow(FormatUnsupportedError);
    expect(() => migrationOf('record', 0, 'job-1')).toThrow(FormatUnsupportedError);
    const [, second] = THREE.steps;
    if (second === undefined) throw new Error('there are two');
    expect(() => migrationOf('record', 1, 'job-1', { current: 3, steps: [second] })).toThrow(
      FormatUnsupportedError,
    );
  });
});
