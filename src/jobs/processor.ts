import type { Logger } from 'pino';
import type { CheckpointManager } from '../agent/checkpoint.ts';
import { howToGoOn } from '../agent/how-to-go-on.ts';
import { runAgentLoop } from '../agent/loop.ts';
import { type Model, ModelCallError } from '../agent/model/model.ts';
import type { LoopObserver } from '../agent/run.ts';
import { StopReason } from '../agent/stop.ts';
import type { Tool } from '../agent/tools/tool.ts';
import { observeTogether, type RunWatch, type WorkerWatch, watchTogether } from '../agent/watch.ts';
import { RetomaError } from '../errors.ts';
import { failpoint } from '../failpoints.ts';
import type { JobEnd, Lease, LetGo } from '../store/contract.ts';
import { LeaseLostError } from '../store/errors.ts';
import { isTerminal, type JobRecord } from '../store/records.ts';
import type { Delivery, Disposition, RunHandle } from './delivery.ts';
import { ModelOutputPublisher } from './model-output.ts';
import { judgeStop, type Verdict } from './outcome.ts';
import { untilStoreAnswers } from './patience.ts';
import { prepareRun } from './prepare.ts';
import { deliveryId } from './queue.ts';
import type { UpstreamGate } from './upstream/gate.ts';

/** Workers lost in a row at one version after which a job is not tried again. */
const MAX_CRASHES = 3;

export interface ProcessorDeps {
  checkpoints: CheckpointManager;
  workspaceRoot: string;
  log: Logger;
  /** @throws RetomaError for an id that names no model. */
  openModel(id: string): Model | Promise<Model>;
  tools: readonly Tool[];
  observer?: ((job: JobRecord) => LoopObserver) | undefined;
  /** @default nobody */
  watch?: WorkerWatch | undefined;
  /** Before the models' providers. @default open */
  gate?: Pick<UpstreamGate, 'admit' | 'watch'> | undefined;
  /** A job has just ended: there may be a callback to send. Must not throw. */
  onFinished(jobId: string): void;
  /** The process is about to end whatever happens: nothing is waited for any more. */
  giveUp: AbortSignal;
}

/** Carries out one delivery. Rejects only when the store stays out of reach until `giveUp`. */
export type Processor = (delivery: Delivery, run: RunHandle) => Promise<Disposition>;

/**
 * What a worker does with a job that the queue delivers: takes the lease, brings the job to where it can go on, runs
 * the agent loop, and writes down what became of it. The record is the truth; a delivery is only a hint to look at it.
 */
export function createProcessor(deps: ProcessorDeps): Processor {
  const { store } = deps.checkpoints;
  const watched = deps.watch ?? watchTogether([]);
  const patiently = <T>(call: () => Promise<T>): Promise<T> => untilStoreAnswers(call, deps.giveUp);

  return async (delivery, run) => {
    const seen = await patiently(() => store.getJob(delivery.jobId));
    const answer = answerWithoutTaking(seen, delivery, run);
    if (answer !== null) return answer;

    const holder = { workerId: run.workerId, nonce: run.nonce };
    const { lease, job } = await patiently(() => store.acquire(delivery.jobId, holder));
    if (lease === null) return { kind: 'ACK' };
    await failpoint('taken', job.jobId);
    deps.log.info(
      { jobId: job.jobId, attempt: job.attempts, version: job.version, epoch: lease.epoch },
      'job taken',
    );

    const watch = watched.runBegins({ before: seen ?? job, job, lease, signal: run.signal });
    const verdict = await carryOut(deps, delivery, run, lease, job, watch);
    return writeDown(deps, lease, job, verdict, watch, patiently);
  };
}

/** Null: the job is to be taken. */
function answerWithoutTaking(job: JobRecord | null, delivery: Delivery, run: RunHandle): Disposition | null {
  // A job that went on under a newer delivery (it was paused and continued) is not run by the old one as well.
  if (job === null || isTerminal(job.status) || deliveryId(job) !== delivery.id) return { kind: 'ACK' };
  if (job.status === 'PAUSED') return { kind: 'ACK' };
  if (run.shouldHandOver()) return { kind: 'HAND_BACK' };
  // Its worker died between the record and the queue: the job still waits for its time.
  if (job.status === 'WAITING_RETRY' && job.nextAttemptAt !== null && job.control === null) {
    const at = new Date(job.nextAttemptAt);
    if (at.getTime() > Date.now()) return { kind: 'PARK', at };
  }
  return null;
}

async function carryOut(
  deps: ProcessorDeps,
  delivery: Delivery,
  run: RunHandle,
  lease: Lease,
  taken: JobRecord,
  watch: RunWatch,
): Promise<Verdict> {
  try {
    if (taken.damage !== null) throw new RetomaError('CHECKPOINT_CORRUPT', taken.damage);
    if (taken.control !== null) throw new StopReason(taken.control);
    if (taken.crashes >= MAX_CRASHES) return noProgress(taken);
    const prepared = await prepareRun(deps, delivery, lease, taken);
    if ('end' in prepared) return prepared;
    const { job, workspace, model } = prepared;
    const observer = observeTogether([watch.observer, deps.observer?.(job) ?? {}]);
    const output = new ModelOutputPublisher(deps.checkpoints.store, lease, deps.log);
    const end = await runAgentLoop({
      job,
      lease,
      checkpoints: watch.watchCheckpoints(deps.checkpoints),
      model: output.listenTo(watch.watchModel(deps.gate?.watch(model) ?? model)),
      tools: deps.tools,
      workspace,
      signal: run.signal,
      shouldHandOver: run.shouldHandOver,
      assertMayAct: run.assertMayAct,
      beforeModelCall: () => deps.gate?.admit(model.upstream),
      whenMayAct: run.whenMayAct,
      resumeFromCheckpoint: job.resumeFromCheckpoint || job.attempts > 1,
      observer: output.besides(observer),
    });
    if (end.kind === 'PAUSED') {
      const { reason, awaits } = end;
      return { letGo: { to: 'PAUSED', reason, awaits }, answer: { kind: 'ACK' } };
    }
    if (end.kind === 'HANDED_OVER') return { letGo: { to: 'QUEUED' }, answer: { kind: 'HAND_BACK' } };
    return { ended: end.job };
  } catch (error) {
    // The record as taken no longer tells how many attempts failed in a row, when the run made progress first.
    const job =
      error instanceof ModelCallError
        ? await untilStoreAnswers(() => deps.checkpoints.store.getJob(taken.jobId), deps.giveUp)
        : null;
    return judgeStop(error, job ?? taken, run.signal, deps.log);
  }
}

function noProgress(job: JobRecord): Verdict {
  const where = job.version === null ? 'before its first checkpoint' : `at version ${job.version}`;
  return {
    end: {
      status: 'FAILED',
      failure: {
        code: 'NO_PROGRESS',
        message: `The job's worker was lost ${job.crashes} times in a row ${where}, so it is not tried again. Mend the cause first; ${howToGoOn(job)}.`,
        retryable: false,
        provider: null,
        httpStatus: null,
      },
    },
  };
}

async function writeDown(
  deps: ProcessorDeps,
  lease: Lease,
  job: JobRecord,
  verdict: Verdict,
  watch: RunWatch,
  patiently: <T>(call: () => Promise<T>) => Promise<T>,
): Promise<Disposition> {
  const { store } = deps.checkpoints;
  const finish = (end: JobEnd) => patiently(() => store.finish(lease, end));
  const letGo = (how: LetGo) => patiently(() => store.letGo(lease, how));
  try {
    if ('lost' in verdict) {
      watch.ended(null);
      return { kind: 'HAND_BACK' };
    }
    if ('letGo' in verdict) {
      const after = await letGo(verdict.letGo);
      watch.ended(after);
      deps.log.info({ jobId: job.jobId, status: after.status, until: after.nextAttemptAt }, 'job let go');
      // A wish that came in the meantime is carried out by letting go.
      if (isTerminal(after.status)) deps.onFinished(job.jobId);
      return isTerminal(after.status) || after.status === 'PAUSED' ? { kind: 'ACK' } : verdict.answer;
    }
    const ended = 'ended' in verdict ? verdict.ended : await finish(verdict.end);
    watch.ended(ended);
    deps.log.info(
      { jobId: job.jobId, status: ended.status, turns: ended.turns, failure: ended.failure?.code },
      'job ended',
    );
    await failpoint('finished-queue-not-told', job.jobId);
    deps.onFinished(job.jobId);
    return { kind: 'ACK' };
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    watch.ended(null);
    return { kind: 'HAND_BACK' };
  }
}
