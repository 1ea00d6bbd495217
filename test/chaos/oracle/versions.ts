import type { Evidence, JobEvidence } from '../evidence.ts';
import type { Violation } from '../oracle.ts';

/** The line of versions by itself, and against what workers were told of it. */
export function versions({ jobs, trace }: Evidence): Violation[] {
  return jobs.flatMap((job) => [...gaps(job), ...fallingEpochs(job), ...lost(job, trace)]);
}

function gaps({ jobId, versions: kept, record }: JobEvidence): Violation[] {
  const numbers = kept.map(({ version }) => version);
  const isWhole = numbers.every((version, index) => version === index + 1);
  const head = record?.version ?? 0;
  if (isWhole && numbers.length === head) return [];
  return [{ rule: 'VERSIONS', jobId, detail: `head ${head}, kept ${JSON.stringify(numbers)}` }];
}

function fallingEpochs({ jobId, versions: kept, record }: JobEvidence): Violation[] {
  const epochs = kept.map(({ epoch }) => epoch);
  const rise = epochs.every((epoch, index) => epoch >= (epochs[index - 1] ?? 1));
  if (rise && (epochs.at(-1) ?? 0) <= (record?.epoch ?? 0)) return [];
  return [
    {
      rule: 'EPOCHS',
      jobId,
      detail: `of the versions ${JSON.stringify(epochs)}, of the job ${record?.epoch}`,
    },
  ];
}

function lost({ jobId, versions: kept }: JobEvidence, trace: Evidence['trace']): Violation[] {
  const found: Violation[] = [];
  for (const entry of trace) {
    if (entry.event !== 'ACKNOWLEDGED' || entry.jobId !== jobId) continue;
    const record = kept[entry.version - 1];
    const isIt =
      record?.version === entry.version &&
      record.epoch === entry.epoch &&
      record.step === entry.step &&
      record.messageCount === entry.messageCount;
    if (isIt) continue;
    const detail = `worker ${entry.pid} was told of version ${entry.version} (${entry.step}, epoch ${entry.epoch}); kept is ${JSON.stringify(record ?? null)}`;
    found.push({ rule: 'ACKNOWLEDGED', jobId, detail });
  }
  return found;
}
