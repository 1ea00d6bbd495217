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

/** Which job `cancelJob` is for. */
export type CancelJobInput = {
  /** Id of the job. */
  jobId: string;
};

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
  /** It is thrown away, and the model is asked again. */
  | 'ASK_AGAIN'
  /** What came of it is kept, where the model can go on from there. */
  | 'CONTINUE';

/** Which job `pauseJob` is for. */
export type PauseJobInput = {
  /** Id of the job. */
  jobId: string;
};

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

/** The folder that the agent is to work in. */
export type WorkspaceInput = {
  /** Relative to the server's `WORKSPACE_ROOT`, without `..`; made when it is missing. Two live jobs cannot share one. */
  path: string;
};

type Refusal_CheckpointConflictError_Fragment = { message: string } & { ' $fragmentName'?: 'Refusal_CheckpointConflictError_Fragment' };

type Refusal_CheckpointNotFoundError_Fragment = { message: string } & { ' $fragmentName'?: 'Refusal_CheckpointNotFoundError_Fragment' };

type Refusal_InvalidInputError_Fragment = { field: string | null, message: string } & { ' $fragmentName'?: 'Refusal_InvalidInputError_Fragment' };

type Refusal_JobConflictError_Fragment = { message: string } & { ' $fragmentName'?: 'Refusal_JobConflictError_Fragment' };

type Refusal_JobNotFoundError_Fragment = { message: string } & { ' $fragmentName'?: 'Refusal_JobNotFoundError_Fragment' };

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

export type JobRowFragment = { id: string, jobId: string, status: JobStatus, model: string, attempts: number, turns: number, version: number | null, createdAt: string, finishedAt: string | null, nextAttemptAt: string | null, pauseReason: string | null, resumedFrom: string | null, resumedBy: string | null, forkedFrom: string | null, request: JobRequest | null, promptExcerpt: { text: string }, usage: { total: number }, failure: { code: string, message: string } | null, checkpoint: { version: number, savedAt: string, resumability: { canResume: boolean } } | null } & { ' $fragmentName'?: 'JobRowFragment' };

export type KnownJobQueryVariables = Exact<{
  jobId: string;
}>;


export type KnownJobQuery = { job: { jobId: string } | null };

export type JobsQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: JobFilter | null | undefined;
}>;


export type JobsQuery = { jobs: { nodes: Array<{ ' $fragmentRefs'?: { 'JobRowFragment': JobRowFragment } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export const RefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<RefusalFragment, unknown>;
export const JobRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"forkedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"request"}},{"kind":"Field","name":{"kind":"Name","value":"promptExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"length"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"}}]}}]}}]}}]} as unknown as DocumentNode<JobRowFragment, unknown>;
export const SubmitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Submit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitJobInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"submitJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<SubmitMutation, SubmitMutationVariables>;
export const ResumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Resume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeCheckpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"resumeCheckpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ResumeCheckpointPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<ResumeMutation, ResumeMutationVariables>;
export const ForkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Fork"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ForkCheckpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"forkCheckpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ForkCheckpointPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<ForkMutation, ForkMutationVariables>;
export const DeleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Delete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCheckpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"deleteCheckpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCheckpointPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<DeleteMutation, DeleteMutationVariables>;
export const CancelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Cancel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelJobInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"cancelJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CancelJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<CancelMutation, CancelMutationVariables>;
export const PauseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Pause"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PauseJobInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"pauseJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PauseJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<PauseMutation, PauseMutationVariables>;
export const ContinueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Continue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ContinueJobInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"continueJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ContinueJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<ContinueMutation, ContinueMutationVariables>;
export const DecideDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Decide"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DecideToolCallInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"outcome"},"name":{"kind":"Name","value":"decideToolCall"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecideToolCallPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Refusal"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInputError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}}]}}]} as unknown as DocumentNode<DecideMutation, DecideMutationVariables>;
export const CountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"running"}},{"kind":"Field","name":{"kind":"Name","value":"waitingRetry"}},{"kind":"Field","name":{"kind":"Name","value":"paused"}},{"kind":"Field","name":{"kind":"Name","value":"completed"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}}]}}]} as unknown as DocumentNode<CountsQuery, CountsQueryVariables>;
export const JobFeedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"JobFeed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"JobRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"forkedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"request"}},{"kind":"Field","name":{"kind":"Name","value":"promptExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"length"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"}}]}}]}}]}}]} as unknown as DocumentNode<JobFeedSubscription, JobFeedSubscriptionVariables>;
export const KnownJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"KnownJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"job"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"jobId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"jobId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobId"}}]}}]}}]} as unknown as DocumentNode<KnownJobQuery, KnownJobQueryVariables>;
export const JobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Jobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"JobFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"jobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"JobRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Job"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"jobId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"turns"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAttemptAt"}},{"kind":"Field","name":{"kind":"Name","value":"pauseReason"}},{"kind":"Field","name":{"kind":"Name","value":"resumedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"resumedBy"}},{"kind":"Field","name":{"kind":"Name","value":"forkedFrom"}},{"kind":"Field","name":{"kind":"Name","value":"request"}},{"kind":"Field","name":{"kind":"Name","value":"promptExcerpt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"length"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failure"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"checkpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"savedAt"}},{"kind":"Field","name":{"kind":"Name","value":"resumability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"canResume"}}]}}]}}]}}]} as unknown as DocumentNode<JobsQuery, JobsQueryVariables>;