import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { useSettings } from '../settings.ts';
import { useMedia } from '../ui/media.ts';
import type { ChartProps, Series } from './chart.tsx';

const HEIGHT = 148;
const WHOLE_STEPS = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

interface PlotOptions extends Required<Omit<ChartProps, 'title'>> {
  frame: React.RefObject<HTMLDivElement | null>;
  onPoint: (index: number | null) => void;
}

/** Draws a plot in a frame, and draws it anew when its values, its width or the theme change. */
export function usePlot({ frame, times, series, onPoint, ...look }: PlotOptions): void {
  const { kind, minutes } = look;
  const plot = useRef<uPlot | null>(null);
  const theme = useTheme();
  const { locale } = useSettings();
  const data = useMemo(() => toData(times, series, kind), [times, series, kind]);
  const latest = useRef(data);
  latest.current = data;
  const names = series.map(({ name, colour }) => `${name} ${colour}`).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is made anew when it has to look or to read otherwise
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const made = new uPlot(optionsOf({ ...look, element, series, locale, onPoint }), latest.current, element);
    plot.current = made;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width > 0) made.setSize({ width, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [frame, names, kind, minutes, theme, locale]);

  useEffect(() => plot.current?.setData(data), [data]);
}

/** Changes when the colours do. */
function useTheme(): string {
  const { theme } = useSettings();
  const dark = useMedia('(prefers-color-scheme: dark)');
  return `${theme} ${dark}`;
}

/** Seconds and columns; bars stand one upon the other, the first at the bottom, so each column holds those below it. */
function toData(
  times: readonly number[],
  series: readonly Series[],
  kind: ChartProps['kind'],
): uPlot.AlignedData {
  const seconds = times.map((time) => time / 1000);
  if (kind === 'LINES') return [seconds, ...series.map(({ values }) => [...values])];
  const below = times.map(() => 0);
  const columns = series.map(({ values }) =>
    values.map((value, at) => {
      below[at] = (below[at] ?? 0) + (value ?? 0);
      return below[at] ?? 0;
    }),
  );
  // What is drawn later covers what is drawn first: the highest first.
  return [seconds, ...columns.toReversed()];
}

interface Making extends Required<Pick<ChartProps, 'series' | 'kind' | 'format' | 'minutes' | 'counts'>> {
  element: HTMLElement;
  locale: string;
  onPoint: (index: number | null) => void;
}

function optionsOf(making: Making): uPlot.Options {
  const { element, series, kind, format, minutes, counts, locale, onPoint } = making;
  const [axis, grid] = [colourOf(element, '--ink-faint'), colourOf(element, '--line')];
  const drawn = kind === 'BARS' ? series.toReversed() : series;
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const look = {
    stroke: axis,
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
    font: `11px ${fontOf(element)}`,
  };
  return {
    width: element.clientWidth || 300,
    height: HEIGHT,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: kind === 'LINES', size: 6 }, y: false },
    scales: {
      x: { range: () => [Date.now() / 1000 - minutes * 60, Date.now() / 1000] },
      y: { range: (_plot, _min, max) => [0, Math.max(max * 1.12, counts ? 4 : Number.MIN_VALUE)] },
    },
    axes: [
      { ...look, size: 26, values: (_plot, ticks) => ticks.map((tick) => clock.format(tick * 1000)) },
      {
        ...look,
        size: 54,
        values: (_plot, ticks) => ticks.map((tick) => format(tick)),
        ...(counts ? { incrs: WHOLE_STEPS } : {}),
      },
    ],
    series: [
      {},
      ...drawn.map(({ colour }): uPlot.Series => {
        const stroke = colourOf(element, colour);
        if (kind === 'LINES') return { stroke, width: 1.75, spanGaps: true, points: { size: 4 } };
        const paths = uPlot.paths.bars?.({ size: [0.72, 14], radius: 0.15 });
        return {
          stroke,
          fill: stroke,
          width: 0,
          points: { show: false },
          ...(paths === undefined ? {} : { paths }),
        };
      }),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** What a custom property comes to in the present theme: a canvas knows neither. */
function colourOf(element: HTMLElement, property: string): string {
  // Asked of an element that is new, since the colour of one that is there may be on its way from another.
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function fontOf(element: HTMLElement): string {
  return getComputedStyle(element).fontFamily;
}
