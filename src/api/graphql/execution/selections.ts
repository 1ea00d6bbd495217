import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** A part of an operation for which there is no plan. */
export class NotPlanned extends Error {}

export interface Fragments {
  [name: string]: FragmentDefinitionNode;
}

/**
 * The fields that selections ask of a type, by the key of each in the answer; those of one key are to be merged.
 * @throws NotPlanned for directives: what is selected would depend on variables
 */
export function fieldsOf(
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
  { schema, fragments }: { schema: GraphQLSchema; fragments: Fragments },
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const collect = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.directives !== undefined && selection.directives.length > 0) throw new NotPlanned();
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      if (fragment === undefined) throw new NotPlanned();
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || appliesTo(type, condition, schema)) collect(fragment.selectionSet);
    }
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

function appliesTo(type: GraphQLObjectType, condition: string, schema: GraphQLSchema): boolean {
  const named = schema.getType(condition);
  return named === type || (isAbstractType(named) && schema.isSubType(named, type));
}
