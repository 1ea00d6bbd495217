import { z } from 'zod';
import { folderPath, glob } from './inputs.ts';
import { scan } from './scan.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .max(1000)
    .describe(
      'Regular expression as in JavaScript, tested on each line by itself. Begin it with (?i) to ignore case.',
    ),
  path: folderPath.describe(
    'Folder or file to search, relative to the workspace. Default: the whole workspace.',
  ),
  glob,
});

export const searchFilesTool: Tool<z.infer<typeof input>> = {
  name: 'search_files',
  description:
    'Searches the text files of the workspace for a regular expression and shows each line that matches as "path:line: text". .git and node_modules are left out unless path leads into them. At most 200 lines; files above 4 MB, binary files and links are not searched.',
  input,
  policy: 'PURE',
  async execute({ pattern, path, glob }, { workspace, signal }) {
    const task = { kind: 'search', jail: workspace.jail, path: path ?? '.', glob, pattern } as const;
    return { output: await scan(task, signal), isError: false };
  },
};
