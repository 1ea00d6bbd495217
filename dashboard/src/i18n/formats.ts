import { type Locale, useSettings } from '../settings.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Numbers and times as people of a language write them. Times are ISO 8601 or ms since 1970. */
export type Formats = ReturnType<typeof formatsOf>;

export function useFormats(): Formats {
  const { locale } = useSettings();
  const known = made.get(locale) ?? formatsOf(locale);
  made.set(locale, known);
  return known;
}

/** Formatters are dear to make and never change. */
const made = new Map<Locale, Formats>();

function formatsOf(locale: Locale) {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'narrow', numeric: 'auto' });
  const bytes = BYTE_UNITS.map(
    (unit) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumSignificantDigits: 3,
      }),
  );
  const units = (['day', 'hour', 'minute', 'second', 'millisecond'] as const).map(
    (unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }),
  );
  const [days, hours, minutes, , milliseconds] = units as [
    Intl.NumberFormat,
    Intl.NumberFormat,
    Intl.NumberFormat,
    Intl.NumberFormat,
    Intl.NumberFormat,
  ];
  const seconds = (digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'second',
      unitDisplay: 'narrow',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const [tenths, wholeSeconds] = [seconds(1), seconds(0)];

  const money = new Map<string, Intl.NumberFormat>();

  return {
    whole: (value: number) => whole.format(value),
    /** 12,345 as 12.3K. */
    compact: (value: number) => (value < 1000 ? whole.format(value) : compact.format(value)),
    percent: (share: number) => percent.format(share),
    /** Smaller amounts show more digits; below a hundredth of a cent is nearly nothing. */
    money(amount: number, currency: string) {
      const digits = amount === 0 || amount >= 1 ? 2 : amount >= 0.01 ? 3 : 4;
      const key = `${currency} ${digits}`;
      const format =
        money.get(key) ??
        new Intl.NumberFormat(locale, {
          style: 'currency',
          currency,
          minimumFractionDigits: 2,
          maximumFractionDigits: digits,
        });
      money.set(key, format);
      return format.format(amount);
    },
    bytes(count: number) {
      const power = count < 1 ? 0 : Math.min(Math.floor(Math.log(count) / Math.log(1000)), bytes.length - 1);
      return bytes[power]?.format(count / 1000 ** power) ?? '';
    },
    clock: (time: string | number) => clock.format(new Date(time)),
    full: (time: string | number) => full.format(new Date(time)),
    /** How long something took, two units at most: `8.2s`, `3m 20s`. */
    duration(ms: number) {
      if (ms < SECOND) return milliseconds.format(Math.max(0, Math.round(ms)));
      if (ms < MINUTE) return tenths.format(Math.floor(ms / 100) / 10);
      const pair = (big: Intl.NumberFormat, bigMs: number, small: Intl.NumberFormat, smallMs: number) =>
        `${big.format(Math.floor(ms / bigMs))} ${small.format(Math.floor((ms % bigMs) / smallMs))}`;
      if (ms < HOUR) return pair(minutes, MINUTE, wholeSeconds, SECOND);
      if (ms < DAY) return pair(hours, HOUR, minutes, MINUTE);
      return pair(days, DAY, hours, HOUR);
    },
    /** How long something has been going on: as a duration, in whole seconds. */
    elapsed(ms: number) {
      return ms < MINUTE ? wholeSeconds.format(Math.max(0, Math.floor(ms / SECOND))) : this.duration(ms);
    },
    /** `3s ago`, `in 5m`. */
    relative(time: string | number, now: number) {
      const ms = new Date(time).getTime() - now;
      const size = Math.abs(ms);
      if (size < MINUTE) return relative.format(Math.trunc(ms / SECOND), 'second');
      if (size < HOUR) return relative.format(Math.trunc(ms / MINUTE), 'minute');
      if (size < DAY) return relative.format(Math.trunc(ms / HOUR), 'hour');
      return relative.format(Math.trunc(ms / DAY), 'day');
    },
  };
}
