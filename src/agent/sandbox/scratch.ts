import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostIdentity, processIdentity } from '../../process-identity.ts';

/** Of this host alone: a folder of temporary files may be shared by containers, each with numbers of its own. */
const HOST = createHash('sha256').update(hostIdentity()).digest('hex').slice(0, 12);
const NAME = /^retoma-(?:command|probe)-([0-9a-f]{12})-(\d+)-/;

const own = new Set<string>();
process.once('exit', () => {
  for (const path of own) rmSync(path, { recursive: true, force: true });
});

/** A new folder for what a command needs on the way. A real path, which says whose it is. */
export async function makeScratch(use: 'command' | 'probe'): Promise<string> {
  const folder = await realpath(tmpdir());
  const path = await mkdtemp(join(folder, `retoma-${use}-${HOST}-${process.pid}-`));
  own.add(path);
  return path;
}

export async function removeScratch(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  own.delete(path);
}

/** Removes what processes of this host that were killed have left behind. Failures do not matter. */
export async function removeAbandonedScratch(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const abandoned = names.filter((name) => {
    const [, host, pid] = NAME.exec(name) ?? [];
    return host === HOST && processIdentity(Number(pid)) === null;
  });
  await Promise.all(
    abandoned.map((name) =>
      rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined),
    ),
  );
}
