import type { CombinedError } from '@urql/core';
import { useEffect, useMemo, useState } from 'react';
import { query } from '../api/client.ts';
import { readFragment } from '../gql/index.ts';
import { useTexts } from '../i18n/texts.ts';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { Conversation } from './conversation.tsx';
import { type VersionParts, versionParts } from './fragments.ts';
import { HistoryReader, PAGE } from './history-reader.ts';
import { toEntries } from './messages.ts';
import { VERSION } from './queries.ts';

interface PastConversationProps {
  jobId: string;
  version: number;
  versions: readonly VersionParts[];
  copiedFrom: string | null;
}

type Phase =
  | { kind: 'LOADING' }
  | { kind: 'GONE' }
  | { kind: 'FAILED'; error: CombinedError }
  | { kind: 'READY' };

/** The conversation as it was at a version. */
export function PastConversation({ jobId, version, versions, copiedFrom }: PastConversationProps) {
  const texts = useTexts();
  const history = useMemo(() => new HistoryReader(jobId), [jobId]);
  const [phase, setPhase] = useState<Phase>({ kind: 'LOADING' });
  const [itself, setItself] = useState<VersionParts | null>(null);
  const [tries, setTries] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try reads it anew
  useEffect(() => {
    let left = false;
    void query(VERSION, { jobId, version, last: PAGE }).then(({ data, error }) => {
      if (left) return;
      if (data === undefined)
        return setPhase(error === undefined ? { kind: 'LOADING' } : { kind: 'FAILED', error });
      if (data.checkpoint == null) return setPhase({ kind: 'GONE' });
      history.begin(version, toEntries(data.checkpoint.messages.edges));
      setItself(readFragment(versionParts, data.checkpoint));
      setPhase({ kind: 'READY' });
    });
    return () => {
      left = true;
    };
  }, [history, jobId, version, tries]);

  switch (phase.kind) {
    case 'LOADING':
      return <Loading lines={6} />;
    case 'GONE':
      return <Empty title={texts.travel.gone} />;
    case 'FAILED':
      return <Failed error={phase.error} onRetry={() => setTries(tries + 1)} />;
    case 'READY': {
      const upTo = versions.filter((one) => one.version < version);
      return (
        <Conversation
          history={history}
          versions={itself === null ? upTo : [...upTo, itself]}
          copiedFrom={copiedFrom}
        />
      );
    }
  }
}
