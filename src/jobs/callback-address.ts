import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const MAX_URL_LENGTH = 2_048;

/** Which addresses a callback may go to, beside public ones. */
export interface CallbackPolicy {
  /** True only while the server itself listens on loopback and no keys are configured. */
  allowLoopback: boolean;
  /** Host names or addresses, as they stand in a URL, that are allowed whatever they resolve to. */
  allowedHosts: readonly string[];
}

/** Why a callback may not be sent; the message is a sentence for a person. */
export class CallbackRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CallbackRefusedError';
  }
}

/** The special-purpose registries of IANA (RFC 6890 and its successors), as far as they lie outside public unicast. */
const NOT_PUBLIC_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/** Within 2000::/3, which alone is public unicast. 6to4 and Teredo carry an IPv4 address that is not looked at. */
const NOT_PUBLIC_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const notPublic = new BlockList();
for (const [net, bits] of NOT_PUBLIC_V4) notPublic.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of NOT_PUBLIC_V6) notPublic.addSubnet(net, bits, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** IPv4 inside IPv6: mapped (`::ffff:a.b.c.d`) is the same host; all other embeddings are not public unicast. */
function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  return globalV6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

function isLoopback(address: string): boolean {
  return loopback.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function mayDial(address: string, policy: CallbackPolicy): boolean {
  return isPublic(address) || (policy.allowLoopback && isLoopback(address));
}

/** The host as `allowedHosts` and `isIP` want it: without the brackets of an IPv6 address or the dot of the root. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/**
 * Checks what can be known without asking the network: form, scheme, credentials, and an address that stands in the URL
 * itself, in whatever notation (the URL parser brings all of them into one).
 *
 * @throws CallbackRefusedError
 */
export function parseCallbackUrl(value: string, policy: CallbackPolicy): URL {
  if (value.length > MAX_URL_LENGTH) {
    throw new CallbackRefusedError(`A callback URL must be at most ${MAX_URL_LENGTH} characters.`);
  }
  const url = URL.parse(value);
  if (url === null) throw new CallbackRefusedError('The callback URL is not a valid URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CallbackRefusedError('A callback URL must begin with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new CallbackRefusedError('A callback URL must not hold a user name or password.');
  }
  const host = hostOf(url);
  if (isIP(host) !== 0 && !policy.allowedHosts.includes(host) && !mayDial(host, policy)) throw notAllowed();
  return url;
}

/**
 * Checks a callback when it is accepted: its form, and that every address of its host may be dialled. A host that does
 * not resolve just now is accepted; it is looked at again when it is dialled.
 *
 * @throws CallbackRefusedError
 */
export async function vetCallbackUrl(
  value: string,
  policy: CallbackPolicy,
  lookup: typeof systemLookup = systemLookup,
): Promise<void> {
  const url = parseCallbackUrl(value, policy);
  if (isIP(hostOf(url)) !== 0) return;
  await new Promise<void>((resolve, reject) => {
    vettingLookup(policy, lookup)(hostOf(url), { all: true }, (error) => {
      if (error instanceof CallbackRefusedError) reject(error);
      else resolve();
    });
  });
}

/**
 * A `lookup` for `http.request` that answers only when every address of the host may be dialled, and with those very
 * addresses: what was vetted is what is connected to, however the name resolves a moment later.
 */
export function vettingLookup(
  policy: CallbackPolicy,
  lookup: typeof systemLookup = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    const done = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => {
      const [first] = addresses;
      if (error !== null || first === undefined) {
        return callback(error ?? new Error('The host of the callback has no address.'), '', 0);
      }
      const named = policy.allowedHosts.includes(hostname.replace(/\.$/, ''));
      if (!named && !addresses.every(({ address }) => mayDial(address, policy))) {
        return callback(notAllowed(), '', 0);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    };
    lookup(hostname, { all: true }, (error, addresses) => done(error, error === null ? addresses : []));
  };
}

function notAllowed(): CallbackRefusedError {
  return new CallbackRefusedError(
    'The callback URL does not lead to a public address. Use one that can be reached from the internet, or put its host into CALLBACK_ALLOWED_HOSTS on the server.',
  );
}
