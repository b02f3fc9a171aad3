/** Forged tokens by kind of forgery, for a service whose key set has an RSA, an EC and an Ed25519 key. */
import {
  b64,
  CLAIMS,
  ecPair,
  edPair,
  jwkOf,
  NOW,
  type Pair,
  rsaPair,
  signed,
  signedText,
  withHmac,
} from './issuer.js';

interface IssuerKeys {
  readonly rsa: Pair;
  readonly ec: Pair;
  readonly ed: Pair;
}

/** What is sent after `JWT `, and the status: 401, but 403 for a valid token of a restricted application. */
type Forgery = readonly [name: string, token: string, status?: number];

export function forgeries(ours: IssuerKeys): Readonly<Record<string, readonly Forgery[]>> {
  return {
    'no signature at all': unsigned(),
    'a shared secret in place of a key': secrets(ours),
    'another key': otherKeys(ours),
    'a key that the token brings along': broughtKeys(ours),
    'another signature': signatures(ours),
    'a changed payload': payloads(ours),
    'another time': times(ours),
    'another issuer or audience': issuers(ours),
    'another name': names(ours),
    'another version or application': versions(ours),
    'another form': forms(ours),
  };
}

const pem = ({ publicKey }: Pair): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();
const der = ({ publicKey }: Pair): Buffer => publicKey.export({ type: 'spki', format: 'der' });
const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];

function unsigned(): Forgery[] {
  const spellings = ['none', 'None', 'NONE', 'nOnE', 'none ', '', 'null', 'plain', 'RS0', 'HS0'];
  return [
    ...spellings.map((alg): Forgery => [`alg "${alg}"`, `${b64({ alg })}.${b64(CLAIMS)}.`]),
    ['alg none with the kid of a key', `${b64({ alg: 'none', kid: 'rsa' })}.${b64(CLAIMS)}.`],
    ['alg none with a signature', `${b64({ alg: 'none' })}.${b64(CLAIMS)}.AAAA`],
    ['alg null', `${b64({ alg: null })}.${b64(CLAIMS)}.`],
    ['alg missing', `${b64({ typ: 'JWT' })}.${b64(CLAIMS)}.AAAA`],
    ['alg a list', `${b64({ alg: ['RS256', 'none'] })}.${b64(CLAIMS)}.`],
  ];
}

function secrets({ rsa, ec }: IssuerKeys): Forgery[] {
  const known: readonly (readonly [string, string | Buffer])[] = [
    ['the public key in PEM', pem(rsa)],
    ['the public key in PEM without its line end', pem(rsa).trimEnd()],
    ['the public key in DER', der(rsa)],
    ['the public key as JSON', JSON.stringify(jwkOf(rsa))],
    ['the modulus as text', jwkOf(rsa).n!],
    ['the modulus as bytes', Buffer.from(jwkOf(rsa).n!, 'base64url')],
    ['the EC key in PEM', pem(ec)],
    ['an empty secret', ''],
    ['the name of the audience', 'openedx'],
    ['Open edX’s default secret', 'lms-secret'],
  ];
  return [
    ...known.map(([name, secret]): Forgery => [`HS256 with ${name}`, withHmac(secret, 'HS256')]),
    ['HS384 with the public key', withHmac(pem(rsa), 'HS384')],
    ['HS512 with the public key', withHmac(pem(rsa), 'HS512')],
    ['HS256 with the kid of the key', withHmac(pem(rsa), 'HS256', {}, { kid: 'rsa' })],
    ['an HMAC that is called RS256', withHmac(pem(rsa), 'RS256')],
    ['an HMAC that is called ES256', withHmac(pem(ec), 'ES256')],
    ['an HMAC that is called EdDSA', withHmac(pem(ec), 'EdDSA')],
  ];
}

function otherKeys({ rsa, ec, ed }: IssuerKeys): Forgery[] {
  const theirs = rsaPair();
  const kids: unknown[] = [
    'rsa',
    'unknown',
    '',
    '../../etc/passwd',
    "' OR 1=1 --",
    '__proto__',
    'a'.repeat(4000),
  ];
  const odd: unknown[] = [0, null, true, ['rsa'], { kid: 'rsa' }];
  return [
    ['another RSA key', signed(theirs)],
    ['another RSA key, RS512', signed(theirs, {}, { alg: 'RS512' })],
    ['another EC key', signed(ecPair(), {}, { alg: 'ES256' })],
    ['another Ed25519 key', signed(edPair(), {}, { alg: 'EdDSA' })],
    ['an RSA key that is short', signed(rsaPair(1024))],
    ['a curve that is not accepted', signed(ecPair('secp256k1'), {}, { alg: 'ES256K' })],
    ['the right key under an algorithm that is off', signed(rsa, {}, { alg: 'PS256' })],
    ['RS384, which is off', signed(rsa, {}, { alg: 'RS384' })],
    [
      'the EC key’s signature called RS256',
      signedText(ec.privateKey, `${b64({ alg: 'RS256' })}.${b64(CLAIMS)}`, 'ES256'),
    ],
    [
      'the RSA key’s signature called ES256',
      signedText(rsa.privateKey, `${b64({ alg: 'ES256' })}.${b64(CLAIMS)}`, 'RS256'),
    ],
    [
      'the Ed25519 key’s signature called RS256',
      signedText(ed.privateKey, `${b64({ alg: 'RS256' })}.${b64(CLAIMS)}`, 'EdDSA'),
    ],
    ...[...kids, ...odd].map(
      (kid): Forgery => [
        `another key, kid ${JSON.stringify(kid).slice(0, 30)}`,
        signed(theirs, {}, { alg: 'RS256', kid }),
      ],
    ),
  ];
}

function broughtKeys({ rsa }: IssuerKeys): Forgery[] {
  const theirs = rsaPair();
  const jwk = jwkOf(theirs, { kid: 'rsa' });
  const url = 'https://evil.example.com/jwks.json';
  const headers: readonly (readonly [string, object])[] = [
    ['jwk', { jwk }],
    ['jwk and the kid of ours', { jwk, kid: 'rsa' }],
    ['jku', { jku: url }],
    ['jku on loopback', { jku: 'http://127.0.0.1/jwks.json' }],
    ['jku of a file', { jku: 'file:///tmp/jwks.json' }],
    ['x5u', { x5u: url }],
    ['x5c', { x5c: [der(theirs).toString('base64')] }],
    ['x5t', { x5t: 'AAAA', 'x5t#S256': 'AAAA' }],
    ['epk', { epk: jwk }],
  ];
  return [
    ...headers.map(([name, header]): Forgery => [name, signed(theirs, {}, { alg: 'RS256', ...header })]),
    [
      'a private key as jwk',
      signed(theirs, {}, { alg: 'RS256', jwk: theirs.privateKey.export({ format: 'jwk' }) }),
    ],
    ['our key as jwk, another signature', signed(theirs, {}, { alg: 'RS256', jwk: jwkOf(rsa) })],
  ];
}

function signatures({ rsa, ec }: IssuerKeys): Forgery[] {
  const [head, payload, signature] = parts(signed(rsa));
  const [, , other] = parts(signed(rsa, { preferred_username: 'bob' }));
  const bytes = Buffer.from(signature, 'base64url');
  const changed = (change: (bytes: Buffer) => Buffer) => change(Buffer.from(bytes)).toString('base64url');
  const [ecHead, ecPayload] = parts(signed(ec, {}, { alg: 'ES256' }));
  const ofEc = (bytes: Buffer) => `${ecHead}.${ecPayload}.${bytes.toString('base64url')}`;
  const with1 = Buffer.alloc(64);
  with1[31] = 1;
  with1[63] = 1;
  return [
    ['an empty one', `${head}.${payload}.`],
    ['one of another token', `${head}.${payload}.${other}`],
    ['zeros', `${head}.${payload}.${Buffer.alloc(256).toString('base64url')}`],
    ['ones', `${head}.${payload}.${Buffer.alloc(256, 255).toString('base64url')}`],
    ['cut', `${head}.${payload}.${changed((all) => all.subarray(0, 255))}`],
    ['longer', `${head}.${payload}.${changed((all) => Buffer.concat([all, Buffer.alloc(1)]))}`],
    ['twice', `${head}.${payload}.${signature}${signature}`],
    ['backwards', `${head}.${payload}.${changed((all) => all.reverse())}`],
    ['a changed bit', `${head}.${payload}.${changed((all) => all.fill(all[9]! ^ 1, 9, 10))}`],
    ['an ECDSA signature of zeros', ofEc(Buffer.alloc(64))],
    ['an ECDSA signature of ones', ofEc(with1)],
    [
      'an ECDSA signature with r and s equal to n',
      ofEc(Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2), 'hex')),
    ],
    ['an empty ECDSA signature', ofEc(Buffer.alloc(0))],
  ];
}

function payloads({ rsa }: IssuerKeys): Forgery[] {
  const [head, payload, signature] = parts(signed(rsa));
  const changes: readonly object[] = [
    { administrator: true },
    { preferred_username: 'root' },
    { exp: NOW + 1e6 },
    { scopes: ['everything'] },
    { superuser: true },
  ];
  return [
    ...changes.map(
      (change): Forgery => [JSON.stringify(change), `${head}.${b64({ ...CLAIMS, ...change })}.${signature}`],
    ),
    [
      'other white space',
      `${head}.${Buffer.from(JSON.stringify(CLAIMS, null, 1)).toString('base64url')}.${signature}`,
    ],
    ['an empty payload', `${head}..${signature}`],
    ['the header in place of the payload', `${head}.${head}.${signature}`],
    ['another header', `${b64({ alg: 'RS256', typ: 'JWT' })}.${payload}.${signature}`],
  ];
}

function times({ rsa }: IssuerKeys): Forgery[] {
  const rows: readonly object[] = [
    { exp: NOW - 60 },
    { exp: NOW - 6 },
    { exp: 0 },
    { exp: -1 },
    { exp: undefined },
    { exp: null },
    { exp: '2099-01-01' },
    { exp: String(NOW + 600) },
    { exp: [NOW + 600] },
    { exp: true },
    { nbf: NOW + 60 },
    { nbf: String(NOW) },
    { nbf: null },
    { iat: undefined },
    { iat: null },
    { iat: String(NOW) },
    { iat: NOW + 60 },
    { iat: [NOW] },
  ];
  return rows.map((claims): Forgery => [textOf(claims), signed(rsa, claims as Record<string, unknown>)]);
}

function issuers({ rsa }: IssuerKeys): Forgery[] {
  const rows: readonly object[] = [
    { iss: undefined },
    { iss: null },
    { iss: '' },
    { iss: 'https://evil.example.com/oauth2' },
    { iss: `${CLAIMS.iss}/` },
    { iss: `${CLAIMS.iss}.evil.com` },
    { iss: CLAIMS.iss.toUpperCase() },
    { iss: [CLAIMS.iss] },
    { iss: { toString: CLAIMS.iss } },
    { aud: undefined },
    { aud: null },
    { aud: '' },
    { aud: [] },
    { aud: 'others' },
    { aud: 'openedx ' },
    { aud: 'OpenEdX' },
    { aud: ['others', 'openedx2'] },
    { aud: { openedx: true } },
  ];
  return rows.map((claims): Forgery => [textOf(claims), signed(rsa, claims as Record<string, unknown>)]);
}

function names({ rsa }: IssuerKeys): Forgery[] {
  const odd: unknown[] = [
    undefined,
    null,
    '',
    ' ',
    ' ada',
    'ada\n',
    'ada\0',
    'a\u2028b',
    7,
    true,
    ['ada'],
    { name: 'ada' },
    'a'.repeat(2000),
  ];
  return odd.map(
    (preferred_username): Forgery => [textOf({ preferred_username }), signed(rsa, { preferred_username })],
  );
}

function versions({ rsa }: IssuerKeys): Forgery[] {
  const versions: unknown[] = [
    '2.0.0',
    '10.0.0',
    '2',
    '',
    'latest',
    '1',
    '01.0.0',
    '1.2',
    'v1.0.0',
    1,
    2,
    null,
    true,
    ['1.0.0'],
  ];
  const restricted: unknown[] = [true, 1, 'true', 'false', 'yes', ['x'], {}];
  return [
    ...versions.map((version): Forgery => [textOf({ version }), signed(rsa, { version })]),
    ...restricted.map((is_restricted): Forgery => {
      const claims = { is_restricted, administrator: true, scopes: ['certificates:read'] };
      return [textOf({ is_restricted }), signed(rsa, claims), 403];
    }),
  ];
}

function forms({ rsa }: IssuerKeys): Forgery[] {
  const good = signed(rsa);
  const [head, payload, signature] = parts(good);
  const raw = (text: string) => Buffer.from(text).toString('base64url');
  return [
    ['one part', 'abc'],
    ['two parts', `${head}.${payload}`],
    ['four parts', `${good}.AAAA`],
    ['five parts, as an encrypted token', `${b64({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
    ['only dots', '..'],
    ['not base64', '!!.!!.!!'],
    ['JSON instead of parts', JSON.stringify({ protected: head, payload, signature }).replaceAll(' ', '')],
    ['two tokens', `${good} ${good}`],
    ['a comma', `${good},${good}`],
    ['in quotes', `"${good}"`],
    ['nothing', ''],
    ['a header that is a list', `${b64([])}.${payload}.${signature}`],
    ['a header of null', `${b64(null)}.${payload}.${signature}`],
    ['a header that is not JSON', `${raw('{')}.${payload}.${signature}`],
    ['a payload that is a list', signedText(rsa.privateKey, `${head}.${b64([1])}`, 'RS256')],
    ['a payload that is a text', signedText(rsa.privateKey, `${head}.${b64('ada')}`, 'RS256')],
    ['a payload that is not JSON', signedText(rsa.privateKey, `${head}.${raw('{"a"')}`, 'RS256')],
    [
      'a payload that is not UTF-8',
      signedText(rsa.privateKey, `${head}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}`, 'RS256'),
    ],
    ['crit that is unknown', signed(rsa, {}, { alg: 'RS256', crit: ['x'], x: 1 })],
    ['crit that is empty', signed(rsa, {}, { alg: 'RS256', crit: [] })],
    ['an unencoded payload', signed(rsa, {}, { alg: 'RS256', crit: ['b64'], b64: false })],
    ['huge', signed(rsa, { padding: 'x'.repeat(9000) })],
    ['an encrypted token', `${b64({ alg: 'RSA-OAEP', enc: 'A128GCM' })}.AAAA.AAAA.AAAA.AAAA`],
  ];
}

function textOf(claims: object): string {
  return Object.entries(claims)
    .map(([name, value]) => `${name} ${value === undefined ? 'missing' : JSON.stringify(value)}`.slice(0, 60))
    .join();
}
