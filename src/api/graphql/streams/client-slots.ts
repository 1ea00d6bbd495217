import { refuseRequest } from '../errors.ts';

const RETRY_AFTER_SECONDS = 10;

/** How many subscriptions each client has open. */
export class ClientSlots {
  readonly #max: number;
  readonly #taken = new Map<string, number>();

  /** @param max for one client */
  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Answers with how to give the slot back; to call that again does nothing.
   * @throws GraphQLError LIMIT_EXCEEDED, of HTTP status 429
   */
  take(client: string): () => void {
    const taken = this.#taken.get(client) ?? 0;
    if (taken >= this.#max) {
      throw refuseRequest(
        'LIMIT_EXCEEDED',
        `${taken} subscriptions are open from your address; at most ${this.#max} are possible. End one of them first.`,
        429,
        { 'retry-after': String(RETRY_AFTER_SECONDS) },
      );
    }
    this.#taken.set(client, taken + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (this.#taken.get(client) ?? 1) - 1;
      if (left > 0) this.#taken.set(client, left);
      else this.#taken.delete(client);
    };
  }
}
