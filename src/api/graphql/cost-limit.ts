import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { costOfOperation, type OperationCost } from '../../../schema/cost-of-operation.ts';
import type { GraphQLConfig } from '../../config.ts';
import { errorOf, refuseOperation } from './errors.ts';

type Operation = Parameters<typeof costOfOperation>[0];

/**
 * Refuses an operation that is too deep, too broad or too costly before anything of it is executed. The sizes of pages
 * count wherever they stand, in variables too.
 */
export function useCostLimit(limits: GraphQLConfig): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const errors = refusalsOf(operationOf(args), limits);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const errors = refusalsOf(operationOf(args), limits);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}

interface ExecutionArgs {
  schema: Operation['schema'];
  document: Operation['document'];
  operationName?: string | null | undefined;
  variableValues?: { readonly [name: string]: unknown } | null | undefined;
}

function operationOf({ schema, document, operationName, variableValues }: ExecutionArgs): Operation {
  return { schema, document, operationName, variables: variableValues };
}

export function refusalsOf(operation: Operation, limits: GraphQLConfig): GraphQLError[] {
  let cost: OperationCost | null;
  try {
    cost = costOfOperation(operation);
  } catch (error) {
    // What does not fit cannot be counted; nor may it be executed, since the rest of it was not counted either.
    return [refuseOperation('INVALID_INPUT', errorOf(error).message)];
  }
  if (cost === null) return [];
  const checks = [
    ['levels deep', cost.depth, limits.maxDepth],
    ['fields broad', cost.breadth, limits.maxBreadth],
    ['in cost', cost.cost, limits.maxCost],
  ] as const;
  return checks
    .filter(([, actual, max]) => actual > max)
    .map(([what, actual, max]) =>
      refuseOperation(
        'LIMIT_EXCEEDED',
        `The operation is ${actual} ${what}; at most ${max} is possible. Ask for less at a time, for example with a smaller "first".`,
      ),
    );
}
