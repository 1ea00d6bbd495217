import { setTimeout as sleep } from 'node:timers/promises';
import type { JobStatus } from '../../src/store/records.ts';
import type { Reading } from './evidence.ts';
import { call } from './http.ts';

const SUBSCRIPTION = `subscription ($jobId: ID!, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) { cursor node { version turns messageCount savedAt } }
}`;
const RECONNECT_MS = 100;

/** Those who look on while a round goes: what each was told, by job. */
export class Readers {
  readonly #urls: () => readonly string[];
  readonly #stop = new AbortController();
  readonly #readings = new Map<string, Reading[]>();
  readonly #statuses = new Map<string, JobStatus[]>();
  readonly #work: Promise<void>[] = [];
  /** By job: whether its subscription was told that it is over. */
  readonly #subscriptions = new Map<string, boolean>();
  #polling = true;
  #turn = 0;

  /** @param urls of the API processes that are up */
  constructor(urls: () => readonly string[]) {
    this.#urls = urls;
  }

  /** Follows a job to its end over SSE, on whichever server there is, and comes back with its cursor when it is cut off. */
  subscribe(jobId: string): void {
    this.#subscriptions.set(jobId, false);
    this.#work.push(this.#follow(jobId));
  }

  /** Looks again and again at one of these jobs after the other. */
  poll(jobIds: readonly string[], everyMs: number): void {
    this.#work.push(this.#pollAll(jobIds, everyMs));
  }

  readingsOf(jobId: string): readonly Reading[] {
    return this.#readings.get(jobId) ?? [];
  }

  statusesOf(jobId: string): readonly JobStatus[] {
    return this.#statuses.get(jobId) ?? [];
  }

  /** Null: nobody subscribed. */
  isSubscriptionOver(jobId: string): boolean | null {
    return this.#subscriptions.get(jobId) ?? null;
  }

  get count(): number {
    return [...this.#readings.values()].flat().length;
  }

  /** Lets the subscriptions come to their ends, which they must once all jobs have ended; then stops everything. */
  async close(graceMs: number): Promise<void> {
    const followers = Promise.all(this.#work);
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    this.#polling = false;
    await followers;
    clearTimeout(timer);
    this.#stop.abort();
  }

  async #follow(jobId: string): Promise<void> {
    let cursor: string | null = null;
    while (!this.#stop.signal.aborted) {
      let refused: string | undefined;
      try {
        for await (const { event, data } of this.#stream(jobId, cursor) as AsyncGenerator<Frame>) {
          if (event === 'complete') {
            // Redis did not answer as it should have begun, which is not the end; anything else is held against the product.
            if (refused === 'STORE_UNAVAILABLE') break;
            this.#subscriptions.set(jobId, refused === undefined);
            return;
          }
          refused = data?.errors?.[0]?.extensions.code;
          const edge: Edge | undefined = data?.data?.checkpointSaved;
          if (edge === undefined) continue;
          cursor = edge.cursor;
          this.#note(jobId, { reader: 'the subscriber', isSubscription: true, texts: null, ...edge.node });
        }
      } catch {
        // The server was killed, or has not yet come up; another one goes on from the cursor.
      }
      await sleep(RECONNECT_MS);
    }
  }

  async *#stream(jobId: string, after: string | null): AsyncGenerator<Frame> {
    const response = await fetch(`${this.#url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: SUBSCRIPTION, variables: { jobId, after } }),
      signal: this.#stop.signal,
    });
    if (response.body === null) return;
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data] = /^data:(.*)$/m.exec(block) ?? [];
        if (event !== undefined) yield { event, data: data?.trim() ? JSON.parse(data) : null };
      }
    }
  }

  async #pollAll(jobIds: readonly string[], everyMs: number): Promise<void> {
    for (let round = 0; this.#polling && !this.#stop.signal.aborted; round++) {
      const jobId = jobIds[round % jobIds.length] ?? '';
      // Job, checkpoint and messages in turn, whatever the number of jobs.
      await this.#look(jobId, Math.floor(round / jobIds.length + round) % 3);
      await sleep(everyMs);
    }
  }

  async #look(jobId: string, what: number): Promise<void> {
    const path = `${this.#url()}/${what === 0 ? 'jobs' : 'checkpoints'}/${encodeURIComponent(jobId)}`;
    const { status, body } = await call('GET', what === 2 ? `${path}/messages?first=100` : path);
    if (status !== 200) return;
    if (what === 0) {
      const statuses = this.#statuses.get(jobId) ?? [];
      this.#statuses.set(jobId, [...statuses, body.status as JobStatus]);
      return;
    }
    const { version, messageCount, messages } = body as {
      version: number;
      messageCount: number;
      messages?: { text: string }[];
    };
    this.#note(jobId, {
      reader: what === 1 ? 'a poll of the checkpoint' : 'a poll of the messages',
      isSubscription: false,
      version,
      messageCount,
      turns: (body.turns as number | undefined) ?? null,
      savedAt: (body.savedAt as string | undefined) ?? null,
      texts: messages?.map(({ text }) => text) ?? null,
    });
  }

  #note(jobId: string, reading: Reading): void {
    const readings = this.#readings.get(jobId) ?? [];
    readings.push(reading);
    this.#readings.set(jobId, readings);
  }

  /** One server after the other. */
  #url(): string {
    const urls = this.#urls();
    return urls[this.#turn++ % urls.length] ?? 'http://127.0.0.1:1';
  }
}

interface Frame {
  event: string;
  data: { data?: { checkpointSaved?: Edge }; errors?: { extensions: { code: string } }[] } | null;
}

interface Edge {
  cursor: string;
  node: Pick<Reading, 'version' | 'turns' | 'messageCount' | 'savedAt'>;
}
