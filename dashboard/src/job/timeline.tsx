import './timeline.css';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
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

  // Before the first frame, which would have no thread else.
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    setTrack(element.clientWidth);
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

/** However many versions there are, a handful of paths: they are drawn anew with each that is saved. */
function Beads({ versions, width, shown, isLive }: BeadsProps) {
  const drawing = useMemo(() => draw(versions, width, shown), [versions, width, shown]);
  return (
    <svg aria-hidden="true" className="timeline-beads" width={width} height={HEIGHT}>
      <path className="timeline-rest" d={`M0 ${MIDDLE}H${width}`} />
      <path className="timeline-done" d={`M0 ${MIDDLE}H${drawing.shownAt}`} />
      <path className={`timeline-${drawing.look} timeline-later`} d={drawing.later} />
      <path className={`timeline-${drawing.look}`} d={drawing.earlier} />
      <path className={`timeline-${drawing.look} timeline-copied`} d={drawing.copied} />
      <path className="timeline-cut" d={drawing.cuts} />
      {isLive && <circle className="timeline-live" cx={width} cy={MIDDLE} r={7} />}
    </svg>
  );
}

interface Drawing {
  look: 'marks' | 'ticks';
  /** Where the version stands that is shown. */
  shownAt: number;
  earlier: string;
  later: string;
  copied: string;
  cuts: string;
}

function draw(versions: readonly VersionParts[], width: number, shown: number): Drawing {
  const first = versions[0]?.version ?? 1;
  const gap = width / Math.max(1, (versions.at(-1)?.version ?? first + 1) - first);
  const look = gap < BEAD_PX ? 'ticks' : 'marks';
  const drawing: Drawing = {
    look,
    shownAt: (shown - first) * gap,
    earlier: '',
    later: '',
    copied: '',
    cuts: '',
  };
  for (const [at, { version, step, epoch }] of versions.entries()) {
    const x = (version - first) * gap;
    const isAnswer = step === 'MODEL_RESPONSE';
    const mark = look === 'ticks' ? `M${x} ${MIDDLE - 3}v6` : bead(x, isAnswer ? 4.2 : 2.6);
    if (version > shown) drawing.later += mark;
    else if (step === 'RESUMED' || step === 'FORKED' || step === 'COMPACTED') drawing.copied += mark;
    else drawing.earlier += mark;
    if (at > 0 && versions[at - 1]?.epoch !== epoch) drawing.cuts += `M${x - gap / 2 - 2} ${MIDDLE + 6}l4-12`;
  }
  return drawing;
}

function bead(x: number, radius: number): string {
  const arc = `a${radius} ${radius} 0 1 0`;
  return `M${x - radius} ${MIDDLE}${arc} ${radius * 2} 0${arc} ${-radius * 2} 0`;
}
