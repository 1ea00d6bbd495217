import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Lease } from '../src/store/contract.ts';
import { type DashboardPage, DashboardWorld } from '../test/dashboard/support/world.ts';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { specOf } from './support/jobs.ts';
import { Samples } from './support/measure.ts';

const JOBS = 200;

/** How soon the page is there, and how soon it shows what was saved; in a real browser, from the real server. */
export const dashboardBench: Bench = {
  name: 'dashboard',
  about: 'the page: bytes of its first load, time until it can be used, time from a commit to the screen',
  async run(context) {
    context.progress('the page is built, a server and a browser are started');
    const world = await DashboardWorld.open();
    try {
      for (let job = 0; job < JOBS; job++) await world.store.createJob(specOf(`bench-${job}`));
      return [...(await firstLoads(world, context)), ...(await savedToScreen(world, context))];
    } finally {
      await world.close();
    }
  },
};

/** Each in a browser profile that has seen nothing yet. */
async function firstLoads(world: DashboardWorld, { short, progress }: BenchContext): Promise<Finding[]> {
  const rounds = short ? 5 : 15;
  progress(`${rounds} first visits`);
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const { page } = await world.page();
    const counted = await countBytes(page);
    await page.goto('/', { waitUntil: 'commit' });
    await page.getByRole('row').first().waitFor();
    times.push(await page.evaluate(() => performance.now()));
    await page.waitForLoadState('networkidle');
    bytes = counted();
    await page.context().close();
  }
  const usable = new Samples(times);
  return [
    {
      what: 'first load of the page, as it is sent',
      ...{ value: bytes, unit: 'B', goal: { name: 'first load', atMost: 250_000 } },
    },
    {
      what: `usable after opening, ${JOBS} jobs shown, median`,
      ...{ value: usable.median, unit: 'ms', goal: { name: 'usable', atMost: 1000 } },
    },
    { what: 'the same, slowest', value: usable.quantile(1), unit: 'ms' },
  ];
}

/** Bytes of what makes the page: documents, scripts, styles and fonts as they went over the line. */
async function countBytes(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kinds = new Map<string, string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!['Fetch', 'WebSocket', 'Other'].includes(kinds.get(requestId) ?? 'Other'))
      bytes += encodedDataLength;
  });
  return () => bytes;
}

/** From the time that Redis noted for a version to the frame in which the page shows its message. */
async function savedToScreen(world: DashboardWorld, { short, progress }: BenchContext): Promise<Finding[]> {
  const commits = short ? 60 : 300;
  progress(`${commits} checkpoints saved while a page looks on`);
  const jobId = 'watched';
  await world.store.createJob(specOf(jobId));
  const { lease } = await world.store.acquire(jobId, { workerId: 'bench', nonce: randomUUID() });
  if (lease === null) throw new Error('The job could not be taken.');
  const opened = await world.page();
  await opened.page.goto(`/job/${jobId}`);
  await opened.page.getByText('The model is being asked.').waitFor();
  await noteAnswers(opened);
  const savedAt = new Map<number, number>();
  for (let version = 1; version <= commits; version++) {
    savedAt.set(version, await saveAnswer(world, lease, version));
    await delay(40);
  }
  await opened.page.getByText(`Answer ${commits}.`, { exact: true }).waitFor();
  const shownAt = await opened.page.evaluate(() => (window as unknown as Noting).shownAt);
  const took = Object.entries(shownAt).map(
    ([version, at]) => at - (savedAt.get(Number(version)) ?? Number.NaN),
  );
  if (took.length !== commits)
    throw new Error(`Only ${took.length} of ${commits} versions were seen one by one.`);
  const samples = new Samples(took);
  return [
    { what: 'a saved checkpoint on the screen, median', value: samples.median, unit: 'ms' },
    {
      what: 'a saved checkpoint on the screen, 95 of 100 within',
      ...{ value: samples.quantile(0.95), unit: 'ms', goal: { name: 'on screen', atMost: 100 } },
    },
    { what: 'the same, slowest', value: samples.quantile(1), unit: 'ms' },
  ];
}

interface Noting {
  /** By version, in ms since 1970. */
  shownAt: Record<string, number>;
}

/** Looks in every frame which answers stand there, and notes when each was there first. */
async function noteAnswers({ page }: DashboardPage): Promise<void> {
  await page.evaluate(() => {
    const shownAt: Record<string, number> = {};
    Object.assign(window, { shownAt });
    const look = () => {
      const now = performance.timeOrigin + performance.now();
      const answers = [...document.querySelectorAll('.conversation .prose')].slice(-80);
      for (const { textContent } of answers) {
        const version = /^Answer (\d+)\.$/.exec(textContent ?? '')?.[1];
        if (version !== undefined) shownAt[version] ??= now;
      }
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Answers with the time that Redis noted, in ms since 1970. */
async function saveAnswer({ store }: DashboardWorld, lease: Lease, version: number): Promise<number> {
  const text = `Answer ${version}.`;
  const { savedAt } = await store.commit(lease, {
    basedOn: version - 1,
    step: 'MODEL_RESPONSE',
    messages: [
      ...(version === 1 ? [{ role: 'user' as const, text: 'Answer, again and again.' }] : []),
      {
        role: 'assistant',
        parts: [{ type: 'text', text }],
        model: 'deepseek/deepseek-v4-pro',
        finishReason: 'stop',
      },
    ],
    turns: version,
    usage: { input: version, output: version, reasoning: 0, cached: 0, total: 2 * version, calls: version },
    toolCalls: [],
  });
  return Date.parse(savedAt);
}
