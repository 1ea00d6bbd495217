import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import type { Vitals } from './vitals-data.ts';

/** The numbers that are looked at first. */
export function Tiles({ metrics }: { metrics: Vitals['metrics'] }) {
  const texts = useTexts();
  const formats = useFormats();
  const { tiles } = texts.vitals;
  const { resumes, commits, recovery, ended, redisMemory } = metrics;
  const time = (value: number | null | undefined) => (value == null ? '–' : formats.duration(value * 1000));
  return (
    <dl className="tiles">
      <Tile
        name={tiles.rate}
        value={resumes.rate == null ? '–' : formats.percent(resumes.rate)}
        more={
          resumes.failures.total === 0
            ? tiles.noFailures
            : tiles.rateOf(formats.whole(resumes.failuresResumed), formats.whole(resumes.failures.total))
        }
      />
      <Tile
        name={tiles.saved}
        value={formats.compact(resumes.tokensSaved)}
        more={
          resumes.moneySaved == null
            ? tiles.turnsSaved(resumes.turnsSaved)
            : formats.money(resumes.moneySaved.amount, resumes.moneySaved.currency)
        }
      />
      <Tile
        name={tiles.recovery}
        value={time(recovery.goingOn.p50Seconds)}
        more={recovery.goingOn.count === 0 ? tiles.noneYet : tiles.p95(time(recovery.goingOn.p95Seconds))}
      />
      <Tile
        name={tiles.commit}
        value={time(commits.time.p50Seconds)}
        more={tiles.p95(time(commits.time.p95Seconds))}
      />
      <Tile
        name={tiles.completed}
        value={formats.compact(ended.completed)}
        more={tiles.interrupted(ended.completedAfterInterruption)}
      />
      <Tile
        name={tiles.checkpoints}
        value={formats.compact(metrics.activeCheckpoints)}
        more={redisMemory == null ? '' : tiles.memory(formats.bytes(redisMemory.usedBytes))}
      />
    </dl>
  );
}

function Tile({ name, value, more }: { name: string; value: string; more: string }) {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd className="tile-value">{value}</dd>
      <dd className="tile-more">{more}</dd>
    </div>
  );
}
