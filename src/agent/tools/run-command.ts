import { z } from 'zod';
import { runCommand } from '../sandbox.ts';
import type { Tool } from './tool.ts';

const DEFAULT_TIMEOUT_SECONDS = 120;
const MAX_TIMEOUT_SECONDS = 600;
/** Linux takes 128 KB for one argument. */
const MAX_COMMAND_BYTES = 100_000;
const MAX_OUTPUT_BYTES = 64 * 1024;

const input = z.strictObject({
  command: z
    .string()
    .min(1)
    .refine((command) => !command.includes('\0'), 'must not hold NUL characters')
    .refine(
      (command) => Buffer.byteLength(command) <= MAX_COMMAND_BYTES,
      `must be at most ${MAX_COMMAND_BYTES} bytes; write a script and run that`,
    )
    .describe('The command, as for bash -c.'),
  timeoutSeconds: z
    .number()
    .positive()
    .max(MAX_TIMEOUT_SECONDS)
    .default(DEFAULT_TIMEOUT_SECONDS)
    .describe('After this many seconds it is killed.'),
});

export const runCommandTool: Tool<z.infer<typeof input>> = {
  name: 'run_command',
  description:
    'Runs a shell command in the workspace and shows what it wrote to standard output and standard error, 64 KB at most (beginning and end). There is no standard input. Only the workspace is kept from one command to the next: HOME and /tmp are empty each time, and processes left in the background are killed when the command ends.',
  input,
  policy: 'REPORT',
  async execute({ command, timeoutSeconds }, { workspace, signal, whenMayAct }) {
    const { exitCode, output, timedOut } = await runCommand({
      command,
      cwd: workspace.path,
      timeoutMs: timeoutSeconds * 1000,
      signal,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      whenMayAct,
      hidden: [workspace.jail.root],
    });
    const text = output === '' ? '(no output)' : output.replace(/\n$/, '');
    if (timedOut) {
      return {
        output: `${text}\n[Killed: it was still running after ${timeoutSeconds} s.]`,
        isError: true,
      };
    }
    if (exitCode !== 0) return { output: `${text}\n[Exit code ${exitCode}]`, isError: true };
    return { output: text, isError: false };
  },
};
