import type { CombinedError } from '@urql/core';
import { useEffect, useState } from 'react';
import { query } from '../api/client.ts';
import { graphql, readFragment } from '../gql/index.ts';
import { type VersionParts, versionParts } from '../job/fragments.ts';
import { type LogMessage, toEntries } from '../job/messages.ts';
import type { VersionRef } from '../routes.ts';

const SIDE = graphql(`
  query Side($jobId: ID!, $version: Int!, $before: String) {
    checkpoint(jobId: $jobId, version: $version) {
      ...VersionParts
      messages(last: 100, before: $before) {
        edges {
          cursor
          node {
            ...MessageParts
            ... on ToolMessage {
              textExcerpt(length: 4000) {
                text
                length
              }
            }
          }
        }
        pageInfo {
          hasPreviousPage
          startCursor
        }
      }
    }
  }
`);

/** Of longer histories only the end is set against each other. */
export const MOST_MESSAGES = 400;

export interface Side {
  version: VersionParts;
  messages: readonly LogMessage[];
  /** Whether there are messages before them. */
  isCut: boolean;
}

export type Sides =
  | { kind: 'LOADING' }
  | { kind: 'MISSING' }
  | { kind: 'FAILED'; error: CombinedError }
  | { kind: 'READY'; left: Side; right: Side };

/** Reads two versions; anew when others are named. */
export function useSides(left: VersionRef | null, right: VersionRef | null): Sides | null {
  const [sides, setSides] = useState<Sides>({ kind: 'LOADING' });
  const [leftId, leftVersion, rightId, rightVersion] = [
    left?.jobId,
    left?.version,
    right?.jobId,
    right?.version,
  ];
  useEffect(() => {
    if (leftId === undefined || leftVersion === undefined) return;
    if (rightId === undefined || rightVersion === undefined) return;
    let abandoned = false;
    setSides({ kind: 'LOADING' });
    const reading = [
      readSide({ jobId: leftId, version: leftVersion }),
      readSide({ jobId: rightId, version: rightVersion }),
    ];
    void Promise.all(reading).then(([one, other]) => {
      if (!abandoned && one !== undefined && other !== undefined) setSides(together(one, other));
    });
    return () => {
      abandoned = true;
    };
  }, [leftId, leftVersion, rightId, rightVersion]);
  return left === null || right === null ? null : sides;
}

type Read = Side | null | CombinedError;

function together(left: Read, right: Read): Sides {
  if (left === null || right === null) return { kind: 'MISSING' };
  if (left instanceof Error) return { kind: 'FAILED', error: left };
  if (right instanceof Error) return { kind: 'FAILED', error: right };
  return { kind: 'READY', left, right };
}

/** Null when there is no such version. */
async function readSide({ jobId, version }: VersionRef): Promise<Read> {
  let messages: LogMessage[] = [];
  let before: string | null = null;
  for (;;) {
    const page = await readPage(jobId, version, before);
    if (page === null || page instanceof Error) return page;
    messages = [...page.messages, ...messages];
    if (page.before === null || messages.length >= MOST_MESSAGES) {
      return { version: page.version, messages, isCut: page.before !== null };
    }
    before = page.before;
  }
}

async function readPage(jobId: string, version: number, before: string | null) {
  const { data, error } = await query(SIDE, { jobId, version, before });
  if (data === undefined) return error ?? null;
  if (data.checkpoint == null) return null;
  const { edges, pageInfo } = data.checkpoint.messages;
  return {
    version: readFragment(versionParts, data.checkpoint),
    messages: toEntries(edges).map(({ message }) => message),
    before: pageInfo.hasPreviousPage ? (pageInfo.startCursor ?? null) : null,
  };
}
