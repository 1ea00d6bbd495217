export interface Example {
  query: string;
  variables?: { [name: string]: unknown };
}

/**
 * The job of the tour; its model reads a script, so that it works without a key. It takes half a minute. The page puts
 * an id of its own in the place of this one, since an id is taken once.
 */
export const TOUR = 'tour-1';

/**
 * What GraphiQL opens with, a tab each: a tour, in which each tab works as it is once the second was run. Also the
 * shortest look at the API. A test holds them to the schema.
 */
export const EXAMPLES: readonly Example[] = [
  {
    query: `# What is going on: the latest jobs, and where each
# could be picked up. The book on the left explains all.
query Overview {
  jobs(first: 10) {
    nodes {
      jobId
      status
      promptExcerpt(length: 80) {
        text
      }
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
    query: `# A tour, tab by tab: give a task to an agent. Its model
# reads a script and needs no key; real ones are called
# "deepseek/deepseek-v4-pro", "anthropic/…", "openai/…".
# The tabs that follow name the same id. It can be given
# once: for another tour open a private window, or change
# it in the variables of each tab.
mutation Submit($input: SubmitJobInput!) {
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
    variables: { input: { jobId: TOUR, prompt: 'Take ten steps.', model: 'scripted/ten-steps' } },
  },
  {
    query: `# Watch what is saved, live: every version of the job,
# those there are already first. (Of all jobs when jobId
# is left out.) Cut off? Pass the last "cursor" as
# "after": nothing is missed, nothing comes twice.
subscription Watch($jobId: ID, $after: String) {
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
    variables: { jobId: TOUR },
  },
  {
    query: `# What the model says, while it says it.
subscription Words($jobId: ID!) {
  modelOutput(jobId: $jobId) {
    turn
    attempt
    offset
    kind
    text
  }
}
`,
    variables: { jobId: TOUR },
  },
  {
    query: `# End it, on whichever worker it runs. What was saved is
# kept for a week. The same way: pauseJob, continueJob.
mutation Cancel($input: CancelJobInput!) {
  cancelJob(input: $input) {
    ... on CancelJobPayload {
      job {
        status
        request
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
    variables: { input: { jobId: TOUR } },
  },
  {
    query: `# Look into a checkpoint: what was said last, what was
# cut off, and whether it can be resumed.
query Inspect($jobId: ID!) {
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
    variables: { jobId: TOUR },
  },
  {
    query: `# Go on where a failed or cancelled job stopped, as a new
# job. However often it is sent, one job goes on.
mutation Resume($input: ResumeCheckpointInput!) {
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
    variables: { input: { jobId: TOUR } },
  },
  {
    query: `# Or begin from any version, in another direction.
mutation Fork($input: ForkCheckpointInput!) {
  forkCheckpoint(input: $input) {
    ... on ForkCheckpointPayload {
      jobId
      forkedFrom
      version
    }
    ... on Error {
      code
      message
    }
  }
}
`,
    variables: { input: { jobId: TOUR, version: 2, prompt: 'Stop after the next step.' } },
  },
];
