import {
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { type Plan, planOf } from './plan.ts';
import { NotPlanned } from './selections.ts';

export type Executed = Promise<ExecutionResult> | ExecutionResult;

/** Null: there is none. An operation that came once has none yet: most come often, or never again. */
const plans = new WeakMap<OperationDefinitionNode, Plan | null>();
const cameOnce = new WeakSet<OperationDefinitionNode>();

/**
 * Executes a query, or a subscription for one of its events, by its plan, and what does not go by plan in the ordinary
 * way, from the beginning: both only read. So a plan is for the answer without errors, and every error is told by
 * `execute`, as the specification wants it.
 *
 * @param execute for whatever has no plan
 */
export function executeByPlan(args: ExecutionArgs, execute: (args: ExecutionArgs) => Executed): Executed {
  const operation = getOperationAST(args.document, args.operationName);
  const result = operation == null ? null : planned(args, operation);
  if (!(result instanceof Promise)) return result ?? execute(args);
  return result.then((settled) => settled ?? execute(args));
}

/** The result by plan; null when there is no plan, or when it would have errors. */
export function planned(
  args: ExecutionArgs,
  operation: OperationDefinitionNode,
): Promise<ExecutionResult | null> | ExecutionResult | null {
  const plan = planFor(args, operation);
  if (plan === null) return null;
  const { schema, variableValues, rootValue, contextValue: context } = args;
  const definitions = operation.variableDefinitions ?? [];
  const { coerced: variables } = getVariableValues(schema, definitions, variableValues ?? {});
  if (variables === undefined) return null;
  try {
    const data = plan({ rootValue, context, variables });
    return data instanceof Promise
      ? data.then(
          (settled) => ({ data: settled }),
          () => null,
        )
      : { data };
  } catch {
    return null;
  }
}

function planFor({ schema, document }: ExecutionArgs, operation: OperationDefinitionNode): Plan | null {
  const known = plans.get(operation);
  if (known !== undefined) return known;
  if (operation.operation === OperationTypeNode.MUTATION) return null;
  if (!cameOnce.has(operation)) {
    cameOnce.add(operation);
    return null;
  }
  const plan = tryToPlan(schema, document, operation);
  plans.set(operation, plan);
  return plan;
}

function tryToPlan(...operation: Parameters<typeof planOf>): Plan | null {
  try {
    return planOf(...operation);
  } catch (error) {
    if (error instanceof NotPlanned) return null;
    throw error;
  }
}
