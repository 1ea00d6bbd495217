import { failpoint } from '../failpoints.ts';
import {
  type AssistantMessage,
  type Message,
  textOf,
  toolCallsOf,
  unansweredToolCalls,
} from '../store/messages.ts';
import type { JobFailure } from '../store/records.ts';
import { stepToGoOn } from './how-to-go-on.ts';
import type { AnswerBegun, ToolDefinition } from './model/model.ts';
import { repairHistory } from './model/repair.ts';
import { answerBegun } from './partial.ts';
import { Progress, untilStoreAnswers } from './progress.ts';
import type { AgentRun, LoopEnd } from './run.ts';
import { SYSTEM_PROMPT } from './system-prompt.ts';
import { runToolCalls, unusableAnswersInARow } from './tool-calls.ts';
import { toolDefinitions } from './tools/index.ts';

export type { AgentRun, LoopEnd, LoopObserver } from './run.ts';

/** Answers in a row that lead nowhere (empty, or only calls that cannot be run) before a job is given up. */
const UNUSABLE_ANSWERS = 3;

/**
 * Runs an agent job from wherever it stands to its end. Start and resume are one path: what comes next is read off
 * the committed history, and every step is committed before the next is begun.
 *
 * Completing clears the checkpoint; failing keeps it. What the run cannot decide itself it throws, with the
 * checkpoint as it was last committed: `ModelCallError`, `LeaseLostError`, the `StopReason` of its signal, `RetomaError`.
 */
export async function runAgentLoop(run: AgentRun): Promise<LoopEnd> {
  const progress = await begin(run);
  if (progress === null) {
    return fail(
      run,
      'CHECKPOINT_GONE',
      'The job had a checkpoint, and it is gone: it expired or was removed. Submit the job again.',
    );
  }

  const tools = toolDefinitions(run.tools);
  let isFirstCall = true;
  for (;;) {
    run.signal.throwIfAborted();
    const next = nextStep(progress.messages);
    if (next.step === 'COMPLETE') return complete(run, next.result);
    if (run.shouldHandOver()) return { kind: 'HANDED_OVER' };

    if (next.step === 'RUN_TOOLS') {
      const end = await runToolCalls(run, progress);
      if (end === null) continue;
      if (end.kind === 'PAUSE') return { kind: 'PAUSED', reason: end.reason, awaits: end.awaits };
      return fail(run, end.code, end.message);
    }

    const ownTurns = progress.turns - run.job.inheritedTurns;
    if (ownTurns >= run.job.maxTurns) {
      return fail(
        run,
        'MAX_TURNS',
        `The job used all of its ${run.job.maxTurns} turns. Resume it with a higher maxTurns to go on.`,
      );
    }
    // Those that came with the copy are another job's: whoever resumes it means to try again.
    const unusable = Math.min(unusableAnswersInARow(progress.messages), ownTurns);
    const stuck = unusable >= UNUSABLE_ANSWERS;
    const begun = isFirstCall && !stuck ? await answerBegun(run) : null;
    isFirstCall = false;
    if (stuck || !(await ask(run, progress, tools, { before: next.before, begun }))) {
      return fail(
        run,
        'NO_PROGRESS',
        `The model gave ${UNUSABLE_ANSWERS} answers in a row that cannot be used. ${howToLeaveThem(run, progress)}`,
      );
    }
  }
}

/** What was saved decides, not the record as it was taken. A whole sentence. */
function howToLeaveThem({ job }: AgentRun, progress: Progress): string {
  if (progress.version > 0) return 'Resume the job with another model, or fork it from an earlier version.';
  const step = stepToGoOn({ version: null, resumedFrom: job.resumedFrom });
  return `${step.charAt(0).toUpperCase()}${step.slice(1)} with another model.`;
}

/** Loads the checkpoint, if there is one and it is wanted. Null: the job should have one, and it is gone. */
async function begin(run: AgentRun): Promise<Progress | null> {
  const { job, lease, checkpoints, resumeFromCheckpoint = true } = run;
  const checkpoint = await checkpoints.loadCheckpoint(job.jobId);
  if (checkpoint === null) return job.version === null ? new Progress(run, null) : null;
  const goOn =
    typeof resumeFromCheckpoint === 'function'
      ? await resumeFromCheckpoint(checkpoint)
      : resumeFromCheckpoint;
  if (goOn) return new Progress(run, checkpoint);
  await checkpoints.store.discardCheckpoint(lease);
  return new Progress(run, null);
}

type Next =
  | { step: 'RUN_TOOLS' }
  | { step: 'COMPLETE'; result: string }
  /** `before`: messages that go into the history ahead of the answer. */
  | { step: 'ASK'; before: Message[] };

/** What comes next is a function of the history alone, so that any worker comes to the same conclusion. */
function nextStep(messages: readonly Message[]): Next {
  const last = messages.at(-1);
  if (unansweredToolCalls(messages).length > 0) return { step: 'RUN_TOOLS' };
  if (last?.role !== 'assistant') return { step: 'ASK', before: [] };
  if (last.cut) {
    return {
      step: 'ASK',
      before: [{ role: 'user', text: 'Your answer was cut at the output limit. Go on where it stops.' }],
    };
  }
  return { step: 'COMPLETE', result: textOf(last) };
}

/** One turn of the model. False when it gave nothing but empty answers. */
async function ask(
  run: AgentRun,
  progress: Progress,
  tools: ToolDefinition[],
  { before, begun }: { before: Message[]; begun: AnswerBegun | null },
): Promise<boolean> {
  const { model, job, observer } = run;
  const opening: Message[] =
    progress.messages.length === 0
      ? [
          { role: 'system', text: SYSTEM_PROMPT },
          { role: 'user', text: job.prompt },
        ]
      : before;
  const history = [...progress.messages, ...opening];
  const repair = repairHistory(history, { model: model.id });
  const turn = progress.turns + 1;

  for (let attempt = 1; attempt <= UNUSABLE_ANSWERS; attempt++) {
    await run.beforeModelCall?.();
    await failpoint('before-model-call', job.jobId);
    const answer = await run.whenMayAct(() => {
      observer?.onModelCall?.(turn);
      return model.ask({
        messages: repair?.messages ?? history,
        tools,
        signal: run.signal,
        ...(begun && { begun }),
        onDelta: (delta) => {
          // Not waited for: a delta is told of, and the stream goes on.
          void failpoint('mid-stream', job.jobId);
          observer?.onModelDelta?.(turn, delta);
        },
      });
    });
    // An empty answer makes no version: there is nothing in it to go on from.
    if (isEmpty(answer.message)) continue;
    await failpoint('answered-not-committed', job.jobId);
    await progress.saveAnswer(opening, answer, repair?.description ?? null);
    await failpoint('answer-committed', job.jobId);
    return true;
  }
  return false;
}

function isEmpty(answer: AssistantMessage): boolean {
  return toolCallsOf(answer).length === 0 && textOf(answer).trim() === '';
}

async function complete(run: AgentRun, result: string): Promise<LoopEnd> {
  const job = await untilStoreAnswers(run, () =>
    run.checkpoints.store.finish(run.lease, { status: 'COMPLETED', result }),
  );
  return { kind: 'COMPLETED', job };
}

async function fail(run: AgentRun, code: string, message: string): Promise<LoopEnd> {
  const failure: JobFailure = { code, message, retryable: false, provider: null, httpStatus: null };
  const job = await untilStoreAnswers(run, () =>
    run.checkpoints.store.finish(run.lease, { status: 'FAILED', failure }),
  );
  return { kind: 'FAILED', job };
}
