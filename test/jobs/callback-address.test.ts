import type { lookup as systemLookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import {
  type CallbackPolicy,
  CallbackRefusedError,
  parseCallbackUrl,
  vetCallbackUrl,
  vettingLookup,
} from '../../src/jobs/callback-address.ts';

const STRICT: CallbackPolicy = { allowLoopback: false, allowedHosts: [] };
const LOCAL: CallbackPolicy = { allowLoopback: true, allowedHosts: [] };

/** A name server of the test's own: each call answers with the next set of addresses. */
function resolvingTo(...answers: string[][]): typeof systemLookup {
  let call = 0;
  const lookup = (_host: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    const addresses = answers[Math.min(call++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return lookup as unknown as typeof systemLookup;
}

describe('parseCallbackUrl', () => {
  it.each([
    'https://example.com/hook',
    'http://example.com:8080/hook?x=1',
    'https://8.8.8.8/hook',
    'https://[2606:4700:4700::1111]/hook',
  ])('accepts %s', (url) => {
    expect(parseCallbackUrl(url, STRICT).href).toBe(new URL(url).href);
  });

  it.each([
    ['a file', 'file:///etc/passwd'],
    ['another scheme', 'gopher://example.com/'],
    ['a name and password', 'https://user:pass@example.com/'],
    ['a user name', 'https://user@example.com/'],
    ['what is no URL', 'example.com/hook'],
    ['a URL that is too long', `https://example.com/${'a'.repeat(2048)}`],
  ])('refuses %s', (_what, url) => {
    expect(() => parseCallbackUrl(url, LOCAL)).toThrow(CallbackRefusedError);
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://10.0.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    'http://[fc00::1]/',
    'http://[fe80::1]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://１２７.0.0.1/',
  ])('refuses the address in %s', (url) => {
    expect(() => parseCallbackUrl(url, STRICT)).toThrow(CallbackRefusedError);
  });

  it('lets loopback through where the server itself is local, and nothing else that is private', () => {
    expect(parseCallbackUrl('http://127.0.0.1:9/hook', LOCAL).port).toBe('9');
    expect(parseCallbackUrl('http://[::1]:9/hook', LOCAL).port).toBe('9');
    expect(() => parseCallbackUrl('http://192.168.1.1/', LOCAL)).toThrow(CallbackRefusedError);
    expect(() => parseCallbackUrl('http://169.254.169.254/', LOCAL)).toThrow(CallbackRefusedError);
  });

  it('lets an address through that is on the list', () => {
    const policy = { allowLoopback: false, allowedHosts: ['10.1.2.3'] };
    expect(parseCallbackUrl('http://10.1.2.3/', policy).hostname).toBe('10.1.2.3');
    expect(() => parseCallbackUrl('http://10.1.2.4/', policy)).toThrow(CallbackRefusedError);
  });
});

describe('vetCallbackUrl', () => {
  it('accepts a name whose addresses are all public, and one that does not resolve just now', async () => {
    await vetCallbackUrl('https://hooks.test/', STRICT, resolvingTo(['8.8.8.8', '2606:4700::1111']));
    await vetCallbackUrl('https://hooks.test/', STRICT, resolvingTo([]));
  });

  it('refuses a name of which one address is not public', async () => {
    const lookup = resolvingTo(['8.8.8.8', '10.0.0.1']);
    await expect(vetCallbackUrl('https://hooks.test/', STRICT, lookup)).rejects.toThrow(CallbackRefusedError);
  });

  it('allows a listed name whatever it resolves to, with or without the dot of the root', async () => {
    const policy = { allowLoopback: false, allowedHosts: ['hooks.internal'] };
    await vetCallbackUrl('https://hooks.internal/', policy, resolvingTo(['10.0.0.1']));
    await vetCallbackUrl('https://hooks.internal./', policy, resolvingTo(['10.0.0.1']));
  });
});

describe('vettingLookup', () => {
  it('judges anew when it dials: a name that was public before is refused once it points inside', async () => {
    const lookup = resolvingTo(['8.8.8.8'], ['127.0.0.1']);
    await vetCallbackUrl('https://rebind.test/', STRICT, lookup);
    const error = await new Promise((resolve) => {
      vettingLookup(STRICT, lookup)('rebind.test', {}, resolve);
    });
    expect(error).toBeInstanceOf(CallbackRefusedError);
  });

  it('answers in the form that it is asked in, with the addresses that it vetted', async () => {
    const lookup = vettingLookup(STRICT, resolvingTo(['8.8.8.8', '1.1.1.1']));
    const one = await new Promise((resolve) => {
      lookup('a.test', {}, (...answer) => resolve(answer));
    });
    const all = await new Promise((resolve) => {
      lookup('a.test', { all: true }, (...answer) => resolve(answer));
    });
    expect(one).toEqual([null, '8.8.8.8', 4]);
    expect(all).toEqual([
      null,
      [
        { address: '8.8.8.8', family: 4 },
        { address: '1.1.1.1', family: 4 },
      ],
    ]);
  });
});
