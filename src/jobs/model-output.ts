import type { Logger } from 'pino';
import type { Model, ModelDelta } from '../agent/model/model.ts';
import type { LoopObserver } from '../agent/run.ts';
import type { Lease, OutputPiece, Store } from '../store/contract.ts';
import { LeaseLostError } from '../store/errors.ts';
import type { TokenUsage } from '../store/records.ts';

/** What comes in so short a time goes out together… */
const BATCH_MS = 50;
/** …or, when that is sooner, so many UTF-16 code units. */
const BATCH_LENGTH = 4096;

/**
 * Tells those who watch what a run's model says, in batches, so that Redis is not asked for each word. Nothing waits
 * for it but the end of an answer, so that all of it is there before the answer is committed and the job may end.
 */
export class ModelOutputPublisher {
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #log: Logger;
  #turn = 0;
  #call = 0;
  #length = 0;
  #added = 0;
  /** What the provider has told of the call so far. */
  #usage: TokenUsage | null = null;
  #batch: OutputPiece[] = [];
  #batchLength = 0;
  #timer: NodeJS.Timeout | null = null;
  #sent: Promise<void> = Promise.resolve();
  #isLost = false;

  constructor(store: Store, lease: Lease, log: Logger) {
    this.#store = store;
    this.#lease = lease;
    this.#log = log;
  }

  /** What the loop has to tell, for the publisher to know which turn is spoken, and for another observer. */
  besides(observer: LoopObserver = {}): LoopObserver {
    return {
      onModelCall: (turn) => {
        this.#beginCall(turn);
        observer.onModelCall?.(turn);
      },
      onModelDelta: (turn, delta) => observer.onModelDelta?.(turn, delta),
      onVersion: (record) => observer.onVersion?.(record),
      onToolStart: (call) => observer.onToolStart?.(call),
      onToolEnd: (call) => observer.onToolEnd?.(call),
      onToolInterrupted: (call) => observer.onToolInterrupted?.(call),
    };
  }

  /** The same model, heard by those who watch. */
  listenTo(model: Model): Model {
    return {
      id: model.id,
      ask: async (request) => {
        // For those who watch, and should this call be cut off as well, the answer is one from its beginning.
        if (request.begun?.reasoning) this.#hear({ kind: 'REASONING', text: request.begun.reasoning });
        if (request.begun?.text) this.#hear({ kind: 'TEXT', text: request.begun.text });
        const onUsage = (usage: TokenUsage) => {
          this.#usage = usage;
          request.onUsage?.(usage);
        };
        const onDelta = (delta: ModelDelta) => {
          this.#hear(delta);
          request.onDelta?.(delta);
        };
        try {
          return await model.ask({ ...request, onDelta, onUsage });
        } finally {
          this.#send();
          await unlessAborted(this.#sent, request.signal);
        }
      },
    };
  }

  #beginCall(turn: number): void {
    this.#turn = turn;
    this.#call += 1;
    this.#length = 0;
    this.#added = 0;
    this.#usage = null;
  }

  #hear({ kind, text }: ModelDelta): void {
    const last = this.#batch.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.#batch.push({ offset: this.#length, kind, text });
    this.#length += text.length;
    this.#batchLength += text.length;
    if (this.#batchLength >= BATCH_LENGTH) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), BATCH_MS).unref();
  }

  #send(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const pieces = this.#batch;
    if (pieces.length === 0) return;
    const output = { turn: this.#turn, call: this.#call, at: this.#added, usage: this.#usage, pieces };
    this.#added += pieces.length;
    this.#batch = [];
    this.#batchLength = 0;
    this.#sent = this.#sent.then(() => this.#append(output));
  }

  async #append(output: Parameters<Store['appendOutput']>[1]): Promise<void> {
    if (this.#isLost) return;
    try {
      await this.#store.appendOutput(this.#lease, output);
    } catch (error) {
      // Whoever lost the job finds out by its next commit; what is shown on the way must not be what ends a run.
      this.#isLost = error instanceof LeaseLostError;
      this.#log.debug({ err: error, jobId: this.#lease.jobId }, 'what the model says could not be shown');
    }
  }
}

/** A store that is away must not hold up a run that was told to stop. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = () => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([work, promise]);
  signal.removeEventListener('abort', onAbort);
}
