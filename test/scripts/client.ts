import {
  type AnyVariables,
  Client,
  type CombinedError,
  fetchExchange,
  type TypedDocumentNode,
} from '@urql/core';
import { print } from 'graphql';
import { createClient, NetworkError } from 'graphql-sse';

/** Retoma's GraphQL API as the scripts use it: urql asks, graphql-sse watches. What goes wrong is one of two errors. */

/** Nobody answers at the address, or too slowly, or it is not Retoma. The message is one line that says what to do. */
export class ServerGoneError extends Error {
  override readonly name = 'ServerGoneError';
}

/** Retoma answered with an error. The message is its own sentence for people. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;

  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }

  static is(error: unknown, ...codes: string[]): error is RefusedError {
    return error instanceof RefusedError && codes.includes(error.code);
  }
}

export function noSuchJob(jobId: string): RefusedError {
  const hint = 'npm run test:checkpoints lists the active ones.';
  return new RefusedError({
    code: 'JOB_NOT_FOUND',
    message: `There is no job ${JSON.stringify(jobId)}. ${hint}`,
  });
}

const DEFAULT_URL = 'http://localhost:3000';
const ANSWER_WITHIN_MS = 15_000;

export class RetomaClient {
  readonly url: string;
  readonly #urql: Client;
  readonly #sse: ReturnType<typeof createClient>;

  /** @throws ServerGoneError when the address is none. */
  constructor(address: string = process.env.RETOMA_URL?.trim() || DEFAULT_URL) {
    const parsed = URL.parse(address);
    if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
      throw new ServerGoneError(
        `RETOMA_URL is ${JSON.stringify(address)}, which is no address; it looks like ${DEFAULT_URL}.`,
      );
    }
    this.url = parsed.href.replace(/\/+$/, '');
    const url = `${this.url}/graphql`;
    this.#urql = new Client({
      url,
      exchanges: [fetchExchange],
      // Retoma refuses operations in the address (CSRF).
      preferGetMethod: false,
      fetch: fetchSoon,
    });
    // Coming back is left to `follow`, which knows the cursor.
    this.#sse = createClient({ url, retryAttempts: 0, fetchFn: fetchSoon });
  }

  /** @throws ServerGoneError, RefusedError */
  async query<Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    return this.#dataOf(await this.#urql.query(document, variables).toPromise());
  }

  /** @throws ServerGoneError, RefusedError */
  async mutate<Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    return this.#dataOf(await this.#urql.mutation(document, variables).toPromise());
  }

  /**
   * What a subscription tells, until it completes.
   * @throws ServerGoneError when the connection breaks; RefusedError when Retoma ends it
   */
  async *watch<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data, void> {
    const results = this.#sse.iterate<Data>({ query: print(document), variables });
    try {
      for await (const { data, errors } of results) {
        if (errors !== undefined) throw this.#refusal(errors);
        if (data != null) yield data;
      }
    } catch (error) {
      if (error instanceof RefusedError || error instanceof ServerGoneError) throw error;
      const answer = error instanceof NetworkError ? error.response : undefined;
      if (answer?.status === 429) throw this.#tooMany();
      throw answer === undefined ? this.#gone(error) : this.#notRetoma(answer);
    }
  }

  /** Ends the subscriptions that are still open. */
  close(): void {
    this.#sse.dispose();
  }

  #dataOf<Data>({ data, error }: { data?: Data | undefined; error?: CombinedError | undefined }): Data {
    if (error !== undefined) throw this.#problemOf(error);
    if (data === undefined) throw new Error('An answer holds data or errors.');
    return data;
  }

  #problemOf({ networkError, graphQLErrors, response }: CombinedError): Error {
    if (networkError === undefined) return this.#refusal(graphQLErrors);
    if (networkError instanceof RefusedError) return this.#refused(networkError);
    return response === undefined ? this.#gone(networkError) : this.#notRetoma(response as Response);
  }

  /** Retoma's errors carry a code and the id of their request; those of another GraphQL server do not. */
  #refusal(errors: readonly { message: string; extensions?: object }[]): Error {
    const [first] = errors;
    const { code, requestId } = (first?.extensions ?? {}) as { code?: unknown; requestId?: unknown };
    if (first === undefined || typeof code !== 'string' || typeof requestId !== 'string') {
      return this.#notRetoma({ status: 200 });
    }
    return this.#refused(new RefusedError({ code, message: first.message }));
  }

  #refused(error: RefusedError): Error {
    const isAway = error.code === 'STORE_UNAVAILABLE';
    return isAway ? new ServerGoneError(`Retoma at ${this.url} says: ${error.message}`) : error;
  }

  #tooMany(): RefusedError {
    const message = `Too many subscriptions to Retoma at ${this.url} are open from here. End some first.`;
    return new RefusedError({ code: 'LIMIT_EXCEEDED', message });
  }

  #gone(error: unknown): ServerGoneError {
    const slow = error instanceof Error && error.name === 'TimeoutError';
    const what = slow ? 'does not answer' : 'cannot be reached';
    return new ServerGoneError(
      `Retoma at ${this.url} ${what}. Start it in another terminal with "npm start", or set RETOMA_URL to where it runs.`,
    );
  }

  #notRetoma({ status }: { status: number }): ServerGoneError {
    return new ServerGoneError(
      `Something answers at ${this.url}, but it is not Retoma (HTTP ${status}). Set RETOMA_URL to where Retoma runs.`,
    );
  }
}

/**
 * As `fetch`, but it does not wait for ever for an answer to begin. What Retoma refuses before it gets as far as to
 * GraphQL is a problem document, which no GraphQL client reads.
 * @throws RefusedError
 */
const fetchSoon: typeof fetch = async (input, init) => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('No answer', 'TimeoutError')), ANSWER_WITHIN_MS);
  const signal = AbortSignal.any([late.signal, ...(init?.signal == null ? [] : [init.signal])]);
  const response = await fetch(input, { ...init, signal }).finally(() => clearTimeout(timer));
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response;
  const { code, detail } = (await response.json()) as { code: string; detail: string };
  throw new RefusedError({ code, message: detail });
};
