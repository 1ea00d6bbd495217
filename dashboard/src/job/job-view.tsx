import './job-view.css';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { ButtonLink } from '../ui/button.tsx';
import { useParams } from '../ui/navigation.ts';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { Conversation } from './conversation.tsx';
import { CutAnswer } from './cut-answer.tsx';
import { Facts } from './facts.tsx';
import { JobFollower } from './follower.ts';
import type { JobDetail, VersionParts } from './fragments.ts';
import { JobEnd } from './job-end.tsx';
import { JobHeader } from './job-header.tsx';
import { LiveTurn } from './live-turn.tsx';
import { NowCard } from './now-card.tsx';
import { OVER } from './over.ts';
import { PastBanner } from './past-banner.tsx';
import { PastConversation } from './past-conversation.tsx';
import { useFollowing } from './use-following.ts';
import { VersionsList } from './versions-list.tsx';

/** A job: what it does now, all that was said, and every version that it saved. `?v=` shows it as it was. */
export function JobView({ jobId }: { jobId: string }) {
  const texts = useTexts();
  const follower = useMemo(() => new JobFollower(jobId), [jobId]);
  useEffect(() => follower.start(), [follower]);
  const snapshot = useSyncExternalStore(follower.subscribe, follower.snapshot);
  switch (snapshot.phase) {
    case 'LOADING':
      return (
        <main id="content" tabIndex={-1}>
          <Loading lines={9} />
        </main>
      );
    case 'MISSING':
      return (
        <main id="content" tabIndex={-1}>
          <Empty
            level={1}
            title={texts.job.missingTitle}
            action={<ButtonLink href={pathOf.jobs}>{texts.job.allJobs}</ButtonLink>}
          >
            {texts.job.missingText(jobId)}
          </Empty>
        </main>
      );
    case 'FAILED':
      return (
        <main id="content" tabIndex={-1}>
          <Failed error={snapshot.error} onRetry={follower.again} />
        </main>
      );
    case 'READY':
      return <Job follower={follower} job={snapshot.job} versions={snapshot.versions} />;
  }
}

interface JobProps {
  follower: JobFollower;
  job: JobDetail;
  versions: readonly VersionParts[];
}

function Job({ follower, job, versions }: JobProps) {
  const texts = useTexts();
  const [params, change] = useParams();
  const main = useRef<HTMLElement>(null);
  const head = versions.at(-1) ?? null;
  const asked = Number(params.get('v') ?? Number.NaN);
  const past = Number.isInteger(asked) && asked >= 1 && asked !== head?.version ? asked : null;
  const shown = past ?? head?.version ?? null;
  const show = (version: number) => change({ v: version === head?.version ? null : version });
  const copiedFrom = job.resumedFrom ?? job.forkedFrom ?? null;
  useFollowing(main, {
    follows: past === null && !OVER.has(job.status),
    fromEnd: job.status === 'RUNNING',
  });

  return (
    <main id="content" className="job" tabIndex={-1} ref={main}>
      <JobHeader job={job} versions={versions} shown={shown} onShow={show} />
      {past !== null && (
        <PastBanner
          jobId={job.jobId}
          version={past}
          head={head?.version ?? past}
          isLive={!OVER.has(job.status)}
          onBack={() => change({ v: null })}
        />
      )}
      <div className="job-body">
        <div className="job-main">
          <h2 className="visually-hidden">{texts.job.conversation.title}</h2>
          {past === null ? (
            <Conversation history={follower.history} versions={versions} copiedFrom={copiedFrom}>
              <CutAnswer job={job} turns={head?.turns ?? 0} follower={follower} />
              <LiveTurn follower={follower} />
              <JobEnd job={job} isEmpty={head === null} />
            </Conversation>
          ) : (
            <PastConversation
              key={past}
              jobId={job.jobId}
              version={past}
              versions={versions}
              copiedFrom={copiedFrom}
            />
          )}
        </div>
        <aside className="job-aside">
          <NowCard job={job} head={head} follower={follower} />
          <VersionsList job={job} versions={versions} shown={shown ?? 0} onShow={show} />
          <Facts job={job} head={head} />
        </aside>
      </div>
    </main>
  );
}
