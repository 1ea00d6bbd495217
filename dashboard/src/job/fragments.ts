import type {
  JobDetailFragment,
  MessagePartsFragment,
  ToolCallPartsFragment,
  VersionPartsFragment,
} from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';

/** A tool call with the beginnings of its arguments and result. */
export const toolCallParts = graphql(`
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
`);

/** A message with the beginnings of its texts. The text of a result stands in its call. */
export const messageParts = graphql(`
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
`);

/** What the record of a version tells. */
export const versionParts = graphql(`
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
`);

/** A job as its own page shows it. */
export const jobDetail = graphql(`
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
`);

export type JobDetail = JobDetailFragment;
export type MessageParts = MessagePartsFragment;
export type ToolCallParts = ToolCallPartsFragment;
export type VersionParts = VersionPartsFragment;
