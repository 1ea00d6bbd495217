import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { costOfOperation } from '../../../schema/cost-of-operation.ts';
import { schema } from '../../../schema/index.ts';
import { executeByPlan } from '../../../src/api/graphql/execution/execute.ts';
import { contextOf, testDeps } from '../../support/api.ts';

const LENGTH = 20_000;
/** What graphql-js tells at most of the variables of one request. */
const TOLD = 51;

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
  it('when its cost is counted', () => {
    const status = new WrongList();
    expect(() => costOfOperation({ schema, document: parse(QUERY), variables: { status } })).toThrow('NOPE');
    expect(status.looked).toBeLessThanOrEqual(TOLD);
  });

  it('when it is executed, for the first time and by plan', async () => {
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
