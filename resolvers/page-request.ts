import type { PageRequest } from '../src/store/contract.ts';
import { DEFAULT_PAGE } from './inputs.ts';

/** The page of a checked input, with the default size. */
export function pageRequest(input: {
  first?: number | null | undefined;
  after?: string | null | undefined;
}): PageRequest {
  const first = input.first ?? DEFAULT_PAGE;
  return input.after == null ? { first } : { first, after: input.after };
}
