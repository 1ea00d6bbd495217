import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckpointFactsFragment, JobFactsFragment } from '../test/gql/graphql.ts';
import { graphql } from '../test/gql/index.ts';
import { RetomaClient } from '../test/scripts/client.ts';
import { argumentsOf, gistOf } from '../test/scripts/conversation.ts';
import { isOver, placeOf } from '../test/scripts/follow.ts';
import { JOB_AND_CHECKPOINT, MESSAGES } from '../test/scripts/operations.ts';
import { oneLine, paint, windowWidth } from '../test/scripts/terminal.ts';
import { bytes, counted, duration, number } from '../test/scripts/words.ts';
import { DemoProcess } from './agent-process.ts';
import { type Half, NotAsClaimedError, type Setting } from './half.ts';
import { Killer } from './killer.ts';
import { countOf, type Entry } from './ledger.ts';
import { Narrator } from './narrator.ts';
import { changedLines, layOutProject, runProjectTests, TASK, WORKSPACE } from './project.ts';
import { say, sayTests } from './say.ts';

/**
 * The task with Retoma as it is: an API and two workers. The worker that has the job is killed in the middle of a
 * command; the other picks the job up by itself.
 */
export async function runWithCheckpoints(setting: Setting): Promise<Half> {
  const workspaceRoot = join(setting.root, 'with-checkpoints');
  await layOutProject(workspaceRoot);
  const before = await runProjectTests(workspaceRoot);
  sayTests('The project before', before);

  const narrator = new Narrator({ saves: true });
  const killer = new Killer((entry) => narrator.tell(entry));
  const { client, stop } = await startServices({ ...setting.env, WORKSPACE_ROOT: workspaceRoot }, killer);
  const jobId = await submit(client, setting.model);
  const over = untilOver(client, jobId, setting.patienceMs);
  over.catch(() => undefined);

  const kill = await Promise.race([killer.killed, over]);
  if (!('victim' in kill)) throw endedEarly(kill);
  say(
    paint(['red', 'bold'], `✗ SIGKILL`),
    `for the ${kill.victim.title} (pid ${kill.victim.pid}), in the middle of the command.\n`,
  );
  await showSaved(client, jobId, lastSaved(kill.victim.entries), workspaceRoot);

  const goneOn = await killer.goneOn;
  say(
    paint(['green', 'bold'], '✓ Picked up'),
    `by the ${goneOn.by.title} (pid ${goneOn.by.pid}), ${duration(goneOn.at - kill.at)} after the kill. Nobody asked it to.\n`,
  );
  killer.goOn();
  const job = await over;
  const finishedAt = performance.now();
  if (job.status !== 'COMPLETED')
    throw new NotAsClaimedError(`The job ended as ${job.status}: ${job.failure?.message}`);
  await stop();

  const after = await runProjectTests(workspaceRoot);
  say();
  sayTests('The project after', after);
  return {
    before,
    after,
    counts: countOf(killer.entries),
    finishedAfterMs: finishedAt - kill.at,
    turnsAskedAgain: killer.turnsAskedAgain(),
    commandsRunAgain: killer.commandsRunAgain(),
  };
}

async function startServices(
  env: NodeJS.ProcessEnv,
  killer: Killer,
): Promise<{ client: RetomaClient; stop(): Promise<unknown> }> {
  const api = new DemoProcess('API', '../src/api/main.ts', env);
  const workers = ['first worker', 'second worker'].map(
    (title) => new DemoProcess(title, './worker.ts', env, killer.onEntry),
  );
  const [{ url }] = await Promise.all([api.untilReady(), ...workers.map((worker) => worker.untilReady())]);
  if (url === null) throw new Error('The API did not tell its address.');
  const pids = workers.map(({ pid }) => `pid ${pid}`).join(' and ');
  say(
    'An API',
    paint('dim', `(pid ${api.pid})`),
    'and two workers',
    paint('dim', `(${pids})`),
    'are up. The job is theirs.\n',
  );
  return {
    client: new RetomaClient(url),
    stop: () => Promise.all([...workers, api].map((one) => one.stop())),
  };
}

const SUBMIT = graphql(`
  mutation SubmitDemo($input: SubmitJobInput!) {
    submitJob(input: $input) {
      ... on SubmitJobPayload {
        jobId
      }
      ... on Error {
        message
      }
    }
  }
`);

async function submit(client: RetomaClient, model: string): Promise<string> {
  const input = { prompt: TASK, model, workspace: WORKSPACE };
  const { submitJob: answer } = await client.mutate(SUBMIT, { input });
  if ('message' in answer) throw new NotAsClaimedError(`The job was not accepted. ${answer.message}`);
  return answer.jobId;
}

function endedEarly({ status, failure }: JobFactsFragment): NotAsClaimedError {
  const why = failure === null ? '' : ` ${failure.message}`;
  return new NotAsClaimedError(`The job ended as ${status} before it ran a command after a change.${why}`);
}

const LOOK_EVERY_MS = 50;

async function untilOver(client: RetomaClient, jobId: string, patienceMs: number): Promise<JobFactsFragment> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const { job } = await placeOf(client, jobId);
    if (isOver(job)) return job;
    await sleep(LOOK_EVERY_MS);
  }
  throw new NotAsClaimedError(`The job was not over after ${duration(patienceMs)}.`);
}

function lastSaved(entries: readonly Entry[]): number {
  const saved = entries.findLast((entry) => entry.event === 'SAVED');
  if (saved === undefined) throw new NotAsClaimedError('Nothing was saved before the kill.');
  return saved.version;
}

/** What another worker finds: read at the version of the kill, since the job may be going on already. */
async function showSaved(
  client: RetomaClient,
  jobId: string,
  version: number,
  workspaceRoot: string,
): Promise<void> {
  const [{ checkpoint: saved }, { checkpoint: history }, changes] = await Promise.all([
    client.query(JOB_AND_CHECKPOINT, { jobId, version }),
    client.query(MESSAGES, { jobId, version }),
    changedLines(workspaceRoot),
  ]);
  if (saved === null || history === null) throw new NotAsClaimedError(`Version ${version} cannot be read.`);
  say(paint('bold', 'What was saved:'), paint('dim', factsOf(saved)));
  let turn = 0;
  for (const message of history.messages.nodes) {
    if (message.__typename !== 'AssistantMessage') continue;
    turn += 1;
    const calls = message.toolCalls.map((call) => `${oneLine(call.name)} ${argumentsOf(call, 40)}`.trim());
    say(`  ${paint('dim', `turn ${turn}`)}  ${gistOf(message, windowWidth() - 12)}`);
    for (const call of calls) say(`          ${paint('dim', `→ ${call}`)}`);
  }
  for (const { path, before, after } of changes) {
    say(`  ${paint('dim', 'file')}    ${path}`);
    say(`          ${paint('red', `- ${oneLine(before)}`)}`);
    say(`          ${paint('green', `+ ${oneLine(after)}`)}`);
  }
  say();
}

function factsOf(saved: CheckpointFactsFragment): string {
  const facts = [
    `version ${saved.version}`,
    counted(saved.turns, 'turn'),
    counted(saved.messageCount, 'message'),
    `${number(saved.usage.total)} tokens`,
    `${bytes(saved.sizeBytes)}, ${bytes(saved.storedBytes)} in Redis`,
  ];
  return facts.join(' · ');
}
