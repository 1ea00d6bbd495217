import type { CombinedError } from '@urql/core';
import { query } from '../api/client.ts';
import { inNextFrame } from '../api/next-frame.ts';
import type { ToolCallParts } from './fragments.ts';
import { MessageLog } from './message-log.ts';
import { type LogEntry, toEntries } from './messages.ts';
import { MESSAGE_PIECE, MESSAGES } from './queries.ts';

/** How much of the end is read first, and of what is before it each time. */
export const PAGE = 30;
const LONGEST_CATCH_UP = 200;
/** How much more of a long text each time. */
export const PIECE = 20_000;

/** What of a message a piece is of. */
export type PieceOf = { what: 'text' } | { what: 'reasoning' } | { what: 'result'; toolCallId: string };

export interface HistorySnapshot {
  log: MessageLog;
  hasEarlier: boolean;
  reading: boolean;
  error: CombinedError | null;
}

/** Reads the messages at a version of a job from its end backward, and puts to them what is saved later. */
export class HistoryReader {
  readonly jobId: string;
  /** The version that is read at; 0 before there is any. */
  version = 0;
  readonly #listeners = new Set<() => void>();
  #snapshot: HistorySnapshot = { log: new MessageLog(), hasEarlier: false, reading: false, error: null };

  readonly #tell = () => {
    for (const listener of this.#listeners) listener();
  };

  constructor(jobId: string) {
    this.jobId = jobId;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): HistorySnapshot => this.#snapshot;

  /** Begins with the end of the history at a version. */
  begin(version: number, entries: readonly LogEntry[]): void {
    this.version = version;
    this.#show(new MessageLog(entries));
  }

  /** What a later version added last. What came before that and is missing is read first. */
  async add(version: number, entries: readonly LogEntry[]): Promise<void> {
    this.version = version;
    const { log } = this.#snapshot;
    const next = entries[0]?.message.index ?? log.end;
    if (log.fits(entries)) return this.#show(log.with(entries));
    if (next - log.end > LONGEST_CATCH_UP) return this.#readEnd();
    let caughtUp = log;
    while (caughtUp.end <= next) {
      const more = await this.#read({ first: 100, after: caughtUp.entries.at(-1)?.cursor ?? null });
      if (more.length === 0) break;
      caughtUp = caughtUp.with(more);
    }
    this.#show(caughtUp.with(entries));
  }

  /** The open calls of the last answer, as they are by now. */
  calls(now: readonly ToolCallParts[]): void {
    const { log } = this.#snapshot;
    const news = log.withCalls(now);
    if (news !== log) this.#show(news);
  }

  /** The history was replaced by a shorter one. */
  async replaced(version: number): Promise<void> {
    this.version = version;
    await this.#readEnd();
  }

  /** Reads the page before the first message that there is. */
  readonly earlier = async (): Promise<void> => {
    const { log, hasEarlier, reading } = this.#snapshot;
    if (reading || !hasEarlier) return;
    this.#set({ reading: true });
    const before = await this.#read({ last: PAGE, before: log.entries[0]?.cursor ?? null });
    this.#set({ reading: false });
    if (before.length > 0) this.#show(this.#snapshot.log.with(before));
  };

  /** A piece of a long text of the message at that place; null when it cannot be had. */
  async piece(index: number, of: PieceOf, offset: number, length = PIECE): Promise<string | null> {
    const message = await this.#pieceOf(index, of, offset, length);
    if (message === undefined) return null;
    if (of.what === 'text') return message.textExcerpt?.text ?? null;
    if (!('reasoningExcerpt' in message || 'toolCalls' in message)) return null;
    if (of.what === 'reasoning') return message.reasoningExcerpt?.text ?? null;
    const { toolCallId } = of;
    return message.toolCalls?.find(({ id }) => id === toolCallId)?.resultExcerpt?.text ?? null;
  }

  /** The arguments of a call with so much of each text in them; null when they cannot be had. */
  async arguments(index: number, toolCallId: string, textLength: number) {
    const of = { what: 'result', toolCallId } as const;
    const message = await this.#pieceOf(index, of, 0, textLength);
    if (message === undefined || !('toolCalls' in message)) return null;
    return message.toolCalls?.find(({ id }) => id === toolCallId)?.argumentsExcerpt ?? null;
  }

  async #pieceOf(index: number, { what }: PieceOf, offset: number, length: number) {
    const next = this.#snapshot.log.entries.find(({ message }) => message.index === index + 1);
    const { data } = await query(MESSAGE_PIECE, {
      ...{ jobId: this.jobId, version: this.version, before: next?.cursor ?? null, offset, length },
      ...{ text: what === 'text', reasoning: what === 'reasoning', tool: what === 'result' },
    });
    return data?.checkpoint?.messages.nodes[0];
  }

  async #readEnd(): Promise<void> {
    this.#show(new MessageLog(await this.#read({ last: PAGE })));
  }

  async #read(page: { first?: number; after?: string | null; last?: number; before?: string | null }) {
    const { jobId, version } = this;
    const { data, error } = await query(MESSAGES, { jobId, version, ...page });
    this.#set({ error: error ?? null });
    return toEntries(data?.checkpoint?.messages.edges ?? []);
  }

  #show(log: MessageLog): void {
    this.#set({ log, hasEarlier: log.start > 0 });
  }

  #set(change: Partial<HistorySnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    inNextFrame(this.#tell);
  }
}
