import './app.css';
import { lazy, Suspense, useEffect, useState } from 'react';
import { I18nProvider, RouterProvider } from 'react-aria-components';
import { useTexts } from './i18n/texts.ts';
import { JobsView } from './jobs/jobs-view.tsx';
import { pathOf, type Route } from './routes.ts';
import { useSettings } from './settings.ts';
import { Boundary } from './ui/boundary.tsx';
import { Button, ButtonLink } from './ui/button.tsx';
import { ConnectionNotice } from './ui/connection-notice.tsx';
import { navigate, useRoute } from './ui/navigation.ts';
import { useShortcuts } from './ui/shortcuts.ts';
import { Empty, Loading } from './ui/states.tsx';
import { Toasts } from './ui/toasts.tsx';
import { TopBar } from './ui/top-bar.tsx';

const JobView = lazy(() => import('./job/job-view.tsx').then(({ JobView }) => ({ default: JobView })));

const DecisionsView = lazy(() =>
  import('./decisions/decisions-view.tsx').then(({ DecisionsView }) => ({ default: DecisionsView })),
);
const CompareView = lazy(() =>
  import('./compare/compare-view.tsx').then(({ CompareView }) => ({ default: CompareView })),
);
const VitalsView = lazy(() =>
  import('./vitals/vitals-view.tsx').then(({ VitalsView }) => ({ default: VitalsView })),
);
const SubmitView = lazy(() =>
  import('./submit/submit-view.tsx').then(({ SubmitView }) => ({ default: SubmitView })),
);

const ShortcutsDialog = lazy(() =>
  import('./ui/shortcuts-dialog.tsx').then(({ ShortcutsDialog }) => ({ default: ShortcutsDialog })),
);

export function App() {
  const texts = useTexts();
  const { locale } = useSettings();
  const route = useRoute();
  const [helping, setHelping] = useState(false);
  useShortcuts(() => setHelping(true));
  const where = route.view === 'JOB' ? `${route.view} ${route.jobId}` : route.view;

  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={(path) => navigate(path)}>
        <div className="app">
          <a href="#content" className="skip">
            {texts.nav.skip}
          </a>
          <TopBar view={route.view} onHelp={() => setHelping(true)} />
          <ConnectionNotice />
          <Boundary key={where} fallback={<Broken />}>
            <Suspense fallback={<Loading />}>
              <View route={route} />
            </Suspense>
          </Boundary>
        </div>
        {helping && (
          <Suspense>
            <ShortcutsDialog onClose={() => setHelping(false)} />
          </Suspense>
        )}
        <Toasts />
      </RouterProvider>
    </I18nProvider>
  );
}

function View({ route }: { route: Route }) {
  const texts = useTexts();
  const title = titleOf(route, texts);
  useEffect(() => {
    document.title = title;
  }, [title]);
  switch (route.view) {
    case 'JOBS':
      return <JobsView />;
    case 'JOB':
      return <JobView key={route.jobId} jobId={route.jobId} />;
    case 'DECISIONS':
      return <DecisionsView />;
    case 'COMPARE':
      return <CompareView />;
    case 'VITALS':
      return <VitalsView />;
    case 'NEW':
      return <SubmitView />;
    default:
      return (
        <main id="content" tabIndex={-1}>
          <Empty
            level={1}
            title={texts.notFound.title}
            action={<ButtonLink href={pathOf.jobs}>{texts.notFound.action}</ButtonLink>}
          >
            {texts.notFound.text}
          </Empty>
        </main>
      );
  }
}

function titleOf(route: Route, texts: ReturnType<typeof useTexts>): string {
  const names: Partial<Record<Route['view'], string>> = {
    JOBS: texts.nav.jobs,
    DECISIONS: texts.nav.decisions,
    VITALS: texts.nav.vitals,
    NEW: texts.nav.newJob,
  };
  const name = route.view === 'JOB' ? route.jobId : (names[route.view] ?? '');
  return name === '' ? 'Retoma' : `${name} · Retoma`;
}

function Broken() {
  const texts = useTexts();
  return (
    <main id="content" tabIndex={-1}>
      <Empty
        level={1}
        title={texts.common.errorTitle}
        action={<Button onPress={() => location.reload()}>{texts.common.retry}</Button>}
      />
    </main>
  );
}
