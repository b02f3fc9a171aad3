/** Tokens: which are taken, and every way in which one is not. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  CompactSign,
  type CryptoKey,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  type GenerateKeyPairResult,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../../src/service/auth/options.js';
import { AUDIENCE, Client, ISSUER, type Running, start, V0 } from '../service.js';
import { NOW, now, withHmac } from './issuer.js';

const DATA = `${V0}/data/`;
const CLAIMS = { preferred_username: 'ada', administrator: false, iat: NOW };

let ours: GenerateKeyPairResult;
let others: GenerateKeyPairResult;
let folder: string;
let keys: { keys: object[] };

beforeAll(async () => {
  ours = await generateKeyPair('RS256', { extractable: true });
  others = await generateKeyPair('RS256', { extractable: true });
  keys = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
  folder = await mkdtemp(join(tmpdir(), 'olx-abtest-keys-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Change {
  readonly header?: Partial<JWTHeaderParameters>;
  readonly claims?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

/** A good token, but for what is changed; a claim that is `undefined` is left out. */
function token({ header, claims, key = ours.privateKey }: Change = {}): Promise<string> {
  const all = { ...CLAIMS, iss: ISSUER, aud: AUDIENCE, exp: NOW + 600, ...claims };
  const signer = new CompactSign(Buffer.from(JSON.stringify(all)));
  return signer.setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key);
}

function sameBytes(one: string, other: string): boolean {
  const bytes = (text: string) =>
    text
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('hex'))
      .join();
  return bytes(one) === bytes(other);
}

function ask(service: Running, credentials: string, scheme = 'JWT') {
  return new Client(service.url, { Authorization: `${scheme} ${credentials}` }).ask('GET', DATA);
}

describe('tokens', () => {
  let service: Running;
  beforeAll(async () => {
    const jwksFile = join(folder, 'jwks.json');
    await writeFile(jwksFile, JSON.stringify(keys));
    const secretFile = join(folder, 'secret');
    await writeFile(secretFile, crypto.getRandomValues(new Uint8Array(64)), { mode: 0o600 });
    service = await start('memory:', {
      now,
      auth: {
        token: { keys: { jwksFile }, issuer: [ISSUER, 'other'], audience: AUDIENCE },
        session: { secretFile },
      },
    });
  });
  afterAll(() => service?.close());

  it.each(['JWT', 'Bearer', 'jwt', 'bearer'])('accepts a valid one as %s', async (scheme) => {
    expect((await ask(service, await token(), scheme)).status).toBe(200);
  });

  it.each([
    ['for several audiences', { aud: ['x', AUDIENCE] }],
    ['of another issuer that is listed', { iss: 'other' }],
    ['that ended within the tolerance of clocks', { exp: NOW - 2 }],
    ['that begins within it', { nbf: NOW + 3 }],
  ])('accepts one %s', async (_, claims) => {
    expect((await ask(service, await token({ claims }))).status).toBe(200);
  });

  it.each([
    [true, 201],
    [false, 403],
    ['true', 403],
    [1, 403],
    [undefined, 403],
  ])('only the value true means staff: administrator %j', async (administrator, status) => {
    const client = new Client(service.url, {
      Authorization: `JWT ${await token({ claims: { administrator } })}`,
    });
    const sent = { experiment_id: 1, key: `k${String(administrator)}`, value: 'v' };
    expect((await client.ask('POST', `${V0}/key-value/`, sent)).status).toBe(status);
  });

  it('refuses any other input, and never throws', async () => {
    const good = await token();
    const part = fc.oneof(
      fc.base64String(),
      fc.constantFrom(...good.split('.')),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    const made = fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.')),
      fc
        .tuple(fc.nat(good.length - 1), fc.constantFrom('A', 'B', '.', '=', '_', ''))
        .map(([at, letter]) => good.slice(0, at) + letter + good.slice(at + 1)),
    );
    await fc.assert(
      fc.asyncProperty(
        made.filter((text) => text !== good && text !== ''),
        async (text) => {
          const { status } = await ask(service, text);
          // The last letter of base64 holds bits that nobody reads.
          expect(status === 401 || (status === 200 && sameBytes(text, good))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses headers that are too large before anything is read', async () => {
    const answer = await ask(service, 'x'.repeat(40_000));
    expect(answer.status).toBe(431);
  });

  it('a session is not a token, and a token is not a session', async () => {
    const good = await token();
    const begun = await new Client(service.url, { Authorization: `JWT ${good}` }).ask(
      'POST',
      '/api/abtest/v1/session',
    );
    const cookie = begun.headers.getSetCookie()[0]!.split(';')[0]!;
    expect((await new Client(service.url, { Cookie: cookie }).ask('GET', DATA)).status).toBe(200);
    const [name, session] = cookie.split('=') as [string, string];
    expect((await ask(service, session)).status).toBe(401);
    expect((await new Client(service.url, { Cookie: `${name}=${good}` }).ask('GET', DATA)).status).toBe(401);
  });

  it('ignores other authentication schemes', async () => {
    const client = new Client(service.url, { Authorization: 'Basic YWRhOng=' });
    expect((await client.ask('GET', `${V0}/key-value/`)).status).toBe(200);
    expect((await client.ask('GET', DATA)).body).toEqual({
      detail: 'Authentication credentials were not provided.',
    });
  });
});

describe('keys', () => {
  const auth = (keySource: object, more: object = {}) => ({
    now,
    auth: { token: { keys: keySource as { jwksUrl: string }, issuer: ISSUER, audience: AUDIENCE, ...more } },
  });

  /** An RSA key serves six algorithms, and takes long to make. */
  async function pairOf(alg: string, rsa: GenerateKeyPairResult) {
    if (!/^[RP]S/.test(alg)) return generateKeyPair(alg, { extractable: true });
    const imported = async (key: CryptoKey) => {
      const { alg: _, ...jwk } = await exportJWK(key);
      return (await importJWK({ ...jwk, ext: true }, alg)) as CryptoKey;
    };
    return { privateKey: await imported(rsa.privateKey), publicKey: await imported(rsa.publicKey) };
  }

  it.each(ALGORITHMS)('a public key in PEM verifies %s', async (alg) => {
    const pair = await pairOf(alg, ours);
    const publicKeyFile = join(folder, `${alg}.pem`);
    await writeFile(publicKeyFile, await exportSPKI(pair.publicKey));
    const service = await start('memory:', auth({ publicKeyFile }, { algorithms: [...ALGORITHMS] }));
    const signed = (key: CryptoKey) =>
      new SignJWT({ ...CLAIMS, iss: ISSUER, aud: AUDIENCE, exp: NOW + 60 })
        .setProtectedHeader({ alg })
        .sign(key);
    expect((await ask(service, await signed(pair.privateKey))).status).toBe(200);
    const other = await pairOf(alg, others);
    expect((await ask(service, await signed(other.privateKey))).status).toBe(401);
    // The key of one algorithm, the name of another: each of the others, whatever the key is.
    for (const name of ALGORITHMS.filter((each) => each !== alg)) {
      const [, payload, signature] = (await signed(pair.privateKey)).split('.');
      const head = Buffer.from(JSON.stringify({ alg: name })).toString('base64url');
      expect([name, (await ask(service, `${head}.${payload}.${signature}`)).status]).toEqual([name, 401]);
    }
    await service.close();
  });

  it('claims may have other names, and nothing of Object counts as one', async () => {
    const jwksFile = await write(JSON.stringify(keys));
    const names = { usernameClaim: 'sub', staffClaim: 'teacher' };
    const service = await start('memory:', auth({ jwksFile }, names));
    const staff = await token({ claims: { sub: 'eve', teacher: true } });
    const client = new Client(service.url, { Authorization: `JWT ${staff}` });
    const made = await client.ask('POST', DATA, { experiment_id: 1, key: 'k', value: 'v', user: 'bob' });
    expect([made.status, made.body.user]).toEqual([201, 'bob']);
    expect((await ask(service, await token())).status).toBe(401);
    await service.close();
    const odd = await start(
      'memory:',
      auth({ jwksFile }, { usernameClaim: 'constructor', staffClaim: '__proto__' }),
    );
    expect((await ask(odd, staff)).status).toBe(401);
    await odd.close();
  });

  it('a shared secret verifies HS256 and HS512, and nothing else', async () => {
    const secret = 'twenty-four characters..';
    const secretFile = await write(`${secret}\n`);
    const service = await start('memory:', auth({ secretFile }));
    for (const alg of ['HS256', 'HS512']) {
      const good = await ask(service, withHmac(secret, alg));
      expect([alg, good.status]).toEqual([alg, 200]);
    }
    for (const token of [
      withHmac(secret, 'HS384'),
      withHmac(`${secret}\n`, 'HS256'),
      withHmac('another secret of its own', 'HS256'),
      withHmac(secret, 'HS256', { exp: NOW - 60 }),
      withHmac(secret, 'HS256', { iat: undefined }),
      await new SignJWT({ ...CLAIMS }).setProtectedHeader({ alg: 'RS256' }).sign(ours.privateKey),
    ]) {
      expect((await ask(service, token)).status).toBe(401);
    }
    await service.close();
    await expect(start('memory:', auth({ secretFile }, { algorithms: ['RS256'] }))).rejects.toMatchObject({
      message: expect.stringMatching(/algorithms of a shared secret/),
    });
  });

  it('files are read again on demand; the current keys are kept when that fails', async () => {
    const jwksFile = await write(JSON.stringify(keys));
    const service = await start('memory:', auth({ jwksFile }));
    const [old, next] = [await token(), await token({ header: { kid: 'two' }, key: others.privateKey })];
    const statuses = async () => [(await ask(service, old)).status, (await ask(service, next)).status];
    expect(await statuses()).toEqual([200, 401]);
    await writeFile(
      jwksFile,
      JSON.stringify({ keys: [{ ...(await exportJWK(others.publicKey)), kid: 'two' }] }),
    );
    expect(await statuses()).toEqual([200, 401]);
    await service.app.keys!.reload();
    // A removed key is revoked at once, although its token was verified before.
    expect(await statuses()).toEqual([401, 200]);
    await writeFile(jwksFile, '{"keys": []}');
    await expect(service.app.keys!.reload()).rejects.toMatchObject({ code: 'bad-configuration' });
    expect(await statuses()).toEqual([401, 200]);
    await service.close();
  });

  it('drops a token when it expires, however often it was used', async () => {
    let time = NOW * 1000;
    const jwksFile = join(folder, 'clock.json');
    await writeFile(jwksFile, JSON.stringify(keys));
    const service = await start('memory:', {
      ...auth({ jwksFile }, { clockTolerance: 0 }),
      now: () => new Date(time),
    });
    const good = await token({ claims: { exp: Math.floor(time / 1000) + 100 } });
    for (const [after, status] of [
      [0, 200],
      [98_000, 200],
      [101_000, 401],
      [200_000, 401],
    ] as const) {
      const began = time;
      time += after;
      expect((await ask(service, good)).status).toBe(status);
      time = began;
    }
    await service.close();
  });

  it.each([
    [
      'a private key in PEM',
      async () => ({ publicKeyFile: await write(await exportPKCS8(ours.privateKey)) }),
      /private key/,
    ],
    [
      'an RSA key that is too short',
      async () => ({ publicKeyFile: await write(pemOf('rsa', { modulusLength: 1024 })) }),
      /cannot verify tokens/,
    ],
    [
      'a key of another curve',
      async () => ({ publicKeyFile: await write(pemOf('ec', { namedCurve: 'secp256k1' })) }),
      /cannot verify tokens/,
    ],
    [
      'a key for agreement',
      async () => ({ publicKeyFile: await write(pemOf('x25519', {})) }),
      /cannot verify tokens/,
    ],
    ['garbage instead of a key', async () => ({ publicKeyFile: await write('rubbish') }), /not a public key/],
    ['a missing file', async () => ({ publicKeyFile: join(folder, 'absent') }), /cannot be read/],
    [
      'a key set with a private key',
      async () => ({ jwksFile: await write(JSON.stringify({ keys: [await exportJWK(ours.privateKey)] })) }),
      /secret key/,
    ],
    [
      'a key set with a shared secret',
      async () => ({ jwksFile: await write('{"keys":[{"kty":"oct","k":"AAAA"}]}') }),
      /secret key/,
    ],
    ['an empty key set', async () => ({ jwksFile: await write('{"keys":[]}') }), /not a JSON Web Key Set/],
    ['garbage instead of a key set', async () => ({ jwksFile: await write('{') }), /not a JSON Web Key Set/],
    [
      'keys over http from elsewhere',
      async () => ({ jwksUrl: 'http://lms.example.com/jwks' }),
      /not a URL for a key set/,
    ],
    ['keys from a file URL', async () => ({ jwksUrl: 'file:///etc/passwd' }), /not a URL for a key set/],
    ['keys from nonsense', async () => ({ jwksUrl: 'nonsense' }), /not a URL for a key set/],
    [
      'keys from a URL with a password',
      async () => ({ jwksUrl: 'https://user:secret@lms.example.com/' }),
      /^The URL with a password is not a URL for a key set$/,
    ],
    [
      'a key set whose only key is too weak',
      async () => {
        const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
        return { jwksFile: await write(JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] })) };
      },
      /no key that can verify tokens/,
    ],
    [
      'a key set that is also a secret',
      async () => ({ jwksFile: await write(JSON.stringify(keys)), secretFile: await write('x'.repeat(24)) }),
      /several sources/,
    ],
    [
      'a shared secret that is short',
      async () => ({ secretFile: await write('fifteen letters') }),
      /fewer than 16 characters/,
    ],
    [
      'a public key as the shared secret',
      async () => ({ secretFile: await write(await exportSPKI(ours.publicKey)) }),
      /contains a key, not a shared secret/,
    ],
    [
      'a key set as the shared secret',
      async () => ({ secretFile: await write(JSON.stringify(keys)) }),
      /contains a key, not a shared secret/,
    ],
    [
      'a shared secret that all users can read',
      async () => ({ secretFile: await write('x'.repeat(24), 0o644) }),
      /open to all users of this machine \(mode 0644\)/,
    ],
  ])('does not start with %s', async (_, source, message) => {
    await expect(start('memory:', auth(await source()))).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
  });

  it.each([
    [{ issuer: '' }, /issuer/],
    [{ issuer: [] }, /issuer/],
    [{ audience: undefined }, /audience/],
    [{ algorithms: ['HS256'] }, /"HS256"/],
    [{ algorithms: ['none'] }, /"none"/],
    [{ algorithms: [] }, /No algorithm/],
    [{ clockTolerance: 3600 }, /clock tolerance/],
    [{ staleIfError: 169 }, /169 hours/],
  ])('does not start with %j', async (more, message) => {
    const jwksFile = await write(JSON.stringify(keys));
    await expect(start('memory:', auth({ jwksFile }, more))).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringMatching(message),
    });
  });

  function pemOf(type: 'rsa' | 'ec' | 'x25519', options: object): string {
    const made = generateKeyPairSync(type as 'rsa', options as { modulusLength: number });
    return made.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  let files = 0;
  async function write(text: string, mode = 0o600): Promise<string> {
    files += 1;
    const path = join(folder, `file ${files}`);
    await writeFile(path, text, { mode });
    return path;
  }
});
