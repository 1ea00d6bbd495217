import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/store/messages.ts';
import type { Evidence, JobEvidence } from './evidence.ts';
import { honestEvidence } from './honest-evidence.ts';
import { judge, RULES, type Rule } from './oracle.ts';
import { COMMANDS_FILE, walkTask } from './task.ts';
import type { TraceEntry } from './trace.ts';

const TASK = walkTask('t');
const LEDGER_CALL = 'call_t_1_1';
const COMMAND_CALL = 'call_t_1_2';

type Falsify = (evidence: Evidence) => Evidence;

const inJob =
  (change: (job: JobEvidence) => Partial<JobEvidence>): Falsify =>
  (evidence) => ({ ...evidence, jobs: evidence.jobs.map((job) => ({ ...job, ...change(job) })) });
const inRecord = (change: Partial<NonNullable<JobEvidence['record']>>): Falsify =>
  inJob(({ record }) => (record === null ? {} : { record: { ...record, ...change } }));
const inMessages = (change: (messages: Message[]) => Message[]): Falsify =>
  inJob(({ messages }) => ({ messages: change([...messages]) }));
const inTrace =
  (change: (trace: TraceEntry[]) => TraceEntry[]): Falsify =>
  (evidence) => ({ ...evidence, trace: change([...evidence.trace]) });
const inRemains =
  (change: Partial<Evidence['remains']>): Falsify =>
  (evidence) => ({ ...evidence, remains: { ...evidence.remains, ...change } });

function replaced<T>(items: readonly T[], index: number, change: Partial<T>): T[] {
  return items.map((item, at) => (at === index ? { ...item, ...change } : item));
}

function secondLine(trace: TraceEntry[]): TraceEntry[] {
  return [
    ...trace,
    ...trace.filter(({ event }) => event === 'LEDGER').map((line) => ({ ...line, pid: 101 })),
  ];
}

/** Each falsified history, and the promise that it breaks. */
const FALSIFIED: [what: string, rule: Rule, falsify: Falsify][] = [
  [
    'a version is missing in the middle',
    'VERSIONS',
    inJob(({ versions }) => ({ versions: versions.toSpliced(3, 1) })),
  ],
  ['the last version is missing', 'VERSIONS', inJob(({ versions }) => ({ versions: versions.slice(0, -1) }))],
  [
    'a version is there twice',
    'VERSIONS',
    inJob(({ versions }) => ({ versions: versions.flatMap((v, i) => (i === 4 ? [v, v] : [v])) })),
  ],
  ['an epoch falls', 'EPOCHS', inJob(({ versions }) => ({ versions: replaced(versions, 0, { epoch: 2 }) }))],
  [
    'a version has an epoch that no lease had',
    'EPOCHS',
    inJob(({ versions }) => ({ versions: replaced(versions, versions.length - 1, { epoch: 7 }) })),
  ],
  [
    'an acknowledged version was written over by another worker',
    'ACKNOWLEDGED',
    inJob(({ versions }) => ({ versions: replaced(versions, 5, { messageCount: 99 }) })),
  ],
  [
    'an acknowledged version is gone',
    'ACKNOWLEDGED',
    inTrace((trace) => [
      ...trace,
      {
        pid: 1,
        at: 1,
        event: 'ACKNOWLEDGED',
        jobId: 't',
        version: 10,
        epoch: 1,
        step: 'TOOLS_DONE',
        messageCount: 12,
      },
    ]),
  ],
  [
    'a poll saw a version that is another one now',
    'READINGS',
    inJob(({ readings }) => ({
      readings: replaced(readings, readings.length - 1, { savedAt: '2020-01-01T00:00:00.000Z' }),
    })),
  ],
  [
    'a poll saw a text that is not in the history',
    'READINGS',
    inJob(({ readings }) => ({
      readings: replaced(readings, readings.length - 1, { texts: ['never said'] }),
    })),
  ],
  [
    'a subscriber saw a version that never was',
    'READINGS',
    inJob(({ readings }) => ({ readings: replaced(readings, 0, { version: 77 }) })),
  ],
  [
    'a subscriber missed a version',
    'SUBSCRIPTIONS',
    inJob(({ readings }) => ({ readings: readings.toSpliced(4, 1) })),
  ],
  [
    'a subscriber got a version twice',
    'SUBSCRIPTIONS',
    inJob(({ readings }) => ({ readings: readings.flatMap((r, i) => (i === 4 ? [r, r] : [r])) })),
  ],
  ['a subscriber was not told of the end', 'SUBSCRIPTIONS', inJob(() => ({ isSubscriptionOver: false }))],
  [
    'a subscriber got versions in the wrong order',
    'SUBSCRIPTIONS',
    inJob(({ readings }) => ({ readings: [...readings].reverse() })),
  ],
  [
    'an answer is not the one that was given',
    'HISTORY',
    inMessages((messages) =>
      replaced(messages, 2, { model: 'x', parts: [{ type: 'text', text: 'another' }] } as Partial<Message>),
    ),
  ],
  ['a result is missing', 'HISTORY', inMessages((messages) => messages.toSpliced(4, 1))],
  [
    'a result is there twice',
    'HISTORY',
    inMessages((messages) => messages.flatMap((m, i) => (i === 4 ? [m, m] : [m]))),
  ],
  [
    'a result is another one',
    'HISTORY',
    inMessages((messages) => replaced(messages, 5, { output: 'something else' } as Partial<Message>)),
  ],
  [
    'a write is reported as interrupted, which can be looked up',
    'HISTORY',
    inMessages((messages) => replaced(messages, 3, { interrupted: true, isError: true } as Partial<Message>)),
  ],
  ['the job ended in the middle', 'HISTORY', inMessages((messages) => messages.slice(0, -2))],
  [
    'a file is not as the run leaves it',
    'FILES',
    inJob(() => ({
      files: new Map([
        ['a.txt', 'one\n'],
        [COMMANDS_FILE, `${COMMAND_CALL}\n`],
      ]),
    })),
  ],
  [
    'a command ran twice',
    'FILES',
    inJob(({ files }) => ({
      files: new Map([...files, [COMMANDS_FILE, `${COMMAND_CALL}\n${COMMAND_CALL}\n`]]),
    })),
  ],
  [
    'a file was left in the workspace',
    'FILES',
    inJob(({ files }) => ({ files: new Map([...files, ['.retoma-0.tmp', '']]) })),
  ],
  [
    'the model was sent a history that it did not know',
    'RECOGNISED',
    (evidence) => ({ ...evidence, refusals: ['turn 2: message 4 is missing'] }),
  ],
  ['a tool ran twice for one result', 'LEDGER', inTrace(secondLine)],
  [
    'a result came from nowhere',
    'LEDGER',
    inTrace((trace) => trace.filter(({ event }) => event !== 'LEDGER')),
  ],
  [
    'a tool was run by one worker and its result saved by another',
    'LEDGER',
    inTrace((trace) => trace.map((entry) => (entry.event === 'LEDGER' ? { ...entry, epoch: 9 } : entry))),
  ],
  [
    'the ledger has a call that the model never asked for',
    'LEDGER',
    inTrace((trace) => [
      ...trace,
      { pid: 1, at: 1, event: 'LEDGER', task: 't', callId: 'call_t_9_9', jobId: 't', epoch: 1 },
    ]),
  ],
  [
    'an answer that was saved was asked for again',
    'MODEL_CALLS',
    (evidence) => ({ ...evidence, asked: [...evidence.asked, { task: 't', turn: 2, at: 1 }] }),
  ],
  [
    'the job had ended in another way before',
    'END',
    inJob(() => ({ statuses: ['RUNNING', 'FAILED', 'COMPLETED'] })),
  ],
  ['no callback came', 'CALLBACK', inJob(() => ({ callbacks: [] }))],
  [
    'callbacks came under two ids',
    'CALLBACK',
    inJob(({ callbacks }) => ({
      callbacks: [...callbacks, ...callbacks.map((one) => ({ ...one, id: 'msg_2' }))],
    })),
  ],
  [
    'a callback told of another end',
    'CALLBACK',
    inJob(() => ({ callbacks: [{ id: 'msg_1', body: '{"data":{"status":"FAILED"}}' }] })),
  ],
  ['a callback came that nobody asked for', 'CALLBACK', inJob(() => ({ wantsCallback: false }))],
  ['a job never ended', 'BOUND', inRecord({ status: 'RUNNING' })],
  ['a job waits for no reason', 'BOUND', inRecord({ status: 'WAITING_RETRY', failure: null })],
  ['a job is gone', 'BOUND', inJob(() => ({ record: null }))],
  [
    'a job was given up that nobody killed',
    'CRASHES',
    inRecord({
      status: 'FAILED',
      crashes: 3,
      failure: { code: 'NO_PROGRESS', message: '', retryable: false, provider: null, httpStatus: null },
    }),
  ],
  [
    'a job failed by itself',
    'CRASHES',
    inRecord({
      status: 'FAILED',
      failure: { code: 'INTERNAL', message: '', retryable: false, provider: null, httpStatus: null },
    }),
  ],
  ['a key would stay for ever', 'KEYS', inRemains({ keysWithoutTtl: ['retoma:{default:1}:x:log'] })],
  ['a chore is left', 'UNFINISHED', inRemains({ unfinished: ['chore QUEUE:t'] })],
  ['a command outlived its worker', 'PROCESSES', inRemains({ processes: ['77: sleep 60'] })],
  ['a worker did not end when it was asked to', 'PROCESSES', inRemains({ stubborn: ['worker 1'] })],
  ['a file was left over', 'LEFTOVERS', inRemains({ files: ['temporary file x'] })],
];

describe('the oracle', () => {
  it('finds nothing in a run as it must be', async () => {
    expect(judge(await honestEvidence(TASK))).toEqual([]);
  });

  it.each([true, false])(
    'finds nothing where calls were cut off and reported (effect: %s)',
    async (effect) => {
      const cut = new Map([
        [LEDGER_CALL, { effect: true }],
        [COMMAND_CALL, { effect }],
      ]);
      expect(judge(await honestEvidence(TASK, cut))).toEqual([]);
    },
  );

  it('takes results of tools that ran side by side in any order', async () => {
    const evidence = await honestEvidence(TASK);
    const swapped = inMessages((messages) => {
      const at = messages.findIndex(
        (message) => message.role === 'tool' && message.toolCallId === 'call_t_2_1',
      );
      const [first] = messages.splice(at, 1);
      return first === undefined ? messages : messages.toSpliced(at + 1, 0, first);
    })(evidence);
    expect(judge(inJob(() => ({ readings: [] }))(swapped))).toEqual([]);
  });

  it.each(FALSIFIED)('sees that %s', async (_what, rule, falsify) => {
    const found = judge(falsify(await honestEvidence(TASK)));
    expect(found.map((violation) => violation.rule)).toContain(rule);
    expect(found.every(({ detail }) => detail !== '')).toBe(true);
  });

  it('counts one more model call for each process that died with the job in hand, and not two', async () => {
    const cut = new Map([[LEDGER_CALL, { effect: true }]]);
    const evidence = await honestEvidence(TASK, cut);
    const again = (times: number): Evidence => {
      const more = Array.from({ length: times }, () => ({ task: 't', turn: 2, at: 1 }));
      return { ...evidence, asked: [...evidence.asked, ...more] };
    };
    expect(judge(again(1))).toEqual([]);
    expect(judge(again(2)).map(({ rule }) => rule)).toEqual(['MODEL_CALLS']);
  });

  it('lets a job be given up that three workers died of', async () => {
    const cut = new Map([[LEDGER_CALL, { effect: true }]]);
    const evidence = await honestEvidence(TASK, cut);
    const failure = { code: 'NO_PROGRESS', message: '', retryable: false, provider: null, httpStatus: null };
    const body = '{"data":{"status":"FAILED"}}';
    const givenUp = [
      inRecord({ status: 'FAILED', crashes: 3, failure }),
      inJob(() => ({ statuses: ['FAILED'], callbacks: [{ id: 'msg_1', body }] })),
    ].reduce((sum, falsify) => falsify(sum), evidence);
    const exit = { code: null, signal: 'SIGKILL' as const };
    const deaths = [100, 101, 102].map((pid) => ({ pid, at: Number.MAX_SAFE_INTEGER, exit }));
    const third: TraceEntry = { pid: 102, at: 1, event: 'TAKEN', jobId: 't' };
    expect(judge({ ...givenUp, deaths, trace: [...givenUp.trace, third] })).toEqual([]);
    expect(judge({ ...givenUp, deaths }).map(({ rule }) => rule)).toEqual(['CRASHES']);
  });

  it('has a falsified history for every rule that it judges by itself', () => {
    const ofExperiments: Rule[] = ['SLEEPER', 'FALSE_DEATH', 'CUT', 'OUTAGE', 'RESUME', 'DELETE'];
    const tested = new Set(FALSIFIED.map(([, rule]) => rule));
    expect(Object.keys(RULES).filter((rule) => !ofExperiments.includes(rule as Rule))).toEqual(
      Object.keys(RULES).filter((rule) => tested.has(rule as Rule)),
    );
  });
});
