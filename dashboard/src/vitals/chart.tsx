import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useId, useRef, useState } from 'react';
import { useFormats } from '../i18n/formats.ts';
import { useTexts } from '../i18n/texts.ts';
import { usePlot } from './plot.ts';

export interface Series {
  name: string;
  /** A custom property of the page's colours. */
  colour: string;
  /** One for each period; null where there is none. */
  values: readonly (number | null)[];
}

export interface ChartProps {
  title: string;
  /** When the periods began, in ms since 1970. */
  times: readonly number[];
  series: readonly Series[];
  /** How far back it goes, whether there are periods or not. */
  minutes: number;
  /** Only whole numbers stand on its axis. */
  counts?: boolean;
  /** Counts of periods are bars, one upon the other; what stands at a time is a line. */
  kind: 'BARS' | 'LINES';
  format: (value: number) => string;
}

/** A plot with its legend, which tells the values at the pointer, or else the latest. */
export function Chart({ title, times, series, minutes, kind, format, counts = false }: ChartProps) {
  const texts = useTexts();
  const titleId = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const formats = useFormats();
  const shown = at ?? times.length - 1;
  usePlot({ frame, times, series, minutes, kind, format, counts, onPoint: setAt });
  return (
    <figure className="chart" aria-labelledby={titleId}>
      <figcaption>
        <h2 id={titleId}>{title}</h2>
        {at !== null && times[at] !== undefined && <time>{formats.clock(times[at])}</time>}
      </figcaption>
      <div className="chart-plot" ref={frame} aria-hidden="true" />
      {series.length === 0 && <p className="note">{texts.vitals.charts.none}</p>}
      <ul className="chart-legend">
        {series.map(({ name, colour, values }) => {
          const value = values[shown];
          return (
            <li key={name}>
              <span className="chart-key" style={{ background: `var(${colour})` }} aria-hidden="true" />
              <span className="chart-name">{name}</span>
              <span className="chart-value">{value == null ? '–' : format(value)}</span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
