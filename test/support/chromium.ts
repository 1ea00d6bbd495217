import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findCommand } from '../../src/redis/find.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing of the browser's own goes out, and nothing of it is kept. */
const ARGUMENTS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export interface BrowserForTests {
  context: BrowserContext;
  /** Addresses outside of `origin` that were asked for; they were not reached. */
  outside: string[];
  close(): Promise<void>;
}

/** A browser that reaches `origin` and nothing else, with a profile of its own. */
export async function openBrowser(origin: string): Promise<BrowserForTests> {
  const executablePath = ensureChromium();
  const profile = mkdtempSync(join(tmpdir(), 'retoma-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: ARGUMENTS,
    viewport: { width: 1400, height: 900 },
  });
  context.setDefaultTimeout(60_000);
  const outside: string[] = [];
  await context.route(
    (url) => url.origin !== origin && !['data:', 'blob:', 'about:'].includes(url.protocol),
    (route) => {
      outside.push(route.request().url());
      return route.abort();
    },
  );
  return {
    context,
    outside,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * Path of a Chromium or Chrome. Where there is none, the distribution's package is installed if that needs no password.
 * @throws Error with one line that says what to type
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  const apt = findCommand('apt-get');
  const isRoot = process.getuid?.() === 0;
  const sudo = isRoot ? null : findCommand('sudo');
  if (apt === null || (!isRoot && (sudo === null || !succeeds(sudo, ['-n', 'true'])))) {
    throw new Error(
      `The tests of the page need Chromium. Type: ${apt === null ? 'brew install --cask chromium (or your package manager)' : 'sudo apt-get install chromium'}`,
    );
  }
  process.stderr.write('The tests of the page need Chromium. Installing it (apt-get install chromium) …\n');
  const prefix = sudo === null ? [] : [sudo, '-n'];
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const [command = apt, ...args] = [...prefix, apt, '-q', '-o', 'DPkg::Lock::Timeout=300', ...step];
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const installed = findChromium();
  if (installed === null) throw new Error('The package chromium was installed, and brought no Chromium.');
  return installed;
}

function findChromium(): string | null {
  for (const name of NAMES) {
    const path = findCommand(name);
    if (path !== null) return path;
  }
  return APPLICATIONS.find((path) => existsSync(path)) ?? null;
}

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
