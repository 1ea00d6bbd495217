import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { JobRecord } from '../../src/store/records.ts';
import type { Evidence, JobEvidence, Remains } from './evidence.ts';
import type { Stage, Submitted } from './stage.ts';

/** How long what follows an end may take: callbacks (a worker that dies holds its chores for 30 s), clearing, last words. */
const AFTERMATH_MS = 75_000;
const ALL_VERSIONS = 10_000;

/** Ends a round: lets what follows its jobs' ends happen, reads everything, stops the workers, and looks at what is left. */
export async function collect(stage: Stage, late: readonly JobRecord[]): Promise<Evidence> {
  await untilNothingIsDue(stage);
  await stage.readers.close(AFTERMATH_MS);
  const lateIds = new Set(late.map(({ jobId }) => jobId));
  const jobs: JobEvidence[] = [];
  for (const submitted of stage.submitted) jobs.push(await jobEvidence(stage, submitted, lateIds));
  const { deaths } = stage.workers;
  const stubborn = await stage.workers.stop();
  return {
    jobs,
    trace: stage.trace.read(),
    asked: stage.model.asked,
    refusals: stage.model.refusals,
    deaths: [...deaths],
    remains: {
      ...(await keysLeft(stage.client)),
      processes: await processesLeft(stage.folder),
      files: filesLeft(stage, jobs),
      stubborn,
    },
  };
}

async function jobEvidence(
  stage: Stage,
  { jobId, task, wantsCallback }: Submitted,
  lateIds: ReadonlySet<string>,
): Promise<JobEvidence> {
  const { store, readers, receiver } = stage;
  const { job: record, records: versions } = await store.versionsAfter(jobId, 0, ALL_VERSIONS);
  const head = versions.at(-1)?.version;
  const loaded = head === undefined ? null : await store.load(jobId, head);
  return {
    jobId,
    task,
    resumedFrom: record?.resumedFrom ?? null,
    record,
    versions,
    messages: loaded?.messages ?? [],
    files: record === null ? new Map() : filesIn(join(stage.workspaceRoot, record.workspace.path)),
    readings: readers.readingsOf(jobId),
    isSubscriptionOver: readers.isSubscriptionOver(jobId),
    statuses: readers.statusesOf(jobId),
    callbacks: receiver.of(jobId),
    wantsCallback,
    waitedToTheBound: lateIds.has(jobId),
  };
}

function filesIn(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path, 'utf8')];
    }),
  );
}

/** Neither a chore, nor a worker that has died and was not yet buried. */
async function untilNothingIsDue({ client, workers }: Stage): Promise<void> {
  const deadline = performance.now() + AFTERMATH_MS;
  while (performance.now() < deadline) {
    const registered = await client.zcard('{retoma}:workers');
    if (registered <= workers.ready.length && (await choresLeft(client)).length === 0) return;
    await sleep(100);
  }
}

async function choresLeft(client: Redis): Promise<string[]> {
  const keys = await client.keys('retoma:{*}:chores');
  const chores = await Promise.all(keys.map((key) => client.zrange(key, '0', '-1')));
  return chores.flat();
}

/** Indexes live as long as the store; what belongs to one job does not. */
const INDEX = /^retoma:\{[^}]+\}:(jobs:[A-Z_]+|active:[A-Z_]+|live|expiry|chores|chore-states)$/;
const QUEUE_ITSELF = /^\{retoma\}:jobs:(meta|id|events|marker|stalled-check|stalled)$/;

async function keysLeft(client: Redis): Promise<Pick<Remains, 'keysWithoutTtl' | 'unfinished'>> {
  const keys = await client.keys('*');
  const ours = keys.filter((key) => key.startsWith('retoma:') && !INDEX.test(key));
  const ttls = await Promise.all(ours.map(async (key) => ({ key, ttl: await client.pttl(key) })));
  const ofQueue = keys.filter((key) => key.startsWith('{retoma}:') && !QUEUE_ITSELF.test(key));
  const queued = await Promise.all(ofQueue.map(async (key) => ({ key, ttl: await client.pttl(key) })));
  const live = await Promise.all(
    keys.filter((key) => key.endsWith(':live')).map((key) => client.zrange(key, '0', '-1')),
  );
  return {
    keysWithoutTtl: ttls.filter(({ ttl }) => ttl === -1).map(({ key }) => key),
    unfinished: [
      ...queued.filter(({ ttl }) => ttl === -1).map(({ key }) => key),
      ...(await choresLeft(client)).map((chore) => `chore ${chore}`),
      ...live.flat().map((jobId) => `live job ${jobId}`),
    ],
  };
}

/** Processes with something of the round in their command line or as their present folder. The dying get a moment. */
async function processesLeft(folder: string): Promise<string[]> {
  for (let look = 0; ; look++) {
    const left = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .flatMap((pid) => describe(pid, folder));
    if (left.length === 0 || look >= 30) return left;
    await sleep(100);
  }
}

function describe(pid: string, folder: string): string[] {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const place = readlinkSync(`/proc/${pid}/cwd`);
    const isOurs =
      place.startsWith(join(folder, 'workspaces')) || command.includes(join(folder, 'workspaces'));
    return isOurs ? [`${pid}: ${command.slice(0, 200)}`] : [];
  } catch {
    // It has ended, or is one of the kernel's own.
    return [];
  }
}

function filesLeft(stage: Stage, jobs: readonly JobEvidence[]): string[] {
  const known = new Set(jobs.map(({ record }) => record?.workspace.path.split('/')[0]));
  return [
    ...readdirSync(stage.temporaryFolder).map((name) => `temporary file ${name}`),
    ...readdirSync(stage.workspaceRoot)
      .filter((name) => !known.has(name))
      .map((name) => `workspace ${name}`),
  ];
}
