import type { PendingToolCall } from '../../../resolvers/pending-tool-calls.ts';
import type { CheckpointView, PartialAnswer } from '../../store/contract.ts';
import type { JobRecord } from '../../store/records.ts';

/** A job as REST shows it. The callback, its secret above all, is never shown. */
export function jobShape(job: JobRecord) {
  return {
    jobId: job.jobId,
    status: job.status,
    prompt: job.prompt,
    model: job.model,
    attempts: job.attempts,
    turns: job.turns,
    version: job.version,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    nextAttemptAt: job.nextAttemptAt,
    failure: job.failure,
    pauseReason: job.pauseReason,
    result: job.result,
    resumedFrom: job.resumedFrom,
    resumedBy: job.resumedBy,
    forkedFrom: job.forkedFrom?.jobId ?? null,
    forkedFromVersion: job.forkedFrom?.version ?? null,
  };
}

/** The same with what only a look-up shows. */
export function jobDetailShape(
  job: JobRecord,
  details: { waitingFor: readonly PendingToolCall[]; partialAnswer: PartialAnswer | null },
) {
  return { ...jobShape(job), ...details };
}

/** What is told of a checkpoint without its messages. */
export function checkpointShape({ record, job, expiresAt }: CheckpointView) {
  return {
    jobId: record.jobId,
    version: record.version,
    formatVersion: record.formatVersion,
    step: record.step,
    turns: record.turns,
    model: record.model,
    workspace: record.workspace,
    messageCount: record.messageCount,
    usage: record.usage,
    sizeBytes: record.sizeBytes,
    storedBytes: record.storedBytes,
    savedAt: record.savedAt,
    repair: record.repair,
    expiresAt,
    resumedFrom: job.resumedFrom,
    resumedBy: job.resumedBy,
    status: job.status,
  };
}

export function acceptedShape(job: JobRecord) {
  return { jobId: job.jobId, status: job.status };
}

/** The cursor of the next page; null at the end. */
export function nextCursor(page: {
  items: readonly { cursor: string }[];
  hasNextPage: boolean;
}): string | null {
  return page.hasNextPage ? (page.items.at(-1)?.cursor ?? null) : null;
}
