import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobSpec } from '../../src/store/records.ts';
import { workByHand } from '../support/work-by-hand.ts';
import { type DashboardPage, DashboardWorld, OPENING_MS, type PageOptions } from './support/world.ts';

/** The list of jobs, with 5,000 of them in Redis and no worker. */

const JOBS = 5000;
const FAILED = 12;

let world: DashboardWorld;
let shared: DashboardPage;

function spec(number: number): JobSpec {
  const jobId = `job-${String(number).padStart(4, '0')}`;
  return {
    ...{
      jobId,
      prompt: `Task number ${number}`,
      model: number % 5 === 0 ? 'openai/gpt-5' : 'deepseek/deepseek-v4-pro',
    },
    ...{ workspace: { path: jobId }, maxTurns: 50, resumeFromCheckpoint: true, onInterrupted: 'REPORT' },
    ...{ onPartial: 'ASK_AGAIN', requireApproval: [], callback: null },
  };
}

beforeAll(async () => {
  world = await DashboardWorld.open();
  const { store } = world;
  for (let from = 0; from < JOBS; from += 250) {
    await Promise.all(Array.from({ length: 250 }, (_, index) => store.createJob(spec(from + index))));
  }
  for (let index = 0; index < FAILED; index++) await workByHand(store, spec(JOBS - 10 * (index + 1)).jobId);
  shared = await world.page();
}, OPENING_MS);

afterAll(() => world.close());

const open = async (path = '/', options?: PageOptions) => {
  const { page } = options === undefined ? shared : await world.page(options);
  await page.goto(`${world.url}${path}`);
  await page.getByRole('row').first().waitFor();
  return page;
};

describe('the list', () => {
  it('shows the newest first, draws only what is in sight, and reads on as it is scrolled', async () => {
    const page = await open();
    await page.getByRole('row', { name: /Task number 4999/ }).waitFor();
    const grid = page.getByRole('grid');
    const wanted = page.getByRole('row', { name: /Task number 3[0-9]{3}\./ }).first();
    // Each leap to the end brings the next page.
    while ((await wanted.count()) === 0) {
      const height = await grid.evaluate((element) => {
        element.scrollTop = element.scrollHeight;
        return element.scrollHeight;
      });
      await page.waitForFunction(
        (before) => (document.querySelector('[role=grid]')?.scrollHeight ?? 0) > before,
        height,
      );
    }
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await grid.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.getByRole('row', { name: /Task number 4999/ }).waitFor();
    expect(shared.problems).toEqual([]);
  });

  it('follows its filters in the address, and they the address', async () => {
    const page = await open();
    await page.getByRole('button', { name: /^Failed/ }).click();
    await page.waitForURL(/status=FAILED/);
    await page.getByRole('row', { name: /Task number 4990/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(FAILED);
    await page.goBack();
    await page.getByRole('row', { name: /Task number 4999/ }).waitFor();
    await page.goto(`${world.url}/?model=openai%2Fgpt-5`);
    await page.getByRole('row', { name: /Task number 4995/ }).waitFor();
    expect(await page.getByRole('row', { name: /Task number 4999/ }).count()).toBe(0);
    await page.goto(`${world.url}/?status=COMPLETED`);
    await page.getByText('No job fits.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('row', { name: /Task number 4999/ }).waitFor();
  });

  it('finds a job by words of its prompt beyond what was read, and opens one by its id', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('number 42.');
    await page.getByText('No job fits.').waitFor();
    await page.getByRole('searchbox').fill('job-0042');
    await page.getByRole('row', { name: /Task number 42\./ }).waitFor();
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL(/\/job\/job-0042$/);
  });

  it('shows a job that is submitted meanwhile at once', async () => {
    const page = await open();
    await world.submit({ prompt: 'Fresh work', model: 'scripted/hello', jobId: 'fresh' });
    await page.getByRole('row', { name: /Fresh work\. fresh\. Queued/ }).waitFor();
  });

  it('is worked with the keyboard alone', async () => {
    const page = await open('/?status=FAILED');
    await page.getByRole('row').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 selected').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/job\/job-49/);
  });

  it('says in Portuguese what it says in English', async () => {
    const page = await open('/', { locale: 'pt-BR' });
    await page.getByRole('link', { name: 'Novo job' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('pt-BR');
    await page
      .getByRole('row', { name: /Na fila/ })
      .first()
      .waitFor();
  });
});

describe('what is done with many at once', () => {
  it('resumes those that can be, and deletes checkpoints after asking', async () => {
    const page = await open('/?status=FAILED');
    const rows = page.getByRole('row');
    for (const index of [0, 1]) await rows.nth(index).locator('.checkbox').click();
    await page.getByRole('button', { name: 'Resume 2' }).click();
    await page.getByText('2 jobs go on.').waitFor();
    const resumed = await world.store.getJob('job-4990');
    expect(resumed?.resumedBy).not.toBeNull();

    await rows.nth(4).locator('.checkbox').click();
    await rows.nth(5).locator('.checkbox').click();
    await page.getByRole('button', { name: 'Delete 2 checkpoints' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('for good').first().waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await world.store.getJob('job-4950'))?.checkpoint).toBe('KEPT');
    await page.getByRole('button', { name: 'Delete 2 checkpoints' }).click();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('2 checkpoints deleted.').waitFor();
    expect((await world.store.getJob('job-4950'))?.checkpoint).toBe('DELETED');
    expect(shared.problems).toEqual([]);
  });
});
