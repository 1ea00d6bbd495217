import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const POLL_MS = 50;
/** A build takes seconds; a lock that is older was left behind, though its pid may live on as another process. */
const LOCK_STALE_MS = 120_000;

export interface BuildOptions {
  /** The folder of the sources: the page, with its `build.ts`. @default dashboard/ of this repository */
  source?: string;
  /** Called when there is something to build, not when it was built before. */
  onBuilding?: () => void;
}

/**
 * The folder with the built page, for the sources as they are now. It is built when no build of these sources is there,
 * by one process at a time, in a process of its own; a half-made build is never seen.
 *
 * @throws Error with what the build printed, when it fails
 */
export async function ensureBuilt({ source = join(REPOSITORY, 'dashboard'), onBuilding }: BuildOptions = {}) {
  const dist = join(source, 'dist');
  const built = join(dist, await hashOf(source));
  if (await isThere(built)) return built;
  onBuilding?.();
  await mkdir(dist, { recursive: true });
  await locked(join(dist, 'building'), async () => {
    if (!(await isThere(built))) await buildInto(built, source, dist);
  });
  return built;
}

async function buildInto(built: string, source: string, dist: string): Promise<void> {
  const unfinished = `${built}.${process.pid}`;
  try {
    await run(join(source, 'build.ts'), unfinished);
    await rename(unfinished, built);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  // Who serves an older one holds it in memory.
  for (const name of await readdir(dist)) {
    const path = join(dist, name);
    if (path !== built && name !== 'building') await rm(path, { recursive: true, force: true });
  }
}

/** Of the sources and of the versions of all packages. */
async function hashOf(source: string): Promise<string> {
  const files = globSync('**/*', { cwd: source, withFileTypes: true, exclude: ['dist/**'] })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of [...files, join(REPOSITORY, 'package-lock.json')]) {
    hash.update(`${relative(source, file)}\0`).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function run(script: string, outDir: string): Promise<void> {
  const child = spawn(process.execPath, [script, outDir], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | string | null>((settle, fail) => {
    child.once('error', fail);
    child.once('close', (exit, signal) => settle(exit ?? signal));
  });
  if (code !== 0) throw new Error(`The page could not be built (${code}).\n${output.trim()}`);
}

/** Does it while no other process does; a lock whose holder is gone is taken over. */
async function locked(path: string, work: () => Promise<void>): Promise<void> {
  while (!(await take(path))) await delay(POLL_MS);
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (await isLeftBehind(path)) await rm(path, { force: true });
  return false;
}

async function isLeftBehind(path: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, pid] = await Promise.all([stat(path), readFile(path, 'utf8')]);
    // Without a pid it is being written this moment.
    return Date.now() - mtimeMs > LOCK_STALE_MS || (pid !== '' && !isAlive(Number(pid)));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
