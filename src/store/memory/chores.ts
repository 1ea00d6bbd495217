import type { Chore } from '../contract.ts';
import type { JsonValue } from '../messages.ts';
import { choreKey, fresh, type MemoryState } from './state.ts';

export function takeChores(state: MemoryState, limit: number, leaseMs: number): Chore[] {
  const now = state.now();
  const due = [...state.chores.values()]
    .filter((chore) => chore.due <= now)
    .sort((a, b) => a.due - b.due)
    .slice(0, limit);
  for (const chore of due) chore.due = now + leaseMs;
  return due.map(({ due: _, ...chore }) => fresh(chore));
}

export function completeChore(state: MemoryState, chore: Chore, delivery?: number): void {
  const job = state.find(chore.jobId)?.job;
  if (delivery !== undefined && job !== undefined && job.delivery !== delivery) return;
  state.chores.delete(choreKey(chore));
}

export function postponeChore(state: MemoryState, chore: Chore, until: Date, next: JsonValue): void {
  const noted = state.chores.get(choreKey(chore));
  if (noted === undefined) return;
  noted.due = until.getTime();
  noted.state = fresh(next);
}
