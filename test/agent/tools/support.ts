import type { z } from 'zod';
import { builtinTools } from '../../../src/agent/tools/index.ts';
import type { Tool, ToolContext, ToolOutput } from '../../../src/agent/tools/tool.ts';
import { openWorkspace } from '../../../src/agent/workspace.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A fresh workspace with the context that the loop gives to a tool. */
export async function toolContext(more: Partial<ToolContext> = {}): Promise<ToolContext> {
  return {
    workspace: await openWorkspace(tempDir(), { path: 'job' }, { create: true }),
    signal: new AbortController().signal,
    whenMayAct: async (act) => act(),
    ...more,
  };
}

export function tool(name: string): Tool {
  const found = builtinTools.find((each) => each.name === name);
  if (found === undefined) throw new Error(`No tool ${name}.`);
  return found;
}

/** As the loop does it: the arguments pass the tool's schema, then the tool runs. */
export async function call(
  name: string,
  input: z.input<z.ZodType>,
  context: ToolContext,
): Promise<ToolOutput> {
  const { input: schema, execute } = tool(name);
  return execute(schema.parse(input), context);
}
