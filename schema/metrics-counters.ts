import * as figures from '../src/metrics/figures.ts';
import type { PriceList } from '../src/metrics/prices.ts';
import { byLabel, sumOf, type Totals } from '../src/metrics/totals.ts';
import type { GoOnCause } from '../src/store/contract.ts';
import type { InterruptedOutcome } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { Durations } from './durations.ts';
import { describedEnum } from './enums.ts';
import { Metrics } from './metrics.ts';
import { Money } from './money.ts';
import { TokenUsage } from './token-usage.ts';
import { ReplayPolicyEnum } from './tool-call.ts';

const FailureCount = builder.objectRef<{ code: string; count: number }>('FailureCount').implement({
  description: 'How many jobs failed for one reason.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'As in `JobFailure`, for example `NO_PROGRESS`.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'Jobs that failed so.' }),
  }),
});

const JobEnds = builder.objectRef<figures.JobEnds>('JobEnds').implement({
  description: 'Jobs that are over, counted in the step that ended them.',
  fields: (t) => ({
    completed: t.expose('completed', { type: 'SafeInt', description: 'Jobs that were done.' }),
    failed: t.expose('failed', { type: 'SafeInt', description: 'Jobs that failed.' }),
    cancelled: t.expose('cancelled', { type: 'SafeInt', description: 'Jobs that a person ended.' }),
    completedAfterInterruption: t.expose('completedAfterInterruption', {
      type: 'SafeInt',
      description:
        'Of the completed ones: those that had gone on after a crash, a failed attempt or a hand-over, or continued another job.',
    }),
    failures: t.expose('failures', {
      type: [FailureCount],
      description: 'Why jobs failed, most frequent first.',
    }),
  }),
});

const Cause = describedEnum<GoOnCause>('ResumeCause', 'After what a run went on from a checkpoint.', {
  CRASH: 'Its worker was lost; another took the job by itself.',
  RETRY: 'An attempt had failed and was put off (rate limit, a provider in trouble); its time came.',
  HAND_OVER: 'Its worker let it go, because it was told to end or lost the store.',
  PAUSE: 'The job was paused, and a person let it go on.',
  RESUME: 'A person resumed a job that had failed: a new job continues it.',
  RESUME_CANCELLED: 'A person resumed a job that was cancelled: a new job continues it.',
  FORK: 'A person started a new job from a version of another.',
});

const Outcome = describedEnum<figures.RunOutcome>('RunOutcome', 'What a run came to.', {
  COMPLETED: 'The job was done.',
  FAILED: 'The job failed.',
  CANCELLED: 'A person ended the job.',
  PAUSED: 'The job waits for a person.',
  PUT_OFF: 'The attempt failed and is made again later.',
  HANDED_OVER: 'The job was let go, for another worker to go on.',
  CRASHED: 'Its worker was lost.',
});

const RunOutcomeCount = builder
  .objectRef<{ outcome: figures.RunOutcome; count: number }>('RunOutcomeCount')
  .implement({
    description: 'How many runs came to one end.',
    fields: (t) => ({
      outcome: t.expose('outcome', { type: Outcome, description: 'What they came to.' }),
      count: t.expose('count', { type: 'SafeInt', description: 'Runs that came to it.' }),
    }),
  });

const ResumesOfCause = builder.objectRef<figures.ResumesOfCause>('ResumesOfCause').implement({
  description: 'Runs that went on after one cause.',
  fields: (t) => ({
    cause: t.expose('cause', { type: Cause, description: 'What had stopped the run before.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'Runs that went on from a checkpoint.' }),
    restarts: t.expose('restarts', {
      type: 'SafeInt',
      description: 'Runs that began anew, since nothing had been saved yet.',
    }),
    outcomes: t.expose('outcomes', {
      type: [RunOutcomeCount],
      description: 'What those that went on came to. Those that still run are missing.',
    }),
  }),
});

const Failures = builder.objectRef<figures.Failures>('Failures').implement({
  description: 'What stopped jobs short of their end, other than a person.',
  fields: (t) => ({
    crashes: t.expose('CRASH', {
      type: 'SafeInt',
      description: 'Lost workers, counted for each job when it is taken again.',
    }),
    putOff: t.expose('PUT_OFF', {
      type: 'SafeInt',
      description: 'Attempts that failed and were put off.',
    }),
    failed: t.expose('FAILED', { type: 'SafeInt', description: 'Jobs that failed for good.' }),
    total: t.field({
      type: 'SafeInt',
      description: 'All of them.',
      resolve: ({ CRASH, PUT_OFF, FAILED }) => CRASH + PUT_OFF + FAILED,
    }),
  }),
});

interface Priced {
  totals: Totals;
  prices: PriceList | null;
}

const Resumes = builder.objectRef<Priced>('Resumes').implement({
  description: 'Going on from checkpoints, against what stopped jobs. Counted in the steps that do it.',
  fields: (t) => ({
    failures: t.field({
      type: Failures,
      description: 'What stopped jobs short of their end.',
      resolve: ({ totals }) => figures.failuresOf(totals),
    }),
    failuresResumed: t.field({
      type: 'SafeInt',
      description:
        'The failures that a run went on from: `CRASH` and `RETRY` by themselves, `RESUME` by hand. Going on after a cancellation makes no failure good.',
      resolve: ({ totals }) => figures.failuresResumedOf(totals),
    }),
    rate: t.float({
      nullable: true,
      description:
        'The rate of resumes against failures: `failuresResumed` by `failures.total`; null without a failure. Above 1 only where a failed job was resumed again after its continuation had been deleted.',
      resolve: ({ totals }) => {
        const { CRASH, PUT_OFF, FAILED } = figures.failuresOf(totals);
        const all = CRASH + PUT_OFF + FAILED;
        return all === 0 ? null : figures.failuresResumedOf(totals) / all;
      },
    }),
    causes: t.field({
      type: [ResumesOfCause],
      description: 'The runs that went on, by what had stopped the run before; each cause is there.',
      resolve: ({ totals }) => figures.resumesOf(totals),
    }),
    turnsSaved: t.field({
      type: 'SafeInt',
      description:
        'Answers that resumed runs had already, and starts from the beginning would have asked for again. Pauses and forks do not count.',
      resolve: ({ totals }) => totals.get('saved-turns') ?? 0,
    }),
    tokensSaved: t.field({
      type: 'SafeInt',
      description: 'The tokens of those answers: paid once, and not again.',
      resolve: ({ totals, prices }) =>
        figures.tokensOf(totals, 'saved', prices).reduce((sum, { usage }) => sum + usage.total, 0),
    }),
    moneySaved: t.field({
      type: Money,
      nullable: true,
      description: 'What they cost; null when there is no price list, or none of the models is on it.',
      resolve: ({ totals, prices }) => figures.moneyOf(figures.tokensOf(totals, 'saved', prices)),
    }),
  }),
});

const RetriesOfCause = builder.objectRef<figures.Retries>('RetriesOfCause').implement({
  description: 'Attempts that failed for one reason and were put off.',
  fields: (t) => ({
    cause: t.exposeString('cause', { description: 'Code of the failure, for example `RATE_LIMITED`.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'Attempts that were put off.' }),
    waitSeconds: t.exposeFloat('waitSeconds', {
      description: 'How long they were put off for, all together. Their workers did other jobs meanwhile.',
    }),
  }),
});

const Recovery = builder.objectRef<Totals>('Recovery').implement({
  description: 'How long it took from the last sign of life of a worker that died.',
  fields: (t) => ({
    taken: t.field({
      type: Durations,
      description: 'Until another worker had taken the job.',
      resolve: (totals) => figures.durationsOf(totals, 'recovery-time', 'TAKEN'),
    }),
    goingOn: t.field({
      type: Durations,
      description: 'Until that one asked the model or began a tool: from the kill to going on.',
      resolve: (totals) => figures.durationsOf(totals, 'recovery-time', 'GOING_ON'),
    }),
  }),
});

const Commits = builder.objectRef<Totals>('Commits').implement({
  description: 'Versions that were saved.',
  fields: (t) => ({
    time: t.field({
      type: Durations,
      description: 'How long saving took, the way to Redis and back included.',
      resolve: (totals) => figures.durationsOf(totals, 'commit-time'),
    }),
    newBytes: t.field({
      type: 'SafeInt',
      description: 'Of the messages that they added, as JSON: what is sent.',
      resolve: (totals) => totals.get('commit-bytes') ?? 0,
    }),
    stateBytes: t.field({
      type: 'SafeInt',
      description: 'Of the whole states, as JSON: what saving all of it each time would have sent.',
      resolve: (totals) => totals.get('commit-state-bytes') ?? 0,
    }),
    refused: t.field({
      type: 'SafeInt',
      description: 'Saves by workers that no longer held the job. They changed nothing.',
      resolve: (totals) => totals.get('commit-refused') ?? 0,
    }),
  }),
});

const ModelTokens = builder.objectRef<figures.ModelTokens>('ModelTokens').implement({
  description: 'Tokens that one model was paid for.',
  fields: (t) => ({
    model: t.exposeString('model', {
      description: 'As `provider/model`; `other` for all beyond the number that is counted apart.',
    }),
    usage: t.expose('usage', { type: TokenUsage, description: 'The tokens, and the answers.' }),
    cost: t.expose('cost', {
      type: Money,
      nullable: true,
      description: 'What they cost; null when there is no price for the model.',
    }),
  }),
});

const OutcomeCount = builder.objectRef<{ outcome: string; count: number }>('OutcomeCount').implement({
  description: 'How many calls came to one end.',
  fields: (t) => ({
    outcome: t.exposeString('outcome', {
      description:
        'Of a model: `ANSWERED`, `STOPPED`, or the code of the failure. Of a tool: `DONE` or `FAILED`.',
    }),
    count: t.expose('count', { type: 'SafeInt', description: 'Calls that came to it.' }),
  }),
});

const Calls = builder.objectRef<figures.CallsOf>('Calls').implement({
  description: 'Calls of the models of one provider, or of one tool.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the provider, or of the tool.' }),
    outcomes: t.expose('outcomes', {
      type: [OutcomeCount],
      description: 'What they came to, most frequent first.',
    }),
    time: t.expose('time', {
      type: Durations,
      description: 'How long they took. Those that were cut off are missing.',
    }),
  }),
});

const InterruptedOutcomeEnum = describedEnum<InterruptedOutcome>(
  'InterruptedOutcome',
  'What was done about a tool call that had been cut off.',
  {
    RUN_AGAIN: 'It was run again: it only reads, or had not been done, or the job asked for that.',
    FOUND_DONE: 'It had been done, as the files showed.',
    REPORTED: 'The model was told that it was cut off and may have had an effect.',
    FAILED: 'The job failed, as it asked to.',
    PAUSED: 'The job waits for a person, as it asked to.',
    DECIDED: 'A person decided.',
  },
);

const InterruptedCalls = builder.objectRef<figures.InterruptedCalls>('InterruptedCalls').implement({
  description: 'Tool calls that were cut off, by what was done about them.',
  fields: (t) => ({
    policy: t.expose('policy', { type: ReplayPolicyEnum, description: 'Of the tool.' }),
    outcome: t.expose('outcome', { type: InterruptedOutcomeEnum, description: 'What was done.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'Calls that it was done about.' }),
  }),
});

const DecisionCount = builder.objectRef<{ decision: string; count: number }>('DecisionCount').implement({
  description: 'How often people decided in one way about tool calls.',
  fields: (t) => ({
    decision: t.exposeString('decision', { description: 'One of `RUN`, `RESULT`, `REJECT`.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'Decisions.' }),
  }),
});

builder.objectFields(Metrics, (t) => ({
  ended: t.field({
    type: JobEnds,
    description: 'Jobs that are over, by how they ended.',
    resolve: async (reader) => figures.jobEndsOf(await reader.totals()),
  }),
  resumes: t.field({
    type: Resumes,
    description: 'Going on from checkpoints: how often, after what, to what end, and what it saved.',
    resolve: async (reader, _, { config }) => ({ totals: await reader.totals(), prices: config.prices }),
  }),
  retries: t.field({
    type: [RetriesOfCause],
    description: 'Attempts that failed and were put off, by cause, most frequent first.',
    resolve: async (reader) => figures.retriesOf(await reader.totals()),
  }),
  recovery: t.field({
    type: Recovery,
    description: 'How soon jobs go on after their worker has died.',
    resolve: (reader) => reader.totals(),
  }),
  commits: t.field({
    type: Commits,
    description: 'Versions that were saved: how many, how fast, how big.',
    resolve: (reader) => reader.totals(),
  }),
  tokens: t.field({
    type: [ModelTokens],
    description: 'Tokens that were paid for, by model, most first.',
    resolve: async (reader, _, { config }) =>
      figures.tokensOf(await reader.totals(), 'tokens', config.prices),
  }),
  modelCalls: t.field({
    type: [Calls],
    description: 'Calls of models, by provider.',
    resolve: async (reader) => figures.callsOf(await reader.totals(), 'model-call', 'model-time'),
  }),
  toolCalls: t.field({
    type: [Calls],
    description: 'Runs of tools, by tool.',
    resolve: async (reader) => figures.callsOf(await reader.totals(), 'tool-run', 'tool-time'),
  }),
  interruptedToolCalls: t.field({
    type: [InterruptedCalls],
    description: 'Tool calls that were cut off, by policy and by what was done about them.',
    resolve: async (reader) => figures.interruptedCallsOf(await reader.totals()),
  }),
  decisions: t.field({
    type: [DecisionCount],
    description: 'What people decided about tool calls.',
    resolve: async (reader) =>
      [...byLabel(await reader.totals(), 'decided')].map(([decision, count]) => ({ decision, count })),
  }),
  leasesLost: t.field({
    type: 'SafeInt',
    description: 'Runs that were stopped because another worker had their job, or might have it.',
    resolve: async (reader) => (await reader.totals()).get('lease-lost') ?? 0,
  }),
  workersDied: t.field({
    type: 'SafeInt',
    description: 'Workers that were found dead by others.',
    resolve: async (reader) => sumOf(byLabel(await reader.totals(), 'worker-died')),
  }),
  redisRoundTrips: t.field({
    type: 'SafeInt',
    description: 'Groups of commands that the store sent to Redis, over all processes.',
    resolve: async (reader) => sumOf(byLabel(await reader.totals(), 'round-trips')),
  }),
}));
