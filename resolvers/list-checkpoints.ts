import type { CheckpointFilter, CheckpointView, Page } from '../src/store/contract.ts';
import type { Context } from './context.ts';
import type { ListCheckpointsInput } from './inputs.ts';
import { pageRequest } from './page-request.ts';

/** The checkpoints that can be loaded, latest saved first. @throws RetomaError INVALID_CURSOR */
export function listCheckpoints(
  input: ListCheckpointsInput,
  context: Context,
): Promise<Page<CheckpointView> & { total: number }> {
  const filter: CheckpointFilter = {};
  if (input.filter?.status != null) filter.status = input.filter.status;
  if (input.filter?.model != null) filter.model = input.filter.model;
  if (input.filter?.savedAfter != null) filter.savedAfter = input.filter.savedAfter;
  return context.store.listActive(pageRequest(input), filter);
}
