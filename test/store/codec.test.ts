import { deepStrictEqual } from 'node:assert';
import { crc32, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeSegments, encodeSegment } from '../../src/store/codec.ts';
import { CheckpointCorruptError, FormatUnsupportedError } from '../../src/store/errors.ts';
import { FORMAT_VERSION } from '../../src/store/formats.ts';
import { encodeFrame, FrameError, packFrame, readFrame, unpackFrame } from '../../src/store/frame.ts';
import type { Message } from '../../src/store/messages.ts';
import { sealSegments } from '../../src/store/seal.ts';
import { Random, testSeed } from '../support/random.ts';
import { randomMessages } from '../support/random-messages.ts';

const OF = { jobId: 'job-1' };
const EMPTY = Buffer.alloc(0);
const seed = testSeed();

function user(text: string): Message {
  return { role: 'user', text };
}

function encode(segments: readonly (readonly Message[])[]): Buffer[] {
  return segments.map((messages) => encodeSegment(messages).frame);
}

/** What a trip through JSON makes of it. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** A frame whose checksum is right, with any body. */
function frameOf(body: string | Buffer, level: number | null = null, formatVersion = FORMAT_VERSION): Buffer {
  return encodeFrame(Buffer.from(body), formatVersion, level);
}

function rejected(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}

describe('segments', () => {
  it(`come back as JSON would give them (seed ${seed})`, async () => {
    const random = new Random(seed);
    const segments = Array.from({ length: 300 }, () => randomMessages(random));
    const decoded = await decodeSegments(encode(segments), OF);
    deepStrictEqual(decoded, asJson(segments));
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(segments));
  });

  it('keep what is odd as it is', async () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 1000; i++) deep = [deep];
    const input = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":null,"toJSON":"x","n":[-1,1e308,5e-324,9007199254740991]}`,
    );
    const odd = [
      user('\u0000\ud800 \udc00 👍 \n\n\r\n \u2028 \ufeff'),
      user(''),
      {
        role: 'assistant',
        model: 'm',
        finishReason: 's',
        parts: [{ type: 'tool-call', toolCallId: '', toolName: '', input }],
      },
      {
        role: 'assistant',
        model: 'm',
        finishReason: 's',
        parts: [{ type: 'tool-call', toolCallId: '', toolName: '', input: deep }],
      },
    ] as Message[];
    const [decoded] = await decodeSegments(encode([odd]), OF);
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(odd));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('may be empty, and there may be none', async () => {
    expect(await decodeSegments([], OF)).toEqual([]);
    expect(await decodeSegments(encode([[], [user('a')], []]), OF)).toEqual([[], [user('a')], []]);
    expect(encodeSegment([]).sizeBytes).toBe(0);
  });

  it('say how long their JSON is', () => {
    const messages = [user('é👍'), user('b')];
    const json = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
    expect(encodeSegment(messages).sizeBytes).toBe(json.reduce((a, b) => a + b) + messages.length);
  });

  it('are packed when they are large, and read the same', async () => {
    const large = [user('lorem ipsum '.repeat(20_000))];
    const { frame, sizeBytes } = encodeSegment(large);
    expect(frame.length).toBeLessThan(sizeBytes / 10);
    expect(await decodeSegments([frame], OF)).toEqual([large]);
  });

  it('that packing makes longer are kept as they are', async () => {
    const random = new Random(seed);
    const noise = [
      user(Array.from({ length: 40_000 }, () => String.fromCharCode(0x4e00 + random.int(20_000))).join('')),
    ];
    const { frame } = encodeSegment(noise);
    expect(frame.length).toBeLessThanOrEqual(Buffer.byteLength(JSON.stringify(noise)) + 20);
    expect(await decodeSegments([frame], OF)).toEqual([noise]);
  });

  it('let other work have its turn, however many they are', async () => {
    const segments = Array.from({ length: 400 }, (_, i) => [user(`${i} ${'some text '.repeat(8000)}`)]);
    // Raw, so that nothing waits for the thread pool: only giving way lets the timer below run.
    const frames = segments.map((messages) => frameOf(`${JSON.stringify(messages[0])}\n\n`));
    let turns = 0;
    let done = false;
    const count = () => {
      if (done) return;
      turns++;
      setImmediate(count);
    };
    setImmediate(count);
    const decoded = await decodeSegments(frames, OF);
    done = true;
    expect(decoded).toHaveLength(400);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('sealed blocks', () => {
  it(`read as what was sealed, however often and in whatever pieces (seed ${seed})`, async () => {
    const random = new Random(seed);
    const segments = Array.from({ length: 120 }, () => randomMessages(random));
    const wanted = asJson(segments);
    let frames = encode(segments);
    for (let round = 0; round < 8; round++) {
      const starts = frames.flatMap((frame, i) => (frame.length > 0 ? [i] : []));
      const from = random.pick(starts);
      const to = random.pick([...starts.filter((start) => start > from), frames.length]);
      const sealed = await sealSegments(frames.slice(from, to), { ...OF, firstVersion: from + 1 });
      expect(sealed).toHaveLength(to - from);
      frames = [...frames.slice(0, from), ...sealed, ...frames.slice(to)];
      deepStrictEqual(await decodeSegments(frames, OF), wanted);
    }
    // Every prefix is a version.
    for (let length = 0; length <= frames.length; length += 7) {
      deepStrictEqual(await decodeSegments(frames.slice(0, length), OF), wanted.slice(0, length));
    }
  });

  it('are one block at the first place and nothing at the others', async () => {
    const frames = encode(Array.from({ length: 50 }, (_, i) => [user(`the same words over and over, ${i}`)]));
    const sealed = await sealSegments(frames, OF);
    expect(sealed.map((frame) => frame.length > 0)).toEqual([true, ...Array(49).fill(false)]);
    expect(sealed[0]?.length).toBeLessThan(frames.reduce((sum, frame) => sum + frame.length, 0) / 5);
    expect(await sealSegments(sealed, OF)).toEqual(sealed);
    expect(await sealSegments([], OF)).toEqual([]);
  });

  it('are several when one would grow too large', async () => {
    const segments = Array.from({ length: 30 }, (_, i) => [user(`${i}${'x'.repeat(125_000)}`)]);
    const sealed = await sealSegments(encode(segments), OF);
    expect(sealed.filter((frame) => frame.length > 0)).toHaveLength(4);
    expect(await decodeSegments(sealed, OF)).toEqual(segments);
  });

  it('hold segments of one format only', async () => {
    const line = `${JSON.stringify(user('a'))}\n\n`;
    const sealed = await sealSegments(
      [frameOf(line), frameOf(line), frameOf(line, null, 2), frameOf(line, null, 2)],
      OF,
    );
    expect(sealed.map((frame) => frame.length > 0)).toEqual([true, false, true, false]);
    expect(sealed.flatMap((frame) => (frame.length > 0 ? [readFrame(frame).formatVersion] : []))).toEqual([
      1, 2,
    ]);
  });

  it('are not made of what is damaged, or of pieces of blocks', async () => {
    const frames = encode([[user('a')], [user('b')], [user('c')]]);
    const broken = Buffer.from(frames[1] as Buffer);
    broken.writeUInt8(broken.readUInt8(12) ^ 1, 12);
    const error = await rejected(sealSegments([frames[0] as Buffer, broken], { ...OF, firstVersion: 7 }));
    expect(error).toBeInstanceOf(CheckpointCorruptError);
    expect(error).toMatchObject({ version: 8 });
    const sealed = await sealSegments(frames, OF);
    expect(await rejected(sealSegments(sealed.slice(0, 2), OF))).toBeInstanceOf(CheckpointCorruptError);
    expect(await rejected(sealSegments(sealed.slice(1), OF))).toBeInstanceOf(CheckpointCorruptError);
  });
});

describe('damage', () => {
  const messages = [[user('one')], [user('two'), user('three')], [user('four')]];

  it.each(['raw', 'packed', 'sealed'])('of any single bit is noticed: %s', async (how) => {
    const body = (some: Message[]) => `${some.map((message) => `${JSON.stringify(message)}\n`).join('')}\n`;
    const frames =
      how === 'raw'
        ? encode(messages)
        : how === 'packed'
          ? messages.map((some) => frameOf(body([...some, user('and so on '.repeat(20))]), 3))
          : await sealSegments(encode(messages), OF);
    const at = how === 'sealed' ? 0 : 1;
    const frame = frames[at] as Buffer;
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const flipped = Buffer.from(frame);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const error = await rejected(decodeSegments(frames.with(at, flipped), OF));
      expect(error, `bit ${bit}`).toBeInstanceOf(CheckpointCorruptError);
      expect(error).toMatchObject({ code: 'CHECKPOINT_CORRUPT', jobId: 'job-1', version: at + 1 });
    }
  });

  it('of length is noticed', async () => {
    const [frame] = encode([[user('one')]]) as [Buffer];
    for (let length = 1; length < frame.length; length++) {
      expect(await rejected(decodeSegments([frame.subarray(0, length)], OF))).toBeInstanceOf(
        CheckpointCorruptError,
      );
    }
    expect(
      await rejected(decodeSegments([Buffer.concat([frame, EMPTY, Buffer.from('x')])], OF)),
    ).toBeInstanceOf(CheckpointCorruptError);
    expect(await rejected(decodeSegments([Buffer.concat([frame, frame])], OF))).toBeInstanceOf(
      CheckpointCorruptError,
    );
  });

  it('names the version where it is', async () => {
    const frames = encode(messages);
    const at = async (damaged: Buffer[], firstVersion?: number) => {
      const error = await rejected(
        decodeSegments(damaged, { ...OF, ...(firstVersion === undefined ? {} : { firstVersion }) }),
      );
      expect(error).toBeInstanceOf(CheckpointCorruptError);
      return (error as CheckpointCorruptError).version;
    };
    expect(await at(frames.with(2, Buffer.from('what is this?')))).toBe(3);
    expect(await at(frames.with(2, Buffer.from('what is this?')), 41)).toBe(43);
    // Inside a block, too: its second segment is no JSON.
    const block = frameOf(`${JSON.stringify(user('a'))}\n\nnonsense\n\n`);
    expect(await at([block, EMPTY], 10)).toBe(11);
  });

  it.each([
    ['JSON that is none', '{"role":"user"\n\n'],
    ['a line that is not ended', '{"role":"user","text":"a"}'],
    ['a segment that is not ended', '{"role":"user","text":"a"}\n'],
    ['nothing at all', ''],
  ])('under a good checksum is noticed: %s', async (_, body) => {
    expect(await rejected(decodeSegments([frameOf(body)], OF))).toBeInstanceOf(CheckpointCorruptError);
  });

  it('of the places is noticed: too many, too few, and a block that does not begin', async () => {
    const sealed = await sealSegments(encode(messages), OF);
    const [more] = encode([[user('more')]]) as [Buffer];
    for (const frames of [
      [...sealed, EMPTY],
      [...sealed.slice(0, 2), more],
      sealed.slice(1),
      [EMPTY, more],
    ]) {
      expect(await rejected(decodeSegments(frames, OF))).toBeInstanceOf(CheckpointCorruptError);
    }
  });
});

describe('frames', () => {
  const body = Buffer.from('some body '.repeat(3000));

  /** A frame with a payload of the attacker's choice under a right checksum. */
  function forged(payload: Buffer, bodyBytes: number): Buffer {
    const packed = frameOf(body, 3);
    const bytes = Buffer.concat([packed.subarray(0, 10), payload]);
    bytes.writeUInt32LE(bodyBytes, 6);
    return withChecksum(bytes);
  }

  function withChecksum(bytes: Buffer): Buffer {
    bytes.writeUInt32LE(crc32(bytes.subarray(6), crc32(bytes.subarray(0, 2))), 2);
    return bytes;
  }

  it('of an unknown kind or format are refused as newer, unless they are damaged', async () => {
    const unknown = Buffer.from(frameOf(body));
    unknown[0] = 9;
    expect(await rejected(decodeSegments([unknown], OF))).toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    for (const newer of [withChecksum(Buffer.from(unknown)), frameOf('\n', null, FORMAT_VERSION + 1)]) {
      const error = await rejected(decodeSegments([newer], OF));
      expect(error).toBeInstanceOf(FormatUnsupportedError);
      expect(error).toMatchObject({
        code: 'FORMAT_UNSUPPORTED',
        jobId: 'job-1',
        formatVersion: FORMAT_VERSION + 1,
      });
    }
  });

  it.each([10, 100_000])('that unpack to more than they say are stopped there (says %i)', async (says) => {
    const bomb = zstdCompressSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    const error = await rejected((async () => unpackFrame(readFrame(forged(bomb, says))))());
    expect(error).toBeInstanceOf(FrameError);
    expect(error).toMatchObject({ cause: { code: 'ERR_BUFFER_TOO_LARGE' } });
  });

  it('that nobody waits for any more may turn out to be damaged', async () => {
    const frames = [
      Buffer.from('no frame'),
      ...Array.from({ length: 3 }, () => forged(Buffer.from('no zstd'), 100_000)),
    ];
    expect(await rejected(decodeSegments(frames, OF))).toMatchObject({ version: 1 });
    // The thread pool answers after that; an unhandled rejection would end the process.
    await unpackFrame(readFrame(frameOf(body, 3)));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('that say they are huge are refused before they are unpacked', () => {
    expect(() => readFrame(forged(Buffer.from('x'), 0xffff_ffff))).toThrow(/claims to unpack/);
  });

  it('that unpack to less than they say are refused, whole or in the middle', async () => {
    for (const says of [100, 100_000]) {
      await expect(async () =>
        unpackFrame(readFrame(forged(zstdCompressSync(Buffer.alloc(99)), says))),
      ).rejects.toBeInstanceOf(FrameError);
    }
    // The decoder gives the first of two frames and says nothing of the second.
    const two = Buffer.concat([zstdCompressSync(Buffer.alloc(50)), zstdCompressSync(Buffer.alloc(50))]);
    await expect(async () => unpackFrame(readFrame(forged(two, 100)))).rejects.toBeInstanceOf(FrameError);
    await expect(async () =>
      unpackFrame(readFrame(forged(Buffer.from('no zstd'), 100))),
    ).rejects.toBeInstanceOf(FrameError);
  });

  it('are the same bytes whether packed at once or in the thread pool', async () => {
    expect(await packFrame(body, 1, 3)).toEqual(encodeFrame(body, 1, 3));
  });
});
