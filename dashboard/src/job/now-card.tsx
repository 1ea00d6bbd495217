import './now-card.css';
import { type ReactNode, useSyncExternalStore } from 'react';
import { DecisionCard } from '../decisions/decision-card.tsx';
import { readFragment } from '../gql/index.ts';
import { useTexts } from '../i18n/texts.ts';
import { Status } from '../ui/status.tsx';
import { Ago, Elapsed, Until } from '../ui/time.tsx';
import type { JobFollower } from './follower.ts';
import { type JobDetail, toolCallParts, type VersionParts } from './fragments.ts';
import { nothingOf } from './over.ts';
import { Resumable } from './resumable.tsx';

interface NowCardProps {
  job: JobDetail;
  head: VersionParts | null;
  follower: JobFollower;
}

/** What the job is doing this moment, or why it does nothing, and what a person can do about it. */
export function NowCard({ job, head, follower }: NowCardProps) {
  const texts = useTexts();
  return (
    <section className={`now now-${job.status}`} aria-labelledby="now-title">
      <h2 id="now-title">
        <Status status={job.status} />
      </h2>
      <Doing job={job} head={head} follower={follower} />
      <p className="now-saved">
        {head === null ? (
          nothingOf(job, texts)
        ) : (
          <>
            {texts.job.now.lastSaved} <Ago at={head.savedAt} />, {texts.common.versionShort(head.version)}
          </>
        )}
      </p>
    </section>
  );
}

function Doing({ job, head, follower }: NowCardProps) {
  const texts = useTexts();
  const { now } = texts.job;
  switch (job.status) {
    case 'QUEUED':
      return <p>{now.queued}</p>;
    case 'RUNNING':
      if (job.request === 'CANCEL') return <p>{now.cancelling}</p>;
      if (job.request === 'PAUSE') return <p>{now.pausing}</p>;
      return <Running job={job} head={head} follower={follower} />;
    case 'WAITING_RETRY':
      return (
        <>
          <p>
            {now.retry} {job.nextAttemptAt != null && <Until at={job.nextAttemptAt} />}.
          </p>
          <Failure job={job} />
        </>
      );
    case 'PAUSED':
      return <Paused job={job} />;
    case 'COMPLETED':
      return <p>{now.completed}</p>;
    case 'FAILED':
      return (
        <>
          <Failure job={job} />
          <Resumable job={job} />
        </>
      );
    case 'CANCELLED':
      return (
        <>
          <p>{now.cancelled}</p>
          <Resumable job={job} />
        </>
      );
  }
}

function Running({ job, head, follower }: NowCardProps) {
  const { now } = useTexts().job;
  const speaks = useSyncExternalStore(follower.subscribeSpoken, () => whatSpeaks(follower));
  const calls = readFragment(toolCallParts, job.checkpoint?.pendingToolCalls ?? []);
  const running = calls.filter(({ state, startedAt }) => state === 'RUNNING' && startedAt != null);
  const [first] = running;
  if (first?.startedAt != null) {
    return (
      <Busy since={first.startedAt}>
        {running.length === 1 ? now.running(first.name) : now.runningMany(running.length)}
      </Busy>
    );
  }
  if (calls.length > 0) return <p>{now.preparing}</p>;
  const since = head?.savedAt ?? job.startedAt ?? job.createdAt;
  return (
    <Busy since={since}>{{ NOTHING: now.asking, REASONING: now.thinking, TEXT: now.speaking }[speaks]}</Busy>
  );
}

/** A word, so that not every token that comes draws the card anew. */
function whatSpeaks(follower: JobFollower): 'NOTHING' | 'REASONING' | 'TEXT' {
  const spoken = follower.spoken();
  if (spoken === null) return 'NOTHING';
  return spoken.text === '' ? 'REASONING' : 'TEXT';
}

function Busy({ since, children }: { since: string; children: ReactNode }) {
  return (
    <p className="now-busy">
      <span>{children}</span>
      <Elapsed since={since} />
    </p>
  );
}

function Paused({ job }: { job: JobDetail }) {
  const { now } = useTexts().job;
  const calls = readFragment(toolCallParts, job.waitingFor);
  const undecided = calls.filter(({ decision }) => decision == null).length;
  if (calls.length === 0) return <p>{now.pausedByHand}</p>;
  return (
    <>
      <p>{now.waitsFor(undecided)}</p>
      {calls.map((call) => (
        <DecisionCard key={call.id} jobId={job.jobId} call={call} undecided={undecided} />
      ))}
    </>
  );
}

function Failure({ job: { failure } }: { job: JobDetail }) {
  const texts = useTexts();
  if (failure == null) return null;
  const words = texts.job.failures[failure.code];
  return (
    <div className="now-failure">
      <p>
        <span className="mono now-code">{failure.code}</span> {words}
      </p>
      <p className="now-message">{failure.message}</p>
    </div>
  );
}
