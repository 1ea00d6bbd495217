/** Where a Redis is, as read from a `REDIS_URL`. */
export type RedisAddress =
  | { kind: 'tcp'; url: string }
  | { kind: 'unix'; path: string; db: number; username?: string; password?: string };

/**
 * Reads `redis://`, `rediss://`, `redis+unix:///path?db=1`, `unix:///path` or the bare absolute path of a socket.
 *
 * @throws Error with one sentence that does not repeat the value, which may hold a password.
 */
export function parseRedisUrl(value: string): RedisAddress {
  if (value.startsWith('/') && !value.startsWith('//')) return { kind: 'unix', path: value, db: 0 };
  // A URL with a user has to have a host; a socket has none.
  const url = URL.parse(value.replace(/^((?:redis\+)?unix:\/\/[^/]*@)\//, '$1socket/'));
  if (url === null) throw new Error(EXPECTED);
  switch (url.protocol) {
    case 'redis:':
    case 'rediss:':
      if (url.hostname === '') throw new Error(`${EXPECTED}; the host is missing`);
      return { kind: 'tcp', url: value };
    case 'redis+unix:':
    case 'unix:':
      return parseSocketUrl(url);
    default:
      throw new Error(EXPECTED);
  }
}

/** The URL of a unix socket; any path is safe in it. */
export function socketUrl(path: string): string {
  return `redis+unix://${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** For logs and pages: the address without user name and password. */
export function displayRedisUrl(value: string): string {
  const address = parseRedisUrl(value);
  if (address.kind === 'unix') return address.path;
  const url = new URL(address.url);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

const EXPECTED = 'expected redis://host:port, rediss://host:port or redis+unix:///path/to/socket';

function parseSocketUrl(url: URL): RedisAddress {
  const path = decodeURIComponent(url.pathname);
  if (!path.startsWith('/') || path === '/')
    throw new Error(`${EXPECTED}; the path of the socket is missing`);
  const db = Number(url.searchParams.get('db') ?? '0');
  if (!Number.isInteger(db) || db < 0) throw new Error(`${EXPECTED}; db must be a number from 0`);
  return {
    kind: 'unix',
    path,
    db,
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
}
