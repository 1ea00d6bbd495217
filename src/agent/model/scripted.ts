import { readdir, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RetomaError } from '../../errors.ts';
import type { AssistantMessage, AssistantPart, JsonValue } from '../../store/messages.ts';
import type { TokenUsage } from '../../store/records.ts';
import { type Model, type ModelAnswer, ModelCallError, type ModelDelta, type ModelRequest } from './model.ts';
import { normalised } from './tool-arguments.ts';

const usageSchema = z.strictObject({
  input: z.int().min(0),
  output: z.int().min(0),
  reasoning: z.int().min(0).default(0),
  cached: z.int().min(0).default(0),
});

const answerSchema = z.strictObject({
  reasoning: z.string().optional(),
  text: z.string().optional(),
  toolCalls: z
    .array(z.strictObject({ name: z.string().min(1), arguments: z.record(z.string(), z.json()).default({}) }))
    .default([]),
  /** Unset: estimated from the lengths. */
  usage: usageSchema.optional(),
  /** How long the whole answer takes; its words are spread over it. */
  delayMs: z.number().min(0).max(3_600_000).default(0),
});

/** The file of a scripted model: `<SCRIPTS_DIR>/<name>.json`. */
export const scriptSchema = z.strictObject({
  /** For people who read the file. */
  description: z.string().optional(),
  /** What a person would ask for, to be answered so. */
  prompt: z.string().min(1).optional(),
  /** Whether it is offered to people who look for something to try. False: it needs a workspace that is made for it. */
  example: z.boolean().default(true),
  answers: z.array(answerSchema).min(1),
});

export type Script = z.infer<typeof scriptSchema>;
type ScriptedAnswer = Script['answers'][number];

/** Of scripts that are there, where another was asked for. */
const MOST_NAMED = 10;

/**
 * Reads a script. Its name may hold folders, but leads nowhere outside `scriptsDir`, not by symbolic links either.
 * @throws RetomaError INVALID_INPUT: no such script, or what is wrong with it and where
 */
export async function loadScript(name: string, scriptsDir: string): Promise<Script> {
  const text = await readScript(name, scriptsDir);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(`The script ${JSON.stringify(name)} is not valid JSON.`);
  }
  const script = scriptSchema.safeParse(json);
  if (script.success) return script.data;
  const problems = script.error.issues
    .slice(0, 5)
    .map((issue) => `${jsonPath(issue.path)}: ${issue.message}`)
    .join('; ');
  throw invalid(`The script ${JSON.stringify(name)} is broken. ${problems}.`);
}

const NAME = /^\w[\w.-]*(\/\w[\w.-]*)*$/;

/** The names of all scripts of a folder and the folders in it, sorted; none of a folder that is not there. */
export async function scriptNames(scriptsDir: string): Promise<string[]> {
  const files = await readdir(scriptsDir, { recursive: true }).catch(() => []);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length).replaceAll('\\', '/'))
    .filter((name) => NAME.test(name))
    .toSorted();
}

async function readScript(name: string, scriptsDir: string): Promise<string> {
  const text = NAME.test(name) ? await textWithin(scriptsDir, `${name}.json`).catch(() => null) : null;
  if (text !== null) return text;
  const there = await scriptNames(scriptsDir);
  const more = there.length > MOST_NAMED ? ` and ${there.length - MOST_NAMED} more` : '';
  const holds = there.length === 0 ? 'no scripts' : there.slice(0, MOST_NAMED).join(', ') + more;
  throw invalid(
    `There is no script ${JSON.stringify(name)}. SCRIPTS_DIR${whereabouts(scriptsDir)} holds ${holds}.`,
  );
}

/** The content of a file, unless it lies, or leads, outside the folder. */
async function textWithin(folder: string, path: string): Promise<string | null> {
  const root = await realpath(folder);
  const file = await realpath(join(root, path));
  return leadsOut(relative(root, file)) ? null : readFile(file, 'utf8');
}

/** A folder of this installation by its name within it; of another nothing is told. */
function whereabouts(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path === '' || leadsOut(path) ? '' : ` (${path})`;
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function jsonPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole';
  return path
    .map((key, depth) => (typeof key === 'number' ? `[${key}]` : `${depth === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function invalid(message: string): RetomaError {
  return new RetomaError('INVALID_INPUT', message);
}

/**
 * A model that reads its answers from a file. Which one comes next depends only on how many answers the history holds,
 * so that a job that was resumed goes on where it was.
 */
export class ScriptedModel implements Model {
  readonly id: string;
  readonly #name: string;
  readonly #scriptsDir: string;
  #script: Promise<Script> | undefined;

  constructor(id: string, name: string, scriptsDir: string) {
    this.id = id;
    this.#name = name;
    this.#scriptsDir = scriptsDir;
  }

  async ask(request: ModelRequest): Promise<ModelAnswer> {
    request.signal.throwIfAborted();
    this.#script ??= loadScript(this.#name, this.#scriptsDir);
    const { answers } = await this.#script.catch((error: unknown) => {
      throw RetomaError.is(error) ? refusal(error.message) : error;
    });
    const turn = request.messages.filter((message) => message.role === 'assistant').length + 1;
    const answer = answers[turn - 1];
    if (answer === undefined) {
      throw refusal(
        `The script ${JSON.stringify(this.#name)} has only ${answers.length} answers, and the job asks for answer ${turn}. Add it, or let the last answer call no tools.`,
      );
    }
    const usage = usageOf(answer, request);
    request.onUsage?.({ ...usage, output: 0, reasoning: 0, total: usage.input, calls: 0 });
    await speak(answer, request);
    const message: AssistantMessage = {
      role: 'assistant',
      parts: partsOf(answer, turn),
      model: this.id,
      finishReason: answer.toolCalls.length > 0 ? 'tool_calls' : 'stop',
    };
    return { message, usage };
  }
}

function refusal(message: string): ModelCallError {
  return new ModelCallError('BAD_REQUEST', message, { provider: 'scripted' });
}

/** Streams what is left of the answer word by word, spread over its time. Rejects with the signal's reason. */
async function speak(answer: ScriptedAnswer, { begun, signal, onDelta }: ModelRequest): Promise<void> {
  const deltas: ModelDelta[] = [
    ...words(after(begun?.reasoning, answer.reasoning)).map(
      (text): ModelDelta => ({ kind: 'REASONING', text }),
    ),
    ...words(after(begun?.text, answer.text)).map((text): ModelDelta => ({ kind: 'TEXT', text })),
  ];
  const steps = deltas.length + 1;
  const startedAt = performance.now();
  for (let step = 0; step < steps; step++) {
    const wait = startedAt + (answer.delayMs * (step + 1)) / steps - performance.now();
    if (wait >= 1) await sleep(wait, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    const delta = deltas[step];
    if (delta !== undefined) onDelta?.(delta);
  }
}

function after(beginning: string | null | undefined, whole = ''): string {
  return beginning && whole.startsWith(beginning) ? whole.slice(beginning.length) : whole;
}

/** Each with the white space before it; together they are the text. */
function words(text = ''): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function partsOf(answer: ScriptedAnswer, turn: number): AssistantPart[] {
  const parts: AssistantPart[] = [];
  if (answer.reasoning) parts.push({ type: 'reasoning', text: answer.reasoning });
  if (answer.text) parts.push({ type: 'text', text: answer.text });
  answer.toolCalls.forEach((call, index) => {
    parts.push({
      type: 'tool-call',
      toolCallId: `call_${turn}_${index + 1}`,
      toolName: call.name,
      input: normalised(call.arguments) as { [key: string]: JsonValue },
    });
  });
  return parts;
}

function usageOf(answer: ScriptedAnswer, { messages }: ModelRequest): TokenUsage {
  const reasoning = tokens(answer.reasoning ?? '');
  const {
    input,
    output,
    reasoning: thought,
    cached,
  } = answer.usage ?? {
    input: messages.reduce((sum, message) => sum + tokens(JSON.stringify(message)), 0),
    output: reasoning + tokens(answer.text ?? '') + tokens(JSON.stringify(answer.toolCalls)),
    reasoning,
    cached: 0,
  };
  return { input, output, reasoning: thought, cached, total: input + output, calls: 1 };
}

/** A rule of thumb: four characters a token. */
function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}
