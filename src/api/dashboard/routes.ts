import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RetomaError } from '../../errors.ts';
import type { Dashboard } from './dashboard.ts';
import { notice } from './notice.ts';

/** The addresses of the page beside `/`; `dashboard/src/routes.ts` says what each shows. */
export const PAGE_PATHS = ['/job/:jobId', '/compare', '/decisions', '/new', '/vitals'];

/**
 * No code and no style but that of the page's own files, no address but this server's, and no text that becomes markup
 * or code: what would make a script out of a string throws (Trusted Types, without any policy that could make one).
 */
export const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': PAGE_CSP,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/** The names of the files change with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Whether a person with a browser asks for `/`, and not a program for the list of addresses. */
export function wantsPage({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html');
}

export function sendPage(dashboard: Dashboard, reply: FastifyReply): FastifyReply {
  reply.headers(PAGE_HEADERS);
  const { page, state } = dashboard;
  if (page !== null) return reply.send(page.shell);
  if (state === 'BUILDING') reply.header('refresh', '1');
  return reply.code(503).send(notice(state));
}

export function dashboardRoutes(app: FastifyInstance, dashboard: Dashboard): void {
  for (const path of PAGE_PATHS) app.get(path, async (_request, reply) => sendPage(dashboard, reply));

  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const file = dashboard.page?.assets.get(`/assets/${request.params.name}`);
    if (file === undefined) {
      throw new RetomaError('NOT_FOUND', 'The page has no such file. Reload it: it was built anew.');
    }
    const { type, bytes } = file;
    const accepted = request.headers['accept-encoding'] ?? '';
    const encoding = (['br', 'gzip'] as const).find(
      (name) =>
        bytes[name] !== undefined && new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\b)`).test(accepted),
    );
    reply.headers({ 'content-type': type, 'cache-control': FOR_EVER, vary: 'accept-encoding' });
    if (encoding !== undefined) reply.header('content-encoding', encoding);
    return reply.send(bytes[encoding ?? 'identity']);
  });
}
