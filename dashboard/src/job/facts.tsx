import './facts.css';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Ago, Elapsed, Until } from '../ui/time.tsx';
import type { JobDetail, VersionParts } from './fragments.ts';

/** What is to be known of a job. */
export function Facts({ job, head }: { job: JobDetail; head: VersionParts | null }) {
  const texts = useTexts();
  const formats = useFormats();
  const { facts } = texts.job;
  const { usage, cost, startedAt, finishedAt, checkpoint } = job;
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h2 id="facts-title">{facts.title}</h2>
      <dl>
        <Fact name={facts.model} mono>
          {job.model}
        </Fact>
        <Fact name={facts.turns}>{facts.turnsOf(formats.whole(job.turns), formats.whole(job.maxTurns))}</Fact>
        <Fact name={facts.tokens}>
          {formats.whole(usage.total)}
          <span className="facts-more">
            {formats.compact(usage.input)} {facts.tokensIn}
            {usage.cached > 0 && ` (${formats.compact(usage.cached)} ${facts.tokensCached})`},{' '}
            {formats.compact(usage.output)} {facts.tokensOut}
            {usage.reasoning > 0 && ` (${formats.compact(usage.reasoning)} ${facts.tokensReasoning})`}
          </span>
        </Fact>
        {cost != null && <Fact name={facts.cost}>{formats.money(cost.amount, cost.currency)}</Fact>}
        <Fact name={facts.created}>
          <Ago at={job.createdAt} />
        </Fact>
        {startedAt != null && (
          <Fact name={facts.took}>
            {finishedAt == null ? (
              <Elapsed since={startedAt} />
            ) : (
              formats.duration(Date.parse(finishedAt) - Date.parse(startedAt))
            )}
          </Fact>
        )}
        <Fact name={facts.attempts}>{formats.whole(job.attempts)}</Fact>
        {job.requireApproval.length > 0 && (
          <Fact name={facts.approval} mono>
            {job.requireApproval.join(', ')}
          </Fact>
        )}
        <Fact name={facts.workspace} mono>
          {job.workspace.path}
        </Fact>
        {head !== null && (
          <Fact name={facts.stored}>
            {facts.storedOf(formats.bytes(head.storedBytes), formats.bytes(head.sizeBytes))}
          </Fact>
        )}
        {checkpoint?.expiresAt != null && (
          <Fact name={facts.expires}>
            <Until at={checkpoint.expiresAt} />
          </Fact>
        )}
        <Relative name={facts.resumedFrom} jobId={job.resumedFrom ?? null} />
        <Relative name={facts.resumedBy} jobId={job.resumedBy ?? null} />
        <Relative
          name={facts.forkedFrom}
          jobId={job.forkedFrom ?? null}
          version={job.forkedFromVersion ?? null}
        />
      </dl>
    </section>
  );
}

function Fact({ name, mono = false, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={mono ? 'mono' : undefined}>{children}</dd>
    </div>
  );
}

/** Another job that this one came from or became. */
function Relative({
  name,
  jobId,
  version = null,
}: {
  name: string;
  jobId: string | null;
  version?: number | null;
}) {
  const texts = useTexts();
  if (jobId === null) return null;
  return (
    <Fact name={name} mono>
      <Link href={pathOf.job(jobId, version ?? undefined)}>{jobId}</Link>
      {version !== null && ` ${texts.common.versionShort(version)}`}
    </Fact>
  );
}
