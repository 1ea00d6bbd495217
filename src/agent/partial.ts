import type { AnswerBegun } from './model/model.ts';
import { untilStoreAnswers } from './progress.ts';
import type { AgentRun } from './run.ts';

/**
 * What the model had said of the answer that is owed, when it was cut off and the job wants it gone on with. Only what
 * an earlier run left can be there, so a job that was never taken before is not looked up.
 */
export async function answerBegun(run: AgentRun): Promise<AnswerBegun | null> {
  const { jobId, onPartial, attempts, resumedFrom } = run.job;
  if (onPartial !== 'CONTINUE' || (attempts === 1 && resumedFrom === null)) return null;
  const [partial] = await untilStoreAnswers(run, () => run.checkpoints.store.readPartials([jobId]));
  if (!partial) return null;
  const { reasoning } = partial;
  // It may have been cut off within a character.
  const text = partial.text.replace(/[\ud800-\udbff]$/, '');
  return text.trim() === '' && reasoning === null ? null : { text, reasoning };
}
