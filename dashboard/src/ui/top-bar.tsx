import './top-bar.css';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-aria-components';
import { type ConnectionState, useConnection } from '../api/connection.ts';
import { useCounts } from '../api/counts.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf, type Route } from '../routes.ts';
import { ButtonLink, IconButton } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';

const SettingsMenu = lazy(() =>
  import('./settings-menu.tsx').then(({ SettingsMenu }) => ({ default: SettingsMenu })),
);

export function TopBar({ view, onHelp }: { view: Route['view']; onHelp: () => void }) {
  const texts = useTexts();
  const waiting = useCounts()?.PAUSED ?? 0;
  return (
    <header className="top-bar">
      <Link href={pathOf.jobs} className="brand" aria-label={texts.nav.home}>
        <Mark />
        <span aria-hidden="true">Retoma</span>
      </Link>
      <nav aria-label={texts.nav.label} className="nav">
        <NavLink href={pathOf.jobs} icon="jobs" isHere={view === 'JOBS' || view === 'JOB'}>
          {texts.nav.jobs}
        </NavLink>
        <NavLink href={pathOf.decisions} icon="decisions" isHere={view === 'DECISIONS'}>
          {texts.nav.decisions}
          {waiting > 0 && (
            <span className="nav-badge">
              <span aria-hidden="true">{waiting}</span>
              <span className="visually-hidden">{texts.nav.waiting(waiting)}</span>
            </span>
          )}
        </NavLink>
        <NavLink href={pathOf.vitals} icon="vitals" isHere={view === 'VITALS'}>
          {texts.nav.vitals}
        </NavLink>
      </nav>
      <ConnectionLamp state={useConnection()} />
      <SettingsButton onHelp={onHelp} />
      <ButtonLink kind="primary" icon="plus" href={pathOf.new}>
        <span className="new-job-text">{texts.nav.newJob}</span>
      </ButtonLink>
    </header>
  );
}

function Mark() {
  return (
    <svg aria-hidden="true" width="26" height="22" viewBox="0 0 26 22" className="mark">
      <path d="M1.5 16.5H8c5.2 0 5.2-10.5 10-10.5a5.2 5.2 0 0 1 0 10.5c-2.9 0-4.7-1.9-4.7-4.6" />
      <path className="mark-end" d="M22.8 16.5h1.7" />
      <circle cx="20" cy="16.5" r="2.7" />
    </svg>
  );
}

interface NavLinkProps {
  href: string;
  icon: IconName;
  isHere: boolean;
  children: React.ReactNode;
}

function NavLink({ href, icon, isHere, children }: NavLinkProps) {
  return (
    <Link href={href} className="nav-link" {...(isHere ? { 'aria-current': 'page' as const } : {})}>
      <Icon name={icon} />
      <span>{children}</span>
    </Link>
  );
}

function ConnectionLamp({ state }: { state: ConnectionState }) {
  const texts = useTexts();
  const words = {
    CONNECTING: texts.connection.connecting,
    LIVE: texts.connection.live,
    LOST: texts.connection.lost,
  };
  return (
    <span className={`lamp lamp-${state.kind}`}>
      <span className="lamp-dot" aria-hidden="true" />
      <span className="lamp-text">{words[state.kind]}</span>
    </span>
  );
}

/** The menu is fetched when it is first opened. */
function SettingsButton({ onHelp }: { onHelp: () => void }) {
  const texts = useTexts();
  const [wanted, setWanted] = useState(false);
  const button = (
    <IconButton
      icon="settings"
      label={texts.settings.label}
      aria-haspopup="menu"
      onPress={() => setWanted(true)}
    />
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <SettingsMenu onHelp={onHelp} />
    </Suspense>
  );
}
