import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submitJob } from '../../../resolvers/submit-job.ts';
import { contextOf, testDeps } from '../../support/api.ts';
import { type RedisForTests, startRedis } from '../../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../../support/redis-store.ts';
import { countRoundTrips } from '../../support/round-trips.ts';
import { workByHand } from '../../support/work-by-hand.ts';
import { type GraphQLForTests, graphqlOf } from './support.ts';

/** However many objects are asked for, the number of round trips to Redis stays the same. */

let server: RedisForTests;
let redis: RedisStoreForTests;
let graphql: GraphQLForTests;
const jobIds: string[] = [];

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
  redis = openRedisStore(server.url);
  graphql = graphqlOf(testDeps({ store: redis.store }));
  const cutOff = [{ name: 'run_command', policy: 'REPORT', input: { command: 'make' } }] as const;
  for (let index = 0; index < 120; index++) {
    const { job } = await submitJob({ prompt: `Job ${index}.` }, contextOf(graphql.deps));
    const end = index % 3 === 0 ? 'FAILED' : index % 3 === 1 ? 'RUNNING' : 'CANCELLED';
    await workByHand(redis.store, job.jobId, { cutOff: [...cutOff], end });
    jobIds.push(job.jobId);
  }
  await redis.store.settle();
});
afterAll(async () => {
  await redis.dispose();
  await server.stop();
});

async function roundTrips(query: string, variables: Record<string, unknown> = {}) {
  // The scripts are known to Redis from the first time on.
  await graphql.ask(query, variables);
  return countRoundTrips(redis.redis, async () => {
    const { errors } = await graphql.ask(query, variables);
    expect(errors).toEqual([]);
  });
}

const CHECKPOINT = `id jobId version reasoning job { status result } pendingToolCalls { name arguments state onResume }
  resumability { canResume reason interruptedToolCalls { name arguments } }`;

describe('round trips', () => {
  it('of a page of checkpoints, with job, resumability and pending tool calls: three', async () => {
    const page = (first: number) =>
      roundTrips(`{ checkpoints(first: ${first}) { nodes { ${CHECKPOINT} } } }`);
    const [few, many] = [await page(5), await page(100)];
    // For each checkpoint its record and its latest turn, whichever of its fields need them.
    expect(many.commands - few.commands).toBe(2 * 95);
    expect(few.roundTrips).toBe(3);
    expect(many.roundTrips).toBe(3);
  });

  it('of a page of checkpoints with what was said last: as many', async () => {
    const query = (first: number) =>
      `{ checkpoints(first: ${first}) { nodes { ${CHECKPOINT} messages(last: 1) { nodes { text } } } } }`;
    expect((await roundTrips(query(60))).roundTrips).toBe(3);
  });

  it('of a page of jobs with their checkpoints', async () => {
    const page = (first: number) =>
      roundTrips(`{ jobs(first: ${first}) { nodes { status checkpoint { ${CHECKPOINT} } } } }`);
    const [few, many] = [await page(5), await page(100)];
    expect(many.roundTrips).toBe(few.roundTrips);
    expect(many.roundTrips).toBe(4);
  });

  it('of a page of jobs with what was cut off of their answers', async () => {
    const page = (first: number) =>
      roundTrips(`{ jobs(first: ${first}) { nodes { partialAnswer { text usage { total } } } } }`);
    const [few, many] = [await page(5), await page(100)];
    expect([few.roundTrips, many.roundTrips]).toEqual([3, 3]);
  });

  it('of versions that are not the latest, whose jobs are judged by the latest', async () => {
    const history = (first: number) =>
      roundTrips(
        `query ($id: ID!) { job(jobId: $id) { history(first: ${first}) { nodes { ${CHECKPOINT} } } } }`,
        {
          id: jobIds[0],
        },
      );
    expect((await history(3)).roundTrips).toBe((await history(2)).roundTrips);
  });

  it('of objects by their ids', async () => {
    const nodes = (count: number) =>
      roundTrips(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Checkpoint { version } ... on Job { status } } }',
        {
          ids: jobIds
            .slice(0, count)
            .flatMap((jobId) => [`Job:${jobId}`, `Checkpoint:1:${jobId}`])
            .map((id) => Buffer.from(id).toString('base64url')),
        },
      );
    expect((await nodes(2)).roundTrips).toBe(1);
    expect((await nodes(50)).roundTrips).toBe(1);
  });

  it('of the metrics, however many jobs there are: one', async () => {
    expect((await roundTrips('{ metrics { jobs { total } activeCheckpoints } }')).roundTrips).toBe(1);
  });
});
