import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Behaviour } from '../support/fake-model-server.ts';
import { type DashboardPage, DashboardWorld, OPENING_MS } from './support/world.ts';

/** What a person does with jobs by clicking: submit, decide, resume, fork, compare, delete. */

const MODEL = 'deepseek/deepseek-v4-pro';

let world: DashboardWorld;
let shared: DashboardPage;
let page: Page;

beforeAll(async () => {
  world = await DashboardWorld.open();
  shared = await world.page();
  page = shared.page;
  await world.worker();
}, OPENING_MS);

afterAll(() => world.close());

const run = (command: string): Behaviour => ({
  do: 'answer',
  toolCalls: [{ name: 'run_command', arguments: { command } }],
});
const say = (text: string): Behaviour => ({ do: 'answer', text });
/** In the conversation, where what a command wrote may stand again in an answer. */
const said = (text: string) => page.getByRole('list', { name: 'Conversation' }).getByText(text).first();
const done = () => page.getByText('Done.', { exact: true }).waitFor();

describe('submitting', () => {
  it('takes a form, says at the field what is wrong, and opens the job', async () => {
    await page.goto('/new');
    await page.getByLabel('What is to be done').fill('Say that it works.');
    await page.getByRole('combobox', { name: 'Model' }).fill('nonsense');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page
      .getByText(/"model"|provider\/model/)
      .filter({ visible: true })
      .first()
      .waitFor();
    world.answer('Say that it works.', say('It works.'));
    await page.getByRole('combobox', { name: 'Model' }).fill(MODEL);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByLabel('Id', { exact: true }).fill('by form');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/job\/by%20form$/);
    await said('It works.').waitFor();
    await done();
  });

  it('has an example for who has no key', async () => {
    await page.goto('/new');
    await page.getByRole('button', { name: 'Start scripted/hello' }).click();
    await page.waitForURL(/\/job\/[0-9a-f-]+$/);
    await said('Hello, Retoma!').waitFor();
    await done();
  });
});

describe('deciding', () => {
  const waiting = (jobId: string) => page.getByRole('region', { name: jobId });
  const pausedJob = async (jobId: string, ...answers: Behaviour[]) => {
    world.answer(`Wait, ${jobId}.`, ...answers);
    await world.submit({ prompt: `Wait, ${jobId}.`, model: MODEL, jobId, requireApproval: ['run_command'] });
    await waiting(jobId).waitFor();
  };

  it('runs, edits, answers and rejects calls that wait, each in its place', async () => {
    await page.goto('/decisions');
    await page.getByText('Nothing waits for you').waitFor();

    await pausedJob('approve', run('echo approved'), say('Good.'));
    await page.getByRole('link', { name: /Decisions.*1 job waits for you/ }).waitFor();
    await waiting('approve').getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Decided. The job goes on.').first().waitFor();
    await waiting('approve').waitFor({ state: 'detached' });

    await pausedJob('edit', run('rm -rf everything'), say('Good.'));
    await waiting('edit').getByRole('button', { name: 'Edit and run' }).click();
    const field = waiting('edit').getByRole('textbox');
    await field.fill('{"command": ');
    await page.getByText('This is not valid JSON.').waitFor();
    await field.fill('{"command": "echo harmless"}');
    await waiting('edit').getByRole('button', { name: 'Run with these' }).click();
    await waiting('edit').waitFor({ state: 'detached' });

    await pausedJob('answer', run('date'), say('Good.'));
    await waiting('answer').getByRole('button', { name: 'Give a result' }).click();
    await waiting('answer').getByRole('textbox').fill('It is noon.');
    await waiting('answer').getByRole('button', { name: 'Give this result' }).click();
    await waiting('answer').waitFor({ state: 'detached' });

    await pausedJob('reject', run('curl evil.example'), say('As you wish.'));
    await waiting('reject').getByRole('button', { name: 'Reject' }).click();
    await waiting('reject').getByRole('textbox').fill('Too risky.');
    await waiting('reject').getByRole('button', { name: 'Reject it' }).click();
    await waiting('reject').waitFor({ state: 'detached' });

    const outcomes = { approve: 'approved', edit: 'harmless', answer: 'It is noon.', reject: 'Too risky.' };
    for (const [jobId, text] of Object.entries(outcomes)) {
      await page.goto(`/job/${jobId}`);
      await page.getByRole('list', { name: 'Conversation' }).getByText(text).first().waitFor();
      await done();
    }
  });

  it('shows what hides in a command', async () => {
    world.answer('Trick me.', run('echo safe\u202e; rm -rf ~'));
    await world.submit({
      prompt: 'Trick me.',
      model: MODEL,
      jobId: 'trojan',
      requireApproval: ['run_command'],
    });
    await page.goto('/job/trojan');
    await page.getByText('U+202E').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('It was cancelled.').waitFor();
  });
});

describe('travelling', () => {
  it('pauses and continues, cancels, tells what a resume saves, and resumes', async () => {
    world.answer('Stop and go.', run('sleep 0.2; echo first'), [
      { do: 'stall', reasoning: 'Let me see.', text: 'I was about to', afterDeltas: 99 },
      { do: 'hang' },
      say('Gone on.'),
    ]);
    await world.submit({ prompt: 'Stop and go.', model: MODEL, jobId: 'stopped' });
    await page.goto('/job/stopped');
    await said('first').waitFor();
    await said('I was about to').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('It was paused.').waitFor();
    const cutOff = page.getByRole('listitem').filter({ hasText: 'Turn 2 · cut off' });
    await cutOff.getByText('I was about to').waitFor();
    await cutOff.getByText('Let me see.').waitFor();
    expect(await page.getByText('Turn 2 · Live').count()).toBe(0);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('The model is being asked.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the job' }).click();
    await page.getByText('It can go on where it stopped.').waitFor();
    await page.getByText(/Resuming keeps 1 turn\. Starting over would pay for \d+ tokens again\./).waitFor();

    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/stopped'));
    await said('Gone on.').waitFor();
    await page.getByText('Up to here it is a copy of').waitFor();
    await page.getByRole('link', { name: 'stopped' }).first().click();
    await page.waitForURL(/\/job\/stopped$/);
  });

  it('opens any version, forks from it with another prompt, and compares the two', async () => {
    world.answer('Take two steps.', run('echo one'), run('echo two'), say('The old end.'));
    await world.submit({ prompt: 'Take two steps.', model: MODEL, jobId: 'trunk' });
    await page.goto('/job/trunk');
    await done();
    const slider = page.getByRole('slider', { name: 'Version of the job' });
    await slider.focus();
    await slider.press('Home');
    await page.waitForURL(/v=1$/);
    await page.getByText('Version 1 of 5.').waitFor();
    await page.getByRole('option', { name: /v3/ }).click();
    await page.waitForURL(/v=3$/);
    await page.getByText('echo two').first().waitFor();
    expect(await page.getByText('The old end.').count()).toBe(0);

    world.answer('Take another way.', say('The new end.'));
    await page.getByRole('button', { name: 'Fork from here' }).click();
    await page.getByRole('dialog').getByLabel('What to say next').fill('Take another way.');
    await page.getByRole('dialog').getByRole('button', { name: 'Fork' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/job/') && !url.pathname.endsWith('/trunk'));
    await said('The new end.').waitFor();
    await done();
    const fork = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');

    await page.goto(`/compare?a=trunk&av=5&b=${fork}&bv=2`);
    await page.getByRole('region', { name: 'Only on the left' }).getByText('The old end.').waitFor();
    const right = page.getByRole('region', { name: 'Only on the right' });
    await right.getByText('The new end.').waitFor();
    await right.getByText('Take another way.').waitFor();
    await page.getByText(/5 messages the same/).waitFor();
    await page.getByRole('button', { name: 'Swap sides' }).click();
    await page.getByRole('region', { name: 'Only on the left' }).getByText('The new end.').waitFor();
  });

  it('deletes a checkpoint after asking, and shows that it is gone', async () => {
    world.answer('Fail.', run('echo kept'), {
      do: 'status',
      status: 401,
      error: { message: 'No such key' },
    });
    await world.submit({ prompt: 'Fail.', model: MODEL, jobId: 'failed' });
    await page.goto('/job/failed');
    await page.getByText('The provider refused the key.').waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete checkpoint' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('The checkpoint is deleted.').waitFor();
    await page.getByText('Its messages are no longer kept.').waitFor();
    expect((await world.store.getJob('failed'))?.checkpoint).toBe('DELETED');
  });

  it('shows long outputs folded and cut, and the rest piece by piece', async () => {
    world.answer('Count.', run('seq 1 6000'), say('Counted.'));
    await world.submit({ prompt: 'Count.', model: MODEL, jobId: 'long' });
    await page.goto('/job/long');
    await done();
    const terminal = page.locator('.terminal');
    expect((await terminal.innerText()).split('\n').length).toBeLessThan(30);
    await page.getByRole('button', { name: /^Unfold/ }).click();
    const more = page.getByRole('button', { name: /^Show .* more$/, disabled: false });
    await more.click();
    await terminal.getByText(/\n1500\n/).waitFor();
    await more.click();
    await terminal.getByText(/\n6000\s*$/).waitFor();
  });

  it('says so when there is no such job or version', async () => {
    await page.goto('/job/nobody');
    await page.getByText('There is no such job').waitFor();
    await page.goto('/job/trunk?v=99');
    await page.getByText('This version is no longer kept.').waitFor();
    await page.goto('/compare?a=trunk&av=1&b=nobody&bv=1');
    await page.getByText('There is no such version, or it is no longer kept.').waitFor();
  });

  it('went without an error in the browser', () => {
    expect(shared.problems).toEqual([]);
  });
});
