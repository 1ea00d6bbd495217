import type { CheckpointView } from '../src/store/contract.ts';
import type { Context } from './context.ts';
import { versionMissing } from './get-checkpoint.ts';
import type { ReadMessagesInput } from './inputs.ts';
import { latestTurnOf } from './latest-turn.ts';
import { messageCursor } from './message-cursor.ts';
import { type MessagePage, messageView, readMessages } from './read-messages.ts';

/**
 * A page of the messages at the version of a view. The last few, up to the latest answer, are read without the history
 * before them: that is where people look first.
 *
 * @throws RetomaError INVALID_CURSOR, CHECKPOINT_CORRUPT, FORMAT_UNSUPPORTED; VERSION_GONE, CHECKPOINT_NOT_FOUND when it
 * is not kept any more
 */
export async function messagesOf(
  view: CheckpointView,
  page: Omit<ReadMessagesInput, 'jobId' | 'version'>,
  context: Context,
): Promise<MessagePage> {
  const { jobId, version } = view.record;
  if (page.last != null && page.after == null && page.before == null) {
    const end = await readEnd(view, page.last, context);
    if (end !== null) return end;
  }
  const read = await readMessages({ ...page, jobId, version }, context);
  if (read === null) throw versionMissing(jobId, version, await context.store.getJob(jobId));
  return read;
}

/** Null when more is asked for than the latest turn holds. */
async function readEnd(view: CheckpointView, last: number, context: Context): Promise<MessagePage | null> {
  const { record, job, openToolCalls } = view;
  const turn = await latestTurnOf(view, context);
  if (turn === null || turn.after.length + 1 < last) return null;
  const messages = [turn.answer, ...turn.after];
  const before = record.messageCount - messages.length;
  const items = [];
  for (let at = messages.length - last; at < messages.length; at++) {
    const index = before + at;
    const node = { ...messageView({ messages, openToolCalls }, at, job.status), index };
    items.push({ cursor: messageCursor(index), node });
  }
  return {
    version: record.version,
    messageCount: record.messageCount,
    items,
    hasNextPage: false,
    hasPreviousPage: record.messageCount > last,
  };
}
