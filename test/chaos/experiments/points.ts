import type { Failpoint } from '../../../src/failpoints.ts';
import { pieces } from '../../support/fake-model/protocol.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stop } from '../processes/stops.ts';
import type { Stage } from '../stage.ts';
import { type Task, walkTask } from '../task.ts';

const WORKERS = 4;
/**
 * With fewer jobs there are fewer workers, since most of the time would be spent starting them, and no callbacks: one
 * that a dead worker had in hand is due again after 30 s only.
 */
const MANY_JOBS = 10;
const FEW_WORKERS = 2;
const JOBS_IN_A_ROUND = 40;
const REPEATS = 5;

/** A place in the life of a job at which its process is killed. */
interface Place {
  /** As the report names it. */
  point: string;
  step: string;
  /** In the order in which they happen. */
  stops: readonly Pick<Stop, 'point' | 'nth'>[];
  /** The process is an API process, which dies while it answers. */
  at?: 'SUBMIT' | 'RESUME';
  refusedAtTurn?: number;
}

const steps = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function places(): Place[] {
  const each = (point: string, failpoint: Failpoint, what: string, count: number): Place[] =>
    steps(count).map((nth) => ({ point, step: `${what} ${nth}`, stops: [{ point: failpoint, nth }] }));
  const once = (point: string, failpoint: Failpoint): Place => ({
    point,
    step: 'once',
    stops: [{ point: failpoint, nth: 1 }],
  });
  return [
    { ...once('accepted, not queued', 'accepted-not-queued'), at: 'SUBMIT' },
    once('taken', 'taken'),
    // The take-over is killed as well: first after version n, then when it has taken the job again.
    ...steps(VERSIONS).map((nth): Place => {
      const stops = [
        { point: 'commit-answered' as const, nth },
        { point: 'taken' as const, nth: 1 },
      ];
      return { point: 'taken', step: `again, at version ${nth}`, stops };
    }),
    ...each('before the model call', 'before-model-call', 'turn', TURNS),
    ...steps(TURNS).map((turn): Place => {
      return {
        point: 'in mid-stream',
        step: `turn ${turn}`,
        stops: [{ point: 'mid-stream', nth: middleOf(turn) }],
      };
    }),
    ...each('answered, not committed', 'answered-not-committed', 'turn', TURNS),
    ...each('commit sent, no reply', 'commit-sent', 'version', VERSIONS),
    ...each('reply received, not published', 'commit-answered', 'version', VERSIONS),
    ...each('before intent', 'before-intent', 'batch', BATCHES),
    ...each('intent committed, not started', 'intent-committed', 'batch', BATCHES),
    ...each('tool running', 'tool-running', 'tool', TOOLS),
    ...each('tool ended, not committed', 'tool-ended', 'tool', TOOLS),
    ...each('result committed', 'result-committed', 'tool', TOOLS),
    once('finished, queue not told', 'finished-queue-not-told'),
    once('callback due, not sent', 'callback-due'),
    once('callback sent, not marked', 'callback-sent'),
    ...[2, 3].flatMap((refusedAtTurn): Place[] => {
      const common = { point: 'resume claimed, copy not made', refusedAtTurn };
      const before = `before turn ${refusedAtTurn}`;
      return [
        { ...common, step: `API, ${before}`, at: 'RESUME', stops: [{ point: 'resume-claimed', nth: 1 }] },
        { ...common, step: `worker, ${before}`, stops: [{ point: 'taken', nth: 1 }] },
      ];
    }),
  ];
}

const WALK = walkTask('walk');
const TURNS = WALK.turns.length;
const TOOLS = WALK.turns.flatMap(({ calls }) => calls).length;
const VERSIONS = TURNS + TOOLS;
/** The two reads at the end begin together. */
const BATCHES = TOOLS - 1;

/** The how-manieth piece of what the model says in the whole job is in the middle of this turn. */
function middleOf(turn: number): number {
  const counts = WALK.turns.map(({ reasoning, text }) => pieces(reasoning).length + pieces(text).length);
  const before = counts.slice(0, turn - 1).reduce((sum, count) => sum + count, 0);
  return before + Math.ceil((counts[turn - 1] ?? 0) / 2);
}

interface Case {
  id: string;
  place: Place;
  task: Task;
  stops: Stop[];
}

function caseOf(place: Place, id: string): Case {
  const task = walkTask(id, place.refusedAtTurn ?? null);
  // The job that a resume makes has an id of the server's choice.
  const jobId = place.refusedAtTurn === undefined ? id : null;
  const stops = place.stops.map(({ point, nth }, index): Stop => {
    const after = index === 0 ? {} : { after: `${id}-${index - 1}` };
    return { id: `${id}-${index}`, point, nth, jobId, action: 'DIE', ...after };
  });
  return { id, place, task, stops };
}

export const points: Experiment = {
  name: 'points',
  about: 'SIGKILL at every named point of every step of a job of three turns and six tools',
  unit: 'kills',
  full: places().length * REPEATS,
  short: 12,
  async run(lab: Lab): Promise<Outcome> {
    const wanted = chosen(lab);
    const violations: Violation[] = [];
    const struck = new Map<string, number>();
    let done = 0;
    for (let from = 0; from < wanted.length; from += JOBS_IN_A_ROUND) {
      const cases = wanted.slice(from, from + JOBS_IN_A_ROUND);
      const round = await playRound(cases, lab, done);
      violations.push(...round.violations);
      for (const { place } of round.struck) struck.set(place.point, (struck.get(place.point) ?? 0) + 1);
      done += round.struck.length;
    }
    const rows = [...Map.groupBy(places(), ({ point }) => point)].map(([point, ofPoint]) => {
      return [point, ofPoint.length, struck.get(point) ?? 0];
    });
    return {
      counts: { jobs: wanted.length, 'killed where they were to be': done },
      table: { columns: ['point', 'steps', 'kills'], rows },
      violations,
    };
  },
};

/** All places so many times over; for fewer, some of them, but none after which a callback is waited for. */
function chosen({ count, random }: Lab): Case[] {
  const all = places();
  const repeats = Math.max(1, Math.round(count / all.length));
  const quick = all.filter(({ point }) => !point.startsWith('callback'));
  const picked = count < all.length ? shuffled(quick, random).slice(0, count) : all;
  return shuffled(
    steps(repeats).flatMap((repeat) => picked.map((place) => ({ place, repeat }))),
    random,
  ).map(({ place }, index) => caseOf(place, `points-${index + 1}`));
}

function shuffled<T>(items: readonly T[], random: Lab['random']): T[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function playRound(
  cases: readonly Case[],
  lab: Lab,
  doneBefore: number,
): Promise<{ violations: Violation[]; struck: Case[] }> {
  const options = {
    stops: cases.flatMap(({ stops }) => stops),
    workers: lab.count < MANY_JOBS ? FEW_WORKERS : WORKERS,
    // One, so that a kill meets the job that it is meant for and no other.
    concurrency: 1,
  };
  return onStage(options, async (stage) => {
    const strikes = () => stage.trace.of('STRUCK');
    for (const one of cases) {
      await submit(stage, one, lab.count >= MANY_JOBS);
      stage.readers.subscribe(one.id);
    }
    stage.readers.poll(stage.jobIds, 50);
    await Promise.all(
      cases.filter(({ place }) => place.refusedAtTurn !== undefined).map((one) => resume(stage, one)),
    );
    const onLook = () => {
      const last = strikes().at(-1);
      const where =
        last === undefined ? 'jobs are taken' : `${last.point} of ${last.jobId} (pid ${last.pid})`;
      lab.show.progress(doneBefore + strikes().length, where);
    };
    const { violations } = await finishRound(stage, lab, { onLook });
    const happened = new Set(strikes().map(({ stop }) => stop));
    return { violations, struck: cases.filter(({ stops }) => stops.every(({ id }) => happened.has(id))) };
  });
}

async function submit(stage: Stage, { task, place }: Case, callback: boolean): Promise<void> {
  if (place.at !== 'SUBMIT') {
    await stage.submit(task, { callback });
    return;
  }
  await throughDyingApi(stage, (url) => stage.submit(task, { callback, url }));
}

/** Once the job has failed, resumes it as a person would who got no answer the first time. */
async function resume(stage: Stage, one: Case): Promise<void> {
  await stage.untilEnded([one.id], 120_000);
  const submitted = stage.submitted.find(({ jobId }) => jobId === one.id);
  if (submitted === undefined) return;
  if (one.place.at === 'RESUME') {
    await throughDyingApi(stage, (url) => stage.resume(one.id, url));
  }
  const { body } = await stage.resume(one.id);
  if (typeof body.jobId === 'string') stage.adopt(body.jobId, submitted);
}

async function throughDyingApi(stage: Stage, ask: (url: string) => Promise<unknown>): Promise<void> {
  const api = stage.extraApi();
  await api.start();
  const [process] = api.running;
  await ask(process?.url ?? '');
  // It was to die of that; where it did not, the stop stays unclaimed and is not counted.
  await api.kill();
}
