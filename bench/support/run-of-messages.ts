import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../src/store/messages.ts';
import { Random } from '../../test/support/random.ts';

/**
 * A made-up coding run: in each turn the model thinks, says something and reads or runs one thing, and gets its output.
 * Two commits a turn, about 4.7 KB of JSON each. The words are those of this repository's own source, in an order of
 * their own; now and then a file is read again, as agents do. The same seed gives the same run.
 */
export function* runOfMessages(seed = 1): Generator<Message[]> {
  const random = new Random(seed);
  const text = new Babble(random);
  const files: string[] = [];
  yield [
    { role: 'system', text: text.of(1500) },
    { role: 'user', text: text.of(600) },
  ];
  for (let turn = 1; ; turn++) {
    const id = `call_${String(random.int(2 ** 31).toString(36)).padStart(7, '0')}_${turn}`;
    const path = `src/${random.int(40)}/${random.int(8)}.ts`;
    yield [
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: text.of(2600) },
          { type: 'text', text: text.of(400) },
          {
            type: 'tool-call',
            toolCallId: id,
            toolName: 'edit_file',
            input: { path, oldText: text.of(400), newText: text.of(700) },
          },
        ],
        model: 'deepseek/deepseek-v4-pro',
        finishReason: 'tool_calls',
      },
    ];
    const again = files.length > 0 && random.chance(0.1) ? random.pick(files.slice(-30)) : null;
    const output = again ?? text.of(4300);
    files.push(output);
    const at = 1_760_000_000_000 + turn * 7000;
    yield [
      {
        role: 'tool',
        toolCallId: id,
        toolName: 'edit_file',
        output,
        isError: random.chance(0.05),
        startedAt: new Date(at).toISOString(),
        finishedAt: new Date(at + random.int(3000)).toISOString(),
      },
    ];
  }
}

/** The first so many commits of a run. */
export function commitsOfRun(count: number, seed?: number): Message[][] {
  const commits: Message[][] = [];
  for (const messages of runOfMessages(seed)) {
    if (commits.length === count) break;
    commits.push(messages);
  }
  return commits;
}

/** Text that follows, word by word, the source of this repository. */
class Babble {
  readonly #random: Random;
  readonly #words: string[];
  readonly #places = new Map<string, number[]>();
  #word: string;

  constructor(random: Random) {
    this.#random = random;
    this.#words = sourceText().match(/\s*[A-Za-z0-9_]+|\s*[^A-Za-z0-9_\s]+/g) ?? [];
    for (const [place, word] of this.#words.entries()) {
      const places = this.#places.get(word);
      if (places === undefined) this.#places.set(word, [place]);
      else places.push(place);
    }
    this.#word = this.#words[0] ?? '';
  }

  of(length: number): string {
    let text = '';
    while (text.length < length) {
      const place = this.#random.pick(this.#places.get(this.#word) ?? [0]);
      this.#word = this.#words[place + 1] ?? this.#words[0] ?? '';
      text += this.#word;
    }
    return text;
  }
}

function sourceText(): string {
  const root = join(import.meta.dirname, '../../src/store');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files
    .sort()
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
}
