/** A page as a Relay connection answers it. */
export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** @param page `hasPreviousPage` unset: the list is only read forward, and what is before a page is not known of. */
export function toConnection<Node>(page: {
  items: { cursor: string; node: Node }[];
  hasNextPage: boolean;
  hasPreviousPage?: boolean;
}): Connection<Node> {
  const { items, hasNextPage, hasPreviousPage = false } = page;
  return {
    edges: items,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: items[0]?.cursor ?? null,
      endCursor: items.at(-1)?.cursor ?? null,
    },
  };
}
