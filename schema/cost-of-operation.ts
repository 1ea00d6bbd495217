import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { hasPrice } from './cost.ts';

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
  /** They fit the operation: here nobody stops at the first that does not. */
  variables?: Record<string, unknown> | null | undefined;
}

/** Of operations that cost the same each time. */
const costs = new WeakMap<OperationDefinitionNode, OperationCost>();

/**
 * What an operation would cost with these variables; null when the document has no such operation.
 * @throws GraphQLError, RetomaError INVALID_INPUT for arguments that do not fit
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
  if (!isPricedByVariables(schema, document, operation)) costs.set(operation, cost);
  return cost;
}

/** Whether a variable stands in an argument that has a say in the cost. */
function isPricedByVariables(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  if (!operation.variableDefinitions?.length) return false;
  const types = new TypeInfo(schema);
  let isPriced = false;
  const visitor = visitWithTypeInfo(types, {
    VariableDefinition: () => false,
    Argument(argument) {
      const field = types.getFieldDef();
      if (field != null && hasPrice(field) && usesVariables(argument)) isPriced = true;
    },
  });
  for (const definition of definitions) {
    if (definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION) visit(definition, visitor);
  }
  return isPriced;
}

function usesVariables(node: ASTNode): boolean {
  let uses = false;
  visit(node, {
    Variable() {
      uses = true;
    },
  });
  return uses;
}
