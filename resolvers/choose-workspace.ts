import { defaultWorkspaceFor, parseWorkspacePath } from '../src/agent/workspace.ts';
import type { WorkspaceConfig } from '../src/store/records.ts';
import { atField } from './parse-input.ts';

/**
 * The workspace that was named, checked, or else the job's own.
 * @throws InputError
 */
export async function chooseWorkspace(
  named: { path: string } | null | undefined,
  jobId: string,
): Promise<WorkspaceConfig> {
  if (named == null) return defaultWorkspaceFor(jobId);
  return { path: await atField('workspace.path', () => parseWorkspacePath(named.path)) };
}
