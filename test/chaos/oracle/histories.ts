import { SYSTEM_PROMPT } from '../../../src/agent/system-prompt.ts';
import type { Evidence, JobEvidence } from '../evidence.ts';
import type { Violation } from '../oracle.ts';
import {
  doubtfulCalls,
  firstDifference,
  type Interruptions,
  inModelsOrder,
  type PlainMessage,
  plainMessages,
  replay,
} from '../replay.ts';
import { COMMANDS_FILE } from '../task.ts';

/**
 * The history and the files against those of the undisturbed run. An interruption changes what the model sees, so the
 * run is written anew with those that the history reports; whether such a call had its effect before it was cut off,
 * the files tell.
 */
export function histories({ jobs, refusals }: Evidence): Violation[] {
  const unrecognised = refusals.map((detail) => ({ rule: 'RECOGNISED' as const, jobId: null, detail }));
  return [...unrecognised, ...jobs.flatMap(disturbed)];
}

function disturbed(job: JobEvidence): Violation[] {
  const { jobId, task, messages, files } = job;
  const actual = inModelsOrder(plainMessages(messages));
  const interruptions = interruptionsIn(job, actual);
  const expected = replay(task, SYSTEM_PROMPT, interruptions);
  const isWhole = job.record?.status === 'COMPLETED';
  // One that did not complete stands somewhere on the way: what it has must be the beginning.
  const wanted =
    isWhole || messages.length === 0 ? expected.messages : expected.messages.slice(0, actual.length);
  const found: Violation[] = [];

  if (isWhole || messages.length > 0) {
    const difference = firstDifference(actual, wanted);
    if (difference !== null) found.push({ rule: 'HISTORY', jobId, detail: difference });
  }
  if (!isWhole) return found;
  for (const path of new Set([...files.keys(), ...expected.files.keys()])) {
    const [is, must] = [files.get(path), expected.files.get(path)];
    if (is === must) continue;
    const detail = `${path} holds ${JSON.stringify(is ?? null)}, not ${JSON.stringify(must ?? null)}`;
    found.push({ rule: 'FILES', jobId, detail });
  }
  return found;
}

/** The calls that are reported as interrupted, of those that may be; any other one differs from the expected run. */
function interruptionsIn({ task, files }: JobEvidence, actual: readonly PlainMessage[]): Interruptions {
  const noted = new Set((files.get(COMMANDS_FILE) ?? '').split('\n'));
  const reported = new Set(
    actual
      .filter((message) => message.role === 'tool' && message.interrupted)
      .map((message) => 'id' in message && message.id),
  );
  return new Map(
    doubtfulCalls(task)
      .filter(({ id }) => reported.has(id))
      .map(({ id, does }) => [id, { effect: does.kind === 'LEDGER' || noted.has(id) }]),
  );
}
