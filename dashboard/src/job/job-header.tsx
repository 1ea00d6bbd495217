import { useTexts } from '../i18n/texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Status } from '../ui/status.tsx';
import type { JobDetail, VersionParts } from './fragments.ts';
import { JobActions } from './job-actions.tsx';
import { OVER } from './over.ts';
import { Timeline } from './timeline.tsx';

interface JobHeaderProps {
  job: JobDetail;
  versions: readonly VersionParts[];
  shown: number | null;
  onShow: (version: number) => void;
}

export function JobHeader({ job, versions, shown, onShow }: JobHeaderProps) {
  const texts = useTexts();
  const title = job.promptExcerpt.text.trim().split('\n', 1)[0] || texts.jobs.noPrompt;
  return (
    <header className="job-header">
      <div className="job-title">
        <div className="job-naming">
          <h1>{title}</h1>
          <p className="job-id">
            <Status status={job.status} />
            <span className="mono">{job.jobId}</span>
            <CopyButton text={job.jobId} label={texts.job.copyId} />
          </p>
        </div>
        <JobActions job={job} shown={shown} />
      </div>
      {versions.length > 1 && (
        <Timeline versions={versions} shown={shown ?? 1} isLive={!OVER.has(job.status)} onShow={onShow} />
      )}
    </header>
  );
}
