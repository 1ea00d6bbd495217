import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Behaviour } from '../support/fake-model-server.ts';
import { DashboardWorld, OPENING_MS } from './support/world.ts';

/** A job watched while it runs: its worker killed, the API or Redis away, and looked at once it is over. */

const MODEL = 'deepseek/deepseek-v4-pro';

let world: DashboardWorld;

beforeAll(async () => {
  world = await DashboardWorld.open();
}, OPENING_MS);

afterAll(() => world.close());

const run = (command: string, text: string): Behaviour => ({
  do: 'answer',
  reasoning: `To ${text.toLowerCase()} I need a command.`,
  text,
  toolCalls: [{ name: 'run_command', arguments: { command } }],
});

/** Only those in sight are drawn. */
const versionOf = (page: Page, version: number) =>
  page.getByRole('listbox', { name: 'Versions' }).getByRole('option', { name: `v${version} ` });

describe('a job that is watched', () => {
  it('is seen word by word, loses its worker twice, and is seen to its end; who comes late sees the same', async () => {
    const { page, problems } = await world.page();
    const conversation = page.getByRole('list', { name: 'Conversation' });
    world.answer(
      'Count the files.',
      [
        { do: 'stall', reasoning: 'First I think.', text: 'Half of an answer', afterDeltas: 99 },
        run('echo begun; sleep 60', 'Count them'),
      ],
      run("printf '\\033[32mthree\\033[0m files'", 'Look again'),
      { do: 'answer', text: 'There are `three` files.' },
    );
    await world.submit({ prompt: 'Count the files.', model: MODEL, jobId: 'watched' });
    await page.goto('/job/watched');
    await page.getByText('Waits for a worker.').waitFor();
    await conversation.getByText('Count the files.').waitFor();

    const first = await world.worker();
    await page.getByText('Turn 1 · Live').waitFor();
    await conversation.getByText('First I think.').waitFor();
    await conversation.getByText('Half of an answer').waitFor();
    await page.getByText('The model answers.').waitFor();

    const second = await world.worker();
    first.kill();
    await page.getByText('run_command is running.').waitFor();
    await conversation.getByText('running', { exact: true }).waitFor();
    await conversation.getByText('Half of an answer').waitFor({ state: 'detached' });
    await conversation.getByText('echo begun; sleep 60').waitFor();

    await world.worker();
    second.kill();
    await page.getByText('Done.').waitFor();
    await conversation.getByText('The worker was lost.').waitFor();
    await conversation.getByText('cut off').waitFor();
    await conversation.locator('.ansi-green', { hasText: 'three' }).waitFor();
    await conversation.getByText('There are three files.').waitFor();
    await versionOf(page, 5).waitFor();
    expect(problems).toEqual([]);

    const late = await world.page();
    await late.page.goto('/job/watched');
    await late.page.getByText('There are three files.').waitFor();
    // By then both have read all versions, which the marks in the conversation come from.
    await late.page.getByText('The worker was lost.').waitFor();
    const textOf = (one: typeof page) => one.getByRole('list', { name: 'Conversation' }).innerText();
    const withoutAges = (text: string) => text.replaceAll(/\b(now|\d+\w ago)\b/g, 'ago');
    expect(withoutAges(await textOf(late.page))).toBe(withoutAges(await textOf(page)));
    expect(late.problems).toEqual([]);
  });

  it('shows all that was saved while the API was away, and says that it is back', async () => {
    const { page, problems } = await world.page();
    await world.worker();
    world.answer(
      'Make three steps.',
      ...['one', 'two', 'three'].map((word) => run(`sleep 0.5; echo ${word}`, `Step ${word}`)),
      { do: 'answer', text: 'All steps are made.' },
    );
    await world.submit({ prompt: 'Make three steps.', model: MODEL, jobId: 'away' });
    await page.goto('/job/away');
    await page.getByText('Step one', { exact: true }).waitFor();
    await world.stopApi();
    await page.getByText('The server does not answer.').waitFor();
    expect(await page.getByText('Disconnected').count()).toBe(1);
    await expect
      .poll(async () => (await world.store.getJob('away'))?.status, { timeout: 60_000 })
      .toBe('COMPLETED');
    // It says so for some seconds only.
    const said = page.getByText('Connected again. Nothing was missed.').waitFor();
    await Promise.all([said, world.startApi()]);
    await page.getByText('All steps are made.').waitFor();
    for (const word of ['one', 'two', 'three'])
      await page.getByText(`Step ${word}`, { exact: true }).waitFor();
    await versionOf(page, 7).waitFor();
    // What the browser itself says of a server that is away.
    expect(problems.filter((problem) => !/net::ERR_|WebSocket connection/.test(problem))).toEqual([]);
  });

  it('never takes what cannot be read for what there is not, and goes on when Redis is back', async () => {
    const { page } = await world.page();
    world.answer('Wait for Redis.', { do: 'answer', text: 'It was kept.' });
    await world.worker();
    await world.submit({ prompt: 'Wait for Redis.', model: MODEL, jobId: 'kept' });
    await page.goto('/job/kept');
    await page.getByText('Done.', { exact: true }).waitFor();
    await world.redis.kill();
    await page.getByText('The server cannot reach its store.').waitFor();
    await page.goto('/job/kept');
    await page.getByText('That could not be loaded.').waitFor();
    await world.redis.restart();
    await page.getByRole('list', { name: 'Conversation' }).getByText('It was kept.').waitFor();
  });
});
