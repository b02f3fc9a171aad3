/** What `serve` was told, by options or by the environment: who may log in, where to listen, what to log. */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Options } from 'yargs';
import type { ServiceOptions } from '../../service/service.js';
import { last, names } from '../args/option.js';
import { wholeNumber } from '../args/whole-number.js';
import { UsageError } from '../process/cli-errors.js';

const TEXT = { type: 'string', requiresArg: true, coerce: last<string | undefined> } as const;
const TEXTS = {
  type: 'string',
  array: true,
  default: [] as string[],
  defaultDescription: 'none',
  requiresArg: true,
  coerce: names,
} as const;
/** Seconds. */
const LONGEST_DRAIN = 3600;
const LEVELS = ['none', 'error', 'warn', 'info', 'debug'] as const;

export const SERVICE_OPTIONS = {
  host: { ...TEXT, describe: 'The address to listen on', default: '127.0.0.1', coerce: last<string> },
  port: { ...TEXT, describe: 'The port; 0 for any that is free', default: '8080', coerce: last<string> },
  jwks: { ...TEXT, describe: 'The keys of tokens: a JWKS file, or its https URL' },
  'public-key': { ...TEXT, describe: 'The key of tokens: a PEM file' },
  issuer: { ...TEXTS, describe: 'Who must have issued a token (repeatable)' },
  audience: { ...TEXTS, describe: 'For whom a token must be (repeatable)' },
  'session-secret-file': { ...TEXT, describe: 'A file with 32 random bytes or more, for sessions' },
  'cors-origin': { ...TEXTS, describe: 'An origin whose pages may ask (repeatable)' },
  'trust-proxy': { ...TEXTS, describe: 'A proxy whose X-Forwarded headers count (repeatable)' },
  rate: {
    ...TEXT,
    describe: 'Requests a minute of one person; 0 for any number',
    default: '6000',
    coerce: last<string>,
  },
  drain: {
    ...TEXT,
    describe: 'Seconds to go on after SIGTERM while /readyz says 503',
    default: '0',
    coerce: last<string>,
  },
  development: {
    ...TEXT,
    describe: 'Without keys: everybody is NAME, or NAME:staff; on this machine only',
    defaultDescription: 'developer:staff',
  },
  log: {
    choices: LEVELS,
    default: 'info' as (typeof LEVELS)[number],
    requiresArg: true,
    coerce: last<(typeof LEVELS)[number]>,
    describe: 'What to log to stdout, as JSON lines',
  },
} as const satisfies Record<string, Options>;

export interface ServiceArguments {
  readonly host: string;
  readonly port: string;
  readonly jwks: string | undefined;
  readonly 'public-key': string | undefined;
  readonly issuer: readonly string[];
  readonly audience: readonly string[];
  readonly 'session-secret-file': string | undefined;
  readonly 'cors-origin': readonly string[];
  readonly 'trust-proxy': readonly string[];
  readonly rate: string;
  readonly drain: string;
  readonly development: string | undefined;
  readonly log: (typeof LEVELS)[number];
}

/** Everything but the store and the courses. */
export type Wiring = Omit<ServiceOptions, 'store' | 'courses'>;

/** @throws UsageError when something is missing, or does not go together */
export function wiringOf(argv: ServiceArguments): Wiring {
  const auth = authOf(argv);
  const rate = wholeNumber('--rate', argv.rate, 0);
  const origins = argv['cors-origin'];
  const proxies = argv['trust-proxy'];
  for (const proxy of proxies) refuseNoAddress(proxy);
  if (auth !== undefined && argv.development !== undefined)
    throw new UsageError('--development is for a service without keys', 'Leave one of them out.');
  if (auth === undefined) refusePublic(argv.host);
  return {
    ...(auth === undefined ? { development: developerOf(argv.development) } : { auth }),
    ...(origins.length > 0 && { cors: { origins } }),
    ...(proxies.length > 0 && { trustProxy: proxies }),
    limits: { rate: rate === 0 ? false : { max: rate, windowMs: 60_000 } },
    ...(argv.log !== 'none' && { log: { level: argv.log } }),
  };
}

export function portOf({ port }: ServiceArguments): number {
  const number = wholeNumber('--port', port, 0);
  if (number <= 65_535) return number;
  throw new UsageError(`--port ${number} is beyond 65535`);
}

/** Milliseconds. */
export function drainOf({ drain }: ServiceArguments): number {
  const seconds = wholeNumber('--drain', drain, 0);
  if (seconds <= LONGEST_DRAIN) return seconds * 1000;
  throw new UsageError(`--drain ${seconds} is beyond ${LONGEST_DRAIN}, an hour`);
}

function authOf(argv: ServiceArguments): ServiceOptions['auth'] {
  const jwks = argv.jwks ?? fromEnvironment('JWKS');
  const publicKey = argv['public-key'] ?? fromEnvironment('PUBLIC_KEY');
  const issuer = listed(argv.issuer, 'ISSUER');
  const audience = listed(argv.audience, 'AUDIENCE');
  const secretFile = argv['session-secret-file'] ?? fromEnvironment('SESSION_SECRET_FILE');
  if (jwks !== undefined && publicKey !== undefined)
    throw new UsageError('--jwks and --public-key exclude each other', 'Choose one.');
  if (jwks === undefined && publicKey === undefined) {
    const needless = Object.entries({ issuer, audience, 'session-secret-file': secretFile ?? [] }).find(
      ([, value]) => value.length > 0,
    );
    if (needless !== undefined)
      throw new UsageError(
        `--${needless[0]} is of no use without keys`,
        'Give --jwks or --public-key as well.',
      );
    return undefined;
  }
  for (const [name, values] of Object.entries({ issuer, audience })) {
    if (values.length === 0)
      throw new UsageError(
        `--${name} is missing`,
        'With keys both --issuer and --audience are needed: else a token made for somebody else would do.',
      );
  }
  const keys =
    publicKey !== undefined
      ? { publicKeyFile: there(publicKey, 'public key') }
      : /^https?:/i.test(jwks!)
        ? { jwksUrl: jwks! }
        : { jwksFile: there(jwks!, 'key set') };
  return {
    token: { keys, issuer, audience },
    ...(secretFile !== undefined && { session: { secretFile: there(secretFile, 'session secret') } }),
  };
}

function there(path: string, what: string): string {
  if (existsSync(path)) return path;
  throw new UsageError(`The file of the ${what}, "${path}", is not there`, 'Check the path.');
}

/** Development is for this machine: whoever reaches the service is the developer. */
function refusePublic(host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (isLoopback) return;
  throw new UsageError(
    `Without keys nobody has to log in, so the service does not listen on ${host}`,
    'Give --jwks or --public-key with --issuer and --audience, or leave --host out.',
  );
}

const NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses, and networks as `10.0.0.0/8` or by name. */
function refuseNoAddress(proxy: string): void {
  const [address = '', bits = '0', ...rest] = proxy.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  const isNetwork =
    isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most && rest.length === 0;
  if (isNetwork || NETWORKS.has(proxy)) return;
  throw new UsageError(
    `--trust-proxy "${proxy}" is no address`,
    'Write the address of the proxy, or its network: 10.0.0.0/8, loopback, linklocal, uniquelocal.',
  );
}

function developerOf(text = 'developer:staff'): NonNullable<ServiceOptions['development']> {
  const isStaff = text.endsWith(':staff');
  const username = isStaff ? text.slice(0, -':staff'.length) : text;
  if (username === '') throw new UsageError('--development needs a name', 'Write NAME, or NAME:staff.');
  return { username, isStaff };
}

function listed(given: readonly string[], name: string): readonly string[] {
  const text = fromEnvironment(name);
  return given.length > 0 || text === undefined ? given : text.split(/\s+/);
}

function fromEnvironment(name: string): string | undefined {
  return process.env[`OLX_ABTEST_${name}`]?.trim() || undefined;
}
