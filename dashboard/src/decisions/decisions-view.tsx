import './decisions-view.css';
import { Link } from 'react-aria-components';
import { actions } from '../api/actions.ts';
import { readFragment } from '../gql/index.ts';
import { useTexts } from '../i18n/texts.ts';
import { toolCallParts } from '../job/fragments.ts';
import { pathOf } from '../routes.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { Elapsed } from '../ui/time.tsx';
import { notify } from '../ui/toasts.tsx';
import { DecisionCard } from './decision-card.tsx';
import { useWaitingJobs, type WaitingJob } from './waiting-jobs.ts';

/** Everything that waits for a person, each with what can be done about it. */
export function DecisionsView() {
  const texts = useTexts();
  const { jobs, error, again } = useWaitingJobs();
  return (
    <main id="content" className="decisions" tabIndex={-1}>
      <h1>{texts.decisions.title}</h1>
      {jobs === null ? (
        error === null ? (
          <Loading lines={6} />
        ) : (
          <Failed error={error} onRetry={again} />
        )
      ) : jobs.length === 0 ? (
        <Empty title={texts.decisions.emptyTitle}>{texts.decisions.emptyText}</Empty>
      ) : (
        <>
          <p className="decisions-count">{texts.decisions.count(jobs.length)}</p>
          <ul className="decisions-jobs">
            {jobs.map((job) => (
              <li key={job.id}>
                <Waiting job={job} />
              </li>
            ))}
          </ul>
        </>
      )}
    </main>
  );
}

function Waiting({ job }: { job: WaitingJob }) {
  const texts = useTexts();
  const { jobId, promptExcerpt, checkpoint, pauseReason } = job;
  const calls = readFragment(toolCallParts, job.waitingFor);
  const undecided = calls.filter(({ decision }) => decision == null).length;

  async function goOn(): Promise<void> {
    const outcome = await actions.continue(jobId);
    if (outcome.done) notify(texts.job.actions.continued);
    else notify(outcome.message || texts.common.unreachable, 'bad');
  }

  return (
    <section className="waiting" aria-label={jobId}>
      <header>
        <h2>
          <Link href={pathOf.job(jobId)}>
            {promptExcerpt.text.trim().split('\n', 1)[0] || texts.jobs.noPrompt}
          </Link>
        </h2>
        <p className="waiting-about">
          <span className="mono">{jobId}</span>
          <span className="mono">{job.model}</span>
          {checkpoint != null && (
            <span>
              {texts.decisions.waiting} <Elapsed since={checkpoint.savedAt} />
            </span>
          )}
        </p>
      </header>
      {calls.length === 0 ? (
        <div className="waiting-paused">
          <p>{pauseReason ?? texts.job.now.pausedByHand}</p>
          <Button kind="attention" icon="play" onPress={() => void goOn()}>
            {texts.decisions.continue}
          </Button>
        </div>
      ) : (
        calls.map((call) => <DecisionCard key={call.id} jobId={jobId} call={call} undecided={undecided} />)
      )}
    </section>
  );
}
