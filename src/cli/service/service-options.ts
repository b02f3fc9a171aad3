/** The options of `serve`: where to listen, what to log, and, without keys, as whom requests are made. */
import { readFile } from 'node:fs/promises';
import { isLoopback, LOOPBACK } from '../../http/loopback.js';
import type { DataQuota } from '../../index.js';
import type { ServiceOptions } from '../../service/service.js';
import type { Arguments } from '../args/command.js';
import { choice, flag, port, text, texts, wholeNumber } from '../args/options.js';
import { UsageError } from '../process/cli-errors.js';
import { AUTH_OPTIONS, authOf } from './auth-options.js';

/** Seconds: an hour. */
const MOST_DRAIN = 3600;
const LEVELS = ['none', 'error', 'warn', 'info', 'debug'] as const;

export const SERVICE_OPTIONS = {
  host: text('The address to listen on', { default: LOOPBACK }),
  port: port('The port; 0 for any free one', 8080),
  ...AUTH_OPTIONS,
  'cors-origin': texts('An origin whose pages may send requests (repeatable)'),
  'cors-allow-insecure': flag('Let pages of --cors-origin write with cookies over http; for development'),
  'allowed-host': texts('A host that requests may be for, also .example.com; by default any (repeatable)'),
  'base-path': text('The path under which a proxy passes requests on: /abtest'),
  'trust-proxy': texts('A proxy whose X-Forwarded headers are trusted (repeatable)'),
  rate: wholeNumber('Requests a minute per user; 0 for no limit', { least: 0, default: 6000 }),
  'quota-rows': wholeNumber('Rows of experiment data a user may have; 0 for no limit', {
    least: 0,
    default: 0,
  }),
  'quota-bytes': wholeNumber('Bytes of keys and values a user may have; 0 for no limit', {
    least: 0,
    default: 0,
  }),
  drain: wholeNumber('Seconds to keep serving after SIGTERM, with /readyz at 503', {
    least: 0,
    most: MOST_DRAIN,
    default: 0,
  }),
  development: text('Without keys: all requests are made as NAME, or NAME:staff; on this machine only', {
    defaultDescription: 'developer:staff',
  }),
  metrics: flag('Add GET /metrics (OpenMetrics), for everybody who can reach the service'),
  log: choice(LEVELS, 'What to log to stdout, as JSON lines', { default: 'info' }),
};

type ServiceArguments = Arguments<typeof SERVICE_OPTIONS>;

/** Everything except the store and the courses. */
type Wiring = Omit<ServiceOptions, 'store' | 'courses'>;

/** @throws UsageError when options are missing or exclude each other */
export async function wiringOf(argv: ServiceArguments): Promise<Wiring> {
  const auth = authOf(argv);
  const { rate } = argv;
  const origins = argv['cors-origin'];
  const allowInsecure = argv['cors-allow-insecure'];
  const proxies = argv['trust-proxy'];
  if (allowInsecure && origins.length === 0)
    throw new UsageError('--cors-allow-insecure requires origins', 'Give --cors-origin as well.');
  // With or without a slash at its end; `/` is none.
  const basePath = (argv['base-path'] ?? '').replace(/\/+$/, '');
  for (const proxy of proxies) await refuseNoAddress(proxy);
  if (auth !== undefined && argv.development !== undefined)
    throw new UsageError('--development and keys exclude each other', 'Leave one of them out.');
  if (auth === undefined) refusePublic(argv.host);
  return {
    ...(auth === undefined ? { development: developerOf(argv.development) } : { auth }),
    ...(origins.length > 0 && { cors: { origins, allowInsecure: allowInsecure === true } }),
    ...(argv['allowed-host'].length > 0 && { hosts: argv['allowed-host'] }),
    ...(proxies.length > 0 && { trustProxy: proxies }),
    ...(basePath !== '' && { basePath }),
    ...(argv.metrics && { metrics: true }),
    limits: {
      rate: rate === 0 ? false : { max: rate, windowMs: 60_000 },
      ...(await connectionsOf()),
      ...quotaOf(argv),
    },
    ...(argv.log !== 'none' && { log: { level: argv.log } }),
  };
}

/** File descriptors that stores, logs, threads and connections to PostgreSQL need. */
const OTHER_DESCRIPTORS = 200;

/** As many connections as the process may have open; where the system does not say, no bound. */
async function connectionsOf(): Promise<{ connections?: number }> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const most = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.NaN) - OTHER_DESCRIPTORS;
  return most > 0 ? { connections: most } : {};
}

function quotaOf(argv: ServiceArguments): { quota?: DataQuota } {
  const rows = argv['quota-rows'] || Number.POSITIVE_INFINITY;
  const bytes = argv['quota-bytes'] || Number.POSITIVE_INFINITY;
  return Number.isFinite(Math.min(rows, bytes)) ? { quota: { rows, bytes } } : {};
}

/** Development mode is for this machine: every request has the developer's rights. */
function refusePublic(host: string): void {
  if (isLoopback(host)) return;
  throw new UsageError(
    `Without keys authentication is disabled, so the service does not listen on ${host}`,
    'Give --jwks, --public-key or --jwt-secret-file, with --issuer and --audience, or leave out --host.',
  );
}

const NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses, and networks as `10.0.0.0/8` or by name. */
async function refuseNoAddress(proxy: string): Promise<void> {
  const { isIP } = await import('node:net');
  const [address = '', bits = '0', ...rest] = proxy.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  const isNetwork =
    isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most && rest.length === 0;
  if (isNetwork || NETWORKS.has(proxy)) return;
  throw new UsageError(
    `--trust-proxy "${proxy}" is not an address`,
    'Write the address of the proxy, or its network: 10.0.0.0/8, loopback, linklocal, uniquelocal.',
  );
}

function developerOf(text = 'developer:staff'): NonNullable<ServiceOptions['development']> {
  const isStaff = text.endsWith(':staff');
  const username = isStaff ? text.slice(0, -':staff'.length) : text;
  if (username === '') throw new UsageError('--development needs a name', 'Write NAME, or NAME:staff.');
  return { username, isStaff };
}
