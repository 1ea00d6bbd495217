/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment Refusal on Error {\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n": typeof types.RefusalFragmentDoc,
    "\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.SubmitDocument,
    "\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.ResumeDocument,
    "\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.ForkDocument,
    "\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.DeleteDocument,
    "\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.CancelDocument,
    "\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.PauseDocument,
    "\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.ContinueDocument,
    "\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": typeof types.DecideDocument,
    "\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n": typeof types.CountsDocument,
    "\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n": typeof types.JobFeedDocument,
    "\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n": typeof types.JobRowFragmentDoc,
    "\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n": typeof types.KnownJobDocument,
    "\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n": typeof types.JobsDocument,
};
const documents: Documents = {
    "\n  fragment Refusal on Error {\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n": types.RefusalFragmentDoc,
    "\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.SubmitDocument,
    "\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.ResumeDocument,
    "\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.ForkDocument,
    "\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.DeleteDocument,
    "\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.CancelDocument,
    "\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.PauseDocument,
    "\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.ContinueDocument,
    "\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n": types.DecideDocument,
    "\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n": types.CountsDocument,
    "\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n": types.JobFeedDocument,
    "\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n": types.JobRowFragmentDoc,
    "\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n": types.KnownJobDocument,
    "\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n": types.JobsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Refusal on Error {\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n"): (typeof documents)["\n  fragment Refusal on Error {\n    message\n    ... on InvalidInputError {\n      field\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Submit($input: SubmitJobInput!) {\n    outcome: submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Resume($input: ResumeCheckpointInput!) {\n    outcome: resumeCheckpoint(input: $input) {\n      ... on ResumeCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Fork($input: ForkCheckpointInput!) {\n    outcome: forkCheckpoint(input: $input) {\n      ... on ForkCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Delete($input: DeleteCheckpointInput!) {\n    outcome: deleteCheckpoint(input: $input) {\n      ... on DeleteCheckpointPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Cancel($input: CancelJobInput!) {\n    outcome: cancelJob(input: $input) {\n      ... on CancelJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Pause($input: PauseJobInput!) {\n    outcome: pauseJob(input: $input) {\n      ... on PauseJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Continue($input: ContinueJobInput!) {\n    outcome: continueJob(input: $input) {\n      ... on ContinueJobPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"): (typeof documents)["\n  mutation Decide($input: DecideToolCallInput!) {\n    outcome: decideToolCall(input: $input) {\n      ... on DecideToolCallPayload {\n        jobId\n      }\n      ...Refusal\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n"): (typeof documents)["\n  query Counts {\n    metrics {\n      jobs {\n        total\n        queued\n        running\n        waitingRetry\n        paused\n        completed\n        failed\n        cancelled\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n"): (typeof documents)["\n  subscription JobFeed {\n    jobChanged {\n      ...JobRow\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment JobRow on Job {\n    id\n    jobId\n    status\n    model\n    attempts\n    turns\n    version\n    createdAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    resumedFrom\n    resumedBy\n    forkedFrom\n    request\n    promptExcerpt(length: 200) {\n      text\n    }\n    usage {\n      total\n    }\n    failure {\n      code\n      message\n    }\n    checkpoint {\n      version\n      savedAt\n      resumability {\n        canResume\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n"): (typeof documents)["\n  query KnownJob($jobId: ID!) {\n    job(jobId: $jobId) {\n      jobId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n"): (typeof documents)["\n  query Jobs($after: String, $filter: JobFilter) {\n    jobs(first: 100, after: $after, filter: $filter) {\n      nodes {\n        ...JobRow\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;