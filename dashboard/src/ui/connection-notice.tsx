import './connection-notice.css';
import { useEffect, useState } from 'react';
import { connection, useConnection } from '../api/connection.ts';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { Button } from './button.tsx';
import { useNow } from './now.ts';
import { notify } from './toasts.tsx';

/** A server that is started again is back before anybody needs to hear of it. */
const WORTH_SAYING_MS = 1000;

/** Says that the connection is lost, since when, and what is done about it; and when it is back. */
export function ConnectionNotice() {
  const texts = useTexts();
  const state = useConnection();
  const lost = state.kind === 'LOST';
  const [isSaid, setSaid] = useState(false);

  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setSaid(true), WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [lost]);

  useEffect(() => {
    if (lost || !isSaid) return;
    setSaid(false);
    notify(texts.connection.back);
  }, [lost, isSaid, texts]);

  if (state.kind !== 'LOST' || !isSaid) return <div role="status" />;
  return (
    <div role="status" className="connection-notice">
      <p>
        <strong>{texts.connection.titles[state.who]}</strong> <AsOf since={state.since} />{' '}
        {texts.connection.goOn[state.who]}
      </p>
      <Retry retryAt={state.retryAt} />
      <Button small onPress={connection.tryNow}>
        {texts.connection.tryNow}
      </Button>
    </div>
  );
}

function AsOf({ since }: { since: number }) {
  const texts = useTexts();
  const formats = useFormats();
  return texts.connection.asOf(formats.clock(since));
}

/** Counts down; screen readers are not told each second. */
function Retry({ retryAt }: { retryAt: number | null }) {
  const texts = useTexts();
  const now = useNow();
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  return (
    <span aria-hidden="true" className="connection-retry">
      {seconds > 0 ? texts.connection.retryIn(seconds) : texts.connection.retrying}
    </span>
  );
}
