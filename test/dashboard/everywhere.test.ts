import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Behaviour } from '../support/fake-model-server.ts';
import { until } from '../support/wait.ts';
import { DashboardWorld, OPENING_MS, type PageOptions } from './support/world.ts';

/**
 * What holds for every view: nothing that came from a model, a file or a caller is ever more than text, and axe finds
 * nothing, in either theme.
 */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const EVIL = 'http://evil.example';
/** What would run, load or lead elsewhere if it became markup anywhere. */
const PAYLOADS = [
  '<img src=x onerror="alert(1)">',
  '<script>alert(2)</script>',
  `<svg/onload=alert(3)><iframe src="${EVIL}/frame"></iframe>`,
  `![pixel](${EVIL}/pixel.png) [link](javascript:alert(4)) <${EVIL}>`,
  '`<b onmouseover=alert(5)>`',
  '```html\n<style>@import url(//evil.example/a.css)</style>\n```',
  '</pre></style></textarea>"\'><base href="http://evil.example/">',
  '{{constructor.constructor("alert(6)")()}} %3Cscript%3Ealert(7)%3C/script%3E',
  '\u001b]8;;javascript:alert(8)\u0007link\u001b]8;;\u0007 \u001b[31mred\u202e',
].join('\n');

const HOSTILE_ID = '"><img src=x onerror=alert(9)>/..;a=b?c#d%2e';
const HOSTILE_MODEL = 'openai-compatible/<svg/onload=alert(10)>"\'';

let world: DashboardWorld;

const call = (name: string, input: Record<string, string>): Behaviour => ({
  do: 'answer',
  reasoning: PAYLOADS,
  text: PAYLOADS,
  toolCalls: [{ name, arguments: input }],
});

beforeAll(async () => {
  world = await DashboardWorld.open();
  Object.assign(world.env, {
    OPENAI_COMPATIBLE_API_KEY: 'sk-none',
    OPENAI_COMPATIBLE_BASE_URL: world.model.url,
  });
  const tail = `cat <<'END'\n${PAYLOADS}\nEND`;
  const file = '<img src=x onerror=alert(11)>.txt';
  world.answer(
    `over\n${PAYLOADS}`,
    call('write_file', { path: file, content: PAYLOADS }),
    call('edit_file', { path: file, oldText: 'alert(2)', newText: 'alert(12)' }),
    call('run_command', { command: tail }),
    call('read_file', { path: file }),
    call('<img src=x onerror=alert(13)>', { '<img src=x onerror=alert(14)>': PAYLOADS, __proto__: 'x' }),
    { do: 'answer', text: PAYLOADS },
  );
  world.answer(`paused\n${PAYLOADS}`, call('run_command', { command: tail }));
  world.answer(`failed\n${PAYLOADS}`, call('run_command', { command: 'true' }), {
    do: 'status',
    status: 400,
    error: { message: PAYLOADS },
  });
  world.answer(`running\n${PAYLOADS}`, { do: 'hang' });
  await world.worker();
  const submit = (kind: string, jobId: string, more = {}) =>
    world.submit({ prompt: `${kind}\n${PAYLOADS}`, model: HOSTILE_MODEL, jobId, ...more });
  const reaches = (jobId: string, status: string) =>
    until(async () => (await world.store.getJob(jobId))?.status === status, {
      what: `${jobId} is ${status}`,
    });
  await submit('over', HOSTILE_ID);
  await reaches(HOSTILE_ID, 'COMPLETED');
  await submit('paused', `paused ${HOSTILE_ID}`, { requireApproval: ['run_command'] });
  await reaches(`paused ${HOSTILE_ID}`, 'PAUSED');
  await submit('failed', `failed ${HOSTILE_ID}`);
  await reaches(`failed ${HOSTILE_ID}`, 'FAILED');
  await submit('running', 'running');
  await reaches('running', 'RUNNING');
}, OPENING_MS);

afterAll(() => world.close());

const job = (jobId: string, search = '') => `/job/${encodeURIComponent(jobId)}${search}`;
const compare = `/compare?${new URLSearchParams({ a: HOSTILE_ID, av: '1', b: `paused ${HOSTILE_ID}`, bv: '1' })}`;

interface View {
  path: string;
  /** Makes it show what there is to see. */
  look: (page: Page) => Promise<unknown>;
}

const VIEWS: Record<string, View> = {
  'the jobs, one selected': {
    path: '/',
    look: async (page) => {
      await page.locator('.job-row .checkbox').first().click();
      await page.getByText('1 selected').waitFor();
    },
  },
  'no job that fits': {
    path: '/?status=CANCELLED',
    look: (page) => page.getByText('No job fits.').waitFor(),
  },
  'the settings': {
    path: '/',
    look: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  'the keyboard shortcuts': {
    path: '/',
    look: async (page) => {
      await page.getByRole('row').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  'a job that is over, all unfolded': {
    path: job(HOSTILE_ID),
    look: async (page) => {
      await page.getByText('Done.', { exact: true }).waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      const unfold = page.getByRole('button', { name: /^Unfold/ });
      while ((await unfold.count()) > 0) await unfold.first().click();
      // What turns text around is shown by its number.
      for (const place of ['.diff', '.terminal'])
        await page.locator(place).getByText('U+202E').first().waitFor();
    },
  },
  'a job as it was': {
    path: job(HOSTILE_ID, '?v=3'),
    look: (page) => page.getByText('Version 3 of').waitFor(),
  },
  'a job that runs': {
    path: job('running'),
    look: (page) => page.getByText('The model is being asked.').waitFor(),
  },
  'a job that failed, about to be forked': {
    path: job(`failed ${HOSTILE_ID}`),
    look: async (page) => {
      await page.getByText('It can go on where it stopped.').waitFor();
      await page.getByRole('button', { name: 'Fork …' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'a job that there is not': {
    path: job('no'),
    look: (page) => page.getByText('There is no such job').waitFor(),
  },
  'decisions, one being edited': {
    path: '/decisions',
    look: async (page) => {
      await page.getByRole('button', { name: 'Edit and run' }).click();
      await page.getByRole('textbox').waitFor();
    },
  },
  'two versions compared': {
    path: compare,
    look: async (page) => {
      await page.getByRole('region', { name: 'Only on the left' }).first().waitFor();
      await page.getByRole('button', { name: 'Show the same messages' }).first().click();
    },
  },
  'a new job, with all its fields': {
    path: '/new',
    look: async (page) => {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByLabel('Callback').waitFor();
      await page.getByRole('button', { name: 'Start scripted/hello' }).waitFor();
    },
  },
  'the health': {
    path: '/vitals',
    look: async (page) => {
      await page.getByRole('figure', { name: 'Jobs by status' }).waitFor();
      await page.getByText('What a save survives').waitFor();
    },
  },
  'an address that leads nowhere': {
    path: '/compare',
    look: (page) => page.getByText('Name two versions').waitFor(),
  },
};

describe.each([{ theme: 'light' }, { theme: 'dark', phone: true }] as PageOptions[])(
  'in $theme',
  (options) => {
    let page: Page;
    let problems: string[];

    beforeAll(async () => {
      ({ page, problems } = await world.page(options));
    });

    it.each(Object.entries(VIEWS))('%s', async (_name, { path, look }) => {
      await page.goto(path);
      await look(page);
      await page.mouse.move(200, 300);
      expect(await markupIn(page)).toEqual([]);
      expect(await axeFindings(page)).toEqual([]);
      expect(problems).toEqual([]);
    });
  },
);

/** Elements that only markup out of a text could have made, and links that lead elsewhere. */
function markupIn(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'img, iframe, object, embed, base, style, script:not([src]), [onerror], [onload]',
      ),
      ...[...document.querySelectorAll('a')].filter(({ href }) => !href.startsWith(location.origin)),
    ].map((element) => element.outerHTML.slice(0, 200)),
  );
}

async function axeFindings(page: Page): Promise<string[]> {
  // By way of the debugger, which the policy of the page does not bind.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.slice(0, 300)}`),
  );
}
