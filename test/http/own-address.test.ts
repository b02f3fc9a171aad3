/** The guard of servers that trust this machine, by the headers and the socket of a request alone. */
import { describe, expect, test } from 'vitest';
import { failedCheck, ownUrl } from '../../src/http/own-address.js';

type Asked = Parameters<typeof failedCheck>[0];

function asked(
  headers: Readonly<Record<string, string>>,
  socket: { localAddress?: string; localPort?: number } = { localAddress: '127.0.0.1', localPort: 8000 },
  method = 'GET',
): Asked {
  return { method, headers, rawHeaders: Object.entries(headers).flat(), socket: socket as Asked['socket'] };
}

const HOST = { host: '127.0.0.1:8000' };

describe('the address', () => {
  test.each([
    ['127.0.0.1:8000', '127.0.0.1', 8000],
    ['localhost:8000', '127.0.0.1', 8000],
    ['[::1]:8000', '::1', 8000],
    ['127.0.0.1:8000', '::ffff:127.0.0.1', 8000],
    ['127.0.0.2:8000', '127.0.0.2', 8000],
    ['127.0.0.2:8000', '::ffff:127.0.0.2', 8000],
    ['localhost', '127.0.0.1', 80],
    ['localhost:80', '127.0.0.1', 80],
  ])('%s is that of a server at %s, port %i', (host, localAddress, localPort) => {
    expect(failedCheck(asked({ host }, { localAddress, localPort }))).toBeNull();
  });

  test.each([
    ['127.0.0.2:8000', '127.0.0.1', 8000],
    ['127.0.0.1', '127.0.0.1', 8000],
    ['127.0.0.1:80', '127.0.0.1', 8000],
    ['10.0.0.5:8000', '10.0.0.5', 8000],
    ['evil.example:8000', '127.0.0.1', 8000],
    ['127.0.0.1:8000:8000', '127.0.0.1', 8000],
    ['user@127.0.0.1:8000', '127.0.0.1', 8000],
    ['', '127.0.0.1', 80],
  ])('%s is not that of a server at %s, port %i', (host, localAddress, localPort) => {
    expect(failedCheck(asked({ host }, { localAddress, localPort }))).toBe('host');
  });

  test('is checked by name alone where there is no network', () => {
    expect(failedCheck(asked({ host: 'localhost:80' }, {}))).toBeNull();
    expect(failedCheck(asked({ host: 'evil.example:80' }, {}))).toBe('host');
  });

  test('is given once: with two, a proxy may have used the other', () => {
    const two = asked(HOST);
    expect(failedCheck({ ...two, rawHeaders: [...two.rawHeaders, 'HOST', 'evil.example'] })).toBe('host');
  });

  test('is in the hint for a request to another address', () => {
    const of = (localAddress?: string, localPort?: number) =>
      ownUrl({ localAddress, localPort } as Asked['socket']);
    expect([of('127.0.0.2', 8000), of('::1', 8000), of()]).toEqual([
      'http://127.0.0.2:8000',
      'http://[::1]:8000',
      'http://127.0.0.1:80',
    ]);
  });
});

describe('the requesting page', () => {
  test('may be our own, one that is listed, or none', () => {
    expect(failedCheck(asked(HOST))).toBeNull();
    expect(failedCheck(asked({ ...HOST, origin: 'http://127.0.0.1:8000' }))).toBeNull();
    const listed = { ...HOST, origin: 'https://a.example', 'sec-fetch-site': 'cross-site' };
    expect(failedCheck(asked(listed), ['https://a.example'])).toBeNull();
    expect(failedCheck(asked(listed), ['https://b.example'])).toBe('origin');
  });

  test.each(['null', 'https://127.0.0.1:8000', 'http://localhost:8000', 'http://127.0.0.1:8001'])(
    'may not have the origin %s',
    (origin) => {
      expect(failedCheck(asked({ ...HOST, origin }))).toBe('origin');
    },
  );

  test('may lead here by a link, and use nothing', () => {
    const from = (mode: string, dest: string, method = 'GET') => {
      const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
      return failedCheck(asked({ ...HOST, ...headers }, undefined, method));
    };
    expect(from('navigate', 'document')).toBeNull();
    expect(from('navigate', 'document', 'HEAD')).toBeNull();
    expect(from('navigate', 'document', 'POST')).toBe('site');
    expect(from('navigate', 'iframe')).toBe('site');
    expect(from('no-cors', 'document')).toBe('site');
    expect(from('no-cors', 'image')).toBe('site');
    expect(from('cors', 'empty')).toBe('site');
  });
});
