import { crc32 } from 'node:zlib';
import { failpoint } from '../../failpoints.ts';
import { encodeSegment } from '../codec.ts';
import type { Lease, NewVersion } from '../contract.ts';
import { FORMAT_VERSION } from '../formats.ts';
import { checksumOf } from '../frame.ts';
import { encodeRecord, type RecordDraft } from '../record-codec.ts';
import type { CheckpointRecord, OpenToolCall } from '../records.ts';
import { scriptError } from '../script-errors.ts';
import { change, jobArguments, ownKeys, type StoreContext, writeKeys } from './context.ts';
import { answeredCalls, callField } from './tool-results.ts';

/** A version that was committed, and how many segments before its answer could be packed. */
export interface Committed {
  record: CheckpointRecord;
  unsealed: number;
}

type CommitReply = [
  savedAt: number,
  messageCount: number,
  sizeBytes: number,
  storedBytes: number,
  model: string,
  workspace: string,
  unsealed: number,
];

export async function commit(context: StoreContext, lease: Lease, added: NewVersion): Promise<Committed> {
  const { jobId, epoch, nonce } = lease;
  const { basedOn, messages, step, turns, usage, model } = added;
  const { frame, sizeBytes } = encodeSegment(messages);
  const draft: RecordDraft = {
    version: basedOn + 1,
    step,
    turns,
    usage: { ...usage },
    epoch,
    toolCalls: added.toolCalls.map((call) => ({ ...call })),
    repair: added.repair ?? null,
  };
  const encoded = encodeRecord(draft);
  const modelJson = model === undefined ? '' : JSON.stringify(model);
  const sent = context.scripts.run('commit', writeKeys(context, jobId), [
    ...jobArguments(context, jobId),
    ...[epoch, nonce, basedOn, digestOf(frame, encoded + modelJson)],
    ...[frame, sizeBytes, messages.length, encoded],
    ...[JSON.stringify([turns, usage]), modelJson, kindOf(added), context.historyLimit],
    ...answeredCalls(messages).map(callField),
  ]);
  const [reply] = await Promise.all([sent, failpoint('commit-sent', jobId)]);
  await failpoint('commit-answered', jobId);
  if (typeof reply !== 'string') {
    const [code, head] = reply as [number, number?];
    throw scriptError(code, { jobId, epoch, basedOn }, head);
  }
  const [savedAt, messageCount, size, stored, modelNow, path, unsealed] = JSON.parse(reply) as CommitReply;
  const record: CheckpointRecord = {
    jobId,
    formatVersion: FORMAT_VERSION,
    ...draft,
    model: modelNow,
    workspace: { path },
    messageCount,
    sizeBytes: size,
    storedBytes: stored,
    savedAt: new Date(savedAt).toISOString(),
  };
  return { record, unsealed };
}

export async function recordIntents(
  context: StoreContext,
  lease: Lease,
  calls: readonly OpenToolCall[],
): Promise<void> {
  const { jobId, epoch, nonce } = lease;
  await change(context, 'record-intents', ownKeys(context, jobId), lease, [
    ...[epoch, nonce],
    ...calls.flatMap((call) => [callField(call.id), JSON.stringify(call)]),
  ]);
}

/** Tells a commit that is sent again from another one on the same version; a caller at fault is all it guards against. */
function digestOf(frame: Buffer, rest: string): string {
  return `${crc32(rest, checksumOf(frame)).toString(16)}.${frame.length}`;
}

/** What the script has to know about the messages. */
function kindOf({ step, messages }: NewVersion): 'ANSWER' | 'COMPACTED' | '' {
  if (step === 'COMPACTED') return 'COMPACTED';
  return messages.some((message) => message.role === 'assistant') ? 'ANSWER' : '';
}
