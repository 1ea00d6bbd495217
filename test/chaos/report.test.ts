import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPORT_FILE, reliabilityReport } from './report.ts';
import { savedResults } from './results.ts';

describe('docs/RELIABILITY.md', () => {
  it('says what the kept results say: npm run chaos -- --report', () => {
    expect(readFileSync(REPORT_FILE, 'utf8')).toBe(reliabilityReport(savedResults()));
  });

  it('shows a violation where there was one', () => {
    const [result] = savedResults();
    if (result === undefined) throw new Error('No result is kept.');
    const violations = [{ rule: 'LEDGER' as const, jobId: 'a job', detail: 'it was run twice' }];
    const report = reliabilityReport([{ ...result, violations }]);
    expect(report).toContain('| **1** |');
    expect(report).toContain('a job: it was run twice');
  });
});
