import { type GraphQLError, getOperationAST, getVariableValues } from 'graphql';
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
  const wrong = wrongVariables(operation);
  if (wrong.length > 0) return wrong;
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

const MOST_WRONG = 3;
const MOST_TOLD = 500;

/**
 * The first of what does not fit. Whoever counts and executes would look for more, in a list of any length, and tell with
 * each the whole value that it stands in.
 */
function wrongVariables({ schema, document, operationName, variables }: Operation): GraphQLError[] {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables ?? {}, { maxErrors: MOST_WRONG });
  return errors.map(({ message, nodes }) => refuseOperation('INVALID_INPUT', clipped(message), nodes));
}

function clipped(text: string): string {
  return text.length <= MOST_TOLD ? text : `${text.slice(0, MOST_TOLD)}…`;
}
