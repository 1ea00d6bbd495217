import { setTimeout as sleep } from 'node:timers/promises';
import type { JobFactsFragment, ModelOutputSubscription, VersionsSubscription } from '../gql/graphql.ts';
import { noSuchJob, RefusedError, type RetomaClient, ServerGoneError } from './client.ts';
import { JOB_CHANGES, MODEL_OUTPUT, PLACE, VERSIONS } from './operations.ts';
import { type CallInShort, ToolStarts } from './tool-starts.ts';

export type Version = VersionsSubscription['checkpointSaved']['node'];
export type Output = ModelOutputSubscription['modelOutput'];

export type Step =
  | { kind: 'JOB'; job: JobFactsFragment }
  /** With the latest messages: what it added, and the answer that this belongs to. */
  | { kind: 'VERSION'; version: Version }
  | { kind: 'OUTPUT'; output: Output }
  | { kind: 'TOOL_STARTED'; call: CallInShort }
  /** Versions that are no longer kept. */
  | { kind: 'GAP'; from: number; to: number }
  /** The server was there all the time; it goes on behind that version. */
  | { kind: 'CONNECTION_BROKE'; seen: number }
  | { kind: 'SERVER_LOST'; why: string }
  | { kind: 'SERVER_BACK'; afterMs: number; seen: number };

export interface Place {
  job: JobFactsFragment;
  /** Where the job stands: its latest version, and the cursor to be told of what follows. Null: none is kept. */
  latest: { version: number; cursor: string } | null;
}

/** Where a job stands. @throws RefusedError JOB_NOT_FOUND */
export async function placeOf(client: RetomaClient, jobId: string): Promise<Place> {
  const { job } = await client.query(PLACE, { jobId });
  if (job === null) throw noSuchJob(jobId);
  const { history, ...facts } = job;
  const [edge] = history.edges;
  return {
    job: facts,
    latest: edge === undefined ? null : { version: edge.node.version, cursor: edge.cursor },
  };
}

const TRY_AGAIN_MS = 300;

export interface FollowOptions {
  /** Go on behind this; null: from the first version that is kept. */
  behind: Place['latest'];
  /** Also what the model says while it says it. */
  output: boolean;
}

/**
 * Follows a job until it is over: every version behind the cursor, in order and none twice, what the model says, the
 * tools that start, and each change of its status or worker (the end of the job is the last step). When the connection
 * breaks or the server is away, it comes back with its cursor.
 *
 * @throws RefusedError JOB_NOT_FOUND
 */
export function follow(
  client: RetomaClient,
  jobId: string,
  options: FollowOptions,
): AsyncIterable<Step, void> {
  return new ReadableStream<Step>({
    start(controller) {
      const follower = new Follower(client, jobId, options, (step) => controller.enqueue(step));
      // Not awaited: a stream gives out nothing before its start is over.
      follower.run().then(
        () => controller.close(),
        (error: unknown) => controller.error(error),
      );
    },
  });
}

class Follower {
  readonly #client: RetomaClient;
  readonly #jobId: string;
  readonly #tell: (step: Step) => void;
  readonly #withOutput: boolean;
  #cursor: string | null;
  #seen: number;
  #job: JobFactsFragment | null = null;
  #said: Output | null = null;
  readonly #starts = new ToolStarts();
  readonly #over = new AbortController();
  #coming: Promise<void> | null = null;

  constructor(client: RetomaClient, jobId: string, options: FollowOptions, tell: (step: Step) => void) {
    this.#client = client;
    this.#jobId = jobId;
    this.#tell = tell;
    this.#withOutput = options.output;
    this.#cursor = options.behind?.cursor ?? null;
    this.#seen = options.behind?.version ?? 0;
  }

  async run(): Promise<void> {
    await Promise.all([
      this.#untilEnd(() => this.#watchJob()),
      this.#untilEnd(() => this.#watchVersions()),
      ...(this.#withOutput ? [this.#untilEnd(() => this.#watchOutput())] : []),
    ]).finally(() => this.#over.abort());
    // Told last, when all its versions were.
    if (this.#job !== null) this.#tell({ kind: 'JOB', job: this.#job });
  }

  /** Watches again, from where it was, whenever the connection broke. */
  async #untilEnd(watch: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await watch();
        // A server that is stopped may complete its streams.
        if (await this.#jobIsOver()) return;
        throw new ServerGoneError('The server ended the stream before the job was over.');
      } catch (error) {
        if (!(error instanceof ServerGoneError)) throw error;
        this.#coming ??= this.#comeBack(error).finally(() => {
          this.#coming = null;
        });
        await this.#coming;
      }
    }
  }

  async #jobIsOver(): Promise<boolean> {
    const job = this.#job !== null && isOver(this.#job) ? this.#job : null;
    return isOver(job ?? (await placeOf(this.#client, this.#jobId)).job);
  }

  async #comeBack(error: ServerGoneError): Promise<void> {
    const lostAt = Date.now();
    await this.#pause(TRY_AGAIN_MS);
    if (await this.#answers()) {
      this.#tell({ kind: 'CONNECTION_BROKE', seen: this.#seen });
      return;
    }
    this.#tell({ kind: 'SERVER_LOST', why: error.message });
    do await this.#pause(TRY_AGAIN_MS);
    while (!this.#over.signal.aborted && !(await this.#answers()));
    this.#tell({ kind: 'SERVER_BACK', afterMs: Date.now() - lostAt, seen: this.#seen });
  }

  /** Cut short by the end. */
  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }

  async #answers(): Promise<boolean> {
    try {
      await placeOf(this.#client, this.#jobId);
      return true;
    } catch (error) {
      if (error instanceof ServerGoneError) return false;
      throw error;
    }
  }

  async #watchJob(): Promise<void> {
    for await (const { jobChanged } of this.#client.watch(JOB_CHANGES, { jobId: this.#jobId })) {
      const { checkpoint, ...job } = jobChanged;
      const isNews = job.status !== this.#job?.status || job.attempts !== this.#job.attempts;
      this.#job = job;
      if (isNews && !isOver(job)) this.#tell({ kind: 'JOB', job });
      if (checkpoint !== null) this.#starts.hear(checkpoint.version, checkpoint.pendingToolCalls);
      this.#tellStarts();
    }
  }

  #tellStarts(): void {
    for (const call of this.#starts.take(this.#seen)) this.#tell({ kind: 'TOOL_STARTED', call });
  }

  async #watchVersions(): Promise<void> {
    try {
      const variables = { jobId: this.#jobId, after: this.#cursor };
      for await (const { checkpointSaved: edge } of this.#client.watch(VERSIONS, variables)) {
        this.#cursor = edge.cursor;
        this.#tellVersion(edge.node);
      }
    } catch (error) {
      if (isDeleted(error)) return;
      if (!RefusedError.is(error, 'CURSOR_UNAVAILABLE')) throw error;
      // Of a completed job nothing is kept after a while.
      if (this.#cursor === null) return;
      this.#cursor = null;
      await this.#watchVersions();
    }
  }

  #tellVersion(version: Version): void {
    const next = this.#seen + 1;
    if (version.version > next) this.#tell({ kind: 'GAP', from: next, to: version.version - 1 });
    this.#seen = version.version;
    for (const message of version.messages.nodes) {
      if (message.__typename === 'ToolMessage')
        this.#starts.hearResult(message.toolCallId, message.startedAt);
    }
    this.#tell({ kind: 'VERSION', version });
    this.#tellStarts();
  }

  async #watchOutput(): Promise<void> {
    try {
      for await (const { modelOutput } of this.#client.watch(MODEL_OUTPUT, { jobId: this.#jobId })) {
        const output = behind(this.#said, modelOutput);
        if (output === null) continue;
        this.#said = output;
        this.#tell({ kind: 'OUTPUT', output });
      }
    } catch (error) {
      if (!isDeleted(error)) throw error;
    }
  }
}

export function isOver({ status }: JobFactsFragment): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

/** The job itself is told of all the same. */
function isDeleted(error: unknown): boolean {
  return RefusedError.is(error, 'JOB_NOT_FOUND');
}

/** What of a piece was not told yet: who comes back is first told again what was said in the present turn. */
function behind(said: Output | null, piece: Output): Output | null {
  if (said === null || said.turn !== piece.turn || said.attempt !== piece.attempt) return piece;
  const known = said.offset + said.text.length - piece.offset;
  if (known <= 0) return piece;
  if (known >= piece.text.length) return null;
  return { ...piece, offset: piece.offset + known, text: piece.text.slice(known) };
}
