import { z } from 'zod';
import type { ToolDefinition } from '../model/model.ts';
import { editFileTool } from './edit-file.ts';
import { listFilesTool } from './list-files.ts';
import { readFileTool } from './read-file.ts';
import { runCommandTool } from './run-command.ts';
import { searchFilesTool } from './search-files.ts';
import type { Tool } from './tool.ts';
import { writeFileTool } from './write-file.ts';

/** Every tool of the agent. What is given to `prepare`, `execute` and `verify` must have passed the tool's `input`. */
export const builtinTools: readonly Tool[] = [
  readFileTool,
  listFilesTool,
  searchFilesTool,
  writeFileTool,
  editFileTool,
  runCommandTool,
];

/** The tools as a model is told about them; objects refuse properties that they do not name. */
export function toolDefinitions(tools: readonly Tool[]): ToolDefinition[] {
  return tools.map(({ name, description, input }) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(input, { target: 'draft-7', io: 'input' });
    return { name, description, parameters };
  });
}
