/** A running service, and clients that talk to it as one person each. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { openStore, type StoreWithData } from '../../src/index.js';
import { createService, type ServiceOptions } from '../../src/service/service.js';
import { sharedFolder } from '../run-folder.js';

export const ISSUER = 'https://lms.example.com/oauth2';
export const AUDIENCE = 'openedx';
export const V0 = '/api/experiments/v0';

const pair = await generateKeyPair('ES256', { extractable: true });
const publicPem = await exportSPKI(pair.publicKey);

/** A token as Open edX issues them. */
export async function tokenOf(username: string, isStaff = false, more: JWTPayload = {}): Promise<string> {
  return (
    new SignJWT({ preferred_username: username, administrator: isStaff, ...more })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      // Some services of the tests have clocks that are years behind.
      .setIssuedAt(0)
      .setExpirationTime('10 minutes')
      .sign(pair.privateKey)
  );
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for.
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

export type Headered = Readonly<Record<string, string>>;

/** One person's client. Bodies are sent as JSON; texts and buffers as they are. */
export class Client {
  readonly #base: string;
  readonly #headers: Headered;

  constructor(base: string, headers: Headered = {}) {
    this.#base = base;
    this.#headers = headers;
  }

  async ask(method: string, path: string, body?: unknown, headers: Headered = {}): Promise<Answer> {
    const isPlain = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(this.#base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && !isPlain && { 'Content-Type': 'application/json' }),
        ...this.#headers,
        ...headers,
      },
      ...(body !== undefined && { body: isPlain ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
    return {
      status: response.status,
      body: isJson && text !== '' ? JSON.parse(text) : text,
      text,
      headers: response.headers,
    };
  }
}

export interface Running {
  readonly app: FastifyInstance;
  readonly store: StoreWithData;
  readonly url: string;
  readonly port: number;
  readonly nobody: Client;
  /** A client with this person's token in the header. */
  as(username: string, isStaff?: boolean): Promise<Client>;
  close(): Promise<void>;
}

const folder = sharedFolder('service');
const publicKeyFile = join(folder, 'key.pem');
await writeFile(publicKeyFile, publicPem);

/** The keys of `tokenOf`, and sessions with this secret. */
export function authWith(secretFile: string) {
  return {
    token: { keys: { publicKeyFile }, issuer: ISSUER, audience: AUDIENCE },
    session: { secretFile },
  };
}

/** A file with chance in it. */
export async function newSecret(bytes = 64): Promise<string> {
  const path = join(folder, randomUUID());
  await writeFile(path, randomBytes(bytes), { mode: 0o600 });
  return path;
}

/**
 * Listens on an address of loopback, over the store of this URL; `auth: undefined` leaves keys out. At its end it waits for nobody idle,
 * unless `limits` say so.
 */
export async function start(
  storeUrl: string,
  options: Partial<ServiceOptions> = {},
  host = '127.0.0.1',
): Promise<Running> {
  const auth = authWith(await newSecret());
  const store = await openStore(storeUrl);
  const app = await createService({ store, auth, ...options, limits: { linger: 0, ...options.limits } });
  const url = await app.listen({ host, port: 0 });
  return {
    app,
    store,
    url,
    port: (app.server.address() as AddressInfo).port,
    nobody: new Client(url),
    as: async (username, isStaff) =>
      new Client(url, { Authorization: `JWT ${await tokenOf(username, isStaff)}` }),
    close: async () => {
      await app.close();
      await store.close();
    },
  };
}
