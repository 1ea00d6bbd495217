import { graphql } from '../gql/index.ts';

/** What the scripts ask of Retoma. `npm run codegen` checks it against the schema and writes the types of the answers. */

graphql(`
  fragment JobFacts on Job {
    jobId
    status
    prompt
    model
    attempts
    turns
    version
    createdAt
    startedAt
    finishedAt
    nextAttemptAt
    pauseReason
    waitingFor {
      id
      name
    }
    failure {
      code
      message
      retryable
      provider
      httpStatus
    }
    result
    resumedFrom
    resumedBy
  }
`);

graphql(`
  fragment CheckpointFacts on Checkpoint {
    jobId
    version
    formatVersion
    step
    turns
    model
    workspace {
      path
    }
    messageCount
    usage {
      input
      output
      reasoning
      cached
      total
      calls
    }
    sizeBytes
    storedBytes
    savedAt
    expiresAt
    resumedFrom
    resumedBy
    repair
  }
`);

graphql(`
  fragment CallFacts on ToolCall {
    id
    name
    arguments
    policy
    state
    onResume
    result
    isError
    startedAt
    finishedAt
  }
`);

graphql(`
  fragment MessageFacts on Message {
    __typename
    index
    role
    text
    ... on AssistantMessage {
      reasoning
      toolCalls {
        ...CallFacts
      }
    }
    ... on ToolMessage {
      toolCallId
      toolName
      isError
    }
  }
`);

graphql(`
  fragment Verdict on Resumability {
    canResume
    reason
    detail
    version
    turns
    tokensSaved
    interruptedToolCalls {
      ...CallFacts
    }
  }
`);

export const CHECKPOINTS = graphql(`
  query Checkpoints($first: Int!, $after: String, $filter: CheckpointFilter) {
    checkpoints(first: $first, after: $after, filter: $filter) {
      nodes {
        ...CheckpointFacts
        job {
          status
          promptExcerpt(length: 300) {
            text
          }
          failure {
            code
            message
          }
          pauseReason
          nextAttemptAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    metrics {
      activeCheckpoints
    }
  }
`);

export const JOB_AND_CHECKPOINT = graphql(`
  query JobAndCheckpoint($jobId: ID!, $version: Int) {
    job(jobId: $jobId) {
      ...JobFacts
      partialAnswer {
        turn
        attempt
        reasoning
        text
        savedAt
      }
    }
    checkpoint(jobId: $jobId, version: $version) {
      ...CheckpointFacts
      pendingToolCalls {
        ...CallFacts
      }
    }
    canResume(jobId: $jobId) {
      ...Verdict
    }
  }
`);

export const HISTORY = graphql(`
  query History($jobId: ID!, $after: String) {
    job(jobId: $jobId) {
      history(first: 100, after: $after) {
        nodes {
          ...CheckpointFacts
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const MESSAGES = graphql(`
  query Messages($jobId: ID!, $version: Int!, $after: String) {
    checkpoint(jobId: $jobId, version: $version) {
      messages(first: 100, after: $after) {
        nodes {
          ...MessageFacts
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const CAN_RESUME = graphql(`
  query CanResume($jobId: ID!) {
    canResume(jobId: $jobId) {
      ...Verdict
    }
  }
`);

export const RESUME = graphql(`
  mutation ResumeCheckpoint($input: ResumeCheckpointInput!) {
    resumeCheckpoint(input: $input) {
      __typename
      ... on ResumeCheckpointPayload {
        jobId
        version
        turns
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

/** Where a job stands, and the cursor to be told of what follows. */
export const PLACE = graphql(`
  query Place($jobId: ID!) {
    job(jobId: $jobId) {
      ...JobFacts
      history(first: 1) {
        edges {
          cursor
          node {
            version
          }
        }
      }
    }
  }
`);

graphql(`
  fragment CallInShort on ToolCall {
    id
    name
    argumentsExcerpt(textLength: 300) {
      arguments
    }
    state
    startedAt
  }
`);

export const VERSIONS = graphql(`
  subscription Versions($jobId: ID!, $after: String) {
    checkpointSaved(jobId: $jobId, after: $after) {
      cursor
      node {
        ...CheckpointFacts
        # Enough to hold an answer together with the results of its calls.
        messages(last: 10) {
          nodes {
            __typename
            index
            role
            ... on AssistantMessage {
              text
              reasoningExcerpt(length: 300) {
                text
              }
              toolCalls {
                ...CallInShort
              }
            }
            ... on ToolMessage {
              toolCallId
              toolName
              isError
              state
              startedAt
              finishedAt
            }
          }
        }
      }
    }
  }
`);

/** A job changes when a tool begins, too, which makes no version. */
export const JOB_CHANGES = graphql(`
  subscription JobChanges($jobId: ID!) {
    jobChanged(jobId: $jobId) {
      ...JobFacts
      checkpoint {
        version
        pendingToolCalls {
          ...CallInShort
        }
      }
    }
  }
`);

export const MODEL_OUTPUT = graphql(`
  subscription ModelOutput($jobId: ID!) {
    modelOutput(jobId: $jobId) {
      turn
      attempt
      offset
      kind
      text
    }
  }
`);
