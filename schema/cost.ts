import { type GraphQLField, getNamedType, isLeafType, isListType, isNonNullType } from 'graphql';
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

/** By default an object costs one and its plain values nothing. */
export function costOfField(
  _args: Record<string, unknown>,
  _context: object,
  { type }: GraphQLField<unknown, Context, Record<string, unknown>>,
): FieldCost {
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
