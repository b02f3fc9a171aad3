/** The options of `serve` for logins: keys of tokens, sessions, cookies, and pages of other origins. */
import { existsSync } from 'node:fs';
import type { ServiceOptions } from '../../service/service.js';
import type { Arguments } from '../args/command.js';
import { choice, text, texts, wholeNumber } from '../args/options.js';
import { UsageError } from '../process/cli-errors.js';

/** Hours: a week. */
const MOST_STALE = 168;

export const AUTH_OPTIONS = {
  jwks: text('The public keys of tokens: a JWKS file, or its https URL'),
  'public-key': text('The public key of tokens: a PEM file'),
  'jwt-secret-file': text('Instead of public keys: a file with the secret of HS256 and HS512 tokens'),
  'jwks-stale-hours': wholeNumber('Hours to use the last good keys while the URL of --jwks fails', {
    least: 0,
    most: MOST_STALE,
    default: 24,
  }),
  issuer: texts('An accepted issuer of tokens (repeatable)'),
  audience: texts('An accepted audience of tokens (repeatable)'),
  'jwt-cookies': text('The cookies with a token: HEADER_PAYLOAD,SIGNATURE, one NAME, or none', {
    defaultDescription: 'edx-jwt-cookie-header-payload,edx-jwt-cookie-signature',
  }),
  'session-secret-file': text('A file with at least 32 random bytes, for sessions'),
  'session-cookie': text('The name of the session cookie', { defaultDescription: 'olx_abtest_session' }),
  'csrf-cookie': text('The name of the cookie with the CSRF token', { defaultDescription: 'csrftoken' }),
  'cross-domain-csrf-cookie': text('A second cookie with the CSRF token: NAME:DOMAIN'),
  'cookie-domain': text('The domain of the cookies, such as .example.com', {
    defaultDescription: 'this host only',
  }),
  'same-site': choice(['lax', 'strict', 'none'] as const, 'SameSite of the cookies', { default: 'lax' }),
  'trusted-origin': texts('An origin whose pages may write with cookies: https://*.example.com (repeatable)'),
};

type AuthArguments = Arguments<typeof AUTH_OPTIONS>;
type Auth = NonNullable<ServiceOptions['auth']>;

/** `undefined` without keys. @throws UsageError when options are missing or exclude each other */
export function authOf(argv: AuthArguments): Auth | undefined {
  const keys = keysOf(argv);
  const { issuer, audience, 'session-secret-file': secretFile } = argv;
  if (keys === undefined) {
    refuseNeedless(argv);
    return undefined;
  }
  for (const [name, values] of Object.entries({ issuer, audience })) {
    if (values.length === 0)
      throw new UsageError(
        `--${name} is missing`,
        'Give both --issuer and --audience with keys, so that tokens for other services are not accepted.',
      );
  }
  const { 'session-cookie': sessionCookie, 'same-site': sameSite, 'cookie-domain': domain } = argv;
  if (sessionCookie !== undefined && secretFile === undefined)
    throw new UsageError('--session-cookie requires sessions', 'Give --session-secret-file as well.');
  return {
    token: {
      keys,
      issuer,
      audience,
      ...cookieOf(argv['jwt-cookies']),
      ...('jwksUrl' in keys && { staleIfError: argv['jwks-stale-hours'] }),
    },
    ...(secretFile !== undefined && {
      session: {
        secretFile: there(secretFile, 'session secret'),
        ...(sessionCookie !== undefined && { cookieName: sessionCookie }),
      },
    }),
    csrf: csrfOf(argv),
    cookies: { sameSite, ...(domain !== undefined && { domain }) },
  };
}

// -------------------------------------------------------------------------------------------------------------------

function keysOf(argv: AuthArguments): Auth['token']['keys'] | undefined {
  const sources = Object.entries({
    jwks: argv.jwks,
    'public-key': argv['public-key'],
    'jwt-secret-file': argv['jwt-secret-file'],
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const [first, second] = sources;
  if (first === undefined) return undefined;
  if (second !== undefined)
    throw new UsageError(`--${first[0]} and --${second[0]} exclude each other`, 'Leave out one of them.');
  const [name, value] = first;
  if (name === 'public-key') return { publicKeyFile: there(value, 'public key') };
  if (name === 'jwt-secret-file') return { secretFile: there(value, 'token secret') };
  return /^https?:/i.test(value) ? { jwksUrl: value } : { jwksFile: there(value, 'key set') };
}

/** Options that have no effect without keys. */
function refuseNeedless(argv: Readonly<Record<string, unknown>>): void {
  const names = [
    'issuer',
    'audience',
    'jwt-cookies',
    'session-secret-file',
    'session-cookie',
    'csrf-cookie',
    'cross-domain-csrf-cookie',
    'cookie-domain',
    'trusted-origin',
  ];
  const needless = names.find((name) => [argv[name] ?? []].flat().length > 0);
  if (needless === undefined) return;
  throw new UsageError(
    `--${needless} requires keys`,
    'Give --jwks, --public-key or --jwt-secret-file as well.',
  );
}

function cookieOf(given: string | undefined): Pick<Auth['token'], 'cookie'> {
  if (given === undefined) return {};
  if (given === 'none') return { cookie: false };
  const [first = '', second, ...rest] = given.split(',');
  if (rest.length > 0)
    throw new UsageError(`--jwt-cookies "${given}" has more than two names`, 'Write one or two names.');
  if (second === undefined) return { cookie: { whole: first } };
  return { cookie: { headerPayload: first, signature: second } };
}

function csrfOf(argv: AuthArguments): NonNullable<Auth['csrf']> {
  const { 'csrf-cookie': cookieName, 'cross-domain-csrf-cookie': crossDomain } = argv;
  const [name = '', domain = '', ...rest] = crossDomain?.split(':') ?? [];
  if (crossDomain !== undefined && (domain === '' || rest.length > 0))
    throw new UsageError(
      `--cross-domain-csrf-cookie "${crossDomain}" lacks a name or a domain`,
      'Write NAME:DOMAIN, as in prod-csrftoken:.example.com.',
    );
  return {
    trustedOrigins: argv['trusted-origin'],
    ...(cookieName !== undefined && { cookieName }),
    ...(crossDomain !== undefined && { crossDomainCookie: { name, domain } }),
  };
}

function there(path: string, what: string): string {
  if (existsSync(path)) return path;
  throw new UsageError(`The file of the ${what}, "${path}", does not exist`, 'Check the path.');
}
