export interface Example {
  query: string;
  variables?: { [name: string]: unknown };
}

/** What GraphiQL opens with, a tab each; also the shortest tour of the API. A test holds them to the schema. */
export const EXAMPLES: readonly Example[] = [
  {
    query: `# What is going on: the latest jobs, and where each
# could be picked up. The book on the left explains all.
query Overview {
  jobs(first: 10) {
    nodes {
      jobId
      status
      model
      turns
      createdAt
      failure {
        code
        message
      }
      checkpoint {
        version
        savedAt
        expiresAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  },
  {
    query: `# Give a task to an agent. The variables below name a
# model; each provider needs its key on the server.
mutation SubmitJob($input: SubmitJobInput!) {
  submitJob(input: $input) {
    ... on SubmitJobPayload {
      jobId
      job {
        status
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
    variables: {
      input: { prompt: 'Make the failing test pass.', model: 'deepseek/deepseek-v4-pro' },
    },
  },
  {
    query: `# Watch what is saved, live. With a jobId: every version
# of that job, those there are already first.
# Cut off? Pass the last "cursor" as "after": nothing is
# missed, nothing comes twice.
subscription WatchCheckpoints($jobId: ID, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) {
    cursor
    node {
      jobId
      version
      step
      turns
      savedAt
      pendingToolCalls {
        name
        arguments
        state
      }
      job {
        status
      }
    }
  }
}
`,
    variables: { jobId: null },
  },
  {
    query: `# What the model says, while it says it.
subscription ModelOutput($jobId: ID!) {
  modelOutput(jobId: $jobId) {
    turn
    attempt
    offset
    kind
    text
  }
}
`,
    variables: { jobId: 'the id of a running job' },
  },
  {
    query: `# Look into a checkpoint: what was said last, what was
# cut off, and whether it can be resumed.
query Checkpoint($jobId: ID!) {
  checkpoint(jobId: $jobId) {
    version
    savedAt
    reasoning
    usage {
      total
      calls
    }
    resumability {
      canResume
      reason
      detail
      tokensSaved
      interruptedToolCalls {
        name
        arguments
        policy
        onResume
      }
    }
    messages(last: 5) {
      nodes {
        index
        role
        text
      }
    }
    history(first: 10) {
      nodes {
        version
        step
        savedAt
      }
    }
  }
}
`,
    variables: { jobId: 'the id of a job' },
  },
  {
    query: `# Go on where a failed or cancelled job stopped. However
# often it is sent, one job goes on.
mutation ResumeCheckpoint($input: ResumeCheckpointInput!) {
  resumeCheckpoint(input: $input) {
    ... on ResumeCheckpointPayload {
      jobId
      resumedFrom
      version
      turns
    }
    ... on Error {
      code
      message
    }
  }
}
`,
    variables: { input: { jobId: 'the id of a failed job' } },
  },
];
