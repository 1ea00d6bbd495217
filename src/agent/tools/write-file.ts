import { createHash } from 'node:crypto';
import { z } from 'zod';
import { quote } from '../jail/errors.ts';
import { filePath } from './inputs.ts';
import type { Tool } from './tool.ts';
import { type FileChange, verdictOn } from './verify.ts';

const input = z.strictObject({
  path: filePath,
  content: z.string().describe('The whole new content of the file.'),
});
type Input = z.infer<typeof input>;

export const writeFileTool: Tool<Input> = {
  name: 'write_file',
  description:
    'Writes a text file of the workspace: makes it, with the folders on the way, or replaces all of its content. To change a part of a file use edit_file.',
  input,
  policy: 'VERIFY',
  async prepare({ path, content }, { workspace }) {
    return {
      before: await workspace.hashFile(path),
      after: createHash('sha256').update(content).digest('hex'),
    } satisfies FileChange;
  },
  async execute({ path, content }, { workspace, signal, whenMayAct }) {
    signal.throwIfAborted();
    // Once more at the end, and here already since missing folders are made on the way.
    await whenMayAct(() => undefined);
    await workspace.replaceFile(path, Buffer.from(content), whenMayAct);
    return { output: written({ path, content }), isError: false };
  },
  verify({ path, content }, evidence, { workspace }) {
    return verdictOn(workspace, path, evidence, () => written({ path, content }));
  },
};

function written({ path, content }: Input): string {
  return `Wrote ${quote(path)} (${Buffer.byteLength(content)} bytes).`;
}
