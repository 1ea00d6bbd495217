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
type Execute = (args: ExecutionArgs) => Executed;
type Planned = Promise<ExecutionResult | null> | ExecutionResult | null;

/** Null: there is none. An operation that came once has none yet: most come often, or never again. */
const plans = new WeakMap<OperationDefinitionNode, Plan | null>();
const cameOnce = new WeakSet<OperationDefinitionNode>();

/**
 * Executes a query by its plan, and what does not go by plan in the ordinary way, from the beginning: a query only reads.
 * So a plan is for the answer without errors, and every error is told by `execute`, as the specification wants it.
 *
 * @param execute for whatever has no plan
 */
export function executeByPlan(args: ExecutionArgs, execute: Execute): Executed {
  const operation = getOperationAST(args.document, args.operationName);
  const result = operation == null ? null : planned(args, operation);
  return orElse(result, () => execute(args));
}

/** The same for a subscription, once for each of its events. What is the same for all of them is done once. */
export function executorOfEvents(args: ExecutionArgs, execute: Execute): (event: unknown) => Executed {
  const operation = getOperationAST(args.document, args.operationName);
  let bound: BoundPlan | null = null;
  return (rootValue) => {
    bound ??= operation == null ? null : bind(args, operation);
    const result = bound === null ? null : run(bound, rootValue);
    return orElse(result, () => execute({ ...args, rootValue }));
  };
}

/** The result by plan; null when there is no plan, or when it would have errors. */
export function planned(args: ExecutionArgs, operation: OperationDefinitionNode): Planned {
  const bound = bind(args, operation);
  return bound === null ? null : run(bound, args.rootValue);
}

/** A plan with the context and the variables of a request. */
type BoundPlan = (rootValue: unknown) => ReturnType<Plan>;

function bind(args: ExecutionArgs, operation: OperationDefinitionNode): BoundPlan | null {
  const plan = planFor(args, operation);
  if (plan === null) return null;
  const { schema, variableValues, contextValue: context } = args;
  const definitions = operation.variableDefinitions ?? [];
  const { coerced: variables } = getVariableValues(schema, definitions, variableValues ?? {}, {
    maxErrors: 1,
  });
  return variables === undefined ? null : (rootValue) => plan({ rootValue, context, variables });
}

function run(bound: BoundPlan, rootValue: unknown): Planned {
  try {
    const data = bound(rootValue);
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

function orElse(result: Planned, execute: () => Executed): Executed {
  if (!(result instanceof Promise)) return result ?? execute();
  return result.then((settled) => settled ?? execute());
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
