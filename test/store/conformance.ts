import { describe } from 'vitest';
import { chores } from './conformance/chores.ts';
import { commits } from './conformance/commits.ts';
import { continuing } from './conformance/continuing.ts';
import { endings } from './conformance/endings.ts';
import { jobRecords } from './conformance/jobs.ts';
import { leases } from './conformance/leases.ts';
import { output } from './conformance/output.ts';
import { reading } from './conformance/reading.ts';
import type { MakeStore } from './conformance/setup.ts';
import { steering } from './conformance/steering.ts';
import { tally } from './conformance/tally.ts';
import { wakeups } from './conformance/wakeups.ts';
import { randomWalks } from './conformance/walk.ts';

export type { MakeStore, StoreLimits, StoreUnderTest } from './conformance/setup.ts';

/**
 * What every store must do, method by method and rule by rule of the contract (`src/store/contract.ts`). Damage to
 * stored bytes, lost connections and expiry of records are each store's own to test.
 */
export function storeConformance(name: string, makeStore: MakeStore): void {
  describe(name, () => {
    describe('jobs', () => jobRecords(makeStore));
    describe('leases', () => leases(makeStore));
    describe('commits', () => commits(makeStore));
    describe('endings', () => endings(makeStore));
    describe('reading', () => reading(makeStore));
    describe('what the model says', () => output(makeStore));
    describe('steering', () => steering(makeStore));
    describe('continuing another job', () => continuing(makeStore));
    describe('chores', () => chores(makeStore));
    describe('wake-ups', () => wakeups(makeStore));
    describe('the tally', () => tally(makeStore));
    describe('random walks', () => randomWalks(makeStore));
  });
}
