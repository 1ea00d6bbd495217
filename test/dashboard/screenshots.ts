import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type Behaviour, rateLimited } from '../support/fake-model-server.ts';
import { DashboardWorld, type PageOptions } from './support/world.ts';

/**
 * `npm run screenshots`: every view as it looks, into docs/screenshots. The server, the workers and their jobs are real;
 * what the models say is scripted. Takes some minutes, so that the plots have something to show.
 */

const FOLDER = resolve(import.meta.dirname, '../../docs/screenshots');
const MINUTES_OF_WORK = 4;

const TASKS = [
  'Rename fetchUser to loadUser everywhere',
  'Explain why the nightly build is slow',
  'Add a dark theme to the settings page, with a switch that follows the system',
  'Upgrade the parser to the new grammar and keep the old one behind a flag',
  'Find out why the login takes four seconds',
  'Move the invoices to the new VAT rules',
  'Write a migration that splits the name column',
];
const BUSY = 'deepseek/deepseek-v4-pro';
const WAITS = 'openai-compatible/qwen3-coder';

const say = (line: string) => console.log(line);

mkdirSync(FOLDER, { recursive: true });
const world = await DashboardWorld.open({
  PRICES_FILE: resolve(import.meta.dirname, '../../ops/prices.example.json'),
  OPENAI_COMPATIBLE_API_KEY: 'none',
  HEARTBEAT_TTL_MS: '700',
});
try {
  world.env.OPENAI_COMPATIBLE_BASE_URL = world.model.url;
  await work();
  await takeAll();
} finally {
  await world.close();
}

/** A few minutes in the life of an installation: jobs of all kinds, two workers that die, a rate limit. */
async function work(): Promise<void> {
  say(`Jobs run for ${MINUTES_OF_WORK} minutes …`);
  const noted: Behaviour = {
    do: 'answer',
    text: 'I note what I found.',
    toolCalls: [tool('echo noted > notes.txt')],
  };
  for (const task of TASKS) {
    world.answer(
      task,
      { do: 'answer', reasoning: 'Look around first.', text: 'I look around.', toolCalls: [tool('ls -a')] },
      // Every other request runs into the limit.
      Array.from({ length: 20 }, (_, request) => (request % 2 === 0 ? rateLimited('2') : noted)),
      { do: 'answer', text: 'Done.' },
    );
  }
  world.answer('Publish the package', {
    do: 'answer',
    reasoning: 'All is prepared. Publishing cannot be undone, so somebody should look at it first.',
    text: 'The version is set and the changelog is written. I publish it.',
    toolCalls: [tool('npm publish --access public --tag latest')],
  });
  world.answer('Clean up the old branches', { do: 'status', status: 401, error: { message: 'No such key' } });

  let worker = await world.worker();
  const until = Date.now() + MINUTES_OF_WORK * 60_000;
  await world.submit({ prompt: 'Clean up the old branches', model: WAITS, jobId: 'branches' });
  for (let round = 0; Date.now() < until; round++) {
    const task = TASKS[round % TASKS.length] ?? '';
    await world.submit({ prompt: task, model: BUSY, jobId: `${slug(task)}-${round}` });
    if (round % 4 === 0) await example('scripted/first-look', `slugs-${round}`);
    if (round % 8 === 1) {
      // With another one there, its jobs go on within a second.
      const next = await world.worker();
      await delay(2000);
      worker.kill();
      worker = next;
    }
    await delay(9000);
  }
  await world.submit({
    prompt: 'Publish the package',
    model: WAITS,
    jobId: 'publish',
    requireApproval: ['run_command'],
  });
  await world.submit({
    prompt: 'Take ten steps, one after the other.',
    model: 'scripted/ten-steps',
    jobId: 'steps',
  });
  await delay(9000);
  await fetch(`${world.url}/jobs/steps/cancel`, { method: 'POST' });
}

function tool(command: string) {
  return { name: 'run_command', arguments: { command } };
}

function slug(task: string): string {
  return task.toLowerCase().split(' ').slice(0, 3).join('-');
}

function example(model: string, jobId: string): Promise<string> {
  const prompt =
    'Write a slugify function for the titles of our blog, with tests. We have Portuguese titles too.';
  return world.submit({ prompt, model, jobId });
}

async function takeAll(): Promise<void> {
  await example('scripted/first-look', 'blog-slugs');
  const { page } = await world.page({ theme: 'dark' });
  await page.goto('/job/blog-slugs');
  await page.getByText('Turn 4 · Live').waitFor();
  await keep(page, 'job-live-dark');
  await page.getByText('Done.', { exact: true }).waitFor();

  const scroll = (text: string) => async (shown: Page) => {
    await shown.getByText(text).first().scrollIntoViewIfNeeded();
    await shown.locator('main').evaluate((main) => main.scrollBy(0, 260));
  };
  const cut = (height: number) => (shown: Page) => shown.setViewportSize({ width: 1360, height });
  await take('jobs-light', '/');
  await take('job-light', '/job/blog-slugs', scroll('The accents come off'));
  await take('version-dark', '/job/blog-slugs?v=5');
  await take('compare-light', '/compare?a=blog-slugs&av=7&b=blog-slugs&bv=11');
  await take('stopped-light', '/job/steps');
  await take('decisions-dark', '/decisions', cut(400));
  await take('new-light', '/new', cut(560));
  await take('health-dark', '/vitals?range=15m');
  await take('jobs-pt-BR-dark', '/', undefined, { locale: 'pt-BR' });
  await take('jobs-phone-light', '/', undefined, { phone: true });
  await take('job-phone-dark', '/job/blog-slugs', undefined, { phone: true });
}

/** @param name ends with the theme */
async function take(
  name: string,
  path: string,
  look: (page: Page) => Promise<unknown> = async () => undefined,
  options: PageOptions = {},
): Promise<void> {
  const { page } = await world.page({ ...options, theme: name.endsWith('dark') ? 'dark' : 'light' });
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await look(page);
  await keep(page, name);
  await page.context().close();
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await delay(700);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  say(`docs/screenshots/${name}.png`);
}
