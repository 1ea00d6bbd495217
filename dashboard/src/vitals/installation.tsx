import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { Ago } from '../ui/time.tsx';
import type { Vitals } from './vitals-data.ts';

/** Who works, how commands are kept in, and how safe what is saved is. */
export function Installation({ vitals: { server, metrics } }: { vitals: Vitals }) {
  const texts = useTexts();
  const formats = useFormats();
  const words = texts.vitals.installation;
  const { durability, workers } = server;
  return (
    <div className="installation">
      <section aria-labelledby="workers-title">
        <h2 id="workers-title">
          {words.workers} <span className="note">{words.lost(metrics.workersDied, metrics.leasesLost)}</span>
        </h2>
        {workers.length === 0 ? (
          <p className="installation-warn">{words.none}</p>
        ) : (
          <ul>
            {workers.map(({ id, host, pid, concurrency, startedAt, sandbox }) => (
              <li key={id} className="worker">
                <span className="mono">
                  {host}:{pid}
                </span>
                <span>{words.concurrency(concurrency)}</span>
                <span>
                  {words.since} <Ago at={startedAt} />
                </span>
                <span className="worker-sandbox" title={sandbox.detail}>
                  {words.sandbox} <span className="mono">{sandbox.tier}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="durability-title">
        <h2 id="durability-title">{words.durability}</h2>
        <p className={durability.level === 'ALWAYS' ? 'installation-good' : 'installation-warn'}>
          <strong className="mono">{durability.level}</strong> {words.levels[durability.level]}
        </p>
        <p className="note">{durability.detail}</p>
        {durability.evictsKeys && <p className="installation-warn">{words.evicts}</p>}
      </section>
      <section aria-labelledby="causes-title">
        <h2 id="causes-title">{words.failures}</h2>
        {metrics.ended.failures.length === 0 ? (
          <p className="note">{words.noFailures}</p>
        ) : (
          <dl className="counts">
            {metrics.ended.failures.map(({ code, count }) => (
              <div key={code}>
                <dt className="mono">{code}</dt>
                <dd>{formats.whole(count)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section aria-labelledby="cut-title">
        <h2 id="cut-title">{words.interrupted}</h2>
        {metrics.interruptedToolCalls.length === 0 ? (
          <p className="note">{words.noInterrupted}</p>
        ) : (
          <dl className="counts">
            {metrics.interruptedToolCalls.map(({ policy, outcome, count }) => (
              <div key={`${policy} ${outcome}`}>
                <dt>
                  <span className="mono">{policy}</span> {words.outcomes[outcome]}
                </dt>
                <dd>{formats.whole(count)}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    </div>
  );
}
