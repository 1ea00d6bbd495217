import { z } from 'zod';
import type { JsonValue } from '../../store/messages.ts';
import type { Workspace } from '../workspace.ts';
import type { Verdict } from './tool.ts';

const fileChange = z.object({
  /** Hex SHA-256 of the file before the call; null: there was none. */
  before: z.string().nullable(),
  /** Of the file as the call will leave it. */
  after: z.string(),
});

/** What the tools that change a file record before they begin. */
export type FileChange = z.infer<typeof fileChange>;

/** Looks on which side of the change the file is now. A file that cannot be looked at, or is neither, is `UNKNOWN`. */
export async function verdictOn(
  workspace: Workspace,
  path: string,
  evidence: JsonValue,
  output: () => string,
): Promise<Verdict> {
  const change = fileChange.safeParse(evidence);
  if (!change.success) return { state: 'UNKNOWN' };
  const now = await workspace.hashFile(path).catch(() => undefined);
  if (now === change.data.after) return { state: 'DONE', output: output() };
  if (now === change.data.before) return { state: 'NOT_DONE' };
  return { state: 'UNKNOWN' };
}
