import './status.css';
import type { JobStatus } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';

/** The end of a job's thread: its shape tells the status apart also without colours. */
export function StatusMark({ status }: { status: JobStatus }) {
  return (
    <svg
      aria-hidden="true"
      className={`status-mark status-${status}`}
      width="14"
      height="14"
      viewBox="0 0 14 14"
    >
      {MARKS[status]}
    </svg>
  );
}

const MARKS: Record<JobStatus, React.ReactNode> = {
  QUEUED: <circle cx="7" cy="7" r="4.2" className="status-open" strokeDasharray="2 2.4" />,
  RUNNING: (
    <>
      <circle cx="7" cy="7" r="5.6" className="status-halo" />
      <circle cx="7" cy="7" r="3.4" className="status-full" />
    </>
  ),
  WAITING_RETRY: (
    <>
      <circle cx="7" cy="7" r="5.2" className="status-open" />
      <path d="M7 4.2V7l1.9 1.3" className="status-open" />
    </>
  ),
  PAUSED: <path d="M7 1.2 12.8 7 7 12.8 1.2 7z" className="status-full" />,
  COMPLETED: <path d="m2.6 7.4 3 3 5.8-6.4" className="status-open status-strong" />,
  FAILED: <path d="m3.2 3.2 7.6 7.6M10.8 3.2l-7.6 7.6" className="status-open status-strong" />,
  CANCELLED: <path d="M2.8 7h8.4" className="status-open status-strong" />,
};

export function Status({ status }: { status: JobStatus }) {
  const texts = useTexts();
  return (
    <span className={`status status-${status}`}>
      <StatusMark status={status} />
      <span>{texts.status[status]}</span>
    </span>
  );
}
