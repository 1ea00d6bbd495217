import type { OperationResult } from '@urql/core';
import type {
  DecideToolCallInput,
  ErrorCode,
  ForkCheckpointInput,
  ResumeCheckpointInput,
  SubmitJobInput,
} from '../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../gql/index.ts';
import { mutate } from './client.ts';

/** What became of something that a person asked for. `jobId`: the job that it was done to, or that it made. */
export type Outcome =
  | { done: true; jobId: string }
  /** `message` is empty when the server did not answer; `code` says what stood against it, if it was refused; `field` is the one at fault, when one is. */
  | { done: false; code: ErrorCode | null; message: string; field: string | null };

const refusal = graphql(`
  fragment Refusal on Error {
    code
    message
    ... on InvalidInputError {
      field
    }
  }
`);

const SUBMIT = graphql(`
  mutation Submit($input: SubmitJobInput!) {
    outcome: submitJob(input: $input) {
      ... on SubmitJobPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const RESUME = graphql(`
  mutation Resume($input: ResumeCheckpointInput!) {
    outcome: resumeCheckpoint(input: $input) {
      ... on ResumeCheckpointPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const FORK = graphql(`
  mutation Fork($input: ForkCheckpointInput!) {
    outcome: forkCheckpoint(input: $input) {
      ... on ForkCheckpointPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const DELETE = graphql(`
  mutation Delete($input: DeleteCheckpointInput!) {
    outcome: deleteCheckpoint(input: $input) {
      ... on DeleteCheckpointPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const CANCEL = graphql(`
  mutation Cancel($input: CancelJobInput!) {
    outcome: cancelJob(input: $input) {
      ... on CancelJobPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const PAUSE = graphql(`
  mutation Pause($input: PauseJobInput!) {
    outcome: pauseJob(input: $input) {
      ... on PauseJobPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const CONTINUE = graphql(`
  mutation Continue($input: ContinueJobInput!) {
    outcome: continueJob(input: $input) {
      ... on ContinueJobPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

const DECIDE = graphql(`
  mutation Decide($input: DecideToolCallInput!) {
    outcome: decideToolCall(input: $input) {
      ... on DecideToolCallPayload {
        jobId
      }
      ...Refusal
    }
  }
`);

/** What a person can do. None of them throws; each says why nothing was done. */
export const actions = {
  submit: (input: SubmitJobInput) => run(mutate(SUBMIT, { input })),
  resume: (input: ResumeCheckpointInput) => run(mutate(RESUME, { input })),
  fork: (input: ForkCheckpointInput) => run(mutate(FORK, { input })),
  remove: (jobId: string) => run(mutate(DELETE, { input: { jobId } })),
  cancel: (jobId: string) => run(mutate(CANCEL, { input: { jobId } })),
  pause: (jobId: string) => run(mutate(PAUSE, { input: { jobId } })),
  continue: (jobId: string) => run(mutate(CONTINUE, { input: { jobId } })),
  decide: (input: DecideToolCallInput) => run(mutate(DECIDE, { input })),
};

interface Answer {
  outcome: { jobId: string } | FragmentType<typeof refusal>;
}

async function run(result: PromiseLike<OperationResult<Answer>>): Promise<Outcome> {
  const { data, error } = await result;
  const outcome = data?.outcome;
  if (outcome === undefined) {
    return { done: false, code: null, message: error?.graphQLErrors[0]?.message ?? '', field: null };
  }
  if ('jobId' in outcome) return { done: true, jobId: outcome.jobId };
  const { code, message, ...rest } = readFragment(refusal, outcome);
  return { done: false, code, message, field: 'field' in rest ? (rest.field ?? null) : null };
}
