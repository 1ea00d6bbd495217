/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who is told when the job is over (completed, failed or cancelled), by a POST as Standard Webhooks describe it. */
export type CallbackInput = {
  /** Signs the deliveries: `whsec_` and 1 to 256 bytes as base64. Left out: they are unsigned. */
  secret?: string | null | undefined;
  /** An http or https address without a user name. It must lead to a public address. */
  url: string;
};

/** Which job `cancelJob` is for. */
export type CancelJobInput = {
  /** Id of the job. */
  jobId: string;
};

/** What was done when a version was saved. */
export type CheckpointStep =
  /** Old messages were replaced by a shorter text. Earlier versions still read. */
  | 'COMPACTED'
  /** The first version of a job that was forked from a version of another. */
  | 'FORKED'
  /** The model answered. */
  | 'MODEL_RESPONSE'
  /** The first version of a job that continues another: a copy of its checkpoint. */
  | 'RESUMED'
  /** The last open tool call of an answer ended: the model is asked next. */
  | 'TOOLS_DONE'
  /** A tool call ended; others of the same answer are open. */
  | 'TOOL_RESULT';

/** Which job `continueJob` is for. */
export type ContinueJobInput = {
  /** Id of the job. */
  jobId: string;
};

/** A decision about a tool call that has no result yet. */
export type DecideToolCallInput = {
  /** With `RUN`: these instead of what the model asked for. */
  arguments?: unknown;
  /** What is to be done. */
  decision: ToolCallDecision;
  /** The job; it must be paused. */
  jobId: string;
  /** With `REJECT`: why, for the model. */
  reason?: string | null | undefined;
  /** With `RESULT`, required: what the model is told. */
  result?: string | null | undefined;
  /** The call: `id` of one of the `pendingToolCalls` of its checkpoint. */
  toolCallId: string;
};

/** Which checkpoint to delete. */
export type DeleteCheckpointInput = {
  /** The job whose checkpoint it is. It must be over. */
  jobId: string;
};

/** What is lost at worst when Redis is killed. */
export type DurabilityLevel =
  /** Nothing: what was acknowledged is on disk. */
  | 'ALWAYS'
  /** About the last second. */
  | 'EVERYSEC'
  /** Everything. */
  | 'NONE'
  /** What came after the last snapshot. */
  | 'SNAPSHOT'
  /** This Redis does not say. */
  | 'UNKNOWN';

/** Every code that an error may carry, the same over GraphQL (`code`, `extensions.code`) and REST. An operation that is malformed itself carries a word of GraphQL in `extensions.code`, and is to be corrected: `BAD_REQUEST`, `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED`, `OPERATION_RESOLUTION_FAILURE`. */
export type ErrorCode =
  /** Another job continued this one; resume that one instead. */
  | 'ALREADY_RESUMED'
  /** The body of the request is larger than `limits { bodyBytes }`. */
  | 'BODY_TOO_LARGE'
  /** The stored state is damaged. It was left untouched. */
  | 'CHECKPOINT_CORRUPT'
  /** The checkpoint that the job needs to go on has vanished. */
  | 'CHECKPOINT_GONE'
  /** The job has no checkpoint: never saved, completed, deleted or expired. */
  | 'CHECKPOINT_NOT_FOUND'
  /** What comes behind the cursor is no longer all there. Read the present state and begin anew. */
  | 'CURSOR_UNAVAILABLE'
  /** The request may not be made from there. */
  | 'FORBIDDEN'
  /** A newer Retoma wrote the stored state. Upgrade to read it. */
  | 'FORMAT_UNSUPPORTED'
  /** The idempotency key was used for another request. */
  | 'IDEMPOTENCY_MISMATCH'
  /** Something went wrong on the server. Its log says more under the request id. */
  | 'INTERNAL'
  /** The body of a request cannot be read, or holds what does not fit. */
  | 'INVALID_BODY'
  /** A cursor that this list or subscription did not give. Begin again without one. */
  | 'INVALID_CURSOR'
  /** An argument does not fit; the message says which and why. */
  | 'INVALID_INPUT'
  /** A job id is 1 to 255 bytes of UTF-8 without control characters. */
  | 'INVALID_JOB_ID'
  /** The job is over; that cannot be done with it any more. */
  | 'JOB_COMPLETED'
  /** The job id is taken. */
  | 'JOB_EXISTS'
  /** There is no such job, or its record has expired. */
  | 'JOB_NOT_FOUND'
  /** The job waits for a worker, or for a time, and goes on by itself. */
  | 'JOB_QUEUED'
  /** The job is running or paused; cancel it or wait for it first. */
  | 'JOB_RUNNING'
  /** More than the `limits` allow; the message says which. */
  | 'LIMIT_EXCEEDED'
  /** The address does not take that HTTP method. */
  | 'METHOD_NOT_ALLOWED'
  /** No model was named, and the server has no default. Send `model`. */
  | 'MODEL_REQUIRED'
  /** There is nothing at this address. */
  | 'NOT_FOUND'
  /** Redis does not answer. Nothing is lost; try again. */
  | 'STORE_UNAVAILABLE'
  /** Send the body as `application/json` in UTF-8, not packed; accept `application/json`. */
  | 'UNSUPPORTED_MEDIA_TYPE'
  /** The version that was named is not the latest. Fork from it, or resume the latest. */
  | 'VERSION_CONFLICT'
  /** That version was saved once and is no longer kept. */
  | 'VERSION_GONE'
  /** Another live job works in that workspace, in a folder around it or in one within it. */
  | 'WORKSPACE_BUSY';

/** Where the new job begins, and what is to be different. */
export type ForkCheckpointInput = {
  /** The job to begin from, in whatever state it is. */
  jobId: string;
  /** Another model, as `provider/model`. Left out: the one of that version. */
  model?: string | null | undefined;
  /** Said to the agent behind the copied history. Left out: nothing. */
  prompt?: string | null | undefined;
  /** Any version of it that is kept; `history` lists them. */
  version: number;
  /** The folder to work in. Left out: one of its own. When it is new, the files of the old job, as they are now, are copied to it. */
  workspace?: WorkspaceInput | null | undefined;
};

/** What was done about a tool call that had been cut off. */
export type InterruptedOutcome =
  /** A person decided. */
  | 'DECIDED'
  /** The job failed, as it asked to. */
  | 'FAILED'
  /** It had been done, as the files showed. */
  | 'FOUND_DONE'
  /** The job waits for a person, as it asked to. */
  | 'PAUSED'
  /** The model was told that it was cut off and may have had an effect. */
  | 'REPORTED'
  /** It was run again: it only reads, or had not been done, or the job asked for that. */
  | 'RUN_AGAIN';

/** Which jobs to list: those that fit all that is given. */
export type JobFilter = {
  /** Those of this model, as `provider/model`. */
  model?: string | null | undefined;
  /** Those with one of these statuses. */
  status?: Array<JobStatus> | null | undefined;
};

/** What a person asked of a running job. */
export type JobRequest =
  /** To end for good. */
  | 'CANCEL'
  /** To stop until it is continued. */
  | 'PAUSE';

/** Where a job stands. */
export type JobStatus =
  /** A person ended it. What was saved can be resumed. */
  | 'CANCELLED'
  /** It is done, and `result` holds what the agent said at the end. */
  | 'COMPLETED'
  /** It stopped, and `failure` says why. What was saved can be resumed. */
  | 'FAILED'
  /** It waits for a person. */
  | 'PAUSED'
  /** It waits for a worker. */
  | 'QUEUED'
  /** A worker has it. When that worker dies, another takes over within seconds. */
  | 'RUNNING'
  /** It waits for a time, after a rate limit or a failed call, and goes on by itself. */
  | 'WAITING_RETRY';

/** What a piece of model output is. */
export type ModelOutputKind =
  /** A part of what the model thinks before it answers. */
  | 'REASONING'
  /** A part of the answer. */
  | 'TEXT';

/** What is done about a call that was cut off and may have had an effect (policy `REPORT`: shell commands). */
export type OnInterrupted =
  /** The job fails. */
  | 'FAIL'
  /** The job waits for a person to decide. */
  | 'PAUSE'
  /** The model is told that the call was cut off and may have had an effect. */
  | 'REPORT'
  /** It is run again. */
  | 'RETRY';

/** What is done about an answer of the model that was cut off before it was whole. */
export type OnPartial =
  /** The model is asked again for all of it. What it had said is shown (`partialAnswer`) until it has answered. */
  | 'ASK_AGAIN'
  /** The model is given what it had said and goes on from there; the answer that is saved holds the whole. Calls of tools that were cut off are asked for again. */
  | 'CONTINUE';

/** Which job `pauseJob` is for. */
export type PauseJobInput = {
  /** Id of the job. */
  jobId: string;
};

/** What is done about a call of this tool that was cut off before its result was saved. */
export type ReplayPolicy =
  /** It only reads: it is run again. */
  | 'PURE'
  /** It may have had an effect that nobody can see, as a shell command has: it is not run again by itself. What happens instead is the `onInterrupted` of the job. */
  | 'REPORT'
  /** It writes files: it looks whether the change was made, and makes it when it was not. */
  | 'VERIFY';

/** Why a job can be resumed by hand, or why not. */
export type ResumabilityReason =
  /** Another job continues it; `detail` says which. */
  | 'ALREADY_RESUMED'
  /** It has completed, or a job that continued it has. */
  | 'COMPLETED'
  /** The stored state is damaged. It was left untouched. */
  | 'CORRUPT'
  /** A newer Retoma wrote it. Upgrade to resume it; it was left untouched. */
  | 'FORMAT_UNSUPPORTED'
  /** There is no such job, or no checkpoint of it: nothing to go on from. Submit it again. */
  | 'NOT_FOUND'
  /** It waits for a person: `continueJob`, or `decideToolCall` first. */
  | 'PAUSED'
  /** It waits for a worker and goes on by itself. */
  | 'QUEUED'
  /** It failed or was cancelled and left a checkpoint: `resumeCheckpoint` goes on from there. */
  | 'READY'
  /** It is running; if its worker dies, another goes on by itself. */
  | 'RUNNING'
  /** It waits for a time (a rate limit, a failed call) and goes on by itself. */
  | 'WAITING_RETRY';

/** What is done about a call that was cut off when its job goes on. */
export type ResumeAction =
  /** The job fails. */
  | 'FAIL'
  /** The job waits for a person to decide. */
  | 'PAUSE'
  /** The model is told that the call was cut off and may have had an effect. */
  | 'REPORT'
  /** It is run again. */
  | 'RUN_AGAIN'
  /** It looks whether the change was made, and makes it when it was not. */
  | 'VERIFY';

/** Which job to continue, and what is to be different. */
export type ResumeCheckpointInput = {
  /** Who is told when the new job is over. Left out: the callback of the old job. */
  callback?: CallbackInput | null | undefined;
  /** The job that failed or was cancelled. */
  jobId: string;
  /** How many further answers of the model it may take. Left out: as the old job. */
  maxTurns?: number | null | undefined;
  /** Another model, as `provider/model`. Left out: the same. */
  model?: string | null | undefined;
  /** The version that you saw. When it is not the latest any more, nothing is done (`VERSION_CONFLICT`). Left out: the latest. */
  version?: number | null | undefined;
};

/** A task for an agent. */
export type SubmitJobInput = {
  /** Who is told when it is over. */
  callback?: CallbackInput | null | undefined;
  /** A key of your own for this request: sent again within 24 hours it answers with the job that was made the first time. The same as the header `Idempotency-Key` over REST. */
  idempotencyKey?: string | null | undefined;
  /** An id of your own, 1 to 255 bytes. Left out: one is made. */
  jobId?: string | null | undefined;
  /** How many answers of the model it may take: 1 to 1000. Left out: 50. */
  maxTurns?: number | null | undefined;
  /** As `provider/model`, for example `deepseek/deepseek-v4-pro`. Left out: the default of the server. */
  model?: string | null | undefined;
  /** What is done about a call that was cut off and may have had an effect. Left out: `REPORT`. */
  onInterrupted?: OnInterrupted | null | undefined;
  /** What is done about an answer that was cut off. Left out: `ASK_AGAIN`. */
  onPartial?: OnPartial | null | undefined;
  /** What the agent is to do; at most 256 KB. */
  prompt: string;
  /** Names of tools that wait for a person each time, for example `["run_command"]`. */
  requireApproval?: Array<string> | null | undefined;
  /** False: a checkpoint that there is already is thrown away when the job first runs. Left out: true. */
  resumeFromCheckpoint?: boolean | null | undefined;
  /** The folder to work in. Left out: one of its own. */
  workspace?: WorkspaceInput | null | undefined;
};

/** What a person decides about a tool call. */
export type ToolCallDecision =
  /** It is not run; the model is told that a person refused it, and the `reason`. */
  | 'REJECT'
  /** It is not run; the model is told `result` as if it had been. */
  | 'RESULT'
  /** It is run, with `arguments` in place of those of the model when they are given. */
  | 'RUN';

/** How far a tool call has come. */
export type ToolCallState =
  /** It ended and gave a result. */
  | 'DONE'
  /** It ended with an error, which the model was told as its result. */
  | 'FAILED'
  /** It was cut off: it began, and its result was never saved. It may have had an effect. */
  | 'INTERRUPTED'
  /** The model asked for it; it has not begun. */
  | 'PENDING'
  /** It is running on a worker. */
  | 'RUNNING';

/** The folder that the agent is to work in. */
export type WorkspaceInput = {
  /** Relative to the server's `WORKSPACE_ROOT`, without `..`; made when it is missing. Two live jobs cannot share one. */
  path: string;
};

type Refusal_CheckpointConflictError_Fragment = { code: ErrorCode, message: string } & { ' $fragmentName'?: 'Refusal_CheckpointConflictError_Fragment' };

type Refusal_CheckpointNotFoundError_Fragment = { code: ErrorCode, message: string } & { ' $fragmentName'?: 'Refusal_CheckpointNotFoundError_Fragment' };

type Refusal_InvalidInputError_Fragment = { field: string | null, code: ErrorCode, message: string } & { ' $fragmentName'?: 'Refusal_InvalidInputError_Fragment' };

type Refusal_JobConflictError_Fragment = { code: ErrorCode, message: string } & { ' $fragmentName'?: 'Refusal_JobConflictError_Fragment' };

type Refusal_JobNotFoundError_Fragment = { code: ErrorCode, message: string } & { ' $fragmentName'?: 'Refusal_JobNotFoundError_Fragment' };

export type RefusalFragment =
  | Refusal_CheckpointConflictError_Fragment
  | Refusal_CheckpointNotFoundError_Fragment
  | Refusal_InvalidInputError_Fragment
  | Refusal_JobConflictError_Fragment
  | Refusal_JobNotFoundError_Fragment
;

export type SubmitMutationVariables = Exact<{
  input: SubmitJobInput;
}>;


export type SubmitMutation = { outcome:
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobConflictError_Fragment': Refusal_JobConflictError_Fragment } }
    | { jobId: string }
   };

export type ResumeMutationVariables = Exact<{
  input: ResumeCheckpointInput;
}>;


export type ResumeMutation = { outcome:
    | { ' $fragmentRefs'?: { 'Refusal_CheckpointConflictError_Fragment': Refusal_CheckpointConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_CheckpointNotFoundError_Fragment': Refusal_CheckpointNotFoundError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
    | { jobId: string }
   };

export type ForkMutationVariables = Exact<{
  input: ForkCheckpointInput;
}>;


export type ForkMutation = { outcome:
    | { ' $fragmentRefs'?: { 'Refusal_CheckpointConflictError_Fragment': Refusal_CheckpointConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_CheckpointNotFoundError_Fragment': Refusal_CheckpointNotFoundError_Fragment } }
    | { jobId: string }
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
   };

export type DeleteMutationVariables = Exact<{
  input: DeleteCheckpointInput;
}>;


export type DeleteMutation = { outcome:
    | { ' $fragmentRefs'?: { 'Refusal_CheckpointConflictError_Fragment': Refusal_CheckpointConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_CheckpointNotFoundError_Fragment': Refusal_CheckpointNotFoundError_Fragment } }
    | { jobId: string }
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
   };

export type CancelMutationVariables = Exact<{
  input: CancelJobInput;
}>;


export type CancelMutation = { outcome:
    | { jobId: string }
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobConflictError_Fragment': Refusal_JobConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobNotFoundError_Fragment': Refusal_JobNotFoundError_Fragment } }
   };

export type PauseMutationVariables = Exact<{
  input: PauseJobInput;
}>;


export type PauseMutation = { outcome:
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobConflictError_Fragment': Refusal_JobConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobNotFoundError_Fragment': Refusal_JobNotFoundError_Fragment } }
    | { jobId: string }
   };

export type ContinueMutationVariables = Exact<{
  input: ContinueJobInput;
}>;


export type ContinueMutation = { outcome:
    | { jobId: string }
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobConflictError_Fragment': Refusal_JobConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobNotFoundError_Fragment': Refusal_JobNotFoundError_Fragment } }
   };

export type DecideMutationVariables = Exact<{
  input: DecideToolCallInput;
}>;


export type DecideMutation = { outcome:
    | { jobId: string }
    | { ' $fragmentRefs'?: { 'Refusal_InvalidInputError_Fragment': Refusal_InvalidInputError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobConflictError_Fragment': Refusal_JobConflictError_Fragment } }
    | { ' $fragmentRefs'?: { 'Refusal_JobNotFoundError_Fragment': Refusal_JobNotFoundError_Fragment } }
   };

export type CountsQueryVariables = Exact<{ [key: string]: never; }>;


export type CountsQuery = { metrics: { jobs: { total: number, queued: number, running: number, waitingRetry: number, paused: number, completed: number, failed: number, cancelled: number } } };

export type JobFeedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobFeedSubscription = { jobChanged: { ' $fragmentRefs'?: { 'JobRowFragment': JobRowFragment } } };

export type JobRowFragment = { id: string, jobId: string, status: JobStatus, model: string, attempts: number, turns: number, version: number | null, createdAt: string, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, resumedFrom: string | null, resumedBy: string | null, forkedFrom: string | null, request: JobRequest | null, promptExcerpt: { text: string }, usage: { total: number }, cost: { amount: number, currency: string } | null, failure: { code: string, message: string } | null, checkpoint: { version: number, savedAt: string, resumability: { canResume: boolean } } | null } & { ' $fragmentName'?: 'JobRowFragment' };

export type SideQueryVariables = Exact<{
  jobId: string;
  version: number;
  before?: string | null | undefined;
}>;


export type SideQuery = { checkpoint: (
    { messages: { edges: Array<{ cursor: string, node:
          | { ' $fragmentRefs'?: { 'MessageParts_AssistantMessage_Fragment': MessageParts_AssistantMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_SystemMessage_Fragment': MessageParts_SystemMessage_Fragment } }
          | (
            { textExcerpt: { text: string, length: number } }
            & { ' $fragmentRefs'?: { 'MessageParts_ToolMessage_Fragment': MessageParts_ToolMessage_Fragment } }
          )
          | { ' $fragmentRefs'?: { 'MessageParts_UserMessage_Fragment': MessageParts_UserMessage_Fragment } }
         }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } } }
    & { ' $fragmentRefs'?: { 'VersionPartsFragment': VersionPartsFragment } }
  ) | null };

export type WaitingJobFragment = { id: string, jobId: string, model: string, pauseReason: string | null, turns: number, promptExcerpt: { text: string }, checkpoint: { savedAt: string } | null, waitingFor: Array<{ ' $fragmentRefs'?: { 'ToolCallPartsFragment': ToolCallPartsFragment } }> } & { ' $fragmentName'?: 'WaitingJobFragment' };

export type WaitingJobsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WaitingJobsQuery = { jobs: { nodes: Array<{ ' $fragmentRefs'?: { 'WaitingJobFragment': WaitingJobFragment } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ToolCallPartsFragment = { id: string, name: string, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, decision: ToolCallDecision | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null, argumentsExcerpt: { arguments: unknown, isCut: boolean }, resultExcerpt: { text: string, length: number } | null } & { ' $fragmentName'?: 'ToolCallPartsFragment' };

type MessageParts_AssistantMessage_Fragment = { __typename: 'AssistantMessage', index: number, textExcerpt: { text: string, length: number }, reasoningExcerpt: { text: string, length: number } | null, toolCalls: Array<{ ' $fragmentRefs'?: { 'ToolCallPartsFragment': ToolCallPartsFragment } }> } & { ' $fragmentName'?: 'MessageParts_AssistantMessage_Fragment' };

type MessageParts_SystemMessage_Fragment = { __typename: 'SystemMessage', index: number, textExcerpt: { text: string, length: number } } & { ' $fragmentName'?: 'MessageParts_SystemMessage_Fragment' };

type MessageParts_ToolMessage_Fragment = { __typename: 'ToolMessage', toolCallId: string, state: ToolCallState, isError: boolean, startedAt: string | null, finishedAt: string | null, index: number } & { ' $fragmentName'?: 'MessageParts_ToolMessage_Fragment' };

type MessageParts_UserMessage_Fragment = { __typename: 'UserMessage', index: number, textExcerpt: { text: string, length: number } } & { ' $fragmentName'?: 'MessageParts_UserMessage_Fragment' };

export type MessagePartsFragment =
  | MessageParts_AssistantMessage_Fragment
  | MessageParts_SystemMessage_Fragment
  | MessageParts_ToolMessage_Fragment
  | MessageParts_UserMessage_Fragment
;

export type VersionPartsFragment = { id: string, version: number, epoch: number, step: CheckpointStep, turns: number, model: string, messageCount: number, savedAt: string, storedBytes: number, sizeBytes: number, repair: string | null, usage: { input: number, output: number, reasoning: number, cached: number, total: number }, cost: { amount: number, currency: string } | null, toolCalls: Array<{ id: string, name: string, state: ToolCallState }> } & { ' $fragmentName'?: 'VersionPartsFragment' };

export type JobDetailFragment = { id: string, jobId: string, status: JobStatus, model: string, attempts: number, turns: number, maxTurns: number, version: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, request: JobRequest | null, requireApproval: Array<string>, resumedFrom: string | null, resumedBy: string | null, forkedFrom: string | null, forkedFromVersion: number | null, promptExcerpt: { text: string, length: number }, resultExcerpt: { text: string, length: number } | null, workspace: { path: string }, usage: { input: number, output: number, reasoning: number, cached: number, total: number }, cost: { amount: number, currency: string } | null, failure: { code: string, message: string, retryable: boolean, provider: string | null, httpStatus: number | null } | null, waitingFor: Array<{ ' $fragmentRefs'?: { 'ToolCallPartsFragment': ToolCallPartsFragment } }>, checkpoint: { version: number, expiresAt: string | null, pendingToolCalls: Array<{ ' $fragmentRefs'?: { 'ToolCallPartsFragment': ToolCallPartsFragment } }> } | null } & { ' $fragmentName'?: 'JobDetailFragment' };

export type JobPageQueryVariables = Exact<{
  jobId: string;
  last: number;
}>;


export type JobPageQuery = { job: (
    { history: { edges: Array<{ cursor: string, node: (
          { messages: { edges: Array<{ cursor: string, node:
                | { ' $fragmentRefs'?: { 'MessageParts_AssistantMessage_Fragment': MessageParts_AssistantMessage_Fragment } }
                | { ' $fragmentRefs'?: { 'MessageParts_SystemMessage_Fragment': MessageParts_SystemMessage_Fragment } }
                | { ' $fragmentRefs'?: { 'MessageParts_ToolMessage_Fragment': MessageParts_ToolMessage_Fragment } }
                | { ' $fragmentRefs'?: { 'MessageParts_UserMessage_Fragment': MessageParts_UserMessage_Fragment } }
               }> } }
          & { ' $fragmentRefs'?: { 'VersionPartsFragment': VersionPartsFragment } }
        ) }> } }
    & { ' $fragmentRefs'?: { 'JobDetailFragment': JobDetailFragment } }
  ) | null };

export type JobNowQueryVariables = Exact<{
  jobId: string;
}>;


export type JobNowQuery = { job: { ' $fragmentRefs'?: { 'JobDetailFragment': JobDetailFragment } } | null };

export type VersionsQueryVariables = Exact<{
  jobId: string;
  after?: string | null | undefined;
}>;


export type VersionsQuery = { job: { history: { edges: Array<{ cursor: string, node: { ' $fragmentRefs'?: { 'VersionPartsFragment': VersionPartsFragment } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type VersionQueryVariables = Exact<{
  jobId: string;
  version: number;
  last: number;
}>;


export type VersionQuery = { checkpoint: (
    { messages: { edges: Array<{ cursor: string, node:
          | { ' $fragmentRefs'?: { 'MessageParts_AssistantMessage_Fragment': MessageParts_AssistantMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_SystemMessage_Fragment': MessageParts_SystemMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_ToolMessage_Fragment': MessageParts_ToolMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_UserMessage_Fragment': MessageParts_UserMessage_Fragment } }
         }> } }
    & { ' $fragmentRefs'?: { 'VersionPartsFragment': VersionPartsFragment } }
  ) | null };

export type MessagesQueryVariables = Exact<{
  jobId: string;
  version: number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type MessagesQuery = { checkpoint: { messages: { edges: Array<{ cursor: string, node:
          | { ' $fragmentRefs'?: { 'MessageParts_AssistantMessage_Fragment': MessageParts_AssistantMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_SystemMessage_Fragment': MessageParts_SystemMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_ToolMessage_Fragment': MessageParts_ToolMessage_Fragment } }
          | { ' $fragmentRefs'?: { 'MessageParts_UserMessage_Fragment': MessageParts_UserMessage_Fragment } }
         }> } } | null };

export type MessagePieceQueryVariables = Exact<{
  jobId: string;
  version: number;
  before?: string | null | undefined;
  offset: number;
  length: number;
  text: boolean;
  reasoning: boolean;
  tool: boolean;
}>;


export type MessagePieceQuery = { checkpoint: { messages: { nodes: Array<
        | { reasoningExcerpt?: { text: string } | null, toolCalls?: Array<{ id: string, argumentsExcerpt: { arguments: unknown, isCut: boolean }, resultExcerpt: { text: string } | null }>, textExcerpt?: { text: string } }
        | { textExcerpt?: { text: string } }
        | { textExcerpt?: { text: string } }
        | { textExcerpt?: { text: string } }
      > } } | null };

export type PartialAnswerQueryVariables = Exact<{
  jobId: string;
  offset: number;
  length: number;
}>;


export type PartialAnswerQuery = { job: { partialAnswer: { turn: number, attempt: number, textExcerpt: { text: string, length: number }, reasoningExcerpt: { text: string, length: number } | null } | null } | null };

export type CanResumeQueryVariables = Exact<{
  jobId: string;
}>;


export type CanResumeQuery = { canResume: { canResume: boolean, reason: ResumabilityReason, detail: string, version: number | null, turns: number | null, tokensSaved: number, interruptedToolCalls: Array<{ ' $fragmentRefs'?: { 'ToolCallPartsFragment': ToolCallPartsFragment } }> } };

export type JobChangedSubscriptionVariables = Exact<{
  jobId: string;
}>;


export type JobChangedSubscription = { jobChanged: { ' $fragmentRefs'?: { 'JobDetailFragment': JobDetailFragment } } };

export type SavedSubscriptionVariables = Exact<{
  jobId: string;
  after?: string | null | undefined;
}>;


export type SavedSubscription = { checkpointSaved: { cursor: string, node: (
      { messages: { edges: Array<{ cursor: string, node:
            | { ' $fragmentRefs'?: { 'MessageParts_AssistantMessage_Fragment': MessageParts_AssistantMessage_Fragment } }
            | { ' $fragmentRefs'?: { 'MessageParts_SystemMessage_Fragment': MessageParts_SystemMessage_Fragment } }
            | (
              { textExcerpt: { text: string, length: number } }
              & { ' $fragmentRefs'?: { 'MessageParts_ToolMessage_Fragment': MessageParts_ToolMessage_Fragment } }
            )
            | { ' $fragmentRefs'?: { 'MessageParts_UserMessage_Fragment': MessageParts_UserMessage_Fragment } }
           }> } }
      & { ' $fragmentRefs'?: { 'VersionPartsFragment': VersionPartsFragment } }
    ) } };

export type OutputSubscriptionVariables = Exact<{
  jobId: string;
}>;


export type OutputSubscription = { modelOutput: { turn: number, attempt: number, offset: number, kind: ModelOutputKind, text: string } };

export type KnownJobQueryVariables = Exact<{
  jobId: string;
}>;


export type KnownJobQuery = { job: { jobId: string } | null };

export type JobsQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: JobFilter | null | undefined;
}>;


export type JobsQuery = { jobs: { nodes: Array<{ ' $fragmentRefs'?: { 'JobRowFragment': JobRowFragment } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type KnownModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type KnownModelsQuery = { models: { default: string | null, examples: Array<{ model: string, description: string | null, prompt: string, answers: number }> }, metrics: { tokens: Array<{ model: string }> } };

export type VitalsQueryVariables = Exact<{ [key: string]: never; }>;


export type VitalsQuery = { metrics: { beganAt: string | null, activeCheckpoints: number, stoppedCheckpoints: number, subscribers: number, workersDied: number, leasesLost: number, redisMemory: { usedBytes: number, maxBytes: number | null } | null, resumes: { rate: number | null, failuresResumed: number, tokensSaved: number, turnsSaved: number, failures: { total: number, crashes: number, putOff: number, failed: number }, moneySaved: { amount: number, currency: string } | null }, commits: { newBytes: number, stateBytes: number, time: { count: number, p50Seconds: number | null, p95Seconds: number | null } }, recovery: { goingOn: { count: number, p50Seconds: number | null, p95Seconds: number | null } }, ended: { completed: number, completedAfterInterruption: number, failures: Array<{ code: string, count: number }> }, interruptedToolCalls: Array<{ policy: ReplayPolicy, outcome: InterruptedOutcome, count: number }> }, server: { durability: { level: DurabilityLevel, evictsKeys: boolean, detail: string }, workers: Array<{ id: string, host: string, pid: number, concurrency: number, startedAt: string, sandbox: { tier: string, detail: string } }> } };

export type TimelineQueryVariables = Exact<{
  minutes: number;
  step: number;
}>;


export type TimelineQuery = { metrics: { timeline: Array<{ startedAt: string, seconds: number, created: number, completed: number, failed: number, cancelled: number, recovered: number, retried: number, handedOver: number, resumed: number, queued: number, running: number, waitingRetry: number, paused: number, workers: number, subscribers: number, tokens: number, tokensSaved: number, commitBytes: number, redisUsedBytes: number | null, retries: Array<{ cause: string, count: number }>, commitTime: { count: number, p50Seconds: number | null, p95Seconds: number | null }, recoveryTime: { count: number, p50Seconds: number | null, p95Seconds: number | null } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}
    `, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const JobRowFragmentDoc = new TypedDocumentString(`
    fragment JobRow on Job {
  id
  jobId
  status
  model
  attempts
  turns
  version
  createdAt
  finishedAt
  nextAttemptAt
  pauseReason
  resumedFrom
  resumedBy
  forkedFrom
  request
  promptExcerpt(length: 200) {
    text
  }
  usage {
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
  }
  checkpoint {
    version
    savedAt
    resumability {
      canResume
    }
  }
}
    `, {"fragmentName":"JobRow"}) as unknown as TypedDocumentString<JobRowFragment, unknown>;
export const ToolCallPartsFragmentDoc = new TypedDocumentString(`
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
    `, {"fragmentName":"ToolCallParts"}) as unknown as TypedDocumentString<ToolCallPartsFragment, unknown>;
export const WaitingJobFragmentDoc = new TypedDocumentString(`
    fragment WaitingJob on Job {
  id
  jobId
  model
  pauseReason
  turns
  promptExcerpt(length: 300) {
    text
  }
  checkpoint {
    savedAt
  }
  waitingFor {
    ...ToolCallParts
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}`, {"fragmentName":"WaitingJob"}) as unknown as TypedDocumentString<WaitingJobFragment, unknown>;
export const MessagePartsFragmentDoc = new TypedDocumentString(`
    fragment MessageParts on Message {
  __typename
  index
  ... on SystemMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on UserMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on AssistantMessage {
    textExcerpt(length: 8000) {
      text
      length
    }
    reasoningExcerpt(length: 4000) {
      text
      length
    }
    toolCalls {
      ...ToolCallParts
    }
  }
  ... on ToolMessage {
    toolCallId
    state
    isError
    startedAt
    finishedAt
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}`, {"fragmentName":"MessageParts"}) as unknown as TypedDocumentString<MessagePartsFragment, unknown>;
export const VersionPartsFragmentDoc = new TypedDocumentString(`
    fragment VersionParts on Checkpoint {
  id
  version
  epoch
  step
  turns
  model
  messageCount
  savedAt
  storedBytes
  sizeBytes
  repair
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  toolCalls {
    id
    name
    state
  }
}
    `, {"fragmentName":"VersionParts"}) as unknown as TypedDocumentString<VersionPartsFragment, unknown>;
export const JobDetailFragmentDoc = new TypedDocumentString(`
    fragment JobDetail on Job {
  id
  jobId
  status
  model
  attempts
  turns
  maxTurns
  version
  createdAt
  startedAt
  finishedAt
  nextAttemptAt
  pauseReason
  request
  requireApproval
  resumedFrom
  resumedBy
  forkedFrom
  forkedFromVersion
  promptExcerpt(length: 4000) {
    text
    length
  }
  resultExcerpt(length: 4000) {
    text
    length
  }
  workspace {
    path
  }
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
    retryable
    provider
    httpStatus
  }
  waitingFor {
    ...ToolCallParts
  }
  checkpoint {
    version
    expiresAt
    pendingToolCalls {
      ...ToolCallParts
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}`, {"fragmentName":"JobDetail"}) as unknown as TypedDocumentString<JobDetailFragment, unknown>;
export const SubmitDocument = new TypedDocumentString(`
    mutation Submit($input: SubmitJobInput!) {
  outcome: submitJob(input: $input) {
    ... on SubmitJobPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<SubmitMutation, SubmitMutationVariables>;
export const ResumeDocument = new TypedDocumentString(`
    mutation Resume($input: ResumeCheckpointInput!) {
  outcome: resumeCheckpoint(input: $input) {
    ... on ResumeCheckpointPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<ResumeMutation, ResumeMutationVariables>;
export const ForkDocument = new TypedDocumentString(`
    mutation Fork($input: ForkCheckpointInput!) {
  outcome: forkCheckpoint(input: $input) {
    ... on ForkCheckpointPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<ForkMutation, ForkMutationVariables>;
export const DeleteDocument = new TypedDocumentString(`
    mutation Delete($input: DeleteCheckpointInput!) {
  outcome: deleteCheckpoint(input: $input) {
    ... on DeleteCheckpointPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<DeleteMutation, DeleteMutationVariables>;
export const CancelDocument = new TypedDocumentString(`
    mutation Cancel($input: CancelJobInput!) {
  outcome: cancelJob(input: $input) {
    ... on CancelJobPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<CancelMutation, CancelMutationVariables>;
export const PauseDocument = new TypedDocumentString(`
    mutation Pause($input: PauseJobInput!) {
  outcome: pauseJob(input: $input) {
    ... on PauseJobPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<PauseMutation, PauseMutationVariables>;
export const ContinueDocument = new TypedDocumentString(`
    mutation Continue($input: ContinueJobInput!) {
  outcome: continueJob(input: $input) {
    ... on ContinueJobPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<ContinueMutation, ContinueMutationVariables>;
export const DecideDocument = new TypedDocumentString(`
    mutation Decide($input: DecideToolCallInput!) {
  outcome: decideToolCall(input: $input) {
    ... on DecideToolCallPayload {
      jobId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on InvalidInputError {
    field
  }
}`) as unknown as TypedDocumentString<DecideMutation, DecideMutationVariables>;
export const CountsDocument = new TypedDocumentString(`
    query Counts {
  metrics {
    jobs {
      total
      queued
      running
      waitingRetry
      paused
      completed
      failed
      cancelled
    }
  }
}
    `) as unknown as TypedDocumentString<CountsQuery, CountsQueryVariables>;
export const JobFeedDocument = new TypedDocumentString(`
    subscription JobFeed {
  jobChanged {
    ...JobRow
  }
}
    fragment JobRow on Job {
  id
  jobId
  status
  model
  attempts
  turns
  version
  createdAt
  finishedAt
  nextAttemptAt
  pauseReason
  resumedFrom
  resumedBy
  forkedFrom
  request
  promptExcerpt(length: 200) {
    text
  }
  usage {
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
  }
  checkpoint {
    version
    savedAt
    resumability {
      canResume
    }
  }
}`) as unknown as TypedDocumentString<JobFeedSubscription, JobFeedSubscriptionVariables>;
export const SideDocument = new TypedDocumentString(`
    query Side($jobId: ID!, $version: Int!, $before: String) {
  checkpoint(jobId: $jobId, version: $version) {
    ...VersionParts
    messages(last: 100, before: $before) {
      edges {
        cursor
        node {
          ...MessageParts
          ... on ToolMessage {
            textExcerpt(length: 4000) {
              text
              length
            }
          }
        }
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment MessageParts on Message {
  __typename
  index
  ... on SystemMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on UserMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on AssistantMessage {
    textExcerpt(length: 8000) {
      text
      length
    }
    reasoningExcerpt(length: 4000) {
      text
      length
    }
    toolCalls {
      ...ToolCallParts
    }
  }
  ... on ToolMessage {
    toolCallId
    state
    isError
    startedAt
    finishedAt
  }
}
fragment VersionParts on Checkpoint {
  id
  version
  epoch
  step
  turns
  model
  messageCount
  savedAt
  storedBytes
  sizeBytes
  repair
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  toolCalls {
    id
    name
    state
  }
}`) as unknown as TypedDocumentString<SideQuery, SideQueryVariables>;
export const WaitingJobsDocument = new TypedDocumentString(`
    query WaitingJobs($after: String) {
  jobs(first: 30, after: $after, filter: {status: [PAUSED]}) {
    nodes {
      ...WaitingJob
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WaitingJob on Job {
  id
  jobId
  model
  pauseReason
  turns
  promptExcerpt(length: 300) {
    text
  }
  checkpoint {
    savedAt
  }
  waitingFor {
    ...ToolCallParts
  }
}
fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<WaitingJobsQuery, WaitingJobsQueryVariables>;
export const JobPageDocument = new TypedDocumentString(`
    query JobPage($jobId: ID!, $last: Int!) {
  job(jobId: $jobId) {
    ...JobDetail
    history(first: 1) {
      edges {
        cursor
        node {
          ...VersionParts
          messages(last: $last) {
            edges {
              cursor
              node {
                ...MessageParts
              }
            }
          }
        }
      }
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment MessageParts on Message {
  __typename
  index
  ... on SystemMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on UserMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on AssistantMessage {
    textExcerpt(length: 8000) {
      text
      length
    }
    reasoningExcerpt(length: 4000) {
      text
      length
    }
    toolCalls {
      ...ToolCallParts
    }
  }
  ... on ToolMessage {
    toolCallId
    state
    isError
    startedAt
    finishedAt
  }
}
fragment VersionParts on Checkpoint {
  id
  version
  epoch
  step
  turns
  model
  messageCount
  savedAt
  storedBytes
  sizeBytes
  repair
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  toolCalls {
    id
    name
    state
  }
}
fragment JobDetail on Job {
  id
  jobId
  status
  model
  attempts
  turns
  maxTurns
  version
  createdAt
  startedAt
  finishedAt
  nextAttemptAt
  pauseReason
  request
  requireApproval
  resumedFrom
  resumedBy
  forkedFrom
  forkedFromVersion
  promptExcerpt(length: 4000) {
    text
    length
  }
  resultExcerpt(length: 4000) {
    text
    length
  }
  workspace {
    path
  }
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
    retryable
    provider
    httpStatus
  }
  waitingFor {
    ...ToolCallParts
  }
  checkpoint {
    version
    expiresAt
    pendingToolCalls {
      ...ToolCallParts
    }
  }
}`) as unknown as TypedDocumentString<JobPageQuery, JobPageQueryVariables>;
export const JobNowDocument = new TypedDocumentString(`
    query JobNow($jobId: ID!) {
  job(jobId: $jobId) {
    ...JobDetail
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment JobDetail on Job {
  id
  jobId
  status
  model
  attempts
  turns
  maxTurns
  version
  createdAt
  startedAt
  finishedAt
  nextAttemptAt
  pauseReason
  request
  requireApproval
  resumedFrom
  resumedBy
  forkedFrom
  forkedFromVersion
  promptExcerpt(length: 4000) {
    text
    length
  }
  resultExcerpt(length: 4000) {
    text
    length
  }
  workspace {
    path
  }
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
    retryable
    provider
    httpStatus
  }
  waitingFor {
    ...ToolCallParts
  }
  checkpoint {
    version
    expiresAt
    pendingToolCalls {
      ...ToolCallParts
    }
  }
}`) as unknown as TypedDocumentString<JobNowQuery, JobNowQueryVariables>;
export const VersionsDocument = new TypedDocumentString(`
    query Versions($jobId: ID!, $after: String) {
  job(jobId: $jobId) {
    history(first: 100, after: $after) {
      edges {
        cursor
        node {
          ...VersionParts
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment VersionParts on Checkpoint {
  id
  version
  epoch
  step
  turns
  model
  messageCount
  savedAt
  storedBytes
  sizeBytes
  repair
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  toolCalls {
    id
    name
    state
  }
}`) as unknown as TypedDocumentString<VersionsQuery, VersionsQueryVariables>;
export const VersionDocument = new TypedDocumentString(`
    query Version($jobId: ID!, $version: Int!, $last: Int!) {
  checkpoint(jobId: $jobId, version: $version) {
    ...VersionParts
    messages(last: $last) {
      edges {
        cursor
        node {
          ...MessageParts
        }
      }
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment MessageParts on Message {
  __typename
  index
  ... on SystemMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on UserMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on AssistantMessage {
    textExcerpt(length: 8000) {
      text
      length
    }
    reasoningExcerpt(length: 4000) {
      text
      length
    }
    toolCalls {
      ...ToolCallParts
    }
  }
  ... on ToolMessage {
    toolCallId
    state
    isError
    startedAt
    finishedAt
  }
}
fragment VersionParts on Checkpoint {
  id
  version
  epoch
  step
  turns
  model
  messageCount
  savedAt
  storedBytes
  sizeBytes
  repair
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  toolCalls {
    id
    name
    state
  }
}`) as unknown as TypedDocumentString<VersionQuery, VersionQueryVariables>;
export const MessagesDocument = new TypedDocumentString(`
    query Messages($jobId: ID!, $version: Int!, $first: Int, $after: String, $last: Int, $before: String) {
  checkpoint(jobId: $jobId, version: $version) {
    messages(first: $first, after: $after, last: $last, before: $before) {
      edges {
        cursor
        node {
          ...MessageParts
        }
      }
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment MessageParts on Message {
  __typename
  index
  ... on SystemMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on UserMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on AssistantMessage {
    textExcerpt(length: 8000) {
      text
      length
    }
    reasoningExcerpt(length: 4000) {
      text
      length
    }
    toolCalls {
      ...ToolCallParts
    }
  }
  ... on ToolMessage {
    toolCallId
    state
    isError
    startedAt
    finishedAt
  }
}`) as unknown as TypedDocumentString<MessagesQuery, MessagesQueryVariables>;
export const MessagePieceDocument = new TypedDocumentString(`
    query MessagePiece($jobId: ID!, $version: Int!, $before: String, $offset: Int!, $length: Int!, $text: Boolean!, $reasoning: Boolean!, $tool: Boolean!) {
  checkpoint(jobId: $jobId, version: $version) {
    messages(last: 1, before: $before) {
      nodes {
        textExcerpt(offset: $offset, length: $length) @include(if: $text) {
          text
        }
        ... on AssistantMessage {
          reasoningExcerpt(offset: $offset, length: $length) @include(if: $reasoning) {
            text
          }
          toolCalls @include(if: $tool) {
            id
            argumentsExcerpt(textLength: $length) {
              arguments
              isCut
            }
            resultExcerpt(offset: $offset, length: $length) {
              text
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MessagePieceQuery, MessagePieceQueryVariables>;
export const PartialAnswerDocument = new TypedDocumentString(`
    query PartialAnswer($jobId: ID!, $offset: Int!, $length: Int!) {
  job(jobId: $jobId) {
    partialAnswer {
      turn
      attempt
      textExcerpt(offset: $offset, length: $length) {
        text
        length
      }
      reasoningExcerpt(offset: $offset, length: $length) {
        text
        length
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PartialAnswerQuery, PartialAnswerQueryVariables>;
export const CanResumeDocument = new TypedDocumentString(`
    query CanResume($jobId: ID!) {
  canResume(jobId: $jobId) {
    canResume
    reason
    detail
    version
    turns
    tokensSaved
    interruptedToolCalls {
      ...ToolCallParts
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<CanResumeQuery, CanResumeQueryVariables>;
export const JobChangedDocument = new TypedDocumentString(`
    subscription JobChanged($jobId: ID!) {
  jobChanged(jobId: $jobId) {
    ...JobDetail
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment JobDetail on Job {
  id
  jobId
  status
  model
  attempts
  turns
  maxTurns
  version
  createdAt
  startedAt
  finishedAt
  nextAttemptAt
  pauseReason
  request
  requireApproval
  resumedFrom
  resumedBy
  forkedFrom
  forkedFromVersion
  promptExcerpt(length: 4000) {
    text
    length
  }
  resultExcerpt(length: 4000) {
    text
    length
  }
  workspace {
    path
  }
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
    retryable
    provider
    httpStatus
  }
  waitingFor {
    ...ToolCallParts
  }
  checkpoint {
    version
    expiresAt
    pendingToolCalls {
      ...ToolCallParts
    }
  }
}`) as unknown as TypedDocumentString<JobChangedSubscription, JobChangedSubscriptionVariables>;
export const SavedDocument = new TypedDocumentString(`
    subscription Saved($jobId: ID!, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) {
    cursor
    node {
      ...VersionParts
      messages(last: 1) {
        edges {
          cursor
          node {
            ...MessageParts
            ... on ToolMessage {
              textExcerpt(length: 4000) {
                text
                length
              }
            }
          }
        }
      }
    }
  }
}
    fragment ToolCallParts on ToolCall {
  id
  name
  argumentsExcerpt(textLength: 4000) {
    arguments
    isCut
  }
  policy
  state
  onResume
  decision
  resultExcerpt(length: 4000) {
    text
    length
  }
  isError
  startedAt
  finishedAt
}
fragment MessageParts on Message {
  __typename
  index
  ... on SystemMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on UserMessage {
    textExcerpt(length: 4000) {
      text
      length
    }
  }
  ... on AssistantMessage {
    textExcerpt(length: 8000) {
      text
      length
    }
    reasoningExcerpt(length: 4000) {
      text
      length
    }
    toolCalls {
      ...ToolCallParts
    }
  }
  ... on ToolMessage {
    toolCallId
    state
    isError
    startedAt
    finishedAt
  }
}
fragment VersionParts on Checkpoint {
  id
  version
  epoch
  step
  turns
  model
  messageCount
  savedAt
  storedBytes
  sizeBytes
  repair
  usage {
    input
    output
    reasoning
    cached
    total
  }
  cost {
    amount
    currency
  }
  toolCalls {
    id
    name
    state
  }
}`) as unknown as TypedDocumentString<SavedSubscription, SavedSubscriptionVariables>;
export const OutputDocument = new TypedDocumentString(`
    subscription Output($jobId: ID!) {
  modelOutput(jobId: $jobId) {
    turn
    attempt
    offset
    kind
    text
  }
}
    `) as unknown as TypedDocumentString<OutputSubscription, OutputSubscriptionVariables>;
export const KnownJobDocument = new TypedDocumentString(`
    query KnownJob($jobId: ID!) {
  job(jobId: $jobId) {
    jobId
  }
}
    `) as unknown as TypedDocumentString<KnownJobQuery, KnownJobQueryVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($after: String, $filter: JobFilter) {
  jobs(first: 100, after: $after, filter: $filter) {
    nodes {
      ...JobRow
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    fragment JobRow on Job {
  id
  jobId
  status
  model
  attempts
  turns
  version
  createdAt
  finishedAt
  nextAttemptAt
  pauseReason
  resumedFrom
  resumedBy
  forkedFrom
  request
  promptExcerpt(length: 200) {
    text
  }
  usage {
    total
  }
  cost {
    amount
    currency
  }
  failure {
    code
    message
  }
  checkpoint {
    version
    savedAt
    resumability {
      canResume
    }
  }
}`) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const KnownModelsDocument = new TypedDocumentString(`
    query KnownModels {
  models {
    default
    examples {
      model
      description
      prompt
      answers
    }
  }
  metrics {
    tokens {
      model
    }
  }
}
    `) as unknown as TypedDocumentString<KnownModelsQuery, KnownModelsQueryVariables>;
export const VitalsDocument = new TypedDocumentString(`
    query Vitals {
  metrics {
    beganAt
    activeCheckpoints
    stoppedCheckpoints
    subscribers
    workersDied
    leasesLost
    redisMemory {
      usedBytes
      maxBytes
    }
    resumes {
      rate
      failuresResumed
      tokensSaved
      turnsSaved
      failures {
        total
        crashes
        putOff
        failed
      }
      moneySaved {
        amount
        currency
      }
    }
    commits {
      newBytes
      stateBytes
      time {
        count
        p50Seconds
        p95Seconds
      }
    }
    recovery {
      goingOn {
        count
        p50Seconds
        p95Seconds
      }
    }
    ended {
      completed
      completedAfterInterruption
      failures {
        code
        count
      }
    }
    interruptedToolCalls {
      policy
      outcome
      count
    }
  }
  server {
    durability {
      level
      evictsKeys
      detail
    }
    workers {
      id
      host
      pid
      concurrency
      startedAt
      sandbox {
        tier
        detail
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VitalsQuery, VitalsQueryVariables>;
export const TimelineDocument = new TypedDocumentString(`
    query Timeline($minutes: Int!, $step: Int!) {
  metrics {
    timeline(minutes: $minutes, step: $step) {
      startedAt
      seconds
      created
      completed
      failed
      cancelled
      recovered
      retried
      handedOver
      resumed
      queued
      running
      waitingRetry
      paused
      workers
      subscribers
      tokens
      tokensSaved
      commitBytes
      redisUsedBytes
      retries {
        cause
        count
      }
      commitTime {
        count
        p50Seconds
        p95Seconds
      }
      recoveryTime {
        count
        p50Seconds
        p95Seconds
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TimelineQuery, TimelineQueryVariables>;