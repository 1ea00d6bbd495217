import { type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_TOOL_TYPE,
  GEN_AI_OPERATION_NAME_VALUE_CHAT,
  GEN_AI_OPERATION_NAME_VALUE_EXECUTE_TOOL,
} from '@opentelemetry/semantic-conventions/incubating';
import { CheckpointManager } from '../agent/checkpoint.ts';
import { type Model, ModelCallError } from '../agent/model/model.ts';
import type { LoopObserver } from '../agent/run.ts';
import type { DeathClock, RunBegin, RunWatch, WorkerWatch } from '../agent/watch.ts';
import type { Lease, LoadedCheckpoint, NewVersion } from '../store/contract.ts';
import { LeaseLostError } from '../store/errors.ts';
import { type CheckpointRecord, isTerminal, type JobRecord } from '../store/records.ts';
import { attemptSpan, contextOf, jobSpan, type SpanMaker } from './ids.ts';
import { linksToSource, modelAttributes, spanOfJob, usageAttributes } from './job-span.ts';

/**
 * Traces what a worker does: one trace for a job, over all that have worked on it. In it a span for each lease
 * (`attempt`), in that one for each turn, and in that for the call of the model, each tool and each commit. Spans hold
 * ids, names, counts and codes; never what was said, asked for or put out.
 */
export function traceRuns(maker: SpanMaker, deathClock: DeathClock): WorkerWatch {
  return {
    runBegins: (begin) => new TracedRun(maker, begin, deathClock),
    workerDied: () => undefined,
    atGate: () => undefined,
  };
}

class TracedRun implements RunWatch {
  readonly observer: LoopObserver;
  readonly #maker: SpanMaker;
  readonly #attempt: Span;
  readonly #inAttempt: Context;
  readonly #tools = new Map<string, Span>();
  #turn: { number: number; span: Span; context: Context } | null = null;
  /** Of the latest commit. */
  #turns: number;

  constructor(maker: SpanMaker, { before, job, lease }: RunBegin, deathClock: DeathClock) {
    this.#maker = maker;
    this.#turns = job.turns;
    if (before.status === 'RUNNING') void this.#endLostAttempt(before, deathClock);
    const { ids, tracer } = maker;
    this.#attempt = ids.give(attemptSpan(job.jobId, lease.epoch), () =>
      tracer.startSpan(
        'attempt',
        {
          links: linksToSource(job),
          attributes: { ...attemptAttributes(job), 'retoma.worker.id': lease.workerId },
        },
        contextOf(jobSpan(job.jobId)),
      ),
    );
    this.#attempt.setAttribute('retoma.status_before', before.status);
    this.#inAttempt = trace.setSpan(contextOf(jobSpan(job.jobId)), this.#attempt);
    this.observer = {
      onModelCall: (turn) => this.#beginTurn(turn),
      onToolStart: (call) => this.#beginTool(call),
      onToolEnd: ({ id, isError }) => this.#endTool(id, isError),
      onToolInterrupted: ({ id, name, policy, outcome }) =>
        this.#attempt.addEvent('tool call had been interrupted', {
          [ATTR_GEN_AI_TOOL_CALL_ID]: id,
          [ATTR_GEN_AI_TOOL_NAME]: name,
          'retoma.tool.policy': policy,
          'retoma.tool.interrupted_outcome': outcome,
        }),
      onVersion: (record) => this.#noteVersion(record),
    };
  }

  watchModel(model: Model): Model {
    return {
      id: model.id,
      ask: async (request) => {
        const span = this.#maker.tracer.startSpan(
          `chat ${model.id.slice(model.id.indexOf('/') + 1)}`,
          { kind: SpanKind.CLIENT, attributes: modelAttributes(GEN_AI_OPERATION_NAME_VALUE_CHAT, model.id) },
          this.#here(),
        );
        try {
          const answer = await model.ask(request);
          span.setAttributes(usageAttributes(answer.usage));
          span.setAttribute(ATTR_GEN_AI_RESPONSE_FINISH_REASONS, [answer.message.finishReason]);
          return answer;
        } catch (error) {
          const code = error instanceof ModelCallError ? error.code : null;
          fail(span, request.signal.aborted ? 'STOPPED' : (code ?? 'ERROR'));
          throw error;
        } finally {
          span.end();
        }
      },
    };
  }

  watchCheckpoints(checkpoints: CheckpointManager): CheckpointManager {
    return new TracedCheckpoints(checkpoints, () => this.#maker.tracer.startSpan('commit', {}, this.#here()));
  }

  ended(job: JobRecord | null): void {
    for (const tool of this.#tools.values()) fail(tool, 'STOPPED').end();
    this.#endTurn();
    this.#attempt.setAttribute('retoma.status_after', job?.status ?? 'LOST');
    if (job === null) fail(this.#attempt, 'LEASE_LOST');
    else if (job.failure !== null) fail(this.#attempt, job.failure.code);
    this.#attempt.end();
    if (job !== null && isTerminal(job.status)) spanOfJob(this.#maker, job);
  }

  #here(): Context {
    return this.#turn?.context ?? this.#inAttempt;
  }

  #beginTurn(number: number): void {
    if (this.#turn?.number === number) return;
    this.#endTurn();
    const attributes = { 'retoma.turn': number };
    const span = this.#maker.tracer.startSpan('turn', { attributes }, this.#inAttempt);
    this.#turn = { number, span, context: trace.setSpan(this.#inAttempt, span) };
  }

  #endTurn(): void {
    this.#turn?.span.end();
    this.#turn = null;
  }

  #beginTool({ id, name }: { id: string; name: string }): void {
    // A run that goes on in the middle of a turn begins with its tools.
    if (this.#turn === null) this.#beginTurn(this.#turns);
    const attributes = {
      [ATTR_GEN_AI_OPERATION_NAME]: GEN_AI_OPERATION_NAME_VALUE_EXECUTE_TOOL,
      [ATTR_GEN_AI_TOOL_NAME]: name,
      [ATTR_GEN_AI_TOOL_CALL_ID]: id,
      [ATTR_GEN_AI_TOOL_TYPE]: 'function',
    };
    this.#tools.set(id, this.#maker.tracer.startSpan(`execute_tool ${name}`, { attributes }, this.#here()));
  }

  #endTool(id: string, isError: boolean): void {
    const span = this.#tools.get(id);
    if (span === undefined) return;
    if (isError) fail(span, 'FAILED');
    span.end();
    this.#tools.delete(id);
  }

  #noteVersion({ step, turns, toolCalls }: CheckpointRecord): void {
    this.#turns = turns;
    if (step === 'TOOLS_DONE' || (step === 'MODEL_RESPONSE' && toolCalls.length === 0)) this.#endTurn();
  }

  /** A worker that was killed could not end its span. It is ended where it gave its last sign of life. */
  async #endLostAttempt(lost: JobRecord, deathClock: DeathClock): Promise<void> {
    const { ids, tracer } = this.#maker;
    const { jobId, epoch, workerId, takenAt } = lost;
    const now = Date.now();
    const secondsAgo = workerId === null ? null : await deathClock(workerId).catch(() => null);
    const endedAt = now - (secondsAgo ?? 0) * 1000;
    const startTime = Math.min(takenAt === null ? endedAt : Date.parse(takenAt), endedAt);
    const attributes = { ...attemptAttributes(lost), 'retoma.worker.id': workerId ?? '' };
    const span = ids.give(attemptSpan(jobId, epoch), () =>
      tracer.startSpan('attempt', { startTime, attributes }, contextOf(jobSpan(jobId))),
    );
    span.setAttribute('retoma.status_after', 'CRASHED');
    fail(span, 'WORKER_LOST').end(endedAt);
  }
}

/** A commit's span around each version that is saved. */
class TracedCheckpoints extends CheckpointManager {
  readonly #inner: CheckpointManager;
  readonly #startSpan: () => Span;

  constructor(inner: CheckpointManager, startSpan: () => Span) {
    super(inner.store);
    this.#inner = inner;
    this.#startSpan = startSpan;
  }

  override loadCheckpoint(jobId: string, version?: number): Promise<LoadedCheckpoint | null> {
    return this.#inner.loadCheckpoint(jobId, version);
  }

  override async saveCheckpoint(lease: Lease, commit: NewVersion): Promise<CheckpointRecord> {
    const span = this.#startSpan();
    span.setAttribute('retoma.step', commit.step);
    try {
      const record = await this.#inner.saveCheckpoint(lease, commit);
      span.setAttributes({ 'retoma.version': record.version, 'retoma.state.bytes': record.sizeBytes });
      return record;
    } catch (error) {
      fail(span, error instanceof LeaseLostError ? 'LEASE_LOST' : 'ERROR');
      throw error;
    } finally {
      span.end();
    }
  }
}

function attemptAttributes({ jobId, attempts, version }: JobRecord) {
  return {
    'retoma.job.id': jobId,
    'retoma.attempt': attempts,
    ...(version !== null && { 'retoma.version': version }),
  };
}

function fail(span: Span, code: string): Span {
  return span.setAttribute(ATTR_ERROR_TYPE, code).setStatus({ code: SpanStatusCode.ERROR, message: code });
}
