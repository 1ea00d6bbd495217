import './timeline.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { useTexts } from '../i18n/texts.ts';
import type { VersionParts } from './fragments.ts';

const HEIGHT = 28;
const MIDDLE = HEIGHT / 2;
/** Beads closer than this would run into each other: they become ticks. */
const BEAD_PX = 7;

interface TimelineProps {
  versions: readonly VersionParts[];
  /** The version that is shown. */
  shown: number;
  isLive: boolean;
  onShow: (version: number) => void;
}

/** The versions of a job as beads on its thread; sliding along it shows the job as it was. */
export function Timeline({ versions, shown, isLive, onShow }: TimelineProps) {
  const texts = useTexts();
  const [track, setTrack] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const [sliding, setSliding] = useState<number | null>(null);
  const first = versions[0]?.version ?? 1;
  const last = versions.at(-1)?.version ?? 1;

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setTrack(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const value = sliding ?? shown;
  return (
    <Slider
      className="timeline"
      minValue={first}
      maxValue={Math.max(last, first + 1)}
      value={value}
      isDisabled={versions.length < 2}
      onChange={(next) => setSliding(next)}
      onChangeEnd={(next) => {
        setSliding(null);
        onShow(Math.min(next, last));
      }}
    >
      <Label className="visually-hidden">{texts.travel.slider}</Label>
      <SliderTrack className="timeline-track" ref={frame}>
        <Beads versions={versions} width={track} shown={value} isLive={isLive} />
        <SliderThumb className="timeline-thumb" aria-valuetext={texts.travel.sliderValue(value, last)}>
          <span className="timeline-value" aria-hidden="true">
            {texts.common.versionShort(value)}
          </span>
        </SliderThumb>
      </SliderTrack>
    </Slider>
  );
}

interface BeadsProps {
  versions: readonly VersionParts[];
  width: number;
  shown: number;
  isLive: boolean;
}

function Beads({ versions, width, shown, isLive }: BeadsProps) {
  const first = versions[0]?.version ?? 1;
  const count = Math.max(1, (versions.at(-1)?.version ?? first + 1) - first);
  const dense = width / count < BEAD_PX;
  const marks = useMemo(
    () =>
      versions.map((version, at) => {
        const x = ((version.version - first) / count) * width;
        const cut = at > 0 && versions[at - 1]?.epoch !== version.epoch;
        return { x, version, cut };
      }),
    [versions, first, count, width],
  );
  const shownX = ((shown - first) / count) * width;
  return (
    <svg aria-hidden="true" className="timeline-beads" width={width} height={HEIGHT}>
      <path className="timeline-rest" d={`M0 ${MIDDLE}H${width}`} />
      <path className="timeline-done" d={`M0 ${MIDDLE}H${Math.max(0, shownX)}`} />
      {marks.map(({ x, version, cut }) => (
        <g key={version.version} className={version.version > shown ? 'timeline-later' : ''}>
          {cut && <path className="timeline-cut" d={`M${x - width / count / 2 - 2} ${MIDDLE + 6}l4-12`} />}
          {dense ? (
            <path className={`timeline-tick timeline-${version.step}`} d={`M${x} ${MIDDLE - 3}v6`} />
          ) : (
            <circle
              className={`timeline-bead timeline-${version.step}`}
              cx={x}
              cy={MIDDLE}
              r={version.step === 'MODEL_RESPONSE' ? 4.2 : 2.6}
            />
          )}
        </g>
      ))}
      {isLive && <circle className="timeline-live" cx={width} cy={MIDDLE} r={7} />}
    </svg>
  );
}
