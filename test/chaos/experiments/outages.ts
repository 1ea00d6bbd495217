import { setTimeout as sleep } from 'node:timers/promises';
import { type Experiment, type Figure, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import { type Answer, call } from '../http.ts';
import type { Violation } from '../oracle.ts';
import type { RedisProxy } from '../proxy/proxy.ts';
import type { Stage } from '../stage.ts';
import { Supply } from '../supply.ts';
import { type Task, walkTask } from '../task.ts';

const OPEN_JOBS = 12;
const WARM_UP_MS = 2_000;
/** How soon after it healed everything has to go on. */
const GOES_ON_MS = 5_000;
const PATIENCE_MS = 60_000;

/** Something that happens between the processes and Redis, or to Redis, for a while. */
interface Outage {
  name: string;
  lastsMs: number;
  begin(stage: Stage, proxy: RedisProxy): Promise<void> | void;
  heal(stage: Stage, proxy: RedisProxy): Promise<void> | void;
  /** What the API answers meanwhile; each 503 is `STORE_UNAVAILABLE`. */
  meanwhile: { ready: 200 | 503; read: 200 | 503; submit: 202 | 503 };
}

const AWAY = { ready: 503, read: 503, submit: 503 } as const;
const UNHARMED = { ready: 200, read: 200, submit: 202 } as const;
/** Redis answers reads and refuses to write. */
const READS_ONLY = { ready: 200, read: 200, submit: 503 } as const;

const OUTAGES: readonly Outage[] = [
  {
    name: 'black hole for 10 s',
    lastsMs: 10_000,
    begin: (_, proxy) => proxy.freeze(),
    heal: (_, proxy) => proxy.thaw(),
    meanwhile: AWAY,
  },
  {
    name: 'black hole for 10 s, then every connection is forgotten (RST)',
    lastsMs: 10_000,
    begin: (_, proxy) => proxy.freeze(),
    heal: (_, proxy) => {
      proxy.reset();
      proxy.thaw();
    },
    meanwhile: AWAY,
  },
  {
    name: 'every connection reset, ten times',
    lastsMs: 2_000,
    async begin(_, proxy) {
      for (let i = 0; i < 10; i++) {
        proxy.reset();
        await sleep(200);
      }
    },
    heal: () => undefined,
    meanwhile: UNHARMED,
  },
  {
    name: 'replies dropped for 5 s, then reset',
    lastsMs: 5_000,
    begin: (_, proxy) => proxy.deafen(),
    heal: (_, proxy) => proxy.reset(),
    meanwhile: AWAY,
  },
  {
    name: '100 ms each way',
    lastsMs: 5_000,
    begin: (_, proxy) => proxy.delay(100),
    heal: (_, proxy) => proxy.delay(0),
    meanwhile: UNHARMED,
  },
  {
    name: 'READONLY (it became a replica)',
    lastsMs: 5_000,
    begin: async (stage) => void (await stage.client.call('REPLICAOF', '127.0.0.1', '1')),
    heal: async (stage) => void (await stage.client.call('REPLICAOF', 'NO', 'ONE')),
    meanwhile: READS_ONLY,
  },
  {
    name: 'LOADING',
    lastsMs: 5_000,
    begin: (_, proxy) => proxy.startLoading(),
    heal: (_, proxy) => proxy.endLoading(),
    meanwhile: AWAY,
  },
  {
    name: 'OOM (maxmemory)',
    lastsMs: 5_000,
    begin: async (stage) => void (await stage.client.config('SET', 'maxmemory', '1')),
    heal: async (stage) => void (await stage.client.config('SET', 'maxmemory', '0')),
    meanwhile: READS_ONLY,
  },
  {
    name: 'NOSCRIPT (SCRIPT FLUSH, again and again)',
    lastsMs: 3_000,
    async begin(stage) {
      for (let i = 0; i < 30; i++) {
        await stage.client.script('FLUSH');
        await sleep(100);
      }
    },
    heal: () => undefined,
    meanwhile: UNHARMED,
  },
];

export const outages: Experiment = {
  name: 'outages',
  about:
    'black holes, resets, READONLY, LOADING, OOM, NOSCRIPT: the right answers meanwhile, and all goes on after',
  unit: 'rounds of all outages',
  full: 3,
  short: 1,
  async run(lab: Lab): Promise<Outcome> {
    const violations: Violation[] = [];
    const times = new Map<string, number[]>();
    for (let round = 0; round < lab.count; round++) {
      for (const outage of OUTAGES) {
        lab.show.progress(round, outage.name);
        const { goneOnMs, violations: broken } = await play(outage, lab, round);
        violations.push(...broken);
        times.set(outage.name, [...(times.get(outage.name) ?? []), goneOnMs]);
      }
    }
    const rows = OUTAGES.map(({ name, meanwhile }) => {
      const answers = `ready ${meanwhile.ready}, read ${meanwhile.read}, submit ${meanwhile.submit}`;
      return [name, answers, lab.count, Math.round(Math.max(...(times.get(name) ?? [])))];
    });
    const figures = [...times].map(([name, all]): Figure => {
      return { what: `goes on after ${name}`, value: Math.max(...all), unit: 'ms', atMost: GOES_ON_MS };
    });
    return {
      counts: { outages: OUTAGES.length * lab.count },
      table: { columns: ['outage', 'answers meanwhile', 'times', 'all goes on after, ms at most'], rows },
      figures,
      violations,
    };
  },
};

function play(outage: Outage, lab: Lab, round: number) {
  return onStage({ redis: 'PROXIED', workers: 2, concurrency: 4 }, async (stage) => {
    const { proxy } = stage.redis;
    if (proxy === null) throw new Error('There is no proxy on this stage.');
    const name = `outages-${round}-${OUTAGES.indexOf(outage)}`;
    const supply = new Supply(stage, { name, random: lab.random, open: OPEN_JOBS }).start();
    await sleep(WARM_UP_MS);

    const violations: Violation[] = [];
    const over = new AbortController();
    const beginning = outage.begin(stage, proxy);
    const asking = askMeanwhile(stage, outage, over.signal);
    await Promise.all([beginning, sleep(outage.lastsMs)]);
    over.abort();
    const running = await runningJobs(stage);
    const healedAt = Date.now();
    await outage.heal(stage, proxy);
    const goneOnMs = await untilAllGoesOn(stage, running, walkTask(`${name}-after`), healedAt);
    if (goneOnMs > GOES_ON_MS) {
      violations.push({
        rule: 'OUTAGE',
        jobId: null,
        detail: `${outage.name}: it took ${goneOnMs} ms to go on`,
      });
    }
    violations.push(...(await asking));
    await supply.stop();
    const end = await finishRound(stage, lab);
    return { goneOnMs, violations: [...violations, ...end.violations] };
  });
}

/** Asks the API as long as the outage lasts, and judges every answer to a question that was asked and answered within it. */
async function askMeanwhile(
  stage: Stage,
  { name, meanwhile }: Outage,
  over: AbortSignal,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const [url = ''] = stage.apiUrls;
  const [someJob = ''] = stage.jobIds;
  // The first ones may still have been answered by a connection that has not yet noticed.
  await sleep(500);
  for (let n = 0; !over.aborted; n++) {
    const task = walkTask(`${someJob}-meanwhile-${n}`);
    const [health, ready, read, submit] = await Promise.all([
      call('GET', `${url}/health`),
      call('GET', `${url}/ready`),
      call('GET', `${url}/jobs/${someJob}`),
      stage.submit(task, { url }),
    ]);
    if (over.aborted) break;
    const judge = (what: string, { status, body }: Answer, wanted: number) => {
      const isRight = status === wanted && (wanted !== 503 || body.code === 'STORE_UNAVAILABLE');
      if (isRight) return;
      const detail = `${name}: ${what} was answered ${status} ${JSON.stringify(body)}, not ${wanted}`;
      violations.push({ rule: 'OUTAGE', jobId: null, detail });
    };
    judge('/health', health, 200);
    judge('/ready', ready, meanwhile.ready);
    judge('GET /jobs/:jobId', read, meanwhile.read);
    judge('POST /webhook', submit, meanwhile.submit);
    await sleep(100);
  }
  return violations;
}

async function runningJobs(stage: Stage): Promise<string[]> {
  const records = await stage.store.getJobs(stage.jobIds);
  return records.filter((record) => record?.status === 'RUNNING').map((record) => record?.jobId ?? '');
}

/** From the moment of the healing until a new job was accepted, and each that was under way has been saved further or has ended. */
async function untilAllGoesOn(
  stage: Stage,
  running: readonly string[],
  task: Task,
  healedAt: number,
): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  await stage.submitUntilAccepted(task);
  for (;;) {
    const saved = new Set(
      stage.trace
        .of('ACKNOWLEDGED')
        .filter(({ at }) => at > healedAt)
        .map(({ jobId }) => jobId),
    );
    const unfinished = new Set(await stage.unfinished());
    const waiting = running.filter((jobId) => unfinished.has(jobId) && !saved.has(jobId));
    if (waiting.length === 0 || performance.now() > deadline) return Date.now() - healedAt;
    await sleep(20);
  }
}
