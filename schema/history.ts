import type { Context } from '../resolvers/context.ts';
import { readHistory } from '../resolvers/history.ts';
import { historyInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import type { CheckpointView } from '../src/store/contract.ts';
import { type Connection, toConnection } from './connection.ts';
import type { PageArgs } from './cost.ts';

/** The kept versions of a job; none when the job is gone meanwhile. */
export async function historyOf(
  jobId: string,
  page: PageArgs & { after?: string | null | undefined },
  context: Context,
): Promise<Connection<CheckpointView>> {
  const input = parseInput(historyInput, { jobId, first: page.first, after: page.after });
  return toConnection((await readHistory(input, context)) ?? { items: [], hasNextPage: false });
}
