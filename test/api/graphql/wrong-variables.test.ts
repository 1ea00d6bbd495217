import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { refusalsOf } from '../../../src/api/graphql/cost-limit.ts';
import { executeByPlan } from '../../../src/api/graphql/execution/execute.ts';
import { contextOf, testDeps } from '../../support/api.ts';
import { graphqlOf } from './support.ts';

const LENGTH = 20_000;
const TOLD = 4;

/** A list in which nothing fits, that counts how much of it was looked at. */
class WrongList {
  looked = 0;

  *[Symbol.iterator](): Generator<string> {
    while (this.looked < LENGTH) {
      this.looked += 1;
      yield 'NOPE';
    }
  }
}

const QUERY =
  'query ($status: [JobStatus!], $n: Int) { jobs(first: $n, filter: { status: $status }) { nodes { jobId } } }';

describe('of a list in which nothing fits only the beginning is looked at', () => {
  it('before it is counted or executed, whether its cost is known or not', () => {
    const document = parse(QUERY);
    for (const status of [new WrongList(), ['FAILED'], new WrongList()]) {
      const operation = { schema, document, variables: { status } };
      const refusals = refusalsOf(operation, testDeps().config.graphql);
      if (!(status instanceof WrongList)) expect(refusals).toEqual([]);
      else {
        expect(refusals[0]).toMatchObject({
          message: expect.stringContaining('NOPE'),
          locations: [{ line: 1 }],
        });
        expect(status.looked).toBeLessThanOrEqual(TOLD);
      }
    }
  });

  it('when it is executed by plan', async () => {
    const document = parse(QUERY);
    for (let times = 0; times < 3; times++) {
      const status = new WrongList();
      let looked = 0;
      const result = await executeByPlan(
        { schema, document, variableValues: { status }, contextValue: contextOf(testDeps()) },
        () => {
          looked = status.looked;
          return { data: null };
        },
      );
      expect(result).toEqual({ data: null });
      expect(looked).toBeLessThanOrEqual(TOLD);
    }
  });
});

it('a wrong value is not told again and again', async () => {
  const query = 'mutation ($input: SubmitJobInput!) { submitJob(input: $input) { __typename } }';
  const input = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`prompt${index}`, 1]));
  const { ask } = graphqlOf();
  for (let times = 0; times < 2; times++) {
    const { errors, data } = await ask(query, { input });
    expect(data).toBeUndefined();
    expect(JSON.stringify(errors).length).toBeLessThan(10_000);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['INVALID_INPUT']));
  }
});
