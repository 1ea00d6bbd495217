import { join } from 'node:path';
import { paint } from '../test/scripts/terminal.ts';
import { duration } from '../test/scripts/words.ts';
import { DemoProcess } from './agent-process.ts';
import { type Half, NotAsClaimedError, type Setting } from './half.ts';
import { Killer } from './killer.ts';
import { countOf } from './ledger.ts';
import { Narrator } from './narrator.ts';
import { layOutProject, runProjectTests } from './project.ts';
import { say, sayTests } from './say.ts';

/**
 * The task without checkpoints: the same loop in a process that keeps everything in its memory, killed at the same
 * place. Nothing is left of the run, so it is started anew, on a fresh copy of the project.
 */
export async function runWithoutCheckpoints(setting: Setting): Promise<Half> {
  const firstRoot = join(setting.root, 'without-checkpoints-1');
  const secondRoot = join(setting.root, 'without-checkpoints-2');
  await Promise.all([layOutProject(firstRoot), layOutProject(secondRoot)]);
  const before = await runProjectTests(firstRoot);
  sayTests('The project before', before);
  say();

  const narrator = { current: new Narrator({ saves: false }) };
  const killer = new Killer((entry) => narrator.current.tell(entry));
  const first = startAgent('first agent', firstRoot, setting, killer);
  await within(setting, first.untilEnded());
  if (!first.wasKilled) throw failed(first, 'ended before it ran a command after a change');
  const kill = await killer.killed;
  say(
    paint(['red', 'bold'], '✗ SIGKILL'),
    `for the ${first.title} (pid ${first.pid}), in the middle of the command. Nothing of it is left.\n`,
  );

  narrator.current = new Narrator({ saves: false });
  killer.goOn();
  const second = startAgent('second agent', secondRoot, setting, killer);
  await within(setting, second.untilEnded());
  const finishedAfterMs = performance.now() - kill.at;
  if (second.exitCode !== 0) throw failed(second, 'did not finish the task');

  const after = await runProjectTests(secondRoot);
  say();
  sayTests('The project after', after);
  return {
    before,
    after,
    counts: countOf(killer.entries),
    finishedAfterMs,
    turnsAskedAgain: killer.turnsAskedAgain(),
    commandsRunAgain: killer.commandsRunAgain(),
  };
}

function startAgent(title: string, workspaceRoot: string, setting: Setting, killer: Killer): DemoProcess {
  const env = { ...setting.env, WORKSPACE_ROOT: workspaceRoot, DEFAULT_MODEL: setting.model };
  return new DemoProcess(title, './agent-without-checkpoints.ts', env, killer.onEntry);
}

/** @throws NotAsClaimedError when it takes longer than the setting's patience. */
async function within<T>({ patienceMs }: Setting, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new NotAsClaimedError(`The agent was not done after ${duration(patienceMs)}.`)),
    patienceMs,
  );
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

function failed(agent: DemoProcess, what: string): NotAsClaimedError {
  return new NotAsClaimedError(`The ${agent.title} ${what}. Its output:\n${agent.output}`);
}
