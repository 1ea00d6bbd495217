import type { Page, PageRequest } from '../contract.ts';
import { type CursorKind, decodeCursor, encodeCursor } from '../cursor.ts';

/** A page of a list that is sorted by time, latest first, and by id among those of one instant. */
export function pageOf<T>(
  kind: CursorKind,
  nodes: readonly T[],
  placeOf: (node: T) => [number, string],
  { first, after }: PageRequest,
): Page<T> {
  const start = after === undefined ? null : decodeCursor(kind, after);
  const sorted = nodes
    .map((node) => ({ node, place: placeOf(node) }))
    .sort((a, b) => compare(a.place, b.place))
    .filter(({ place }) => start === null || compare(start, place) < 0);
  return {
    items: sorted.slice(0, first).map(({ node, place }) => ({ cursor: encodeCursor(kind, place), node })),
    hasNextPage: sorted.length > first,
  };
}

function compare([timeA, idA]: [number, string], [timeB, idB]: [number, string]): number {
  if (timeA !== timeB) return timeB - timeA;
  return idA === idB ? 0 : idA < idB ? 1 : -1;
}
