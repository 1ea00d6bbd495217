import {
  type ASTNode,
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';

let documents = 0;
const numbers = new WeakMap<DocumentNode, number>();
const variables = new WeakMap<OperationDefinitionNode, readonly string[]>();

/**
 * Names what an operation makes of an item of its source: the same key, the same result. The arguments of the root field
 * choose the source, so variables that stand nowhere else do not count: subscribers with different cursors ask the same.
 */
export function operationKey({ document, operationName, variableValues }: ExecutionArgs): string {
  const operation = getOperationAST(document, operationName);
  if (operation == null) throw new Error('The document was validated, and has this operation.');
  let used = variables.get(operation);
  if (used === undefined) {
    used = variablesBehindRoot(operation, document);
    variables.set(operation, used);
  }
  const values = used.map((name) => variableValues?.[name]);
  return `${numberOf(document)} ${operation.name?.value ?? ''} ${JSON.stringify(values)}`;
}

/** Documents are remembered by their text (`DocumentCache`), so those that are used often are the same object. */
function numberOf(document: DocumentNode): number {
  let number = numbers.get(document);
  if (number === undefined) {
    number = ++documents;
    numbers.set(document, number);
  }
  return number;
}

function variablesBehindRoot(operation: OperationDefinitionNode, document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const note = (node: ASTNode) =>
    visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void names.add(name.value),
    });
  for (const selection of operation.selectionSet.selections) {
    note(selection.kind === Kind.FIELD ? { ...selection, arguments: [] } : selection);
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) note(definition);
  }
  return [...names].toSorted();
}
