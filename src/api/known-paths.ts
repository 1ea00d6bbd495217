import type { FastifyInstance } from 'fastify';
import { RetomaError } from '../errors.ts';
import { MethodNotAllowedError } from './problem.ts';

/** The paths that are served and the methods of each, kept up to date as routes are added. */
export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();

  /** To be called before any route is added. */
  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const methods = this.#methods.get(url) ?? new Set();
      for (const one of [method].flat()) methods.add(one.toUpperCase());
      this.#methods.set(url, methods);
    });
  }

  /** What to answer a request that no route takes. */
  refusal(method: string, rawUrl: string): RetomaError {
    const path = (rawUrl.split(/[?#]/, 1)[0] ?? '').split('/');
    if (path.at(-1) === '' && path.length > 2) path.pop();
    const known = [...this.#methods].filter(([pattern]) => matches(pattern.split('/'), path));
    const allow = [...new Set(known.flatMap(([, methods]) => [...methods]))].sort();
    if (allow.length > 0) return new MethodNotAllowedError(method, allow.join(', '));
    return new RetomaError(
      'NOT_FOUND',
      'There is nothing at this address. GET / lists the addresses that there are.',
    );
  }
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((part, at) => (part.startsWith(':') ? path[at] !== '' : part === path[at]))
  );
}
