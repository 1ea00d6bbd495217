import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is removed when the present test ends. A real path. */
export function tempDir(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'retoma-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
