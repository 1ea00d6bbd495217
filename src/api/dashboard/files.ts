import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the page, in every encoding that it was built in. */
export interface PageFile {
  type: string;
  /** By content encoding; `identity` is always there. */
  bytes: { identity: Buffer; br?: Buffer; gzip?: Buffer };
}

export interface Page {
  /** The HTML that every address of the page is answered with. */
  shell: Buffer;
  /** By path, for example `/assets/index-3f1c.js`. The names change with the content. */
  assets: ReadonlyMap<string, PageFile>;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
};

const ENCODINGS = { '.br': 'br', '.gz': 'gzip' } as const;

/** Reads a built page (`build.ts`) into memory: about a megabyte. */
export async function readPage(folder: string): Promise<Page> {
  const assets = new Map<string, PageFile>();
  const names = await readdir(join(folder, 'assets'));
  await Promise.all(
    names.map(async (name) => {
      const type = TYPES[extname(name)];
      if (type === undefined) return;
      const path = join(folder, 'assets', name);
      const file: PageFile = { type, bytes: { identity: await readFile(path) } };
      for (const [suffix, encoding] of Object.entries(ENCODINGS)) {
        if (names.includes(`${name}${suffix}`)) file.bytes[encoding] = await readFile(`${path}${suffix}`);
      }
      assets.set(`/assets/${name}`, file);
    }),
  );
  return { shell: await readFile(join(folder, 'index.html')), assets };
}
