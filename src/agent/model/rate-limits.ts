/**
 * What the headers of an answer, whatever its status, say of a limit that is used up. Providers agree on neither names nor
 * units:
 *
 *   OpenAI, Groq, Azure …   x-ratelimit-{limit,remaining,reset}-{requests,tokens}; the reset as `6m0s`, `120ms` or seconds
 *   Anthropic               anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset};
 *                           the reset as an RFC 3339 time
 *   OpenRouter and others   x-ratelimit-{limit,remaining,reset}; the reset as seconds, or ms, since 1970
 *   IETF drafts             ratelimit-{limit,remaining,reset}; the reset in seconds
 *
 * DeepSeek sends none. Azure sends `-1` where it does not know.
 */
const FAMILIES: readonly { unit: 'REQUESTS' | 'OTHER'; nameOf(field: Field): string }[] = [
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((kind) => {
    const unit = kind === 'requests' ? 'REQUESTS' : 'OTHER';
    return [
      { unit, nameOf: (field: Field) => `x-ratelimit-${field}-${kind}` },
      { unit, nameOf: (field: Field) => `anthropic-ratelimit-${kind}-${field}` },
    ] as const;
  }),
  { unit: 'OTHER', nameOf: (field) => `x-ratelimit-${field}` },
  { unit: 'OTHER', nameOf: (field) => `ratelimit-${field}` },
];

type Field = 'limit' | 'remaining' | 'reset';

/** Names in lower case. */
export type Headers = Readonly<Record<string, string | undefined>>;

/**
 * How long the next call has to wait, in milliseconds; null: nothing is used up, or nothing is said of it.
 *
 * The reset tells when a limit is whole again. For tokens that is waited for, since the next request of an agent is a
 * large one; of requests one is enough, and that is there sooner. Who comes too early is told so by a 429.
 */
export function exhaustedForMs(headers: Headers | undefined, now = Date.now()): number | null {
  if (headers === undefined) return null;
  let longest: number | null = null;
  for (const { unit, nameOf } of FAMILIES) {
    if (numberOf(headers[nameOf('remaining')]) !== 0) continue;
    const limit = numberOf(headers[nameOf('limit')]);
    const resetMs = durationOf(headers[nameOf('reset')], now);
    if (resetMs === null || (limit !== null && limit <= 0)) continue;
    const waitMs = Math.ceil(unit === 'REQUESTS' ? resetMs / (limit ?? 1) : resetMs);
    if (longest === null || waitMs > longest) longest = waitMs;
  }
  return longest;
}

/** `retry-after-ms`, else `Retry-After` as seconds or as an HTTP date. Null: not said, or not readable. */
export function retryAfterMs(headers: Headers | undefined, now = Date.now()): number | null {
  const exact = numberOf(headers?.['retry-after-ms']);
  const general = headers?.['retry-after'];
  const seconds = numberOf(general);
  const date = general === undefined || seconds !== null ? Number.NaN : Date.parse(general) - now;
  for (const ms of [exact, seconds === null ? null : seconds * 1000, date]) {
    if (ms !== null && Number.isFinite(ms)) return Math.max(0, Math.ceil(ms));
  }
  return null;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/** Of a `reset` in any of its forms, in milliseconds from now; null when it is none of them. */
function durationOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const number = numberOf(text);
  // A year of seconds is less than any time since 2001 in seconds, and that less than any in milliseconds.
  if (number !== null)
    return Math.max(0, number < 1e9 ? number * 1000 : number < 1e12 ? number * 1000 - now : number - now);
  if (/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) {
    let total = 0;
    for (const [, value, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
      total += Number(value) * (UNITS_MS[unit] ?? 0);
    }
    return total;
  }
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : Math.max(0, time - now);
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}
