import { createHash } from 'node:crypto';
import { z } from 'zod';
import { quote } from '../jail/errors.ts';
import type { Workspace } from '../workspace.ts';
import { filePath } from './inputs.ts';
import type { Tool } from './tool.ts';
import { ToolError } from './tool-error.ts';
import { type FileChange, verdictOn } from './verify.ts';

const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Each overlapping occurrence costs the length of the text looked for. */
const MAX_COUNT = 100;

const input = z.strictObject({
  path: filePath,
  oldText: z
    .string()
    .min(1)
    .describe('Text that is in the file exactly once, with its white space and line ends.'),
  newText: z.string().describe('Text to put in its place.'),
});
type Input = z.infer<typeof input>;

export const editFileTool: Tool<Input> = {
  name: 'edit_file',
  description:
    'Replaces a piece of a text file of the workspace. oldText must occur exactly once in the file; give enough lines around the change to make it so.',
  input,
  policy: 'VERIFY',
  async prepare(call, { workspace }) {
    const { before, after } = await change(workspace, call);
    return { before: sha256(before), after: sha256(after) } satisfies FileChange;
  },
  async execute(call, { workspace, signal, whenMayAct }) {
    const { after } = await change(workspace, call);
    signal.throwIfAborted();
    await workspace.replaceFile(call.path, after, whenMayAct);
    return { output: edited(call), isError: false };
  },
  verify(call, evidence, { workspace }) {
    return verdictOn(workspace, call.path, evidence, () => edited(call));
  },
};

function edited({ path, oldText, newText }: Input): string {
  return `Edited ${quote(path)}: replaced ${oldText.split('\n').length} line(s) by ${newText.split('\n').length}.`;
}

async function change(workspace: Workspace, call: Input): Promise<{ before: Buffer; after: Buffer }> {
  const before = await readWhole(workspace, call.path);
  const text = decode(before, call.path);
  const count = countOf(text, call.oldText);
  if (count !== 1) throw notOnce(call, text, count);
  const at = text.indexOf(call.oldText);
  const after = text.slice(0, at) + call.newText + text.slice(at + call.oldText.length);
  return { before, after: Buffer.from(after) };
}

function readWhole(workspace: Workspace, path: string): Promise<Buffer> {
  return workspace.withFile(path, ({ handle, stats }) => {
    if (stats.size > MAX_FILE_BYTES) {
      throw new ToolError(`${quote(path)} is too big to be edited (${stats.size} bytes); use run_command.`);
    }
    return handle.readFile();
  });
}

/** An edit must not touch what it does not replace, so bytes that would not survive decoding are refused. */
function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ToolError(`${quote(path)} is not valid UTF-8 and cannot be edited; use run_command.`);
  }
}

/** Overlapping occurrences count too: each of them could be the one that was meant. Stops at `MAX_COUNT`. */
function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1 && count < MAX_COUNT; at = text.indexOf(part, at + 1)) count++;
  return count;
}

function notOnce({ path, oldText, newText }: Input, text: string, count: number): ToolError {
  const name = quote(path);
  if (count > 1) {
    return new ToolError(
      `oldText occurs ${count === MAX_COUNT ? `${count} or more` : count} times in ${name}; give more of the lines around it, so that it occurs once.`,
    );
  }
  if (text.includes('\r\n') && text.includes(oldText.replaceAll('\n', '\r\n'))) {
    return new ToolError(
      `oldText occurs 0 times in ${name}: its lines end in "\\r\\n", those of oldText in "\\n".`,
    );
  }
  if (newText !== '' && text.includes(newText)) {
    return new ToolError(
      `oldText occurs 0 times in ${name}, but newText does: the edit may have been made already.`,
    );
  }
  return new ToolError(`oldText occurs 0 times in ${name}; read the file again and copy the text exactly.`);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
