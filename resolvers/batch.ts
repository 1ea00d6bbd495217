interface Asked<Key, Value> {
  key: Key;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/**
 * Gathers what is asked for within one turn of the event loop into one call, so that a hundred fields of a page cost one
 * round trip. It keeps nothing: what is asked for later is read anew, which is what a subscription needs.
 */
export class Batch<Key, Value> {
  readonly #load: (keys: readonly Key[]) => Promise<readonly Value[]>;
  #asked: Asked<Key, Value>[] = [];

  /** @param load Answers in the order of the keys. When it fails, it fails for everyone who asked. */
  constructor(load: (keys: readonly Key[]) => Promise<readonly Value[]>) {
    this.#load = load;
  }

  ask(key: Key): Promise<Value> {
    if (this.#asked.length === 0) setImmediate(() => void this.#run());
    return new Promise((resolve, reject) => this.#asked.push({ key, resolve, reject }));
  }

  async #run(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    try {
      const values = await this.#load(asked.map(({ key }) => key));
      for (const [index, { resolve }] of asked.entries()) resolve(values[index] as Value);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
