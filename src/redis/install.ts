import { spawn } from 'node:child_process';
import { findCommand, findRedisServer } from './find.ts';

export { findRedisServer } from './find.ts';

export interface InstallOptions {
  /** Where to look for commands. @default PATH and the usual places */
  folders?: string[];
  /** Gets a line at a time about what is being done. @default standard error */
  say?: (line: string) => void;
}

/**
 * The path of a `redis-server` or `valkey-server` (6.2 or later). Where there is none, the distribution's package is
 * installed if that needs no password: apt-get as root or with passwordless sudo, or Homebrew.
 *
 * @throws Error with one line that says what to type
 */
export async function ensureRedisServer(options: InstallOptions = {}): Promise<string> {
  const found = await findRedisServer(options.folders);
  if (found !== null) return found;

  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const way = await wayToInstall(options.folders);
  if (way.command === null)
    throw new Error(`Retoma needs redis-server 6.2 or later and found none. ${way.hint}`);

  say(
    `Retoma needs redis-server and found none. Installing the package (${way.title}); this can take a minute …`,
  );
  const started = performance.now();
  await run(way.command, say);
  const installed = await findRedisServer(options.folders);
  if (installed === null) {
    throw new Error(
      'The redis-server of this distribution is older than 6.2. Install a later Redis or Valkey, or set REDIS_URL.',
    );
  }
  say(`Installed ${installed} in ${Math.round((performance.now() - started) / 1000)} s.`);
  return installed;
}

/**
 * Runs as root. Debian starts what it installs, which would leave a Redis on port 6379 that nobody asked for:
 * policy-rc.d is the documented way to prevent that (invoke-rc.d(8)), and `disable` keeps it off at the next boot.
 */
const APT_SCRIPT = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
before=$(dpkg-query -W -f '\${Status}' redis-server 2>/dev/null || true)
echo '> apt-get update'
apt-get -q -o DPkg::Lock::Timeout=300 update
echo '> apt-get install redis-server'
apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends redis-server
case "$before" in
  *' installed') ;;
  *) if [ -d /run/systemd/system ]; then systemctl disable redis-server; fi ;;
esac
`;

type Way = { command: readonly [string, ...string[]]; title: string } | { command: null; hint: string };

async function wayToInstall(folders?: string[]): Promise<Way> {
  const has = (name: string) => findCommand(name, folders);
  const apt = has('apt-get');
  const shell = has('sh') ?? '/bin/sh';
  if (apt !== null) {
    const title = 'apt-get install redis-server';
    if (process.getuid?.() === 0) return { command: [shell, '-c', APT_SCRIPT], title };
    const sudo = has('sudo');
    if (sudo !== null && (await succeeds(sudo, ['-n', 'true']))) {
      return { command: [sudo, '-n', shell, '-c', APT_SCRIPT], title: `sudo ${title}` };
    }
    return orUrl(`sudo ${title}`);
  }
  const brew = has('brew');
  if (brew !== null) return { command: [brew, 'install', '--quiet', 'redis'], title: 'brew install redis' };
  if (has('dnf') !== null) return orUrl('sudo dnf install redis');
  if (has('apk') !== null) return orUrl('sudo apk add redis');
  if (has('pacman') !== null) return orUrl('sudo pacman -S valkey');
  if (process.platform === 'darwin') return orUrl('brew install redis (Homebrew is at https://brew.sh)');
  return { command: null, hint: 'Install Redis or Valkey, or set REDIS_URL to a Redis that runs elsewhere.' };
}

function orUrl(command: string): Way {
  return { command: null, hint: `Type: ${command}    (or set REDIS_URL to a Redis that runs elsewhere)` };
}

/** Passes on only the steps (`> …`); the rest is shown when it went wrong. */
async function run(
  [command, ...args]: readonly [string, ...string[]],
  say: (line: string) => void,
): Promise<void> {
  let output = '';
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const collect = (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) if (line.startsWith('> ')) say(`  ${line.slice(2)}`);
    output = (output + chunk).slice(-8000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    say(output.trimEnd());
    throw new Error('Installing redis-server failed, as shown above. Install it by hand, or set REDIS_URL.');
  }
}

function succeeds(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

if (import.meta.main) {
  try {
    await ensureRedisServer();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
