import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { RetomaError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface GuardedRequest {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

/**
 * Keeps the pages of other sites from using a server that asks nobody for a key:
 * - A request that changes something and names an `Origin` must come from this very origin (CSRF). To open a WebSocket is
 *   such a request: browsers send it without asking first, and anything can follow.
 * - A server on loopback answers only to names that no one can register: a page of `evil.example` whose name was
 *   pointed at 127.0.0.1 would otherwise be its own origin here (DNS rebinding).
 *
 * @throws RetomaError FORBIDDEN
 */
export function guardOrigin({ method, headers }: GuardedRequest, onLoopback: boolean): void {
  const host = headers.host ?? '';
  if (onLoopback && !isPrivate(host)) {
    throw new RetomaError(
      'FORBIDDEN',
      'This server listens on loopback only and is not known under that host name. Use http://localhost or http://127.0.0.1.',
    );
  }
  const { origin, upgrade } = headers;
  if (origin === undefined || (SAFE_METHODS.has(method ?? '') && upgrade === undefined)) return;
  if (origin === `http://${host}` || origin === `https://${host}`) return;
  const theirs = URL.parse(origin);
  const ours = theirs === null ? null : URL.parse(`${theirs.protocol}//${host}`);
  if (theirs === null || theirs.host === '' || theirs.host !== ours?.host) {
    throw new RetomaError(
      'FORBIDDEN',
      `A page of ${clipped(origin)} may not use the server at ${clipped(host)}: only its own pages may. A development proxy must keep the Host header (Vite: changeOrigin: false).`,
    );
  }
}

/** Whatever a client named: a text that can stand in a sentence. */
function clipped(text: string): string {
  return JSON.stringify(text.slice(0, MOST_SHOWN));
}

const MOST_SHOWN = 100;

/** A server is asked for by few names, each time anew, and to read one costs as much as to route a request. */
const judged = new Map<string, boolean>();
const MOST_JUDGED = 100;

function isPrivate(host: string): boolean {
  let verdict = judged.get(host);
  if (verdict === undefined) {
    verdict = isPrivateName(hostnameOf(host));
    if (judged.size >= MOST_JUDGED) judged.clear();
    judged.set(host, verdict);
  }
  return verdict;
}

function hostnameOf(host: string): string {
  return (
    URL.parse(`http://${host}`)
      ?.hostname.replace(/^\[|\]$/g, '')
      .replace(/\.$/, '') ?? host
  );
}

/** Addresses, names without a dot, and the top-level names that are reserved for private use. */
function isPrivateName(name: string): boolean {
  return isIP(name) !== 0 || !name.includes('.') || /\.(localhost|internal|test)$/.test(name);
}
