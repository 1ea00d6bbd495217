import { z } from 'zod';
import { RetomaError } from '../src/errors.ts';
import { parseJobId } from '../src/store/job-id.ts';
import { type JsonValue, MAX_TOOL_CALL_ID_LENGTH } from '../src/store/messages.ts';
import { JOB_STATUSES, ON_INTERRUPTED, ON_PARTIAL } from '../src/store/records.ts';

/**
 * The inputs of every query and mutation, the same for GraphQL and REST. An optional field may be left out or null,
 * which mean the same. A field that is not named here is refused, so that a misspelt one is never silently ignored.
 */

export const MAX_PROMPT_BYTES = 256 * 1024;
export const MAX_TURNS = 1000;
export const DEFAULT_MAX_TURNS = 50;
export const MAX_PAGE = 100;
export const DEFAULT_PAGE = 20;

const MAX_TEXT_BYTES = MAX_PROMPT_BYTES;
const MAX_URL_LENGTH = 2048;
const MAX_INT = 2 ** 31 - 1;
const MAX_TOOL_NAMES = 100;

const jobId = z.unknown().transform((value, check): string => {
  try {
    return parseJobId(value);
  } catch (error) {
    if (!RetomaError.is(error)) throw error;
    check.issues.push({ code: 'custom', message: error.message, params: { code: error.code }, input: value });
    return z.NEVER;
  }
});

/** Text that keeps its meaning on the way through UTF-8: any character is welcome, half of one is not. */
function text(maxBytes: number) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), 'must be valid Unicode: it holds half of a surrogate pair')
    .refine((value) => Buffer.byteLength(value) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`);
}

/** A list that says what to look for: to say it twice changes nothing, and must cost nothing. */
function withoutRepetitions<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}

const prompt = text(MAX_PROMPT_BYTES).refine((value) => value !== '', 'must not be empty');
const model = text(255).refine((value) => value !== '', 'must not be empty');
const version = z.int().min(1, 'must be at least 1').max(MAX_INT, `must be at most ${MAX_INT}`);
const toolCallId = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_TOOL_CALL_ID_LENGTH, `must be at most ${MAX_TOOL_CALL_ID_LENGTH} characters`);
const maxTurns = z
  .int()
  .min(1, `must be from 1 to ${MAX_TURNS}`)
  .max(MAX_TURNS, `must be from 1 to ${MAX_TURNS}`);
const workspace = z.strictObject({ path: text(1024) });

const callback = z.strictObject({
  url: z.string().refine(isCallbackUrl, {
    message: `must be an http or https URL of at most ${MAX_URL_LENGTH} characters, without user name and password`,
  }),
  secret: z
    .string()
    .refine(isWebhookSecret, 'must be a Standard Webhooks secret: "whsec_" and 1 to 256 bytes as base64')
    .nullish(),
});

function isCallbackUrl(value: string): boolean {
  if (value.length > MAX_URL_LENGTH || !/^https?:\/\/[^\s\p{Cc}]+$/iu.test(value) || !value.isWellFormed()) {
    return false;
  }
  const url = URL.parse(value);
  return url !== null && url.username === '' && url.password === '';
}

function isWebhookSecret(value: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1];
  if (encoded === undefined || encoded.length > 344) return false;
  return Buffer.from(encoded, 'base64').toString('base64') === encoded;
}

export const submitJobInput = z.strictObject({
  prompt,
  jobId: jobId.nullish(),
  model: model.nullish(),
  workspace: workspace.nullish(),
  callback: callback.nullish(),
  maxTurns: maxTurns.nullish(),
  resumeFromCheckpoint: z.boolean().nullish(),
  onInterrupted: z.enum(ON_INTERRUPTED).nullish(),
  onPartial: z.enum(ON_PARTIAL).nullish(),
  requireApproval: z
    .array(z.string().max(255, 'must be at most 255 characters'))
    .max(MAX_TOOL_NAMES, `must hold at most ${MAX_TOOL_NAMES} names`)
    .transform(withoutRepetitions)
    .nullish(),
});
export type SubmitJobInput = z.output<typeof submitJobInput>;

/** Periods of a timeline, at most. */
export const MAX_PERIODS = 360;
const A_DAY = 1440;

export const timelineInput = z
  .strictObject({
    minutes: z
      .int()
      .min(1, 'must be from 1 to 1440')
      .max(A_DAY, 'must be from 1 to 1440')
      .nullish()
      .transform((value) => value ?? 60),
    step: z
      .int()
      .min(1, 'must be from 1 to 1440')
      .max(A_DAY, 'must be from 1 to 1440')
      .nullish()
      .transform((value) => value ?? 1),
  })
  .refine(({ minutes, step }) => minutes / step <= MAX_PERIODS, {
    path: ['step'],
    message: `must be longer: there can be at most ${MAX_PERIODS} periods`,
  });
export type TimelineInput = z.output<typeof timelineInput>;

/** Of the `Idempotency-Key` header. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'An idempotency key must be 1 to 255 visible ASCII characters');

export const resumeCheckpointInput = z.strictObject({
  jobId,
  version: version.nullish(),
  callback: callback.nullish(),
  model: model.nullish(),
  maxTurns: maxTurns.nullish(),
});
export type ResumeCheckpointInput = z.output<typeof resumeCheckpointInput>;

export const forkCheckpointInput = z.strictObject({
  jobId,
  version,
  prompt: prompt.nullish(),
  model: model.nullish(),
  workspace: workspace.nullish(),
});
export type ForkCheckpointInput = z.output<typeof forkCheckpointInput>;

/** Which piece of a text: UTF-16 code units. */
export const excerptInput = z.strictObject({
  offset: z.int().min(0, 'must be at least 0'),
  length: z.int().min(1, 'must be at least 1'),
});
export type ExcerptInput = z.output<typeof excerptInput>;

export const argumentsExcerptInput = z.strictObject({ textLength: excerptInput.shape.length });

/** For everything that needs to know only which job: delete, cancel, pause, continue. */
export const jobIdInput = z.strictObject({ jobId });
export type JobIdInput = z.output<typeof jobIdInput>;

export const DECISIONS = ['RUN', 'RESULT', 'REJECT'] as const;

const DECISION_OF_FIELD = { arguments: 'RUN', result: 'RESULT', reason: 'REJECT' } as const;

export const decideToolCallInput = z
  .strictObject({
    jobId,
    toolCallId,
    decision: z.enum(DECISIONS),
    /** RUN: these instead of what the model asked for. JSON. */
    arguments: z.custom<JsonValue>((value) => value !== undefined).nullish(),
    /** RESULT: what the model is told. */
    result: text(MAX_TEXT_BYTES).nullish(),
    /** REJECT: what the model is told about why. */
    reason: text(MAX_TEXT_BYTES).nullish(),
  })
  .check((check) => {
    const { value } = check;
    const refuse = (field: string, message: string) =>
      check.issues.push({ code: 'custom', path: [field], message, input: value });
    if (value.decision === 'RESULT' && value.result == null) {
      refuse('result', 'is required when the decision is RESULT');
    }
    for (const [field, decision] of Object.entries(DECISION_OF_FIELD)) {
      const given = value[field as keyof typeof DECISION_OF_FIELD] != null;
      if (given && value.decision !== decision) refuse(field, `goes only with the decision ${decision}`);
    }
  });
export type DecideToolCallInput = z.output<typeof decideToolCallInput>;

const first = z.int().min(1, `must be from 1 to ${MAX_PAGE}`).max(MAX_PAGE, `must be from 1 to ${MAX_PAGE}`);
const cursor = z.string();
const statuses = z
  .array(z.enum(JOB_STATUSES))
  .max(JOB_STATUSES.length, `must hold at most ${JOB_STATUSES.length} statuses, as many as there are`)
  .transform(withoutRepetitions)
  .nullish();

export const jobFilter = z.strictObject({ status: statuses, model: model.nullish() });

export const checkpointFilter = z.strictObject({
  status: statuses,
  model: model.nullish(),
  savedAfter: z.date().nullish(),
});

const page = { first: first.nullish(), after: cursor.nullish() };

export const listJobsInput = z.strictObject({ ...page, filter: jobFilter.nullish() });
export type ListJobsInput = z.output<typeof listJobsInput>;

export const listCheckpointsInput = z.strictObject({ ...page, filter: checkpointFilter.nullish() });
export type ListCheckpointsInput = z.output<typeof listCheckpointsInput>;

export const historyInput = z.strictObject({ jobId, ...page });
export type HistoryInput = z.output<typeof historyInput>;

export const getCheckpointInput = z.strictObject({ jobId, version: version.nullish() });
export type GetCheckpointInput = z.output<typeof getCheckpointInput>;

export const readMessagesInput = z
  .strictObject({
    jobId,
    version: version.nullish(),
    ...page,
    last: first.nullish(),
    before: cursor.nullish(),
  })
  .refine((value) => value.first == null || value.last == null, {
    path: ['last'],
    message: 'does not go together with "first"',
  });
export type ReadMessagesInput = z.output<typeof readMessagesInput>;

export const watchCheckpointsInput = z
  .strictObject({ jobId: jobId.nullish(), after: cursor.nullish() })
  .refine((value) => value.after == null || value.jobId != null, {
    path: ['after'],
    message: 'goes only with "jobId": there is no replay for all jobs together',
  });
export type WatchCheckpointsInput = z.output<typeof watchCheckpointsInput>;

export const watchJobsInput = z.strictObject({ jobId: jobId.nullish() });
export type WatchJobsInput = z.output<typeof watchJobsInput>;
