import { useTexts } from '../i18n/texts.ts';
import { StatusMark } from '../ui/status.tsx';
import { Ago } from '../ui/time.tsx';
import type { JobDetail } from './fragments.ts';
import { Prose } from './prose.tsx';

/** How the conversation ended, or what there is to say where there is none. */
export function JobEnd({ job, isEmpty }: { job: JobDetail; isEmpty: boolean }) {
  const texts = useTexts();
  const { conversation } = texts.job;
  const { status, finishedAt, failure, resultExcerpt, promptExcerpt } = job;
  const over = status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
  return (
    <>
      {isEmpty && (
        <li className="said said-USER">
          <h3 className="said-who">{conversation.user}</h3>
          <Prose text={promptExcerpt.text} />
        </li>
      )}
      {isEmpty && over && <li className="mark">{conversation.notKept}</li>}
      {isEmpty && resultExcerpt != null && (
        <li className="said said-ASSISTANT">
          <h3 className="said-who">{conversation.result}</h3>
          <Prose text={resultExcerpt.text} />
        </li>
      )}
      {over && finishedAt != null && (
        <li className={`conversation-end status-${status}`}>
          <span>
            <StatusMark status={status} />
            {conversation.ended[status]} <Ago at={finishedAt} />
            {status === 'FAILED' && failure != null && <span className="mono"> {failure.code}</span>}
          </span>
        </li>
      )}
    </>
  );
}
