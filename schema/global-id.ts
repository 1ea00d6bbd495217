import { RetomaError } from '../src/errors.ts';

const GLOBAL_ID = /^(Checkpoint|Job):(.+)$/s;

/** `Type:id` as base64url; an id may hold any character, colons too. */
export function encodeGlobalId(typename: string, id: string | number | bigint): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url');
}

/** @throws RetomaError INVALID_INPUT for anything that `encodeGlobalId` did not make */
export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const [, typename, id] = GLOBAL_ID.exec(Buffer.from(globalId, 'base64url').toString()) ?? [];
  if (typename === undefined || id === undefined || encodeGlobalId(typename, id) !== globalId) {
    throw notAnId();
  }
  return { typename, id };
}

/** The id of a version, of which each is a node: `<version>:<job id>`. */
export function encodeVersionId({ jobId, version }: { jobId: string; version: number }): string {
  return `${version}:${jobId}`;
}

/** @throws RetomaError INVALID_INPUT */
export function decodeVersionId(id: string): { jobId: string; version: number } {
  const [, version, jobId] = /^([1-9]\d{0,9}):(.+)$/s.exec(id) ?? [];
  if (version === undefined || jobId === undefined) throw notAnId();
  return { jobId, version: Number(version) };
}

function notAnId(): RetomaError {
  return new RetomaError(
    'INVALID_INPUT',
    'This is no global id. Pass an "id" exactly as the API gave it; with the id of a job ask for job(jobId:) or checkpoint(jobId:).',
  );
}
