import {
  type DocumentNode,
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type Fragments, fieldsOf, NotPlanned } from './selections.ts';

type MaybePromise<T> = T | Promise<T>;
type Path = GraphQLResolveInfo['path'];

/** What is the same for all fields of one execution. */
interface Execution {
  rootValue: unknown;
  context: unknown;
  /** Coerced. */
  variables: { [name: string]: unknown };
}

/** Makes a part of the answer of what a resolver gave, or throws. */
type Completer = (value: unknown, path: Path, execution: Execution) => MaybePromise<unknown>;
/** Makes one entry of an object of the answer, or throws. */
type Entry = (source: unknown, path: Path | undefined, execution: Execution) => MaybePromise<unknown>;
type ObjectEntry = (...given: Parameters<Entry>) => MaybePromise<Record<string, unknown>>;

/** The data of an operation. It throws when anything is not as it should be: then the data has errors beside it. */
export type Plan = (execution: Execution) => MaybePromise<Record<string, unknown>>;

/**
 * An operation with everything looked up beforehand that does not depend on its variables and on what the resolvers give:
 * fields, types, arguments, keys. It knows the way without errors only.
 *
 * @throws NotPlanned for what is rare: directives, introspection, interfaces and unions
 */
export function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Plan {
  const root = schema.getRootType(operation.operation);
  if (root == null) throw new NotPlanned();
  const fragments: Fragments = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const entries = new Planner({ schema, operation, fragments }).object(root, [operation]);
  return (execution) => entries(execution.rootValue, undefined, execution);
}

interface Operation {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
}

class Planner {
  readonly #operation: Operation;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  /** @param nodes with what is selected of an object of the type */
  object(type: GraphQLObjectType, nodes: readonly (FieldNode | OperationDefinitionNode)[]): ObjectEntry {
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const entries = [...fieldsOf(type, selectionSets, this.#operation)].map(
      ([key, fieldNodes]): [string, Entry] => [key, this.#entry(type, key, fieldNodes)],
    );
    return (source, path, execution) => {
      const object = Object.create(null) as Record<string, unknown>;
      const pending: Promise<void>[] = [];
      try {
        for (const [key, entry] of entries) {
          const value = entry(source, path, execution);
          object[key] = value;
          if (!(value instanceof Promise)) continue;
          pending.push(
            value.then((settled) => {
              object[key] = settled;
            }),
          );
        }
      } catch (error) {
        return afterAll(pending, error);
      }
      return pending.length === 0 ? object : Promise.all(pending).then(() => object);
    };
  }

  #entry(parentType: GraphQLObjectType, key: string, fieldNodes: FieldNode[]): Entry {
    const [node] = fieldNodes as [FieldNode];
    const fieldName = node.name.value;
    if (fieldName === '__typename') return () => parentType.name;
    const field = parentType.getFields()[fieldName];
    if (field === undefined) throw new NotPlanned();
    const { name: typename } = parentType;
    const { schema, operation, fragments } = this.#operation;
    const argumentsFor = argumentsOf(field, node);
    const complete = this.#completer(field.type, fieldNodes);
    return (source, prev, execution) => {
      const path = { prev, key, typename };
      const { rootValue, context, variables } = execution;
      const info: GraphQLResolveInfo = {
        fieldName,
        fieldNodes,
        returnType: field.type,
        parentType,
        path,
        schema,
        fragments,
        rootValue,
        operation,
        variableValues: variables,
      };
      // Looked up now: tracing wraps resolvers.
      const resolve = field.resolve ?? defaultFieldResolver;
      const value = resolve(source, argumentsFor(variables), context, info);
      return isThenable(value)
        ? Promise.resolve(value).then((settled) => complete(settled, path, execution))
        : complete(value, path, execution);
    };
  }

  #completer(type: GraphQLOutputType, nodes: readonly FieldNode[]): Completer {
    if (isNonNullType(type)) {
      const complete = this.#present(type.ofType, nodes);
      return (value, path, execution) => {
        if (value == null) throw new Error('There is nothing where something has to be.');
        return complete(value, path, execution);
      };
    }
    const complete = this.#present(type, nodes);
    return (value, path, execution) => (value == null ? null : complete(value, path, execution));
  }

  /** Completes what is not null. */
  #present(type: GraphQLOutputType, nodes: readonly FieldNode[]): Completer {
    if (isLeafType(type)) return leaf(type);
    if (isListType(type)) return list(this.#completer(type.ofType, nodes));
    if (isObjectType(type) && type.isTypeOf == null) {
      const object = this.object(type, nodes);
      return (value, path, execution) => {
        if (value instanceof Error) throw value;
        return object(value, path, execution);
      };
    }
    throw new NotPlanned();
  }
}

/** Arguments that depend on no variable are made once. Every call has an object of its own. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Execution['variables']) => { [name: string]: unknown } {
  if (usesVariables(node)) return (variables) => getArgumentValues(field, node, variables);
  const constant = getArgumentValues(field, node);
  return () => ({ ...constant });
}

function usesVariables(node: FieldNode): boolean {
  let uses = false;
  visit(node, {
    SelectionSet: () => false,
    Variable() {
      uses = true;
    },
  });
  return uses;
}

function leaf(type: GraphQLLeafType): Completer {
  return (value) => {
    if (value instanceof Error) throw value;
    const serialized = type.serialize(value);
    if (serialized == null) throw new Error('A value cannot be told.');
    return serialized;
  };
}

function list(complete: Completer): Completer {
  return (value, prev, execution) => {
    if (!Array.isArray(value)) throw new Error('Only arrays are lists here.');
    const items: unknown[] = [];
    const pending: Promise<unknown>[] = [];
    try {
      for (const [key, item] of value.entries()) {
        const path = { prev, key, typename: undefined };
        const completed = isThenable(item)
          ? Promise.resolve(item).then((settled) => complete(settled, path, execution))
          : complete(item, path, execution);
        items.push(completed);
        if (completed instanceof Promise) pending.push(completed);
      }
    } catch (error) {
      return afterAll(pending, error);
    }
    return pending.length === 0 ? items : Promise.all(items);
  };
}

/** Throws, but only once nothing is pending: a rejection that follows would be one that nobody waits for. */
function afterAll(pending: readonly Promise<unknown>[], error: unknown): Promise<never> {
  if (pending.length === 0) throw error;
  return Promise.allSettled(pending).then(() => {
    throw error;
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
