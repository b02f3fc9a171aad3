/** Requests that no client library sends: each gets an answer or the end of its connection, and none harms the next one. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { V0 } from '../service.js';
import type { Scene } from './people.js';

const DATA = `${V0}/data/`;
const CLOSE = 'Connection: close\r\n';

/** What the server sends until it closes the connection. */
function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let said = '';
    socket.setEncoding('latin1').on('data', (data: string) => {
      said += data;
    });
    // A reset ends a connection, too.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(said));
  });
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${CLOSE}${headers}\r\n`;
const method = (name: string, path = DATA) => `${name} ${path} HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`;
const post = (headers: string, body = '') =>
  `POST ${DATA} HTTP/1.1\r\nHost: a\r\n${CLOSE}${headers}\r\n${body}`;

const ROWS: readonly (readonly [title: string, request: string, status: number])[] = [
  ['a plain request', get('/healthz'), 200],
  ['an absolute URL', get('http://other.example.com/healthz'), 200],
  ['an absolute URL of a route of v0', get(`http://a${V0}/`), 200],
  ['a URL with a fragment', get('/healthz#top'), 200],
  ['an asterisk', method('OPTIONS', '*'), 404],
  ['no path', 'GET  HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['a path without a slash', 'GET healthz HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['a space in the path', get('/health z'), 400],
  ['bytes above ASCII in the path', get('/\xe9'), 400],
  ['NUL in the path', get('/\0'), 400],
  ['a malformed escape', get('/%zz'), 400],
  ['dots that lead out', get('/api/../../etc/passwd'), 404],
  ['encoded dots', get('/%2e%2e/%2e%2e/etc/passwd'), 404],
  ['backslashes', get('/api\\..\\x'), 404],
  ['an unknown method', method('BREW'), 400],
  ['a method in lower case', method('get'), 400],
  ['TRACE', method('TRACE'), 401],
  ['PROPFIND', method('PROPFIND'), 401],
  ['PROPFIND on a route that needs no login', method('PROPFIND', `${V0}/`), 405],
  ['CONNECT', 'CONNECT other.example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ['HTTP/2 without upgrade', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['another version', 'GET /healthz HTTP/3.7\r\nHost: a\r\n\r\n', 400],
  ['HTTP/0.9', 'GET /healthz\r\n\r\n', 200],
  ['an upgrade that is not offered', get('/healthz', 'Upgrade: h2c\r\n'), 200],
  [
    'a WebSocket',
    `GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`,
    200,
  ],
  ['Expect: 100-continue', post('Expect: 100-continue\r\nContent-Length: 2\r\n', '{}'), 100],
  ['another expectation', post('Expect: 200-fine\r\nContent-Length: 2\r\n', '{}'), 417],
  ['no Host', `GET /healthz HTTP/1.1\r\n${CLOSE}\r\n`, 400],
  ['two Hosts', `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n${CLOSE}\r\n`, 400],
  ['a Host with a user', `GET /healthz HTTP/1.1\r\nHost: a@b\r\n${CLOSE}\r\n`, 400],
  ['a header without a colon', get('/healthz', 'Nothing\r\n'), 400],
  ['a header with a space before the colon', get('/healthz', 'Content-Length : 5\r\n'), 400],
  ['a folded header', get('/healthz', 'X-A: b\r\n c\r\n'), 400],
  ['a header with NUL', get('/healthz', 'X-A: b\0c\r\n'), 400],
  ['line feeds only', 'GET /healthz HTTP/1.1\nHost: a\nConnection: close\n\n', 400],
  ['very many headers', get('/healthz', 'X-Header: yyyyyyyy\r\n'.repeat(3000)), 431],
  ['a negative length', post('Content-Length: -1\r\n'), 400],
  ['two lengths', post('Content-Length: 1\r\nContent-Length: 2\r\n', 'x'), 400],
  ['a length and chunks', post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400],
  ['chunks inside gzip', post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'), 401],
  ['an unknown transfer encoding', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'), 400],
  ['a malformed chunk', post('Transfer-Encoding: chunked\r\n', 'xyz\r\n\r\n'), 400],
];

export function rawRequests({ service }: Scene): void {
  describe('raw requests', () => {
    it.each(ROWS)('%s', async (_, text, status) => {
      const said = await talk(service().port, text);
      expect(said.split('\r\n', 1)[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(said).not.toMatch(/node_modules|at .*\.js:\d|passwd:/);
      expect((await service().nobody.ask('GET', '/healthz')).status).toBe(200);
    });

    it('the table has at least thirty', () => {
      expect(ROWS.length).toBeGreaterThanOrEqual(30);
    });

    it('a request hidden in the body of another one is not answered', async () => {
      const hidden = get('/healthz');
      const said = await talk(service().port, post(`Content-Length: ${hidden.length}\r\n`, hidden));
      expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    });
  });
}
