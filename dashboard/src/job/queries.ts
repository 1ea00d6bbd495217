import { graphql } from '../gql/index.ts';

export const JOB_PAGE = graphql(`
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
`);

export const JOB_NOW = graphql(`
  query JobNow($jobId: ID!) {
    job(jobId: $jobId) {
      ...JobDetail
    }
  }
`);

/** The records of versions, newest first. */
export const VERSIONS = graphql(`
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
`);

export const VERSION = graphql(`
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
`);

/** Messages before a cursor, or the first ones behind one. */
export const MESSAGES = graphql(`
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
`);

/** A piece of one message: the last one before a cursor, or of all. */
export const MESSAGE_PIECE = graphql(`
  query MessagePiece(
    $jobId: ID!
    $version: Int!
    $before: String
    $offset: Int!
    $length: Int!
    $text: Boolean!
    $reasoning: Boolean!
    $tool: Boolean!
  ) {
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
`);

/** A piece of what had been said of the next answer when it was cut off. */
export const PARTIAL_ANSWER = graphql(`
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
`);

export const CAN_RESUME = graphql(`
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
`);

export const JOB_CHANGED = graphql(`
  subscription JobChanged($jobId: ID!) {
    jobChanged(jobId: $jobId) {
      ...JobDetail
    }
  }
`);

export const SAVED = graphql(`
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
`);

export const OUTPUT = graphql(`
  subscription Output($jobId: ID!) {
    modelOutput(jobId: $jobId) {
      turn
      attempt
      offset
      kind
      text
    }
  }
`);
