import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Context } from '../resolvers/context.ts';
import { DEFAULT_PAGE, MAX_PAGE } from '../resolvers/inputs.ts';

/** What a field costs, and how often what is selected within it is to be counted. */
export interface FieldCost {
  field: number;
  multiplier: number;
}

/** So many items are assumed of a list that has no page size: tool calls, mostly. */
const ITEMS_OF_A_LIST = 2;

/** Opening a history costs more than reading a record. */
const HISTORY_COST = 5;

type Field = GraphQLField<unknown, Context, Record<string, unknown>>;

/** By default an object costs one and its plain values nothing. */
export function costOfField(_args: object, _context: object, { type }: Pick<Field, 'type'>): FieldCost {
  if (isLeafType(getNamedType(type))) return { field: 0, multiplier: 1 };
  const bare = isNonNullType(type) ? type.ofType : type;
  return { field: 1, multiplier: isListType(bare) ? ITEMS_OF_A_LIST : 1 };
}

export interface PageArgs {
  first?: number | null | undefined;
  last?: number | null | undefined;
}

/** A page costs what a full one would. An impossible size is refused later, by the rule of the argument. */
export function costOfPage(args: PageArgs): FieldCost {
  const size = args.first ?? args.last ?? DEFAULT_PAGE;
  return { field: 1, multiplier: Math.min(Math.max(size, 1), MAX_PAGE) };
}

export function costOfMessages(args: PageArgs): FieldCost {
  return { ...costOfPage(args), field: HISTORY_COST };
}

/** Notes the default costs on the fields as they are, so that an argument that does not fit has no say in them. */
export function noteDefaultCosts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.extensions.complexity !== costOfField) continue;
      field.extensions = { ...field.extensions, complexity: costOfField({}, {}, field) };
    }
  }
}

/** Whether the arguments of a field have a say in its cost. */
export function hasPrice({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  return typeof extensions.complexity === 'function';
}
