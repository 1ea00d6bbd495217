/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Who is told when the job is over (completed, failed or cancelled), by a POST as Standard Webhooks describe it. */
export type CallbackInput = {
  /** Signs the deliveries: `whsec_` and 1 to 256 bytes as base64. Left out: they are unsigned. */
  secret?: string | null | undefined;
  /** An http or https address without a user name. It must lead to a public address. */
  url: string;
};

/** Which checkpoints to list: those that fit all that is given. */
export type CheckpointFilter = {
  /** Those of this model, as `provider/model`. */
  model?: string | null | undefined;
  /** Those that were saved later than this. */
  savedAfter?: string | null | undefined;
  /** Those of jobs with one of these statuses. */
  status?: Array<JobStatus> | null | undefined;
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

/** Who a message is from. */
export type MessageRole =
  /** The model. */
  | 'ASSISTANT'
  /** Retoma itself: the instructions of the agent. */
  | 'SYSTEM'
  /** A tool: the result of a call that the model asked for. */
  | 'TOOL'
  /** The one who submitted the job, or who forked it with another prompt. */
  | 'USER';

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

export type SubmitDemoMutationVariables = Exact<{
  input: SubmitJobInput;
}>;


export type SubmitDemoMutation = { submitJob:
    | { message: string }
    | { message: string }
    | { jobId: string }
   };

export type JobFactsFragment = { jobId: string, status: JobStatus, prompt: string, model: string, attempts: number, turns: number, version: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, result: string | null, resumedFrom: string | null, resumedBy: string | null, waitingFor: Array<{ id: string, name: string }>, failure: { code: string, message: string, retryable: boolean, provider: string | null, httpStatus: number | null } | null };

export type CheckpointFactsFragment = { jobId: string, version: number, formatVersion: number, step: CheckpointStep, turns: number, model: string, messageCount: number, sizeBytes: number, storedBytes: number, savedAt: string, expiresAt: string | null, resumedFrom: string | null, resumedBy: string | null, repair: string | null, workspace: { path: string }, usage: { input: number, output: number, reasoning: number, cached: number, total: number, calls: number } };

export type CallFactsFragment = { id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null };

type MessageFacts_AssistantMessage_Fragment = { __typename: 'AssistantMessage', reasoning: string | null, index: number, role: MessageRole, text: string, toolCalls: Array<{ id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null }> };

type MessageFacts_SystemMessage_Fragment = { __typename: 'SystemMessage', index: number, role: MessageRole, text: string };

type MessageFacts_ToolMessage_Fragment = { __typename: 'ToolMessage', toolCallId: string, toolName: string, isError: boolean, index: number, role: MessageRole, text: string };

type MessageFacts_UserMessage_Fragment = { __typename: 'UserMessage', index: number, role: MessageRole, text: string };

export type MessageFactsFragment =
  | MessageFacts_AssistantMessage_Fragment
  | MessageFacts_SystemMessage_Fragment
  | MessageFacts_ToolMessage_Fragment
  | MessageFacts_UserMessage_Fragment
;

export type VerdictFragment = { canResume: boolean, reason: ResumabilityReason, detail: string, version: number | null, turns: number | null, tokensSaved: number, interruptedToolCalls: Array<{ id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null }> };

export type CheckpointsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: CheckpointFilter | null | undefined;
}>;


export type CheckpointsQuery = { checkpoints: { nodes: Array<{ jobId: string, version: number, formatVersion: number, step: CheckpointStep, turns: number, model: string, messageCount: number, sizeBytes: number, storedBytes: number, savedAt: string, expiresAt: string | null, resumedFrom: string | null, resumedBy: string | null, repair: string | null, job: { status: JobStatus, pauseReason: string | null, nextAttemptAt: string | null, promptExcerpt: { text: string }, failure: { code: string, message: string } | null } | null, workspace: { path: string }, usage: { input: number, output: number, reasoning: number, cached: number, total: number, calls: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, metrics: { activeCheckpoints: number } };

export type JobAndCheckpointQueryVariables = Exact<{
  jobId: string;
  version?: number | null | undefined;
}>;


export type JobAndCheckpointQuery = { job: { jobId: string, status: JobStatus, prompt: string, model: string, attempts: number, turns: number, version: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, result: string | null, resumedFrom: string | null, resumedBy: string | null, partialAnswer: { turn: number, attempt: number, reasoning: string | null, text: string, savedAt: string } | null, waitingFor: Array<{ id: string, name: string }>, failure: { code: string, message: string, retryable: boolean, provider: string | null, httpStatus: number | null } | null } | null, checkpoint: { jobId: string, version: number, formatVersion: number, step: CheckpointStep, turns: number, model: string, messageCount: number, sizeBytes: number, storedBytes: number, savedAt: string, expiresAt: string | null, resumedFrom: string | null, resumedBy: string | null, repair: string | null, pendingToolCalls: Array<{ id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null }>, workspace: { path: string }, usage: { input: number, output: number, reasoning: number, cached: number, total: number, calls: number } } | null, canResume: { canResume: boolean, reason: ResumabilityReason, detail: string, version: number | null, turns: number | null, tokensSaved: number, interruptedToolCalls: Array<{ id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null }> } };

export type HistoryQueryVariables = Exact<{
  jobId: string;
  after?: string | null | undefined;
}>;


export type HistoryQuery = { job: { history: { nodes: Array<{ jobId: string, version: number, formatVersion: number, step: CheckpointStep, turns: number, model: string, messageCount: number, sizeBytes: number, storedBytes: number, savedAt: string, expiresAt: string | null, resumedFrom: string | null, resumedBy: string | null, repair: string | null, workspace: { path: string }, usage: { input: number, output: number, reasoning: number, cached: number, total: number, calls: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type MessagesQueryVariables = Exact<{
  jobId: string;
  version: number;
  after?: string | null | undefined;
}>;


export type MessagesQuery = { checkpoint: { messages: { nodes: Array<
        | { __typename: 'AssistantMessage', reasoning: string | null, index: number, role: MessageRole, text: string, toolCalls: Array<{ id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null }> }
        | { __typename: 'SystemMessage', index: number, role: MessageRole, text: string }
        | { __typename: 'ToolMessage', toolCallId: string, toolName: string, isError: boolean, index: number, role: MessageRole, text: string }
        | { __typename: 'UserMessage', index: number, role: MessageRole, text: string }
      >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type CanResumeQueryVariables = Exact<{
  jobId: string;
}>;


export type CanResumeQuery = { canResume: { canResume: boolean, reason: ResumabilityReason, detail: string, version: number | null, turns: number | null, tokensSaved: number, interruptedToolCalls: Array<{ id: string, name: string, arguments: unknown, policy: ReplayPolicy, state: ToolCallState, onResume: ResumeAction | null, result: string | null, isError: boolean | null, startedAt: string | null, finishedAt: string | null }> } };

export type ResumeCheckpointMutationVariables = Exact<{
  input: ResumeCheckpointInput;
}>;


export type ResumeCheckpointMutation = { resumeCheckpoint:
    | { __typename: 'CheckpointConflictError', code: ErrorCode, message: string }
    | { __typename: 'CheckpointNotFoundError', code: ErrorCode, message: string }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'ResumeCheckpointPayload', jobId: string, version: number, turns: number }
   };

export type PlaceQueryVariables = Exact<{
  jobId: string;
}>;


export type PlaceQuery = { job: { jobId: string, status: JobStatus, prompt: string, model: string, attempts: number, turns: number, version: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, result: string | null, resumedFrom: string | null, resumedBy: string | null, history: { edges: Array<{ cursor: string, node: { version: number } }> }, waitingFor: Array<{ id: string, name: string }>, failure: { code: string, message: string, retryable: boolean, provider: string | null, httpStatus: number | null } | null } | null };

export type CallInShortFragment = { id: string, name: string, state: ToolCallState, startedAt: string | null, argumentsExcerpt: { arguments: unknown } };

export type VersionsSubscriptionVariables = Exact<{
  jobId: string;
  after?: string | null | undefined;
}>;


export type VersionsSubscription = { checkpointSaved: { cursor: string, node: { jobId: string, version: number, formatVersion: number, step: CheckpointStep, turns: number, model: string, messageCount: number, sizeBytes: number, storedBytes: number, savedAt: string, expiresAt: string | null, resumedFrom: string | null, resumedBy: string | null, repair: string | null, messages: { nodes: Array<
          | { __typename: 'AssistantMessage', text: string, index: number, role: MessageRole, reasoningExcerpt: { text: string } | null, toolCalls: Array<{ id: string, name: string, state: ToolCallState, startedAt: string | null, argumentsExcerpt: { arguments: unknown } }> }
          | { __typename: 'SystemMessage', index: number, role: MessageRole }
          | { __typename: 'ToolMessage', toolCallId: string, toolName: string, isError: boolean, state: ToolCallState, startedAt: string | null, finishedAt: string | null, index: number, role: MessageRole }
          | { __typename: 'UserMessage', index: number, role: MessageRole }
        > }, workspace: { path: string }, usage: { input: number, output: number, reasoning: number, cached: number, total: number, calls: number } } } };

export type JobChangesSubscriptionVariables = Exact<{
  jobId: string;
}>;


export type JobChangesSubscription = { jobChanged: { jobId: string, status: JobStatus, prompt: string, model: string, attempts: number, turns: number, version: number | null, createdAt: string, startedAt: string | null, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, result: string | null, resumedFrom: string | null, resumedBy: string | null, checkpoint: { version: number, pendingToolCalls: Array<{ id: string, name: string, state: ToolCallState, startedAt: string | null, argumentsExcerpt: { arguments: unknown } }> } | null, waitingFor: Array<{ id: string, name: string }>, failure: { code: string, message: string, retryable: boolean, provider: string | null, httpStatus: number | null } | null } };

export type ModelOutputSubscriptionVariables = Exact<{
  jobId: string;
}>;


export type ModelOutputSubscription = { modelOutput: { turn: number, attempt: number, offset: number, kind: ModelOutputKind, text: string } };

export const JobFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}}]}}]} as unknown as DocumentNode<JobFactsFragment, unknown>;
export const CheckpointFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Checkpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"formatVersion"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"messageCount"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"calls"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"storedBytes"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"repair"}}]}}]} as unknown as DocumentNode<CheckpointFactsFragment, unknown>;
export const CallFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"policy"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"onResume"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<CallFactsFragment, unknown>;
export const MessageFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AssistantMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"toolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallFacts"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toolCallId"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"policy"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"onResume"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<MessageFactsFragment, unknown>;
export const VerdictFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Verdict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Resumability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"tokensSaved"}},{"kind":"Field","name":{"kind":"Name","value":"interruptedToolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallFacts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"policy"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"onResume"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]} as unknown as DocumentNode<VerdictFragment, unknown>;
export const CallInShortFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallInShort"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"argumentsExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"textLength"},"value":{"kind":"IntValue","value":"300"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arguments"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}}]}}]} as unknown as DocumentNode<CallInShortFragment, unknown>;
export const SubmitDemoDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SubmitDemo"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitJobInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SubmitDemoMutation, SubmitDemoMutationVariables>;
export const CheckpointsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Checkpoints"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CheckpointFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointFacts"}},{"kind":"Field","name":{"kind":"Name","value":"job"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"promptExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"length"},"value":{"kind":"IntValue","value":"300"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"activeCheckpoints"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Checkpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"formatVersion"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"messageCount"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"calls"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"storedBytes"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"repair"}}]}}]} as unknown as DocumentNode<CheckpointsQuery, CheckpointsQueryVariables>;
export const JobAndCheckpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"JobAndCheckpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"version"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"JobFacts"}},{"kind":"Field","name":{"kind":"Name","value":"partialAnswer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"turn"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}},{"kind":"Argument","name":{"kind":"Name","value":"version"},"value":{"kind":"Variable","name":{"kind":"Name","value":"version"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointFacts"}},{"kind":"Field","name":{"kind":"Name","value":"pendingToolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallFacts"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"canResume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Verdict"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"policy"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"onResume"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Checkpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"formatVersion"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"messageCount"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"calls"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"storedBytes"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"repair"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Verdict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Resumability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"tokensSaved"}},{"kind":"Field","name":{"kind":"Name","value":"interruptedToolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallFacts"}}]}}]}}]} as unknown as DocumentNode<JobAndCheckpointQuery, JobAndCheckpointQueryVariables>;
export const HistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"History"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"history"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Checkpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"formatVersion"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"messageCount"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"calls"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"storedBytes"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"repair"}}]}}]} as unknown as DocumentNode<HistoryQuery, HistoryQueryVariables>;
export const MessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Messages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"version"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}},{"kind":"Argument","name":{"kind":"Name","value":"version"},"value":{"kind":"Variable","name":{"kind":"Name","value":"version"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageFacts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"policy"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"onResume"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AssistantMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"toolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallFacts"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toolCallId"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}}]}}]}}]} as unknown as DocumentNode<MessagesQuery, MessagesQueryVariables>;
export const CanResumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CanResume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Verdict"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"arguments"}},{"kind":"Field","name":{"kind":"Name","value":"policy"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"onResume"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Verdict"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Resumability"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"tokensSaved"}},{"kind":"Field","name":{"kind":"Name","value":"interruptedToolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallFacts"}}]}}]}}]} as unknown as DocumentNode<CanResumeQuery, CanResumeQueryVariables>;
export const ResumeCheckpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeCheckpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeCheckpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeCheckpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeCheckpointPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ResumeCheckpointMutation, ResumeCheckpointMutationVariables>;
export const PlaceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Place"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"JobFacts"}},{"kind":"Field","name":{"kind":"Name","value":"history"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}}]}}]} as unknown as DocumentNode<PlaceQuery, PlaceQueryVariables>;
export const VersionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"Versions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkpointSaved"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CheckpointFacts"}},{"kind":"Field","name":{"kind":"Name","value":"messages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AssistantMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"reasoningExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"length"},"value":{"kind":"IntValue","value":"300"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"toolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallInShort"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolMessage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"toolCallId"}},{"kind":"Field","name":{"kind":"Name","value":"toolName"}},{"kind":"Field","name":{"kind":"Name","value":"isError"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}}]}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CheckpointFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Checkpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"formatVersion"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"messageCount"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}},{"kind":"Field","name":{"kind":"Name","value":"cached"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"calls"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"storedBytes"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"repair"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallInShort"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"argumentsExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"textLength"},"value":{"kind":"IntValue","value":"300"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arguments"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}}]}}]} as unknown as DocumentNode<VersionsSubscription, VersionsSubscriptionVariables>;
export const JobChangesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"JobChanges"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"JobFacts"}},{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"pendingToolCalls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CallInShort"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"prompt"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"waitingFor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}}]}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CallInShort"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ToolCall"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"argumentsExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"textLength"},"value":{"kind":"IntValue","value":"300"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"arguments"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}}]}}]} as unknown as DocumentNode<JobChangesSubscription, JobChangesSubscriptionVariables>;
export const ModelOutputDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ModelOutput"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"modelOutput"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"turn"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"offset"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]} as unknown as DocumentNode<ModelOutputSubscription, ModelOutputSubscriptionVariables>;