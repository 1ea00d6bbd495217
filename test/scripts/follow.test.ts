import { expect, it } from 'vitest';
import { RefusedError, type RetomaClient, ServerGoneError } from './client.ts';
import { follow } from './follow.ts';
import { JOB_CHANGES, MODEL_OUTPUT, PLACE, VERSIONS } from './operations.ts';

const RUNNING = { status: 'RUNNING', attempts: 1, checkpoint: null };
const COMPLETED = { ...RUNNING, status: 'COMPLETED' };

/** What the subscriptions tell, one list for each time that they are asked for; an error ends the list. */
interface Told {
  job: (object | Error)[][];
  versions: (object | Error)[][];
  output?: (object | Error)[][];
}

/** Tells what it was given, and notes the variables that it was asked with. */
function clientThat(told: Told) {
  const lists = new Map<unknown, (object | Error)[][]>([
    [JOB_CHANGES, told.job.map((list) => list.map((jobChanged) => ({ jobChanged })))],
    [VERSIONS, told.versions],
    [MODEL_OUTPUT, told.output ?? [[]]],
  ]);
  const asked: object[] = [];
  const client = {
    async query(document: unknown) {
      expect(document).toBe(PLACE);
      const over = told.job.length > 0 && lists.get(JOB_CHANGES)?.length === 0;
      return { job: { ...(over ? COMPLETED : RUNNING), history: { edges: [] } } };
    },
    async *watch(document: unknown, variables: object) {
      if (document === VERSIONS) asked.push(variables);
      for (const item of lists.get(document)?.shift() ?? []) {
        const { jobChanged = item } = item as { jobChanged?: unknown };
        if (jobChanged instanceof Error) throw jobChanged;
        yield item;
      }
    },
  };
  return { client: client as unknown as RetomaClient, asked };
}

const version = (number: number) => ({
  checkpointSaved: { cursor: `cursor-${number}`, node: { version: number, messages: { nodes: [] } } },
});

async function kindsOf(client: RetomaClient): Promise<string[]> {
  const kinds: string[] = [];
  for await (const step of follow(client, 'job', { behind: null, output: true })) {
    kinds.push(step.kind === 'VERSION' ? `v${step.version.version}` : step.kind);
  }
  return kinds;
}

it('does not take a stream that the server completed for the end of the job', async () => {
  const { client, asked } = clientThat({
    job: [[RUNNING], [COMPLETED]],
    versions: [[version(1)], [version(2), version(3)]],
  });
  const kinds = await kindsOf(client);
  expect(kinds.filter((kind) => kind.startsWith('v'))).toEqual(['v1', 'v2', 'v3']);
  expect(kinds.at(-1)).toBe('JOB');
  expect(asked).toEqual([
    { jobId: 'job', after: null },
    { jobId: 'job', after: 'cursor-1' },
  ]);
});

it('begins anew when what is behind the cursor is no longer kept, and says what is missing', async () => {
  const gone = new RefusedError({ code: 'CURSOR_UNAVAILABLE', message: 'Gone.' });
  const { client, asked } = clientThat({
    job: [[RUNNING, COMPLETED]],
    versions: [[version(1), new ServerGoneError('Away.')], [gone], [version(5)]],
  });
  expect((await kindsOf(client)).filter((kind) => kind !== 'CONNECTION_BROKE')).toEqual([
    ...['JOB', 'v1', 'GAP', 'v5', 'JOB'],
  ]);
  expect(asked.at(-1)).toEqual({ jobId: 'job', after: null });
});
