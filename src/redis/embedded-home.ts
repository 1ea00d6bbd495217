import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { prepareFolder } from '../usable-folder.ts';

const FOR_THIS_USER = 0o700;

/**
 * The folder of the private Redis within the data folder, for this user only.
 *
 * @throws Error with one line that says what to do
 */
export function prepareHome(dataDir: string): string {
  const setting = { name: 'DATA_DIR', orElse: ', or REDIS_URL to a Redis of your own', mode: FOR_THIS_USER };
  prepareFolder(dataDir, setting);
  const home = join(dataDir, 'redis');
  prepareFolder(home, setting);
  chmodSync(home, FOR_THIS_USER);
  return home;
}
