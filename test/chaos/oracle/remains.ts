import type { Evidence, Remains } from '../evidence.ts';
import type { Rule, Violation } from '../oracle.ts';

const RULE_OF: Record<keyof Remains, Rule> = {
  keysWithoutTtl: 'KEYS',
  unfinished: 'UNFINISHED',
  processes: 'PROCESSES',
  stubborn: 'PROCESSES',
  files: 'LEFTOVERS',
};

/** What a round leaves behind. */
export function remains(evidence: Evidence): Violation[] {
  return Object.entries(RULE_OF).flatMap(([name, rule]) =>
    evidence.remains[name as keyof Remains].map((detail) => ({ rule, jobId: null, detail })),
  );
}
