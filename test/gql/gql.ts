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
    "\n  mutation SubmitDemo($input: SubmitJobInput!) {\n    submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n": typeof types.SubmitDemoDocument,
    "\n  fragment JobFacts on Job {\n    jobId\n    status\n    prompt\n    model\n    attempts\n    turns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    waitingFor {\n      id\n      name\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    result\n    resumedFrom\n    resumedBy\n  }\n": typeof types.JobFactsFragmentDoc,
    "\n  fragment CheckpointFacts on Checkpoint {\n    jobId\n    version\n    formatVersion\n    step\n    turns\n    model\n    workspace {\n      path\n    }\n    messageCount\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n      calls\n    }\n    sizeBytes\n    storedBytes\n    savedAt\n    expiresAt\n    resumedFrom\n    resumedBy\n    repair\n  }\n": typeof types.CheckpointFactsFragmentDoc,
    "\n  fragment CallFacts on ToolCall {\n    id\n    name\n    arguments\n    policy\n    state\n    onResume\n    result\n    isError\n    startedAt\n    finishedAt\n  }\n": typeof types.CallFactsFragmentDoc,
    "\n  fragment MessageFacts on Message {\n    __typename\n    index\n    role\n    text\n    ... on AssistantMessage {\n      reasoning\n      toolCalls {\n        ...CallFacts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      toolName\n      isError\n    }\n  }\n": typeof types.MessageFactsFragmentDoc,
    "\n  fragment Verdict on Resumability {\n    canResume\n    reason\n    detail\n    version\n    turns\n    tokensSaved\n    interruptedToolCalls {\n      ...CallFacts\n    }\n  }\n": typeof types.VerdictFragmentDoc,
    "\n  query Checkpoints($first: Int!, $after: String, $filter: CheckpointFilter) {\n    checkpoints(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...CheckpointFacts\n        job {\n          status\n          promptExcerpt(length: 300) {\n            text\n          }\n          failure {\n            code\n            message\n          }\n          pauseReason\n          nextAttemptAt\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    metrics {\n      activeCheckpoints\n    }\n  }\n": typeof types.CheckpointsDocument,
    "\n  query JobAndCheckpoint($jobId: ID!, $version: Int) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      partialAnswer {\n        turn\n        attempt\n        reasoning\n        text\n        savedAt\n      }\n    }\n    checkpoint(jobId: $jobId, version: $version) {\n      ...CheckpointFacts\n      pendingToolCalls {\n        ...CallFacts\n      }\n    }\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n": typeof types.JobAndCheckpointDocument,
    "\n  query History($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        nodes {\n          ...CheckpointFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.HistoryDocument,
    "\n  query Messages($jobId: ID!, $version: Int!, $after: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: 100, after: $after) {\n        nodes {\n          ...MessageFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.MessagesDocument,
    "\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n": typeof types.CanResumeDocument,
    "\n  mutation ResumeCheckpoint($input: ResumeCheckpointInput!) {\n    resumeCheckpoint(input: $input) {\n      __typename\n      ... on ResumeCheckpointPayload {\n        jobId\n        version\n        turns\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ResumeCheckpointDocument,
    "\n  query Place($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            version\n          }\n        }\n      }\n    }\n  }\n": typeof types.PlaceDocument,
    "\n  fragment CallInShort on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 300) {\n      arguments\n    }\n    state\n    startedAt\n  }\n": typeof types.CallInShortFragmentDoc,
    "\n  subscription Versions($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...CheckpointFacts\n        # Enough to hold an answer together with the results of its calls.\n        messages(last: 10) {\n          nodes {\n            __typename\n            index\n            role\n            ... on AssistantMessage {\n              text\n              reasoningExcerpt(length: 300) {\n                text\n              }\n              toolCalls {\n                ...CallInShort\n              }\n            }\n            ... on ToolMessage {\n              toolCallId\n              toolName\n              isError\n              state\n              startedAt\n              finishedAt\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.VersionsDocument,
    "\n  subscription JobChanges($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobFacts\n      checkpoint {\n        version\n        pendingToolCalls {\n          ...CallInShort\n        }\n      }\n    }\n  }\n": typeof types.JobChangesDocument,
    "\n  subscription ModelOutput($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n": typeof types.ModelOutputDocument,
};
const documents: Documents = {
    "\n  mutation SubmitDemo($input: SubmitJobInput!) {\n    submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n": types.SubmitDemoDocument,
    "\n  fragment JobFacts on Job {\n    jobId\n    status\n    prompt\n    model\n    attempts\n    turns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    waitingFor {\n      id\n      name\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    result\n    resumedFrom\n    resumedBy\n  }\n": types.JobFactsFragmentDoc,
    "\n  fragment CheckpointFacts on Checkpoint {\n    jobId\n    version\n    formatVersion\n    step\n    turns\n    model\n    workspace {\n      path\n    }\n    messageCount\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n      calls\n    }\n    sizeBytes\n    storedBytes\n    savedAt\n    expiresAt\n    resumedFrom\n    resumedBy\n    repair\n  }\n": types.CheckpointFactsFragmentDoc,
    "\n  fragment CallFacts on ToolCall {\n    id\n    name\n    arguments\n    policy\n    state\n    onResume\n    result\n    isError\n    startedAt\n    finishedAt\n  }\n": types.CallFactsFragmentDoc,
    "\n  fragment MessageFacts on Message {\n    __typename\n    index\n    role\n    text\n    ... on AssistantMessage {\n      reasoning\n      toolCalls {\n        ...CallFacts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      toolName\n      isError\n    }\n  }\n": types.MessageFactsFragmentDoc,
    "\n  fragment Verdict on Resumability {\n    canResume\n    reason\n    detail\n    version\n    turns\n    tokensSaved\n    interruptedToolCalls {\n      ...CallFacts\n    }\n  }\n": types.VerdictFragmentDoc,
    "\n  query Checkpoints($first: Int!, $after: String, $filter: CheckpointFilter) {\n    checkpoints(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...CheckpointFacts\n        job {\n          status\n          promptExcerpt(length: 300) {\n            text\n          }\n          failure {\n            code\n            message\n          }\n          pauseReason\n          nextAttemptAt\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    metrics {\n      activeCheckpoints\n    }\n  }\n": types.CheckpointsDocument,
    "\n  query JobAndCheckpoint($jobId: ID!, $version: Int) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      partialAnswer {\n        turn\n        attempt\n        reasoning\n        text\n        savedAt\n      }\n    }\n    checkpoint(jobId: $jobId, version: $version) {\n      ...CheckpointFacts\n      pendingToolCalls {\n        ...CallFacts\n      }\n    }\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n": types.JobAndCheckpointDocument,
    "\n  query History($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        nodes {\n          ...CheckpointFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.HistoryDocument,
    "\n  query Messages($jobId: ID!, $version: Int!, $after: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: 100, after: $after) {\n        nodes {\n          ...MessageFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.MessagesDocument,
    "\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n": types.CanResumeDocument,
    "\n  mutation ResumeCheckpoint($input: ResumeCheckpointInput!) {\n    resumeCheckpoint(input: $input) {\n      __typename\n      ... on ResumeCheckpointPayload {\n        jobId\n        version\n        turns\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.ResumeCheckpointDocument,
    "\n  query Place($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            version\n          }\n        }\n      }\n    }\n  }\n": types.PlaceDocument,
    "\n  fragment CallInShort on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 300) {\n      arguments\n    }\n    state\n    startedAt\n  }\n": types.CallInShortFragmentDoc,
    "\n  subscription Versions($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...CheckpointFacts\n        # Enough to hold an answer together with the results of its calls.\n        messages(last: 10) {\n          nodes {\n            __typename\n            index\n            role\n            ... on AssistantMessage {\n              text\n              reasoningExcerpt(length: 300) {\n                text\n              }\n              toolCalls {\n                ...CallInShort\n              }\n            }\n            ... on ToolMessage {\n              toolCallId\n              toolName\n              isError\n              state\n              startedAt\n              finishedAt\n            }\n          }\n        }\n      }\n    }\n  }\n": types.VersionsDocument,
    "\n  subscription JobChanges($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobFacts\n      checkpoint {\n        version\n        pendingToolCalls {\n          ...CallInShort\n        }\n      }\n    }\n  }\n": types.JobChangesDocument,
    "\n  subscription ModelOutput($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n": types.ModelOutputDocument,
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
export function graphql(source: "\n  mutation SubmitDemo($input: SubmitJobInput!) {\n    submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SubmitDemo($input: SubmitJobInput!) {\n    submitJob(input: $input) {\n      ... on SubmitJobPayload {\n        jobId\n      }\n      ... on Error {\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment JobFacts on Job {\n    jobId\n    status\n    prompt\n    model\n    attempts\n    turns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    waitingFor {\n      id\n      name\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    result\n    resumedFrom\n    resumedBy\n  }\n"): (typeof documents)["\n  fragment JobFacts on Job {\n    jobId\n    status\n    prompt\n    model\n    attempts\n    turns\n    version\n    createdAt\n    startedAt\n    finishedAt\n    nextAttemptAt\n    pauseReason\n    waitingFor {\n      id\n      name\n    }\n    failure {\n      code\n      message\n      retryable\n      provider\n      httpStatus\n    }\n    result\n    resumedFrom\n    resumedBy\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CheckpointFacts on Checkpoint {\n    jobId\n    version\n    formatVersion\n    step\n    turns\n    model\n    workspace {\n      path\n    }\n    messageCount\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n      calls\n    }\n    sizeBytes\n    storedBytes\n    savedAt\n    expiresAt\n    resumedFrom\n    resumedBy\n    repair\n  }\n"): (typeof documents)["\n  fragment CheckpointFacts on Checkpoint {\n    jobId\n    version\n    formatVersion\n    step\n    turns\n    model\n    workspace {\n      path\n    }\n    messageCount\n    usage {\n      input\n      output\n      reasoning\n      cached\n      total\n      calls\n    }\n    sizeBytes\n    storedBytes\n    savedAt\n    expiresAt\n    resumedFrom\n    resumedBy\n    repair\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CallFacts on ToolCall {\n    id\n    name\n    arguments\n    policy\n    state\n    onResume\n    result\n    isError\n    startedAt\n    finishedAt\n  }\n"): (typeof documents)["\n  fragment CallFacts on ToolCall {\n    id\n    name\n    arguments\n    policy\n    state\n    onResume\n    result\n    isError\n    startedAt\n    finishedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MessageFacts on Message {\n    __typename\n    index\n    role\n    text\n    ... on AssistantMessage {\n      reasoning\n      toolCalls {\n        ...CallFacts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      toolName\n      isError\n    }\n  }\n"): (typeof documents)["\n  fragment MessageFacts on Message {\n    __typename\n    index\n    role\n    text\n    ... on AssistantMessage {\n      reasoning\n      toolCalls {\n        ...CallFacts\n      }\n    }\n    ... on ToolMessage {\n      toolCallId\n      toolName\n      isError\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Verdict on Resumability {\n    canResume\n    reason\n    detail\n    version\n    turns\n    tokensSaved\n    interruptedToolCalls {\n      ...CallFacts\n    }\n  }\n"): (typeof documents)["\n  fragment Verdict on Resumability {\n    canResume\n    reason\n    detail\n    version\n    turns\n    tokensSaved\n    interruptedToolCalls {\n      ...CallFacts\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Checkpoints($first: Int!, $after: String, $filter: CheckpointFilter) {\n    checkpoints(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...CheckpointFacts\n        job {\n          status\n          promptExcerpt(length: 300) {\n            text\n          }\n          failure {\n            code\n            message\n          }\n          pauseReason\n          nextAttemptAt\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    metrics {\n      activeCheckpoints\n    }\n  }\n"): (typeof documents)["\n  query Checkpoints($first: Int!, $after: String, $filter: CheckpointFilter) {\n    checkpoints(first: $first, after: $after, filter: $filter) {\n      nodes {\n        ...CheckpointFacts\n        job {\n          status\n          promptExcerpt(length: 300) {\n            text\n          }\n          failure {\n            code\n            message\n          }\n          pauseReason\n          nextAttemptAt\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    metrics {\n      activeCheckpoints\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query JobAndCheckpoint($jobId: ID!, $version: Int) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      partialAnswer {\n        turn\n        attempt\n        reasoning\n        text\n        savedAt\n      }\n    }\n    checkpoint(jobId: $jobId, version: $version) {\n      ...CheckpointFacts\n      pendingToolCalls {\n        ...CallFacts\n      }\n    }\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n"): (typeof documents)["\n  query JobAndCheckpoint($jobId: ID!, $version: Int) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      partialAnswer {\n        turn\n        attempt\n        reasoning\n        text\n        savedAt\n      }\n    }\n    checkpoint(jobId: $jobId, version: $version) {\n      ...CheckpointFacts\n      pendingToolCalls {\n        ...CallFacts\n      }\n    }\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query History($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        nodes {\n          ...CheckpointFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query History($jobId: ID!, $after: String) {\n    job(jobId: $jobId) {\n      history(first: 100, after: $after) {\n        nodes {\n          ...CheckpointFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Messages($jobId: ID!, $version: Int!, $after: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: 100, after: $after) {\n        nodes {\n          ...MessageFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Messages($jobId: ID!, $version: Int!, $after: String) {\n    checkpoint(jobId: $jobId, version: $version) {\n      messages(first: 100, after: $after) {\n        nodes {\n          ...MessageFacts\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n"): (typeof documents)["\n  query CanResume($jobId: ID!) {\n    canResume(jobId: $jobId) {\n      ...Verdict\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeCheckpoint($input: ResumeCheckpointInput!) {\n    resumeCheckpoint(input: $input) {\n      __typename\n      ... on ResumeCheckpointPayload {\n        jobId\n        version\n        turns\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ResumeCheckpoint($input: ResumeCheckpointInput!) {\n    resumeCheckpoint(input: $input) {\n      __typename\n      ... on ResumeCheckpointPayload {\n        jobId\n        version\n        turns\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Place($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            version\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Place($jobId: ID!) {\n    job(jobId: $jobId) {\n      ...JobFacts\n      history(first: 1) {\n        edges {\n          cursor\n          node {\n            version\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CallInShort on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 300) {\n      arguments\n    }\n    state\n    startedAt\n  }\n"): (typeof documents)["\n  fragment CallInShort on ToolCall {\n    id\n    name\n    argumentsExcerpt(textLength: 300) {\n      arguments\n    }\n    state\n    startedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Versions($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...CheckpointFacts\n        # Enough to hold an answer together with the results of its calls.\n        messages(last: 10) {\n          nodes {\n            __typename\n            index\n            role\n            ... on AssistantMessage {\n              text\n              reasoningExcerpt(length: 300) {\n                text\n              }\n              toolCalls {\n                ...CallInShort\n              }\n            }\n            ... on ToolMessage {\n              toolCallId\n              toolName\n              isError\n              state\n              startedAt\n              finishedAt\n            }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription Versions($jobId: ID!, $after: String) {\n    checkpointSaved(jobId: $jobId, after: $after) {\n      cursor\n      node {\n        ...CheckpointFacts\n        # Enough to hold an answer together with the results of its calls.\n        messages(last: 10) {\n          nodes {\n            __typename\n            index\n            role\n            ... on AssistantMessage {\n              text\n              reasoningExcerpt(length: 300) {\n                text\n              }\n              toolCalls {\n                ...CallInShort\n              }\n            }\n            ... on ToolMessage {\n              toolCallId\n              toolName\n              isError\n              state\n              startedAt\n              finishedAt\n            }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription JobChanges($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobFacts\n      checkpoint {\n        version\n        pendingToolCalls {\n          ...CallInShort\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription JobChanges($jobId: ID!) {\n    jobChanged(jobId: $jobId) {\n      ...JobFacts\n      checkpoint {\n        version\n        pendingToolCalls {\n          ...CallInShort\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ModelOutput($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n"): (typeof documents)["\n  subscription ModelOutput($jobId: ID!) {\n    modelOutput(jobId: $jobId) {\n      turn\n      attempt\n      offset\n      kind\n      text\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;