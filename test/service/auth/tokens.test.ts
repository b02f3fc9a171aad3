/** Tokens: which are taken, and every way in which one is not. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publicKeys } from '../../../src/service/auth/keys.js';
import { ALGORITHMS } from '../../../src/service/auth/options.js';
import { Tokens } from '../../../src/service/auth/tokens.js';
import { AUDIENCE, Client, ISSUER, type Running, start, V0 } from '../service.js';

const DATA = `${V0}/data/`;
const CLAIMS = { preferred_username: 'ada', administrator: false };
/** Seconds: what every service of this file has as the time, so that no test depends on how long it takes. */
const NOW = Math.floor(Date.now() / 1000);
const now = () => new Date(NOW * 1000);

let ours: GenerateKeyPairResult;
let others: GenerateKeyPairResult;
let folder: string;
let jwks: Server;
let jwksUrl: string;
let fetched = 0;
let keys: { keys: object[] };
let answerKeys: 'well' | 'with an error' | 'with rubbish' | 'never' = 'well';

beforeAll(async () => {
  ours = await generateKeyPair('RS256', { extractable: true });
  others = await generateKeyPair('RS256', { extractable: true });
  keys = { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
  folder = await mkdtemp(join(tmpdir(), 'olx-abtest-keys-'));
  jwks = createServer((_request, response) => {
    fetched += 1;
    if (answerKeys === 'never') return;
    response.statusCode = answerKeys === 'with an error' ? 500 : 200;
    response.end(answerKeys === 'with rubbish' ? '<html>' : JSON.stringify(keys));
  });
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks.json`;
});
afterAll(async () => {
  jwks?.closeAllConnections();
  jwks?.close();
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
    await writeFile(secretFile, crypto.getRandomValues(new Uint8Array(64)));
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

  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const goodPayload = () => b64({ ...CLAIMS, iss: ISSUER, aud: AUDIENCE, exp: NOW + 600 });
  const withHmac = (secret: string | Buffer, alg = 'HS256') => {
    const text = `${b64({ alg, kid: 'one' })}.${goodPayload()}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };

  /** Each attack, or mistake, and how it is answered. */
  const REFUSED: readonly (readonly [name: string, make: () => Promise<string> | string, detail?: string])[] =
    [
      [
        'alg none',
        () =>
          new UnsecuredJWT({ ...CLAIMS })
            .setIssuer(ISSUER)
            .setAudience(AUDIENCE)
            .setExpirationTime('1h')
            .encode(),
      ],
      ['alg none, in capitals', () => `${b64({ alg: 'NONE' })}.${goodPayload()}.`],
      ['alg none with the kid of a key', () => `${b64({ alg: 'none', kid: 'one' })}.${goodPayload()}.`],
      ['alg missing', () => `${b64({ kid: 'one' })}.${goodPayload()}.AAAA`],
      [
        'HS256 with the public key in PEM as the secret',
        async () => withHmac(await exportSPKI(ours.publicKey)),
      ],
      ['HS256 with the public key as JSON as the secret', () => withHmac(JSON.stringify(keys.keys[0]))],
      ['HS256 with an empty secret', () => withHmac('')],
      ['HMAC under the name of RS256', async () => withHmac(await exportSPKI(ours.publicKey), 'RS256')],
      [
        'another algorithm of the same key, which is not in the list',
        async () => {
          const { use: _, ...same } = await exportJWK(ours.privateKey);
          return token({ header: { alg: 'PS256' }, key: (await importJWK(same, 'PS256')) as CryptoKey });
        },
      ],
      ['the key of somebody else', () => token({ key: others.privateKey })],
      ['a kid that nobody has', () => token({ header: { kid: 'two' } })],
      ['a kid that is a path', () => token({ header: { kid: '../../etc/passwd' }, key: others.privateKey })],
      ['expired', () => token({ claims: { exp: NOW - 60 } }), 'Token has expired.'],
      ['not yet valid', () => token({ claims: { nbf: NOW + 60 } })],
      ['another issuer', () => token({ claims: { iss: 'https://evil.example.com' } })],
      ['no issuer', () => token({ claims: { iss: undefined } })],
      ['another audience', () => token({ claims: { aud: 'others' } })],
      ['no audience', () => token({ claims: { aud: undefined } })],
      ['no end', () => token({ claims: { exp: undefined } })],
      ['an end that is a text', () => token({ claims: { exp: '2099-01-01' } })],
      ['no name', () => token({ claims: { preferred_username: undefined } }), 'Invalid payload.'],
      ['an empty name', () => token({ claims: { preferred_username: '' } }), 'Invalid payload.'],
      ['a name that is a list', () => token({ claims: { preferred_username: ['ada'] } }), 'Invalid payload.'],
      ['a name with NUL', () => token({ claims: { preferred_username: 'ada\0' } }), 'Invalid payload.'],
      [
        'a name that no store takes',
        () => token({ claims: { preferred_username: 'a'.repeat(2000) } }),
        'Invalid payload.',
      ],
      [
        'crit that is unknown',
        () => `${b64({ alg: 'RS256', kid: 'one', crit: ['x'], x: 1 })}.${goodPayload()}.AAAA`,
      ],
      [
        'its own key inside (jwk)',
        async () =>
          token({ header: { kid: 'two', jwk: await exportJWK(others.publicKey) }, key: others.privateKey }),
      ],
      [
        'the address of its own keys (jku, x5u)',
        () => token({ header: { kid: 'two', jku: jwksUrl, x5u: jwksUrl }, key: others.privateKey }),
      ],
      [
        'a payload that was changed',
        async () => {
          const [head, , signature] = (await token()).split('.');
          return `${head}.${b64({ ...CLAIMS, administrator: true, iss: ISSUER, aud: AUDIENCE, exp: NOW + 600 })}.${signature}`;
        },
      ],
      ['no signature', async () => `${(await token()).split('.').slice(0, 2).join('.')}.`],
      ['huge', () => token({ claims: { padding: 'x'.repeat(9000) } }), 'Error decoding token.'],
      ['one part', () => 'abc', 'Error decoding token.'],
      ['four parts', async () => `${await token()}.AAAA`, 'Error decoding token.'],
      ['no base64', () => '!!.!!.!!', 'Error decoding token.'],
      ['a header that is a list', () => `${b64([])}.${goodPayload()}.AAAA`],
      ['a header of null', () => `${b64(null)}.${goodPayload()}.AAAA`],
      [
        'a payload that is no object',
        async () =>
          new CompactSign(Buffer.from('[1]'))
            .setProtectedHeader({ alg: 'RS256', kid: 'one' })
            .sign(ours.privateKey),
      ],
      [
        'two tokens',
        async () => `${await token()} ${await token()}`,
        'Invalid Authorization header. Credentials string should not contain spaces.',
      ],
      ['nothing', () => '', 'Invalid Authorization header. No credentials provided.'],
    ];

  const attacks = REFUSED.map(([name, make, detail]) => ({ name, make, detail }));
  it.each(attacks)('refuses $name', async ({ make, detail }) => {
    for (const path of [DATA, `${V0}/key-value/`]) {
      const client = new Client(service.url, { Authorization: `JWT ${await make()}` });
      const answer = await client.ask('GET', path);
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({
        detail: detail ?? expect.stringMatching(/^(Invalid token|Error decoding token)\.$/),
      });
      expect(answer.headers.get('WWW-Authenticate')).toBe('JWT realm="api"');
    }
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

  it('fetches keys when they are needed, once, and again for an unknown key', async () => {
    fetched = 0;
    const service = await start('memory:', auth({ jwksUrl }));
    expect(fetched).toBe(0);
    const answers = await Promise.all(Array.from({ length: 20 }, async () => ask(service, await token())));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(fetched).toBe(1);
    // Made-up keys do not make the service ask again and again.
    const madeUp = async (kid: string) => (await ask(service, await token({ header: { kid } }))).status;
    for (const kid of ['a', 'b', 'c']) expect(await madeUp(kid)).toBe(401);
    expect(fetched).toBe(1);
    const before = keys;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    try {
      keys = { keys: [{ ...(await exportJWK(others.publicKey)), kid: 'two', alg: 'RS256' }] };
      const rotated = await token({ header: { kid: 'two' }, key: others.privateKey });
      expect((await ask(service, rotated)).status).toBe(200);
      expect(fetched).toBe(2);
      for (const kid of ['d', 'e', 'f']) expect(await madeUp(kid)).toBe(401);
      expect(fetched).toBe(2);
    } finally {
      vi.useRealTimers();
      keys = before;
    }
    await service.close();
  });

  it.each(['with an error', 'with rubbish'] as const)(
    'a key set answered with %s: 503, until it is available again',
    async (how) => {
      const service = await start('memory:', auth({ jwksUrl }));
      answerKeys = how;
      const bad = await ask(service, await token());
      expect([bad.status, bad.body]).toEqual([
        503,
        { detail: 'Token signing keys are temporarily unavailable.' },
      ]);
      expect(bad.headers.get('Retry-After')).toBe('2');
      answerKeys = 'well';
      expect((await ask(service, await token())).status).toBe(200);
      await service.close();
    },
  );

  it('a key set that never arrives: 503, until it is available again', async () => {
    const options = { keys: { jwksUrl }, issuer: ISSUER, audience: AUDIENCE };
    const tokens = new Tokens(options, await publicKeys(options.keys, 50), now);
    answerKeys = 'never';
    await expect(tokens.principal(await token(), 'token')).rejects.toMatchObject({ statusCode: 503 });
    answerKeys = 'well';
    // A machine that is busy may take longer than the time above.
    const patient = new Tokens(options, await publicKeys(options.keys), now);
    expect(await patient.principal(await token(), 'token')).toMatchObject({ username: 'ada' });
  });

  it('a key set with a key that is too weak: 503, and the log has the reason', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const jwk = { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak' };
    const jwksFile = await write(JSON.stringify({ keys: [jwk] }));
    const lines: string[] = [];
    const log = { stream: { write: (line: string) => void lines.push(line) } };
    const service = await start('memory:', { ...auth({ jwksFile }), log });
    const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${b64({ alg: 'RS256', kid: 'weak' })}.${b64({ ...CLAIMS, iss: ISSUER, aud: AUDIENCE, exp: NOW + 60 })}`;
    const signature = sign('sha256', Buffer.from(text), weak.privateKey).toString('base64url');
    expect((await ask(service, `${text}.${signature}`)).status).toBe(503);
    await service.close();
    expect(lines.join('')).toMatch(/"because":\["[^"]*2048 bits/);
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
  async function write(text: string): Promise<string> {
    files += 1;
    const path = join(folder, `file ${files}`);
    await writeFile(path, text);
    return path;
  }
});
