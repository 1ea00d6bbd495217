import { useEffect, useState } from 'react';
import { Link } from 'react-aria-components';
import { query } from '../api/client.ts';
import type { CanResumeQuery } from '../gql/graphql.ts';
import { readFragment } from '../gql/index.ts';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { type JobDetail, toolCallParts } from './fragments.ts';
import { CAN_RESUME } from './queries.ts';

/** Whether and why a job that stopped can go on, what that saves, and what becomes of the calls that were cut off. */
export function Resumable({ job }: { job: JobDetail }) {
  const texts = useTexts();
  const formats = useFormats();
  const verdict = useVerdict(job);
  if (verdict === null) return null;
  const { resume } = texts.travel;
  const { reason, canResume, turns, tokensSaved, detail } = verdict;
  const calls = readFragment(toolCallParts, verdict.interruptedToolCalls);
  return (
    <div className="resumable" title={detail}>
      <p>
        {reason === 'COMPLETED' && job.status !== 'COMPLETED' ? resume.doneElsewhere : resume.reasons[reason]}{' '}
        {reason === 'ALREADY_RESUMED' && job.resumedBy != null && (
          <Link href={pathOf.job(job.resumedBy)} className="mono">
            {job.resumedBy}
          </Link>
        )}
      </p>
      {canResume && (
        <p>
          {resume.saves(turns ?? 0, formats.compact(tokensSaved))}{' '}
          {job.cost != null && resume.savesMoney(formats.money(job.cost.amount, job.cost.currency))}
        </p>
      )}
      {calls.length > 0 && (
        <>
          <p>{resume.cutOff(calls.length)}</p>
          <ul>
            {calls.map(({ id, name, onResume }) => (
              <li key={id}>
                <span className="mono">{name}</span> {onResume != null && resume.actions[onResume]}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Asked anew when something about it has changed. Null until it is known. */
function useVerdict({ jobId, status, resumedBy, checkpoint }: JobDetail): CanResumeQuery['canResume'] | null {
  const [verdict, setVerdict] = useState<CanResumeQuery['canResume'] | null>(null);
  const version = checkpoint?.version ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: they tell when it has to be asked anew
  useEffect(() => {
    let left = false;
    void query(CAN_RESUME, { jobId }).then(({ data }) => {
      if (!left && data !== undefined) setVerdict(data.canResume);
    });
    return () => {
      left = true;
    };
  }, [jobId, status, resumedBy, version]);
  return verdict;
}
