import { useMemo } from 'react';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { Chart, type Series } from './chart.tsx';
import type { Period } from './vitals-data.ts';

const CAUSE_COLOURS = ['--plum', '--amber-fill', '--petrol', '--red', '--moss', '--line-strong'];

/** What happened and how things stood, period by period. */
export function Charts({ periods, minutes }: { periods: readonly Period[]; minutes: number }) {
  const texts = useTexts();
  const formats = useFormats();
  const { charts: words } = texts.vitals;
  const times = useMemo(() => periods.map(({ startedAt }) => Date.parse(startedAt)), [periods]);
  const seriesOf = useMemo(
    () =>
      (name: string, colour: string, value: (period: Period) => number | null): Series => ({
        ...{ name, colour },
        values: periods.map(value),
      }),
    [periods],
  );
  const charts = useMemo(
    () => ({
      resumes: [
        seriesOf(words.recovered, '--petrol', ({ recovered }) => recovered),
        seriesOf(words.retried, '--plum', ({ retried }) => retried),
        seriesOf(words.resumed, '--moss', ({ resumed }) => resumed),
        seriesOf(words.failedJobs, '--red', ({ failed }) => failed),
      ],
      ends: [
        seriesOf(texts.status.COMPLETED, '--moss', ({ completed }) => completed),
        seriesOf(texts.status.FAILED, '--red', ({ failed }) => failed),
        seriesOf(texts.status.CANCELLED, '--line-strong', ({ cancelled }) => cancelled),
      ],
      standing: [
        seriesOf(texts.status.QUEUED, '--line-strong', ({ queued }) => queued),
        seriesOf(texts.status.RUNNING, '--petrol', ({ running }) => running),
        seriesOf(texts.status.WAITING_RETRY, '--plum', ({ waitingRetry }) => waitingRetry),
        seriesOf(texts.status.PAUSED, '--amber-fill', ({ paused }) => paused),
      ],
      retries: retriesByCause(periods),
      commits: [
        seriesOf(words.half, '--petrol', ({ commitTime }) => commitTime.p50Seconds ?? null),
        seriesOf(words.most, '--plum', ({ commitTime }) => commitTime.p95Seconds ?? null),
      ],
      recovery: [
        seriesOf(words.half, '--petrol', ({ recoveryTime }) => recoveryTime.p50Seconds ?? null),
        seriesOf(words.most, '--plum', ({ recoveryTime }) => recoveryTime.p95Seconds ?? null),
      ],
      tokens: [
        seriesOf(words.paid, '--petrol', ({ tokens }) => tokens),
        seriesOf(words.spared, '--moss', ({ tokensSaved }) => tokensSaved),
      ],
      bytes: [
        seriesOf(words.written, '--petrol', ({ commitBytes }) => commitBytes),
        seriesOf(words.redis, '--plum', ({ redisUsedBytes }) => redisUsedBytes ?? null),
      ],
      processes: [
        seriesOf(words.workers, '--petrol', ({ workers }) => workers),
        seriesOf(words.subscribers, '--amber-fill', ({ subscribers }) => subscribers),
      ],
    }),
    [seriesOf, periods, texts, words],
  );
  const seconds = (value: number) => formats.duration(value * 1000);
  const all = { times, minutes, kind: 'LINES' as const };
  const counted = { ...all, counts: true, format: formats.compact };
  return (
    <div className="charts">
      <Chart {...counted} title={words.resumesTitle} series={charts.resumes} kind="BARS" />
      <Chart {...counted} title={words.standingTitle} series={charts.standing} />
      <Chart {...counted} title={words.endsTitle} series={charts.ends} kind="BARS" />
      <Chart {...counted} title={words.retriesTitle} series={charts.retries} kind="BARS" />
      <Chart {...all} title={words.commitsTitle} series={charts.commits} format={seconds} />
      <Chart {...all} title={words.recoveryTitle} series={charts.recovery} format={seconds} />
      <Chart {...counted} title={words.tokensTitle} series={charts.tokens} kind="BARS" />
      <Chart {...all} title={words.bytesTitle} series={charts.bytes} format={formats.bytes} />
      <Chart {...counted} title={words.processesTitle} series={charts.processes} />
    </div>
  );
}

function retriesByCause(periods: readonly Period[]): Series[] {
  const causes = [...new Set(periods.flatMap(({ retries }) => retries.map(({ cause }) => cause)))].toSorted();
  return causes.map((cause, at) => ({
    name: cause,
    colour: CAUSE_COLOURS[at % CAUSE_COLOURS.length] ?? '--plum',
    values: periods.map(({ retries }) => retries.find((one) => one.cause === cause)?.count ?? 0),
  }));
}
