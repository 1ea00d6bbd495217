import { z } from 'zod';
import { folderPath, glob } from './inputs.ts';
import { scan } from './scan.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({ path: folderPath, glob });

export const listFilesTool: Tool<z.infer<typeof input>> = {
  name: 'list_files',
  description:
    'Lists the files of the workspace, or of one folder of it, with everything below; folders end in "/". What is in .git and in node_modules is left out unless path leads into it. At most 1,000 entries, those nearest to the top first.',
  input,
  policy: 'PURE',
  async execute({ path, glob }, { workspace, signal }) {
    const output = await scan({ kind: 'list', jail: workspace.jail, path: path ?? '.', glob }, signal);
    return { output, isError: false };
  },
};
