import type { Random } from '../support/random.ts';

/**
 * What the agents of the kit work on. A task is a conversation that is known beforehand to the last character: what the
 * model says in each turn, and what each tool answers. So every history that is met can be judged, by the model while
 * it is asked and by the oracle at the end.
 */
export interface Task {
  /** Unique in a run of the kit; stands in the prompt, so that the model knows whom it talks to. */
  id: string;
  turns: readonly Turn[];
  /** The model refuses the first request for this turn with a 401, which ends the job; a resume goes on. Null: never. */
  refusedAtTurn: number | null;
}

/** One answer of the model. The last one of a task has no calls. */
export interface Turn {
  reasoning: string;
  text: string;
  calls: readonly Call[];
}

export interface Call {
  /** Unique in a run of the kit. */
  id: string;
  does: Deed;
}

/** What a call does, in the terms of the kit. */
export type Deed =
  | { kind: 'WRITE'; path: string; content: string }
  | { kind: 'EDIT'; path: string; oldText: string; newText: string }
  | { kind: 'READ'; path: string }
  /** A shell command that notes its call in a file of the workspace and then shows that file. */
  | { kind: 'COMMAND'; pauseMs: number }
  /**
   * The kit's own tool, which notes call, process and epoch in a ledger outside of the workspace; and which can block the
   * event loop of its worker.
   */
  | { kind: 'LEDGER'; pauseMs: number; blockMs: number };

/** Deeds of which nobody can know, after a cut, whether they had their effect. */
export function isReported(deed: Deed): boolean {
  return deed.kind === 'COMMAND' || deed.kind === 'LEDGER';
}

/** The file in which commands note their calls. */
export const COMMANDS_FILE = 'commands.txt';
export const LEDGER_TOOL = 'append_ledger';

export function promptOf(task: Pick<Task, 'id'>): string {
  return `Carry out task ${task.id}.`;
}

/** Null for a prompt that is none of ours. */
export function taskIdIn(prompt: string): string | null {
  return /^Carry out task (\S+)\.$/.exec(prompt)?.[1] ?? null;
}

/** The tool and its arguments, as the model asks for them. */
export function toolCallOf(task: Task, call: Call): { name: string; arguments: Record<string, unknown> } {
  const { does } = call;
  switch (does.kind) {
    case 'WRITE':
      return { name: 'write_file', arguments: { path: does.path, content: does.content } };
    case 'EDIT':
      return {
        name: 'edit_file',
        arguments: { path: does.path, oldText: does.oldText, newText: does.newText },
      };
    case 'READ':
      return { name: 'read_file', arguments: { path: does.path } };
    case 'COMMAND': {
      const pause = `sleep ${does.pauseMs / 1000} # ${task.id}`;
      const command = `echo ${call.id} >> ${COMMANDS_FILE} && cat ${COMMANDS_FILE} && ${pause}`;
      return { name: 'run_command', arguments: { command } };
    }
    case 'LEDGER':
      return {
        name: LEDGER_TOOL,
        arguments: { task: task.id, call: call.id, pauseMs: does.pauseMs, blockMs: does.blockMs },
      };
  }
}

/**
 * The task of which every step is killed: three turns, six tools, all replay policies, two reads side by side. Four
 * batches of intents in the first two turns; nine versions in all.
 */
export function walkTask(id: string, refusedAtTurn: number | null = null): Task {
  return {
    id,
    refusedAtTurn,
    turns: [
      {
        reasoning: 'First a file and two notes, so that there is something to look at.',
        text: 'I write the file.',
        calls: [
          { id: `call_${id}_1_0`, does: { kind: 'WRITE', path: 'a.txt', content: 'one\ntwo\n' } },
          { id: `call_${id}_1_1`, does: { kind: 'LEDGER', pauseMs: 5, blockMs: 0 } },
          { id: `call_${id}_1_2`, does: { kind: 'COMMAND', pauseMs: 10 } },
        ],
      },
      {
        reasoning: 'Now the change, and a look at what has become of it.',
        text: 'I change the file.',
        calls: [
          { id: `call_${id}_2_0`, does: { kind: 'EDIT', path: 'a.txt', oldText: 'two', newText: 'three' } },
          { id: `call_${id}_2_1`, does: { kind: 'READ', path: 'a.txt' } },
          { id: `call_${id}_2_2`, does: { kind: 'READ', path: 'a.txt' } },
        ],
      },
      { reasoning: 'All is done.', text: 'The file says three.', calls: [] },
    ],
  };
}

/** Some task: one to five turns of zero to four calls each before the last. */
export function randomTask(id: string, random: Random): Task {
  const world = new Map<string, number>();
  const turns: Turn[] = [];
  const wanted = 1 + random.int(5);
  for (let turn = 1; turn <= wanted; turn++) {
    const calls = Array.from({ length: 1 + random.int(4) }, (_, index): Call => {
      return { id: `call_${id}_${turn}_${index}`, does: randomDeed(world, random) };
    });
    turns.push({ reasoning: words(random, 6), text: words(random, 4), calls });
  }
  turns.push({ reasoning: words(random, 4), text: `Done: ${words(random, 5)}`, calls: [] });
  return { id, turns, refusedAtTurn: null };
}

/** @param world for each file that is there by now, which edition of its text it holds */
function randomDeed(world: Map<string, number>, random: Random): Deed {
  const path = `file-${random.int(3)}.txt`;
  const edition = world.get(path);
  const pauseMs = random.int(40);
  const kind = random.pick(['WRITE', 'EDIT', 'READ', 'COMMAND', 'LEDGER', 'LEDGER'] as const);
  if (kind === 'COMMAND') return { kind, pauseMs };
  if (kind === 'LEDGER') return { kind, pauseMs, blockMs: 0 };
  if (kind === 'WRITE' || edition === undefined) {
    world.set(path, (edition ?? 0) + 1);
    return { kind: 'WRITE', path, content: `edition ${(edition ?? 0) + 1}\n${words(random, 8)}\n` };
  }
  if (kind === 'READ') return { kind, path };
  world.set(path, edition + 1);
  return { kind: 'EDIT', path, oldText: `edition ${edition}\n`, newText: `edition ${edition + 1}\n` };
}

const WORDS = ['look', 'file', 'then', 'change', 'test', 'again', 'line', 'path', 'name', 'value', 'fix'];

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pick(WORDS)).join(' ');
}

/** The answer of the model in the form of the fake model server. */
export function answerOf(task: Task, turn: Turn) {
  return {
    reasoning: turn.reasoning,
    text: turn.text,
    toolCalls: turn.calls.map((call) => ({ id: call.id, ...toolCallOf(task, call) })),
    usage: { input: 100, output: 20, reasoning: 5 },
  };
}
