import { useEffect, useMemo, useRef, useState } from 'react';
import { Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { query } from '../api/client.ts';
import { useCounts } from '../api/counts.ts';
import type { JobRow } from '../api/job-row.ts';
import type { JobStatus } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { IconButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icons.tsx';
import { navigate, useParams } from '../ui/navigation.ts';
import { StatusMark } from '../ui/status.tsx';

/** In the order in which a person cares. */
export const STATUSES: readonly JobStatus[] = [
  'PAUSED',
  'RUNNING',
  'WAITING_RETRY',
  'QUEUED',
  'FAILED',
  'CANCELLED',
  'COMPLETED',
];

const TYPING_PAUSE_MS = 200;

const KNOWN = graphql(`
  query KnownJob($jobId: ID!) {
    job(jobId: $jobId) {
      jobId
    }
  }
`);

export function JobsFilters({ rows }: { rows: readonly JobRow[] }) {
  return (
    <div className="jobs-filters">
      <StatusFilter />
      <JobSearch />
      <ModelFilter rows={rows} />
    </div>
  );
}

function StatusFilter() {
  const texts = useTexts();
  const formats = useFormats();
  const counts = useCounts();
  const [params, change] = useParams();
  const chosen = params.get('status')?.split(',') ?? [];
  return (
    <ToggleButtonGroup
      aria-label={texts.jobs.filterByStatus}
      selectionMode="multiple"
      className="jobs-statuses"
      selectedKeys={chosen}
      onSelectionChange={(keys) =>
        change({ status: STATUSES.filter((status) => keys.has(status)).join(',') })
      }
    >
      {STATUSES.map((status) => (
        <ToggleButton key={status} id={status} className="jobs-status">
          <StatusMark status={status} />
          <span>{texts.status[status]}</span>
          <span className="jobs-count">{counts === null ? '' : formats.compact(counts[status])}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** Filters as it is typed; Enter on what is the id of a job opens it, wherever in the list it is. */
function JobSearch() {
  const texts = useTexts();
  const [params, change] = useParams();
  const asked = params.get('q') ?? '';
  const [text, setText] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function type(next: string): void {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change({ q: next.trim() }, { replace: true }), TYPING_PAUSE_MS);
  }

  async function open(jobId: string): Promise<void> {
    const { data } = await query(KNOWN, { jobId });
    if (data?.job != null) navigate(pathOf.job(jobId));
  }

  return (
    <SearchField
      aria-label={texts.jobs.search}
      className="jobs-search"
      value={text}
      onChange={type}
      onSubmit={(value) => void open(value.trim())}
    >
      <Icon name="search" />
      <Input placeholder={texts.jobs.searchPlaceholder} data-search maxLength={255} />
      {text === '' ? <kbd>/</kbd> : <IconButton icon="close" label={texts.jobs.clearFilters} small />}
    </SearchField>
  );
}

/** The models that were seen on the pages so far. */
function ModelFilter({ rows }: { rows: readonly JobRow[] }) {
  const texts = useTexts();
  const [params, change] = useParams();
  const chosen = params.get('model');
  const models = useMemo(
    () => [...new Set([...(chosen === null ? [] : [chosen]), ...rows.map(({ model }) => model)])].toSorted(),
    [rows, chosen],
  );
  return (
    <div className="jobs-model">
      <Choice
        label={texts.jobs.filterByModel}
        isLabelHidden
        value={chosen ?? ''}
        options={[
          { value: '', text: texts.jobs.anyModel },
          ...models.map((model) => ({ value: model, text: model })),
        ]}
        onChange={(model) => change({ model })}
      />
    </div>
  );
}
