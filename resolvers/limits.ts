import type { Config } from '../src/config.ts';
import { MAX_PAGE, MAX_PROMPT_BYTES, MAX_TURNS } from './inputs.ts';

/** Of the body of a request, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** What may be asked of the server at most; what is more is refused with a code of its own. */
export interface Limits {
  depth: number;
  breadth: number;
  cost: number;
  tokens: number;
  aliases: number;
  directives: number;
  subscriptions: number;
  pageSize: number;
  bodyBytes: number;
  promptBytes: number;
  turns: number;
}

export function readLimits({ graphql }: Pick<Config, 'graphql'>): Limits {
  return {
    depth: graphql.maxDepth,
    breadth: graphql.maxBreadth,
    cost: graphql.maxCost,
    tokens: graphql.maxTokens,
    aliases: graphql.maxAliases,
    directives: graphql.maxDirectives,
    subscriptions: graphql.maxSubscriptions,
    pageSize: MAX_PAGE,
    bodyBytes: MAX_BODY_BYTES,
    promptBytes: MAX_PROMPT_BYTES,
    turns: MAX_TURNS,
  };
}
