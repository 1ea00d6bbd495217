import { readFileSync } from 'node:fs';

export type SandboxTier = 'bubblewrap' | 'pid-namespace' | 'pdeathsig' | 'process-group';

/** One way to start a command, strongest first in `TIERS`. */
export interface Tier {
  readonly name: SandboxTier;
  /** For people: what it does and does not do. */
  readonly detail: string;
  /**
   * The command has a PID namespace, whose end is the end of every process in it, and sees of the file system only what
   * it may. Otherwise its processes are found by process group and by a mark in their environment.
   */
  readonly namespaced: boolean;
  argv(start: Start): string[];
}

export interface Start {
  /** Absolute; also the present folder of what is started. */
  workspace: string;
  /** What the command must not see. Real paths of things that exist, those nearest to the root first. */
  hidden: readonly { path: string; folder: boolean }[];
  /** The shell with its arguments. */
  command: readonly string[];
}

const INIT = script('init.sh');
const MOUNTS = script('mounts.sh');
const GROUP = script('group.sh');

/** What root keeps: to own and change files and processes of its sandbox, nothing over the machine. */
const ROOT_CAPABILITIES = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'net_bind_service',
];

/** What a command may put into its `/tmp`, and as much into its `/dev/shm`, in bytes: both are memory of the machine. */
const SCRATCH_BYTES = 1024 ** 3;

const FILES = 'only its workspace and an empty /tmp can be written, the secrets of the server cannot be read';
const LIMITED = 'the file system of the server is not hidden from it';

export const TIERS: readonly Tier[] = [
  {
    name: 'bubblewrap',
    detail: `bubblewrap: each command has its own processes; ${FILES}`,
    namespaced: true,
    argv: (start) => bubblewrap(start, ['--size', String(SCRATCH_BYTES)]),
  },
  {
    // Before 0.7, or set up to run as root, it cannot limit them.
    name: 'bubblewrap',
    detail: `bubblewrap: each command has its own processes; ${FILES}; nothing limits what it puts into /tmp`,
    namespaced: true,
    argv: (start) => bubblewrap(start, []),
  },
  {
    name: 'pid-namespace',
    detail: `namespaces of root: each command has its own processes; ${FILES}`,
    namespaced: true,
    argv: (start) => unshare(start, 'root'),
  },
  {
    name: 'pid-namespace',
    detail: `namespaces of an ordinary user: each command has its own processes; ${FILES}`,
    namespaced: true,
    argv: (start) => unshare(start, 'user'),
  },
  {
    name: 'pdeathsig',
    detail: `no namespaces here: a command dies with its worker by a signal from the kernel, what it left in the background by a watchdog; ${LIMITED}`,
    namespaced: false,
    argv: ({ command }) => [
      'setpriv',
      '--pdeathsig',
      'KILL',
      '--no-new-privs',
      'sh',
      '-c',
      GROUP,
      'sh',
      ...command,
    ],
  },
  {
    name: 'process-group',
    detail: `neither namespaces nor setpriv here: a command and what it left in the background are ended by a watchdog; ${LIMITED}`,
    namespaced: false,
    argv: ({ command }) => ['sh', '-c', GROUP, 'sh', ...command],
  },
];

function script(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** @param limit options for a scratch folder that may hold only so much */
function bubblewrap({ workspace, hidden, command }: Start, limit: readonly string[]): string[] {
  const capabilities = isRoot() ? ROOT_CAPABILITIES.flatMap((name) => ['--cap-add', `cap_${name}`]) : [];
  return [
    'bwrap',
    ...['--die-with-parent', '--unshare-pid', '--unshare-ipc', '--as-pid-1', '--info-fd', '4'],
    ...(isRoot() ? [] : ['--unshare-user']),
    ...['--cap-drop', 'ALL', ...capabilities],
    ...['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev'],
    ...['/dev/shm', '/tmp'].flatMap((scratch) => ['--perms', '1777', ...limit, '--tmpfs', scratch]),
    ...['--remount-ro', '/dev'],
    ...hidden.flatMap(({ path, folder }) => (folder ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path])),
    ...['--bind', workspace, workspace, '--chdir', workspace],
    ...['--', 'sh', '-c', INIT, 'sh', ...command],
  ];
}

/**
 * The kernel kills `unshare` when the worker dies and process 1 when `unshare` dies. That chain is closed before
 * process 1 says that it is ready, and nothing runs before the worker has answered.
 */
function unshare({ workspace, hidden, command }: Start, who: 'root' | 'user'): string[] {
  const drop = ['--no-new-privs', '--inh-caps=-all'];
  const kept = ROOT_CAPABILITIES.map((name) => `,+${name}`).join('');
  // The mounts need an inner root; the command gets its user back in a second namespace, and loses all rights over them.
  const own = [
    'unshare',
    '--user',
    `--map-user=${process.geteuid?.()}`,
    `--map-group=${process.getegid?.()}`,
  ];
  return [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['unshare', '--pid', '--mount', '--ipc', '--fork', '--kill-child=KILL'],
    ...(who === 'user' ? ['--user', '--map-root-user'] : []),
    ...['sh', '-c', `${MOUNTS}\n${INIT}`, 'sh', who, workspace, String(SCRATCH_BYTES)],
    ...hidden.map(({ path, folder }) => `${folder ? 'd' : 'f'}:${path}`),
    '--',
    ...(who === 'user' ? own : []),
    ...['setpriv', ...drop, `--bounding-set=-all${who === 'root' ? kept : ''}`],
    ...command,
  ];
}
