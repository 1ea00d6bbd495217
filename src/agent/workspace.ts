import { createHash } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { RetomaError } from '../errors.ts';
import type { WorkspaceConfig } from '../store/records.ts';
import { whyUnusable } from '../usable-folder.ts';
import { type Copied, copyFolder, copyingName, copyingPrefix } from './jail/copy.ts';
import { codeOf, JailError } from './jail/errors.ts';
import { hashFile, type OpenFile, replaceFile, withFile, withFolder } from './jail/files.ts';
import { bestAnchoring, type Jail, jailPath, makeFolder, walk } from './jail/walk.ts';
import type { WhenMayAct } from './may-act.ts';

const MAX_PATH_BYTES = 1024;
const MAX_PART_BYTES = 255;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** Names that this module makes for itself beside the workspaces. */
const RESERVED = /^\.retoma-/;

/**
 * The folder that a job works in, and the only way in which the tools touch files. Paths are relative to it (or absolute
 * and inside it); every method rejects with a `JailError` for a path that leads outside or cannot be used.
 */
export interface Workspace {
  /** Absolute. For starting commands; never for opening files, and never shown. */
  readonly path: string;
  readonly jail: Jail;
  withFile<T>(path: string, use: (file: OpenFile) => Promise<T>): Promise<T>;
  replaceFile(path: string, content: Uint8Array, whenMayAct: WhenMayAct): Promise<void>;
  /** Hex SHA-256 of a file; null when there is none. */
  hashFile(path: string): Promise<string | null>;
}

/** The folder of a started job is not on this worker. */
export class WorkspaceMissingError extends RetomaError {
  constructor(config: WorkspaceConfig) {
    super(
      'INVALID_INPUT',
      `The workspace ${JSON.stringify(config.path)} of this job, which has already begun, is not on this worker; give every worker the same WORKSPACE_ROOT storage, then resume the job.`,
    );
    this.name = 'WorkspaceMissingError';
  }
}

/** The folder of all workspaces is no longer what it was when the worker began. */
export class WorkspaceRootError extends RetomaError {
  constructor(cause: unknown) {
    super(
      'INVALID_INPUT',
      `The folder of the workspaces (WORKSPACE_ROOT) cannot be used on this worker: ${whyUnusable(cause)}. Mend that, then resume the job, or submit it again when it has no checkpoint.`,
      { cause },
    );
    this.name = 'WorkspaceRootError';
  }
}

/**
 * The path of a workspace as a caller gives it: relative to the root, parts separated by `/`, none of them empty, `.` or
 * `..`; no control characters, no backslash; at most 1,024 bytes, 255 a part. Normalised to NFC, so that one folder has
 * one name.
 *
 * @throws RetomaError INVALID_INPUT
 */
export function parseWorkspacePath(value: unknown): string {
  if (typeof value !== 'string') throw invalid('must be a string');
  if (value === '') throw invalid('must not be empty');
  if (!value.isWellFormed()) throw invalid('must be valid Unicode');
  const path = value.normalize('NFC');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw invalid(`must be at most ${MAX_PATH_BYTES} bytes long`);
  if (CONTROL.test(path)) throw invalid('must not hold control characters');
  if (path.includes('\\')) throw invalid('must be separated by "/", not by a backslash');
  if (path.startsWith('/')) throw invalid('must be relative');
  for (const part of path.split('/')) {
    if (part === '') throw invalid('must not hold empty parts');
    if (part === '.' || part === '..') throw invalid('must not hold "." or ".."');
    if (RESERVED.test(part)) throw invalid('must not use names that begin with ".retoma-"');
    if (Buffer.byteLength(part) > MAX_PART_BYTES) {
      throw invalid(`must not have a part of more than ${MAX_PART_BYTES} bytes`);
    }
  }
  return path;
}

function invalid(why: string): RetomaError {
  return new RetomaError('INVALID_INPUT', `A workspace path ${why}.`);
}

/** A job's own folder: a readable beginning of its id and a digest of all of it. */
export function defaultWorkspaceFor(jobId: string): WorkspaceConfig {
  const readable = jobId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 36)
    .replace(/^-+|-+$/g, '');
  const digest = createHash('sha256').update(jobId).digest('hex').slice(0, 32);
  return { path: readable === '' ? digest : `${readable}-${digest}` };
}

/**
 * Opens the workspace below `root` (made when missing).
 *
 * @param options.create true only at a job's first start: a worker that lacks the folder of a job that has begun must
 *   not go on in an empty one
 * @throws WorkspaceMissingError; WorkspaceRootError; RetomaError INVALID_INPUT when something on the way is a file or a symbolic link
 */
export async function openWorkspace(
  root: string,
  config: WorkspaceConfig,
  options: { create: boolean },
): Promise<Workspace> {
  const path = parseWorkspacePath(config.path);
  const whole = await jailOf(root);
  // What lies on the way may belong to another workspace, whose commands may have put a link there.
  if (options.create) await refuseLinks(path, () => makeFolders(whole, path));
  const jail: Jail = { ...whole, parts: path.split('/') };
  const found = await refuseLinks(path, () => exists(jail));
  if (!found) throw new WorkspaceMissingError(config);
  return workspaceOf(jail);
}

async function jailOf(root: string): Promise<Jail> {
  try {
    await mkdir(root, { recursive: true });
    return { root: await realpath(root), parts: [], anchoring: bestAnchoring() };
  } catch (error) {
    throw new WorkspaceRootError(error);
  }
}

async function exists(jail: Jail): Promise<boolean> {
  try {
    return await walk(jail, '.', {}, async () => true);
  } catch (error) {
    if (error instanceof JailError && codeOf(error.cause) === 'ENOENT') return false;
    throw error;
  }
}

async function makeFolders(root: Jail, path: string): Promise<void> {
  const parts = path.split('/');
  for (const [depth, part] of parts.entries()) {
    const above: Jail = { ...root, parts: parts.slice(0, depth) };
    await walk(above, '.', {}, ({ folder }) => makeFolder(folder.at(part)));
  }
}

async function refuseLinks<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof JailError)) throw error;
    throw new RetomaError(
      'INVALID_INPUT',
      `The workspace ${JSON.stringify(path)} cannot be used: a part of it is a file or a symbolic link, or may not be accessed. Name another one.`,
      { cause: error },
    );
  }
}

/** The workspace of a jail that is known to be there. */
export function workspaceOf(jail: Jail): Workspace {
  return {
    path: jailPath(jail),
    jail,
    withFile: (path, use) => withFile(jail, path, use),
    replaceFile: (path, content, whenMayAct) => replaceFile(jail, path, content, whenMayAct),
    hashFile: (path) => hashFile(jail, path),
  };
}

/**
 * Copies a workspace for a fork. Whole or not at all: it is built beside the workspaces and then renamed, so that it can
 * be called again after a crash; when `to` is there already, nothing is done. Links are copied as links.
 *
 * @throws WorkspaceMissingError when `from` is not there; WorkspaceRootError; RetomaError INVALID_INPUT when it cannot be
 *   copied
 */
export async function copyWorkspace(
  root: string,
  from: WorkspaceConfig,
  to: WorkspaceConfig,
): Promise<Copied> {
  const source = parseWorkspacePath(from.path);
  const target = parseWorkspacePath(to.path);
  const whole = await jailOf(root);
  const copied: Copied = { files: 0, skipped: 0 };
  if (await refuseLinks(target, () => exists({ ...whole, parts: target.split('/') }))) return copied;
  const sourceJail: Jail = { ...whole, parts: source.split('/') };
  if (!(await refuseLinks(source, () => exists(sourceJail)))) throw new WorkspaceMissingError(from);

  const tag = createHash('sha256').update(target).digest('hex').slice(0, 16);
  await removeLeftovers(whole, tag);
  const name = copyingName(tag);
  await mkdir(`${whole.root}/${name}`);
  try {
    await walk(sourceJail, '.', {}, async ({ folder }) => {
      await withFolder(whole, name, (building) => copyFolder(whole, folder, building, copied));
    });
    await moveInto(whole, name, target);
  } catch (error) {
    if (!(error instanceof JailError)) throw error;
    const why = error.cause instanceof Error ? codeOf(error.cause) : undefined;
    throw new RetomaError(
      'INVALID_INPUT',
      `The workspace ${JSON.stringify(source)} could not be copied (${why ?? error.message}). Mend that and fork again.`,
      { cause: error },
    );
  } finally {
    await rm(`${whole.root}/${name}`, { recursive: true, force: true });
  }
  return copied;
}

async function removeLeftovers(whole: Jail, tag: string): Promise<void> {
  const names = await readdir(whole.root);
  const left = names.filter((name) => name.startsWith(copyingPrefix(tag)));
  await Promise.all(left.map((name) => rm(`${whole.root}/${name}`, { recursive: true, force: true })));
}

async function moveInto(whole: Jail, name: string, target: string): Promise<void> {
  const above = target.split('/').slice(0, -1);
  if (above.length > 0) await makeFolders(whole, above.join('/'));
  const last = target.split('/').at(-1) ?? target;
  await walk({ ...whole, parts: above }, '.', {}, async ({ folder }) => {
    try {
      await rename(`${whole.root}/${name}`, folder.at(last));
    } catch (error) {
      // Another worker was quicker: its copy stays.
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
    }
  });
}
