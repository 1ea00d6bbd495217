import './vitals-view.css';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useTexts } from '../i18n/texts.ts';
import { useParams } from '../ui/navigation.ts';
import { Failed, Loading } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';
import { Charts } from './charts.tsx';
import { Installation } from './installation.tsx';
import { Tiles } from './tiles.tsx';
import { RANGES, type RangeName, useTimeline, useVitals } from './vitals-data.ts';

const NAMES = Object.keys(RANGES) as RangeName[];

/** How the whole installation is doing, live; how far back stands in the address. */
export function VitalsView() {
  const texts = useTexts();
  const [params, change] = useParams();
  const range = NAMES.find((name) => name === params.get('range')) ?? '1h';
  const vitals = useVitals();
  const timeline = useTimeline(range);
  const words = texts.vitals;
  return (
    <main id="content" className="vitals" tabIndex={-1}>
      <header className="vitals-head">
        <div>
          <h1>{words.title}</h1>
          {vitals.data?.metrics.beganAt != null && (
            <p className="note">
              {words.since} <Ago at={vitals.data.metrics.beganAt} />
            </p>
          )}
        </div>
        <ToggleButtonGroup
          aria-label={words.range}
          className="segments"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[range]}
          onSelectionChange={(keys) => change({ range: String([...keys][0] ?? range) })}
        >
          {NAMES.map((name) => (
            <ToggleButton key={name} id={name} className="segment">
              {words.ranges[name]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </header>
      {vitals.data === null ? (
        vitals.error === null ? (
          <Loading lines={8} />
        ) : (
          <Failed error={vitals.error} onRetry={() => location.reload()} />
        )
      ) : (
        <>
          <Tiles metrics={vitals.data.metrics} />
          {timeline.data === null ? (
            <Loading lines={6} />
          ) : (
            <Charts periods={timeline.data} minutes={RANGES[range].minutes} />
          )}
          <Installation vitals={vitals.data} />
        </>
      )}
    </main>
  );
}
