import { useEffect, useState, useSyncExternalStore } from 'react';
import { query } from '../api/client.ts';
import type { PartialAnswerQuery } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { Icon } from '../ui/icons.tsx';
import type { JobFollower } from './follower.ts';
import type { JobDetail } from './fragments.ts';
import { LongText } from './long-text.tsx';
import { Prose } from './prose.tsx';
import { PARTIAL_ANSWER } from './queries.ts';

/** How much of it at a time. */
const PIECE = 8000;

type PartialAnswer = NonNullable<NonNullable<PartialAnswerQuery['job']>['partialAnswer']>;

interface CutAnswerProps {
  job: JobDetail;
  /** Turns that the latest version holds. */
  turns: number;
  follower: JobFollower;
}

/** What the model had said of the next answer when it was cut off. It is folded while the answer is being given anew. */
export function CutAnswer({ job, turns, follower }: CutAnswerProps) {
  const { conversation } = useTexts().job;
  const attempt = useSyncExternalStore(follower.subscribeSpoken, () => follower.spoken()?.attempt ?? null);
  const cut = useCutAnswer(job, attempt ?? 1);
  if (cut === null || cut.turn <= turns) return null;
  const read = (what: 'text' | 'reasoning') => async (offset: number) => {
    const piece = await readPiece(job.jobId, offset);
    return (what === 'text' ? piece?.textExcerpt : piece?.reasoningExcerpt)?.text ?? null;
  };
  return (
    <li className="said said-CUT" key={`${cut.turn} ${cut.attempt}`}>
      <h3 className="said-who">
        {conversation.turn(cut.turn)} · {conversation.cutOff}
      </h3>
      <details className="collapsed" open={attempt === null}>
        <summary>
          <Icon name="broken" size={14} />
          <span className="collapsed-title">{conversation.cutOffText}</span>
        </summary>
        {cut.reasoningExcerpt != null && (
          <div className="collapsed-thought">
            <LongText piece={cut.reasoningExcerpt} read={read('reasoning')}>
              {(text) => <Prose text={text} />}
            </LongText>
          </div>
        )}
        {cut.textExcerpt.length > 0 && (
          <LongText piece={cut.textExcerpt} read={read('text')}>
            {(text) => <Prose text={text} />}
          </LongText>
        )}
      </details>
    </li>
  );
}

/** Asked anew when the job was stopped, put off or taken again, and when the model begins the same answer anew. */
function useCutAnswer({ jobId, status, attempts }: JobDetail, attempt: number): PartialAnswer | null {
  const [cut, setCut] = useState<PartialAnswer | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they tell when it has to be asked anew
  useEffect(() => {
    let left = false;
    void readPiece(jobId, 0).then((piece) => {
      if (!left && piece !== undefined) setCut(piece);
    });
    return () => {
      left = true;
    };
  }, [jobId, status, attempts, attempt]);
  return cut;
}

/** Null: nothing was cut off. Undefined: it cannot be told now. */
async function readPiece(jobId: string, offset: number): Promise<PartialAnswer | null | undefined> {
  const { data } = await query(PARTIAL_ANSWER, { jobId, offset, length: PIECE });
  return data === undefined ? undefined : (data.job?.partialAnswer ?? null);
}
