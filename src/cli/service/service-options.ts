/** What `serve` is given, by options or by the environment: who may log in, where to listen, what to log. */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { isLoopback, LOOPBACK } from '../../http/loopback.js';
import type { ServiceOptions } from '../../service/service.js';
import type { Arguments } from '../args/command.js';
import { choice, port, text, texts, wholeNumber } from '../args/options.js';
import { UsageError } from '../process/cli-errors.js';

/** Seconds: an hour. */
const MOST_DRAIN = 3600;
const LEVELS = ['none', 'error', 'warn', 'info', 'debug'] as const;

export const SERVICE_OPTIONS = {
  host: text('The address to listen on', { default: LOOPBACK }),
  port: port('The port; 0 for any that is free', 8080),
  jwks: text('The keys of tokens: a JWKS file, or its https URL'),
  'public-key': text('The key of tokens: a PEM file'),
  issuer: texts('Who must have issued a token (repeatable)'),
  audience: texts('For whom a token must be (repeatable)'),
  'session-secret-file': text('A file with 32 random bytes or more, for sessions'),
  'cors-origin': texts('An origin whose pages may ask (repeatable)'),
  'trust-proxy': texts('A proxy whose X-Forwarded headers count (repeatable)'),
  rate: wholeNumber('Requests a minute of one person; 0 for any number', { least: 0, default: 6000 }),
  drain: wholeNumber('Seconds to go on after SIGTERM while /readyz says 503', {
    least: 0,
    most: MOST_DRAIN,
    default: 0,
  }),
  development: text('Without keys: everybody is NAME, or NAME:staff; on this machine only', {
    defaultDescription: 'developer:staff',
  }),
  log: choice(LEVELS, 'What to log to stdout, as JSON lines', { default: 'info' }),
};

type ServiceArguments = Arguments<typeof SERVICE_OPTIONS>;

/** Everything but the store and the courses. */
type Wiring = Omit<ServiceOptions, 'store' | 'courses'>;

/** @throws UsageError when something is missing, or does not go together */
export function wiringOf(argv: ServiceArguments): Wiring {
  const auth = authOf(argv);
  const { rate } = argv;
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
  if (isLoopback(host)) return;
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
