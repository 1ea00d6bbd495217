import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';

export interface OperationCost {
  /** Levels of fields within fields. */
  depth: number;
  /** Fields, fragments spread out. */
  breadth: number;
  /** By the costs that stand on the fields (`cost.ts`). */
  cost: number;
}

interface Operation {
  schema: GraphQLSchema;
  /** Valid for the schema. */
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** An operation without variables costs the same each time. */
const costs = new WeakMap<OperationDefinitionNode, OperationCost>();

/**
 * What an operation would cost with these variables; null when the document has no such operation.
 * @throws GraphQLError, RetomaError INVALID_INPUT for variables and arguments that do not fit
 */
export function costOfOperation({
  schema,
  document,
  operationName,
  variables,
}: Operation): OperationCost | null {
  const operation = getOperationAST(document, operationName);
  if (operation == null) return null;
  const known = costs.get(operation);
  if (known !== undefined) return known;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const { complexity, depth, breadth } = complexityFromQuery(
    { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
    { schema, variables: variables ?? {} },
  );
  const cost = { depth, breadth, cost: complexity };
  if (!operation.variableDefinitions?.length) costs.set(operation, cost);
  return cost;
}
