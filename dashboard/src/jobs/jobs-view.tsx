import './jobs-view.css';
import { CombinedError } from '@urql/core';
import { lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Selection } from 'react-aria-components';
import { onJobsChanged } from '../api/feed.ts';
import type { JobStatus } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { useParams } from '../ui/navigation.ts';
import { Empty, Failed, Loading, sayError } from '../ui/states.tsx';
import { JobsFilters, STATUSES } from './jobs-filters.tsx';
import { isFound, JobsList } from './jobs-list.ts';
import { jobsPages } from './jobs-page.ts';
import { JobsTable } from './jobs-table.tsx';

const BulkBar = lazy(() => import('./bulk-bar.tsx').then(({ BulkBar }) => ({ default: BulkBar })));

/** All jobs, live. Its filters and what is looked for stand in the address. */
export function JobsView() {
  const texts = useTexts();
  const [params, change] = useParams();
  const status = params.get('status') ?? '';
  const model = params.get('model');
  const words = params.get('q')?.trim() ?? '';
  const [selection, setSelection] = useState<Selection>(new Set());

  const list = useMemo(() => {
    const filter = { status: parseStatuses(status), model };
    return new JobsList(filter, jobsPages(filter));
  }, [status, model]);
  const { rows, hasMore, loading, error } = useSyncExternalStore(list.subscribe, list.snapshot);

  useEffect(() => {
    setSelection(new Set());
    void list.more();
    return onJobsChanged({ changed: (changed) => list.changed(changed), missed: () => void list.again() });
  }, [list]);

  const shown = useMemo(
    () => (words === '' ? rows : rows.filter((row) => isFound(row, words))),
    [rows, words],
  );
  // Looking for words goes on through the pages until there is a screenful, or nothing left to look through.
  const seeking = words !== '' && hasMore && error === null && shown.length < 50;
  useEffect(() => {
    if (seeking && !loading) void list.more();
  }, [seeking, loading, list]);

  const filtered = status !== '' || model !== null || words !== '';
  return (
    <main id="content" className="jobs" tabIndex={-1}>
      <h1 className="visually-hidden">{texts.jobs.title}</h1>
      <JobsFilters rows={rows} />
      {seeking && <p className="jobs-seeking">{texts.jobs.searching(rows.length)}</p>}
      {error !== null && rows.length === 0 ? (
        <Failed error={toCombined(error)} onRetry={() => void list.more()} />
      ) : shown.length > 0 ? (
        <JobsTable
          rows={shown}
          hasMore={hasMore && words === ''}
          onMore={() => void list.more()}
          selection={selection}
          onSelect={setSelection}
        />
      ) : loading || hasMore ? (
        <Loading lines={10} />
      ) : filtered ? (
        <Empty
          title={texts.jobs.noneFound}
          action={
            <Button onPress={() => change({ status: null, model: null, q: null })}>
              {texts.jobs.clearFilters}
            </Button>
          }
        />
      ) : (
        <Empty
          title={texts.jobs.emptyTitle}
          action={
            <ButtonLink kind="primary" icon="plus" href={pathOf.new}>
              {texts.jobs.emptyAction}
            </ButtonLink>
          }
        >
          {texts.jobs.emptyText}
        </Empty>
      )}
      {error !== null && rows.length > 0 && (
        <p className="jobs-error" role="alert">
          {texts.common.errorTitle} {sayError(toCombined(error), texts.common.unreachable)}
          <Button small onPress={() => void list.more()}>
            {texts.common.retry}
          </Button>
        </p>
      )}
      {(selection === 'all' || selection.size > 0) && (
        <Suspense>
          <BulkBar rows={shown} selection={selection} onDone={() => setSelection(new Set())} />
        </Suspense>
      )}
    </main>
  );
}

function parseStatuses(text: string): JobStatus[] {
  const names = text.split(',');
  return STATUSES.filter((status) => names.includes(status));
}

function toCombined(error: Error): CombinedError {
  return error instanceof CombinedError ? error : new CombinedError({ networkError: error });
}
