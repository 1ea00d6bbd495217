/**
 * Everything that was counted, since counting began: the store's tally of jobs (see `Tally` in the store's contract) and
 * what the processes counted themselves. A name is words with a space between them: what, then its labels.
 *
 * What processes count:
 *
 *   commit-time <le>                          see `histograms.ts`; of versions that were saved
 *   commit-bytes, commit-state-bytes          of new messages; of the whole states, which saving them anew would have sent
 *   commit-refused                            by the fence: a worker that no longer held the job
 *   lease-lost                                runs that were stopped since the job was another worker's, or might be
 *   recovery-time <TAKEN | GOING_ON> <le>     from the death of a worker to its job being taken, and doing something again
 *   worker-died <CONNECTION | SILENCE>        by how it was noticed
 *   model-time <provider> <le>, model-call <provider> <ANSWERED | code of the failure | STOPPED>
 *   gate <provider> <HELD | LIMITED | OPENED | CLOSED>   see `UpstreamEvent` of the agent
 *   tokens <model> <input | output | reasoning | cached | total>
 *   tool-time <tool> <le>, tool-run <tool> <DONE | FAILED>
 *   interrupted <replay policy> <outcome>     tool calls that were cut off; see `InterruptedOutcome` of the agent
 *   round-trips <API | WORKER>                groups of commands that the store sent to Redis
 */
export type Totals = ReadonlyMap<string, number>;

/** By label, what was counted under this name with one label; empty when nothing was. */
export function byLabel(totals: Totals, what: string): Map<string, number> {
  const prefix = `${what} `;
  const found = new Map<string, number>();
  for (const [name, count] of totals) {
    if (name.startsWith(prefix)) found.set(name.slice(prefix.length), count);
  }
  return found;
}

/** The same for two labels: by the first, then by the second. The first may hold spaces. */
export function byLabels(totals: Totals, what: string): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const [labels, count] of byLabel(totals, what)) {
    const end = labels.lastIndexOf(' ');
    const [first, second] = [labels.slice(0, end), labels.slice(end + 1)];
    const inner = found.get(first) ?? new Map<string, number>();
    found.set(first, inner.set(second, count));
  }
  return found;
}

export function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
