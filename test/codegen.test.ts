import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { executeCodegen } from '@graphql-codegen/cli';
import { describe, expect, it } from 'vitest';
import config from '../codegen.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TARGETS = Object.entries(config.generates);

/** Generates in memory. */
async function generate(generates: typeof config.generates) {
  const { result, error } = await executeCodegen({ ...config, generates, cwd: ROOT, silent: true });
  return { files: result, error };
}

describe('codegen', () => {
  it('has written the types of the operations as they are now, and they fit the schema', async () => {
    const { files, error } = await generate(config.generates);
    expect(error).toBeNull();
    for (const [target] of TARGETS) {
      const written = files.filter(({ filename }) => filename.startsWith(target));
      expect(readdirSync(resolve(ROOT, target)).toSorted()).toEqual(
        written.map(({ filename }) => basename(filename)).toSorted(),
      );
      for (const { filename, content } of written) {
        const hint = `${filename} is stale. Run \`npm run codegen\` and commit what it writes.`;
        expect(readFileSync(resolve(ROOT, filename), 'utf8'), hint).toBe(content);
      }
    }
  });

  it('refuses an operation that does not fit the schema', async () => {
    const documents = ['query Wrong { jobs { nodes { jobId colour } } }'];
    const { error } = await generate(
      Object.fromEntries(TARGETS.map(([target, output]) => [target, { ...output, documents }])),
    );
    expect(error?.message).toContain('Cannot query field "colour" on type "Job"');
  });
});
