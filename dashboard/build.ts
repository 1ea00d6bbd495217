import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { ensureBuilt } from '../src/api/dashboard/build.ts';

/**
 * Builds the page into a folder, with a packed copy beside each file that packing makes smaller. The server runs it so
 * (`src/api/dashboard/build.ts`): `node dashboard/build.ts <folder>`. Without a folder it does what the server does when
 * it starts, for images and packages that are made beforehand.
 */

const PACKABLE = /\.(js|css|svg)$/;
/** Below this a file fits into one packet anyway. */
const WORTH_PACKING_BYTES = 1024;

async function packed(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < WORTH_PACKING_BYTES) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await Promise.all([
    promisify(brotliCompress)(bytes, { params }).then((br) => writeFile(`${file}.br`, br)),
    promisify(gzip)(bytes, { level: 9 }).then((gz) => writeFile(`${file}.gz`, gz)),
  ]);
}

async function buildInto(outDir: string): Promise<void> {
  await build({
    root: import.meta.dirname,
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    build: { outDir, emptyOutDir: true },
  });
  const assets = join(outDir, 'assets');
  const names = (await readdir(assets)).filter((name) => PACKABLE.test(name));
  await Promise.all(names.map((name) => packed(join(assets, name))));
}

const [folder] = process.argv.slice(2);
if (folder === undefined) console.log(`The page is in ${await ensureBuilt()}`);
else await buildInto(resolve(folder));
