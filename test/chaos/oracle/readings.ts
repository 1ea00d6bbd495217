import { textOf } from '../../../src/store/messages.ts';
import { isTerminal } from '../../../src/store/records.ts';
import type { Evidence, JobEvidence, Reading } from '../evidence.ts';
import type { Violation } from '../oracle.ts';

/** What was read while it happened, against what is there at the end. */
export function readings({ jobs }: Evidence): Violation[] {
  return jobs.flatMap((job) => [...noPrefix(job), ...wrongOrder(job), ...noEnd(job)]);
}

function noPrefix(job: JobEvidence): Violation[] {
  const texts = job.messages.map(textOf);
  return job.readings.flatMap((reading) => {
    const wrong = whatIsWrong(job, reading, texts);
    if (wrong === null) return [];
    const detail = `${reading.reader} read version ${reading.version}: ${wrong}`;
    return [{ rule: 'READINGS' as const, jobId: job.jobId, detail }];
  });
}

function whatIsWrong(job: JobEvidence, reading: Reading, texts: readonly string[]): string | null {
  const record = job.versions[reading.version - 1];
  if (record === undefined) return 'there is none';
  if (reading.savedAt !== null && reading.savedAt !== record.savedAt)
    return `it was saved at ${record.savedAt}`;
  if (reading.turns !== null && reading.turns !== record.turns) return `it has ${record.turns} turns`;
  if (reading.messageCount !== record.messageCount) return `it has ${record.messageCount} messages`;
  const at = reading.texts?.findIndex((text, index) => text !== texts[index]) ?? -1;
  return at === -1 ? null : `message ${at} was ${JSON.stringify(reading.texts?.[at])}`;
}

/** A job that is over ends its subscriptions. */
function noEnd({ jobId, isSubscriptionOver, record }: JobEvidence): Violation[] {
  if (isSubscriptionOver !== false || record === null || !isTerminal(record.status)) return [];
  return [{ rule: 'SUBSCRIPTIONS', jobId, detail: 'the job is over, and its subscriber was not told' }];
}

/** Of each subscription: from the first version that it got on, every one, once. */
function wrongOrder({ jobId, versions, readings: all }: JobEvidence): Violation[] {
  const subscriptions = Map.groupBy(
    all.filter(({ isSubscription }) => isSubscription),
    ({ reader }) => reader,
  );
  const wanted = versions.map(({ version }) => version);
  return [...subscriptions].flatMap(([reader, got]) => {
    const numbers = got.map(({ version }) => version);
    if (JSON.stringify(numbers) === JSON.stringify(wanted)) return [];
    const detail = `${reader} got ${JSON.stringify(numbers)} of ${wanted.length}`;
    return [{ rule: 'SUBSCRIPTIONS' as const, jobId, detail }];
  });
}
