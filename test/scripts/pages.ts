/** A connection as Relay describes it, without its edges. */
export interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Every page of a list, one after the other. A list that is gone, null, has none. */
export async function* pages<Node>(
  page: (after: string | null) => Promise<Page<Node> | null | undefined>,
): AsyncGenerator<Page<Node>> {
  let after: string | null = null;
  for (;;) {
    const current: Page<Node> | null | undefined = await page(after);
    if (current == null) return;
    yield current;
    if (!current.pageInfo.hasNextPage) return;
    after = current.pageInfo.endCursor;
  }
}
