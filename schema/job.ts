import { batchedReads } from '../resolvers/batched-reads.ts';
import { getJob } from '../resolvers/get-job.ts';
import { jobIdInput, listJobsInput } from '../resolvers/inputs.ts';
import { listJobs } from '../resolvers/list-jobs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { partialAnswer } from '../resolvers/partial-answer.ts';
import { waitingFor } from '../resolvers/waiting-for.ts';
import { costOf } from '../src/metrics/prices.ts';
import type { JobFailure as Failure, JobRecord } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { CheckpointConnection } from './checkpoint.ts';
import { toConnection } from './connection.ts';
import { costOfPage } from './cost.ts';
import { describedEnum } from './enums.ts';
import { Excerpt, excerpt, excerptArgs } from './excerpt.ts';
import { historyOf } from './history.ts';
import { JobStatus } from './job-status.ts';
import { Money } from './money.ts';
import { pageArgs } from './page-args.ts';
import { PartialAnswer } from './partial-answer.ts';
import { Checkpoint, Job } from './refs.ts';
import { TokenUsage } from './token-usage.ts';
import { ToolCall } from './tool-call.ts';
import { Workspace } from './workspace.ts';

const JobRequest = describedEnum<NonNullable<JobRecord['control']>>(
  'JobRequest',
  'What a person asked of a running job.',
  { CANCEL: 'To end for good.', PAUSE: 'To stop until it is continued.' },
);

const JobFailure = builder.objectRef<Failure>('JobFailure').implement({
  description: 'Why a job failed, or why it waits to try again.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'For programs, UPPER_CASE, for example `AUTHENTICATION`, `MAX_TURNS`, `NO_PROGRESS`.',
    }),
    message: t.exposeString('message', { description: 'One sentence for a person.' }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same may succeed later without a change.',
    }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'The provider of the model that failed, when it was one.',
    }),
    httpStatus: t.exposeInt('httpStatus', {
      nullable: true,
      description: 'The HTTP status that the provider answered with, when it was one.',
    }),
  }),
});

Job.implement({
  description:
    'A task that an agent works on, from its prompt to its result. A crash, a retry and a pause leave it the same job; `resumeCheckpoint` and `forkCheckpoint` make new ones.',
  fields: (t) => ({
    jobId: t.exposeID('jobId', {
      description: 'The id of the job, as it was chosen or made when it was submitted.',
    }),
    status: t.field({ type: JobStatus, description: 'Where it stands.', resolve: ({ status }) => status }),
    prompt: t.exposeString('prompt', { description: 'What the agent was asked to do.' }),
    promptExcerpt: t.field({
      type: Excerpt,
      description: 'A piece of `prompt`.',
      args: excerptArgs,
      resolve: ({ prompt }, args) => excerpt(prompt, args),
    }),
    model: t.exposeString('model', { description: 'The model, as `provider/model`.' }),
    attempts: t.exposeInt('attempts', {
      description: 'How often a worker took it: 1 for a job that ran through.',
    }),
    usage: t.field({
      type: TokenUsage,
      description: 'Tokens that were paid for so far.',
      resolve: ({ usage }) => usage,
    }),
    workspace: t.field({
      type: Workspace,
      description: 'The folder that the agent works in.',
      resolve: ({ workspace }) => workspace,
    }),
    maxTurns: t.exposeInt('maxTurns', {
      description: 'How many answers of the model it may take, those that came with a copy left out.',
    }),
    requireApproval: t.exposeStringList('requireApproval', {
      description: 'Names of the tools that wait for a person each time.',
    }),
    request: t.field({
      type: JobRequest,
      nullable: true,
      description: 'What a person asked of a running job and its worker has not done yet; null otherwise.',
      resolve: ({ control }) => control,
    }),
    turns: t.exposeInt('turns', {
      description: 'Answers of the model so far, those of the jobs that this one continues included.',
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description: 'What those tokens cost at the prices of its model; null when there is none for it.',
      resolve: ({ model, usage }, _, { config }) => costOf(config.prices, model, usage),
    }),
    version: t.exposeInt('version', {
      nullable: true,
      description: 'The latest version that was saved; null before the first.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was submitted.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker first took it; null before.',
    }),
    takenAt: t.expose('takenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the worker that has it, or had it last, took it; null before the first.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it completed, failed or was cancelled; null before.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a job that is `WAITING_RETRY` goes on; null otherwise.',
    }),
    failure: t.field({
      type: JobFailure,
      nullable: true,
      description: 'Why it failed, or why it waits to try again; null otherwise.',
      resolve: ({ failure }) => failure,
    }),
    pauseReason: t.exposeString('pauseReason', {
      nullable: true,
      description: 'Why a `PAUSED` job waits for a person; null otherwise.',
    }),
    result: t.exposeString('result', {
      nullable: true,
      description: 'What the agent said at the end; null unless it completed.',
    }),
    resultExcerpt: t.field({
      type: Excerpt,
      nullable: true,
      description: 'A piece of `result`; null unless it completed.',
      args: excerptArgs,
      resolve: ({ result }, args) => (result === null ? null : excerpt(result, args)),
    }),
    forkedFrom: t.id({
      nullable: true,
      description: 'The job that this one was forked from, if any.',
      resolve: ({ forkedFrom }) => forkedFrom?.jobId ?? null,
    }),
    forkedFromVersion: t.int({
      nullable: true,
      description: 'The version of `forkedFrom` that it began with.',
      resolve: ({ forkedFrom }) => forkedFrom?.version ?? null,
    }),
    resumedFrom: t.exposeID('resumedFrom', {
      nullable: true,
      description: 'The job that this one continues, if any.',
    }),
    resumedBy: t.exposeID('resumedBy', {
      nullable: true,
      description: 'The job that continues this one, if any.',
    }),
  }),
});

builder.objectFields(Job, (t) => ({
  partialAnswer: t.field({
    type: PartialAnswer,
    nullable: true,
    description:
      'What the model had said of the answer that the job is owed, when it was cut off; kept until that answer is there, also while the model is asked again. Null: nothing was cut off.',
    resolve: (job, _, context) => partialAnswer(job, context),
  }),
  waitingFor: t.field({
    type: [ToolCall],
    description:
      'The tool calls that a `PAUSED` job waits for a decision about, in the order of the model: see `decideToolCall`. Once all are decided it goes on by itself.',
    resolve: (job, _, context) => waitingFor(job, context),
  }),
  checkpoint: t.field({
    type: Checkpoint,
    nullable: true,
    description:
      'The version that it would go on from; null before the first, after completion and once deleted.',
    resolve: ({ jobId, checkpoint }, _, { store }) =>
      checkpoint === 'KEPT' ? batchedReads(store).checkpoint(jobId) : null,
  }),
  history: t.field({
    type: CheckpointConnection,
    description: 'The versions that are kept, newest first; for a while also those of a completed job.',
    args: pageArgs,
    complexity: costOfPage,
    resolve: ({ jobId }, args, context) => historyOf(jobId, args, context),
  }),
}));

const JobEdge = builder.edgeObject({ type: Job, name: 'JobEdge', description: 'A job and its place.' });

const JobConnection = builder.connectionObject(
  { type: Job, name: 'JobConnection', description: 'A page of jobs.' },
  JobEdge,
);

const JobFilter = builder.inputType('JobFilter', {
  description: 'Which jobs to list: those that fit all that is given.',
  fields: (t) => ({
    status: t.field({ type: [JobStatus], description: 'Those with one of these statuses.' }),
    model: t.string({ description: 'Those of this model, as `provider/model`.' }),
  }),
});

builder.queryFields((t) => ({
  job: t.field({
    type: Job,
    nullable: true,
    description: 'A job by its id; null when there is none, or its record has expired.',
    args: { jobId: t.arg.id({ required: true, description: 'Id of the job.' }) },
    resolve: (_, args, context) => getJob(parseInput(jobIdInput, args), context),
  }),
  jobs: t.field({
    type: JobConnection,
    description: 'All jobs, newest first.',
    args: { ...pageArgs, filter: t.arg({ type: JobFilter, description: 'Which to list; left out: all.' }) },
    complexity: costOfPage,
    resolve: async (_, args, context) =>
      toConnection(await listJobs(parseInput(listJobsInput, args), context)),
  }),
}));
