import { crc32 } from 'node:zlib';
import { encodeSegment } from '../codec.ts';
import type { Lease, NewVersion } from '../contract.ts';
import { FORMAT_VERSION } from '../formats.ts';
import { checksumOf } from '../frame.ts';
import { encodeRecord, type RecordDraft } from '../record-codec.ts';
import type { CheckpointRecord, OpenToolCall } from '../records.ts';
import { change, ownKeys, type StoreContext, writeKeys } from './context.ts';
import { answeredCalls, callField } from './tool-results.ts';

/** A version that was committed, and how many segments before its answer could be packed. */
export interface Committed {
  record: CheckpointRecord;
  unsealed: number;
}

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
  const reply = await change(context, 'commit', writeKeys(context, jobId), { jobId, epoch, basedOn }, [
    ...[epoch, nonce, basedOn, digestOf(frame, encoded + modelJson)],
    ...[frame, sizeBytes, messages.length, encoded],
    ...[JSON.stringify([turns, usage]), modelJson, kindOf(added), context.historyLimit],
    ...answeredCalls(messages).map(callField),
  ]);
  const [, savedAt, messageCount, size, stored, modelNow, workspace, unsealed] = reply as [
    ...[number, number, number, number, number, string, string, number],
  ];
  const record: CheckpointRecord = {
    jobId,
    formatVersion: FORMAT_VERSION,
    ...draft,
    model: JSON.parse(modelNow),
    workspace: { path: JSON.parse(workspace) },
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
