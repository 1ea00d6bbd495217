import { promisify } from 'node:util';
import {
  constants,
  crc32,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';

/**
 * The container of one piece of a job's log. To Redis it is opaque bytes:
 *
 *   byte 0       how the body is kept: 1 raw, 2 one zstd frame
 *   byte 1       the format of the messages in it (see `formats.ts`)
 *   bytes 2..5   CRC-32 of all that follows, started with bytes 0 and 1; little endian
 *   bytes 6..9   length of the body before compression; little endian
 *   bytes 10..   the body
 */
const HEADER_BYTES = 10;
const RAW = 1;
const ZSTD = 2;

/** The largest body; a frame that claims more is refused before anything is unpacked. */
export const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** Up to here a body is unpacked at once; a trip through the thread pool costs more than it saves. */
const UNPACK_AT_ONCE_BYTES = 16 * 1024;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What is wrong with a frame; the caller knows which job and version it belongs to. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** The frame is what was written, by a Retoma that keeps bodies in a way that this one does not know. */
export class UnknownKindError extends Error {
  override readonly name = 'UnknownKindError';
  readonly formatVersion: number;

  constructor(formatVersion: number) {
    super('its body is kept in an unknown way');
    this.formatVersion = formatVersion;
  }
}

/** A frame whose checksum was verified and whose body is still packed. */
export interface Frame {
  formatVersion: number;
  bodyBytes: number;
  packed: boolean;
  payload: Buffer;
}

/** Packs the body at once, on the caller's thread, when `packing` is a zstd level; null leaves it as it is. */
export function encodeFrame(body: Buffer, formatVersion: number, level: number | null): Buffer {
  const payload = level === null ? body : zstdCompressSync(body, packing(body, level));
  return assemble(body, payload, formatVersion);
}

/** The same in the thread pool, always packed unless packing makes it longer. */
export async function packFrame(body: Buffer, formatVersion: number, level: number): Promise<Buffer> {
  return assemble(body, await compress(body, packing(body, level)), formatVersion);
}

/** The checksum that a frame carries of all that is in it. The frame is one that was just made. */
export function checksumOf(frame: Buffer): number {
  return frame.readUInt32LE(2);
}

/** @throws FrameError when the bytes are no frame, or not those that were written; UnknownKindError */
export function readFrame(bytes: Buffer): Frame {
  if (bytes.length < HEADER_BYTES) throw new FrameError('cut off');
  const kind = bytes[0];
  if (checksum(bytes) !== bytes.readUInt32LE(2)) throw new FrameError('its checksum does not match');
  if (kind !== RAW && kind !== ZSTD) throw new UnknownKindError(bytes.readUInt8(1));
  const payload = bytes.subarray(HEADER_BYTES);
  const bodyBytes = bytes.readUInt32LE(6);
  if (bodyBytes > MAX_BODY_BYTES) throw new FrameError(`it claims to unpack to ${bodyBytes} bytes`);
  if (kind === RAW && bodyBytes !== payload.length) throw new FrameError('its length does not match');
  return { formatVersion: bytes.readUInt8(1), bodyBytes, packed: kind === ZSTD, payload };
}

/** The body: at once for what is small or not packed, else through the thread pool. @throws FrameError */
export function unpackFrame(frame: Frame): Buffer | Promise<Buffer> {
  if (!frame.packed) return frame.payload;
  const options = unpacking(frame);
  if (frame.bodyBytes > UNPACK_AT_ONCE_BYTES) {
    return decompress(frame.payload, options).then((body) => checkLength(body, frame), notUnpackable);
  }
  try {
    return checkLength(zstdDecompressSync(frame.payload, options), frame);
  } catch (error) {
    return notUnpackable(error);
  }
}

function assemble(body: Buffer, packed: Buffer, formatVersion: number): Buffer {
  if (body.length > MAX_BODY_BYTES) throw new RangeError(`A frame cannot hold ${body.length} bytes.`);
  const isPacked = packed !== body && packed.length < body.length;
  const payload = isPacked ? packed : body;
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes[0] = isPacked ? ZSTD : RAW;
  bytes[1] = formatVersion;
  bytes.writeUInt32LE(body.length, 6);
  payload.copy(bytes, HEADER_BYTES);
  bytes.writeUInt32LE(checksum(bytes), 2);
  return bytes;
}

function checksum(bytes: Buffer): number {
  return crc32(bytes.subarray(6), crc32(bytes.subarray(0, 2)));
}

function packing(body: Buffer, level: number) {
  return { pledgedSrcSize: body.length, params: { [constants.ZSTD_c_compressionLevel]: level } };
}

/**
 * A bomb is stopped at the length that it declared. One output chunk holds all, with room to spare: when a chunk is just
 * filled, node makes another one of the same size and asks the decoder again, which takes twice as long.
 */
function unpacking(frame: Frame) {
  return { chunkSize: frame.bodyBytes + 1024, maxOutputLength: Math.max(frame.bodyBytes, 1) };
}

/** zstd's decoder stops silently after the first of several frames, so the length has to be looked at. */
function checkLength(body: Buffer, frame: Frame): Buffer {
  if (body.length !== frame.bodyBytes) throw new FrameError('it unpacks to another length');
  return body;
}

function notUnpackable(error: unknown): never {
  if (error instanceof FrameError) throw error;
  throw new FrameError('it cannot be unpacked', { cause: error });
}
