/** Several https hosts on one port of loopback, with a certificate that is made at once: pages and a proxy to a service. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface HttpsHosts {
  readonly port: number;
  close(): Promise<void>;
}

/** @param hosts by name; other names get 404 */
export async function httpsHosts(hosts: Readonly<Record<string, Answer>>): Promise<HttpsHosts> {
  const server = createServer(certificate(Object.keys(hosts)), (incoming, response) => {
    const name = (incoming.headers.host ?? '').replace(/:\d+$/, '');
    const answer = Object.hasOwn(hosts, name) ? hosts[name] : undefined;
    if (answer === undefined) response.writeHead(404).end();
    else answer(incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function page(html: string): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><title>page</title>${html}`);
  };
}

/** As a proxy in front of a service does: TLS ends here. */
export function proxyTo(url: () => string): Answer {
  return (incoming, response) => {
    const headers = {
      ...incoming.headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': incoming.headers.host,
      'x-forwarded-for': incoming.socket.remoteAddress,
    };
    const passed = request(new URL(incoming.url ?? '/', url()), { method: incoming.method, headers });
    passed.once('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.once('error', () => response.destroy());
    incoming.pipe(passed);
  };
}

function certificate(names: readonly string[]): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-tls-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = spawnSync(
      'openssl',
      [
        ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' '),
        ...['-keyout', key, '-out', cert, '-subj', `/CN=${names[0]}`],
        ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`],
      ],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
