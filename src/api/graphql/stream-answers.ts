import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../../../resolvers/context.ts';
import { answered, errorOf } from './errors.ts';

/**
 * Gives the errors of a subscription's results what those of other results get, and makes an error that ends the
 * stream its last result: graphql-js hands what `next()` throws on (its issue 4001), and over SSE the connection would
 * break without a word, so that a client would come back for the same again and again.
 */
export function useStreamAnswers(): Plugin<object, Context> {
  return {
    // Here, and not where it is subscribed: only here every error has been masked.
    onResultProcess({ result, setResult, serverContext }) {
      if (isAsyncIterable<ExecutionResult>(result)) setResult(withLastWords(result, serverContext));
    },
  };
}

/** No async generator: `return()` has to reach the source while `next()` waits. */
export function withLastWords(
  results: AsyncIterable<ExecutionResult>,
  context: Pick<Context, 'log' | 'requestId'>,
): AsyncIterableIterator<ExecutionResult, undefined> {
  const source = results[Symbol.asyncIterator]();
  const over = { done: true, value: undefined } as const;
  let isOver = false;
  return {
    async next() {
      if (isOver) return over;
      try {
        const { done, value } = await source.next();
        return done ? over : { done: false, value: answered(value, context) };
      } catch (error) {
        isOver = true;
        return { done: false, value: answered({ errors: [errorOf(error)] }, context) };
      }
    },
    async return() {
      isOver = true;
      await source.return?.();
      return over;
    },
    async throw(error: unknown) {
      isOver = true;
      await source.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
