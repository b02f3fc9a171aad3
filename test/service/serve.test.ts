/** `serve` as a stranger meets it: what is wrong is said in a sentence, with an exit code, and nothing is left behind. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../storage/child.js';
import { withHmac } from './auth/issuer.js';
import { type ServiceProcess, serve, spawned } from './service-process.js';
import { V1 } from './v1/scene.js';

let folder: string;
const running: ServiceProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'olx-abtest-serve-'));
});
afterEach(async () => {
  for (const each of running.splice(0)) {
    each.process.kill('SIGKILL');
    await each.ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const service = spawned(args, env);
  const exit = await service.ended;
  expect(service.stdout()).toBe('');
  expect(service.stderr()).toMatch(/^olx-abtest: /m);
  expect(service.stderr()).not.toMatch(/\n {4}at |unexpected happened|Warning/);
  return { exit, says: service.stderr() };
}

const KEYS = ['--issuer', 'lms', '--audience', 'abtest'];

describe.concurrent('invalid options', () => {
  test.each<[string, readonly string[], number, RegExp]>([
    ['no store', [], 2, /needs a store/],
    ['a store of an unknown kind', ['--store', 'mysql://x'], 2, /Unknown store "mysql:"/],
    ['a missing folder', ['--store', 'sqlite:/nowhere/a.db'], 3, /\/nowhere\/a\.db/],
    ['a store of SQLite without a file', ['--store', 'sqlite:'], 2, /has no file/],
    ['a store of SQLite with a host', ['--store', 'sqlite://a.db'], 2, /sqlite:\/\/a\.db, has a host/],
    ['a store of PostgreSQL without //', ['--store', 'postgres:u:hunter2@h/x'], 2, /has no \/\//],
    ['an unknown host', ['--store', 'postgres://u:hunter2@no-host.invalid/x'], 3, /no name server knows/],
    [
      'a certificate that does not exist',
      ['--store', 'postgres://u:hunter2@127.0.0.1:1/x?sslrootcert=/nowhere/ca'],
      3,
      /names a file that does not exist.*\/nowhere\/ca/,
    ],
    ['a folder instead of a file', ['--store', `sqlite:${tmpdir()}`], 3, /is a folder/],
    ['a file that is no database', ['--store', 'sqlite:README.md'], 3, /is not an intact store/],
    ['a missing PostgreSQL', ['--store', 'postgres://u:hunter2@127.0.0.1:1/x'], 3, /cannot be reached/],
    ['a missing course', ['--store', 'memory:', '--course', '/nowhere'], 3, /\/nowhere/],
    [
      'the same course twice',
      ['--store', 'memory:', '--course', 'fixtures/courses/sample', '--course', 'fixtures/courses'],
      2,
      /is served twice/,
    ],
    [
      'writing over http from no origin',
      ['--store', 'memory:', '--cors-allow-insecure'],
      2,
      /--cors-allow-insecure requires origins/,
    ],
    [
      'no keys, and open to other machines',
      ['--store', 'memory:', '--host', '0.0.0.0'],
      2,
      /does not listen on 0\.0\.0\.0/,
    ],
    [
      'no keys, and open to other machines over IPv6',
      ['--store', 'memory:', '--host', '::'],
      2,
      /does not listen on ::/,
    ],
    [
      'keys and development',
      ['--store', 'memory:', '--jwks', 'package.json', ...KEYS, '--development', 'ada'],
      2,
      /exclude each other/,
    ],
    ['an invalid proxy', ['--store', 'memory:', '--trust-proxy', 'banana'], 2, /"banana" is not an address/],
    ['a network too narrow', ['--store', 'memory:', '--trust-proxy', '10.0.0.0/33'], 2, /is not an address/],
    ['a developer without a name', ['--store', 'memory:', '--development', ':staff'], 2, /needs a name/],
    ['an issuer without keys', ['--store', 'memory:', '--issuer', 'lms'], 2, /requires keys/],
    [
      'keys without an issuer',
      ['--store', 'memory:', '--jwks', 'package.json', '--audience', 'a'],
      2,
      /--issuer is missing/,
    ],
    [
      'keys without an audience',
      ['--store', 'memory:', '--jwks', 'package.json', '--issuer', 'a'],
      2,
      /--audience is missing/,
    ],
    [
      'a missing key file',
      ['--store', 'memory:', '--public-key', '/nowhere.pem', ...KEYS],
      2,
      /"\/nowhere\.pem"/,
    ],
    [
      'an invalid key file',
      ['--store', 'memory:', '--public-key', 'package.json', ...KEYS],
      2,
      /package\.json/,
    ],
    ['an invalid key set', ['--store', 'memory:', '--jwks', 'package.json', ...KEYS], 2, /package\.json/],
    [
      'public keys and a shared secret',
      ['--store', 'memory:', '--jwks', 'package.json', '--jwt-secret-file', 'package.json', ...KEYS],
      2,
      /--jwks and --jwt-secret-file exclude each other/,
    ],
    [
      'cookie options without keys',
      ['--store', 'memory:', '--trusted-origin', 'https://a.example'],
      2,
      /--trusted-origin requires keys/,
    ],
    [
      'a session cookie without sessions',
      ['--store', 'memory:', '--jwks', 'package.json', ...KEYS, '--session-cookie', 'a'],
      2,
      /--session-cookie requires sessions/,
    ],
    [
      'a second cookie without a domain',
      ['--store', 'memory:', '--jwks', 'package.json', ...KEYS, '--cross-domain-csrf-cookie', 'a'],
      2,
      /"a" lacks a name or a domain/,
    ],
    [
      'a cookie name that no browser takes',
      ['--store', 'memory:', '--jwks', 'package.json', ...KEYS, '--csrf-cookie', 'a b'],
      2,
      /"a b" is not a cookie name/,
    ],
    [
      'three cookies with a token',
      ['--store', 'memory:', '--jwks', 'package.json', ...KEYS, '--jwt-cookies', 'a,b,c'],
      2,
      /has more than two names/,
    ],
    [
      'stale keys for a month',
      ['--store', 'memory:', '--jwks', 'package.json', ...KEYS, '--jwks-stale-hours', '720'],
      2,
      /720 is more than 168/,
    ],
    ['an invalid port', ['--store', 'memory:', '--port', '80x'], 2, /--port "80x"/],
    ['a port above 65535', ['--store', 'memory:', '--port', '65536'], 2, /65536/],
    ['an invalid drain', ['--store', 'memory:', '--drain', '0.5'], 2, /--drain "0\.5"/],
    [
      'a drain above the limit',
      ['--store', 'memory:', '--drain', '3601'],
      2,
      /--drain 3601 is more than 3600/,
    ],
    ['an invalid option', ['--store', 'memory:', '--prot', '80'], 2, /--port/],
    ['an invalid host', ['--store', 'memory:', '--host', '127.0.0.300'], 2, /127\.0\.0\.300/],
  ])('%s', async (_, args, exit, says) => {
    const told = await refusal(args);
    expect(told).toEqual({ exit, says: expect.stringMatching(says) });
    expect(told.says).not.toContain('hunter2');
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { exit, says } = await refusal(['--store', 'memory:', '--port', String(port)]);
    other.close();
    expect([exit, says]).toEqual([3, expect.stringContaining('the port is in use')]);
  });

  test('a session secret that is too short', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'short', { mode: 0o600 });
    const told = await refusal([
      '--store',
      'memory:',
      '--jwks',
      'package.json',
      ...KEYS,
      '--session-secret-file',
      secret,
    ]);
    expect(told.exit).toBe(2);
  });
});

describe('development mode', () => {
  test('is reported on stderr and in every response', async () => {
    const service = await started('memory:', '--development', 'ada');
    expect(service.stderr()).toMatch(/DEVELOPMENT MODE/);
    expect(service.stderr()).toContain('Every request is made as "ada".');
    const answer = await fetch(`${service.url}${V1}/courses`);
    expect([answer.status, answer.headers.get('X-Development-Mode')]).toEqual([200, expect.any(String)]);
    expect((await fetch(`${service.url}${V1}/flags`)).status).toBe(403);
  });

  test('has by default the user developer, who is staff', async () => {
    const service = await started('memory:');
    expect((await fetch(`${service.url}${V1}/flags`)).status).toBe(200);
  });
});

describe('courses', () => {
  test('with errors are served, with a warning and their number', async () => {
    const place = mkdtempSync(join(folder, 'courses-'));
    mkdirSync(join(place, 'course'));
    writeFileSync(
      join(place, 'course/course.xml'),
      course('<abtest experiment="E"><group name="a" portion="3"/></abtest>'),
    );
    const service = await started('memory:', '--course', join(place, 'course'));
    expect(service.stderr()).toMatch(/has \d errors?; it is served nevertheless/);
    expect(service.stderr()).toContain('2 courses at http');
  });

  test('are read again on SIGHUP; the current ones are kept when that fails', async () => {
    const place = mkdtempSync(join(folder, 'courses-'));
    mkdirSync(join(place, 'course'));
    const file = join(place, 'course/course.xml');
    const withExperiment = (name: string) =>
      course(
        `<abtest experiment="${name}"><group name="a" portion="1"><html url_name="x">x</html></group></abtest>`,
      );
    writeFileSync(file, withExperiment('First'));
    const service = await started('memory:', '--course', join(place, 'course'));
    const names = async () => {
      const answer = await fetch(`${service.url}${V1}/courses/course-v1:o+c+r/experiments`);
      const { experiments } = (await answer.json()) as { experiments: { name: string }[] };
      return experiments.map(({ name }) => name);
    };
    expect(await names()).toEqual(['First']);
    writeFileSync(file, withExperiment('Second'));
    service.process.kill('SIGHUP');
    await until(() => service.stderr().includes('read again'), 'the courses to be read again');
    expect(await names()).toEqual(['Second']);
    const refusals = () => service.stderr().split('the current courses are kept').length - 1;
    // As it is while somebody writes it.
    writeFileSync(file, withExperiment('Third').slice(0, 100));
    service.process.kill('SIGHUP');
    await until(() => refusals() === 1, 'the failure to be told');
    expect(await names()).toEqual(['Second']);
    rmSync(join(place, 'course'), { recursive: true });
    service.process.kill('SIGHUP');
    await until(() => refusals() === 2, 'the failure to be told');
    expect(await names()).toEqual(['Second']);
  });
});

describe('keys', () => {
  const secret = 'a secret of more than 16 characters';
  const withSecret = (path: string, text = secret, mode = 0o600) => {
    writeFileSync(path, text, { mode });
    return ['--jwt-secret-file', path, ...KEYS];
  };
  const statusOf = async ({ url }: ServiceProcess, token: string) =>
    (await fetch(`${url}/api/experiments/v0/data/`, { headers: { Authorization: `JWT ${token}` } })).status;
  const signedWith = (text: string) => withHmac(text, 'HS256', { iss: 'lms', aud: 'abtest' });

  test('are read again on SIGHUP; the current ones are kept when that fails', async () => {
    const file = join(folder, 'token-secret');
    const service = await started('memory:', ...withSecret(file));
    expect(await statusOf(service, signedWith(secret))).toBe(200);
    writeFileSync(file, `${secret}, new\n`);
    service.process.kill('SIGHUP');
    await until(() => service.stderr().includes('read again: the keys of tokens'), 'the keys to be read');
    expect(await statusOf(service, signedWith(secret))).toBe(401);
    expect(await statusOf(service, signedWith(`${secret}, new`))).toBe(200);
    writeFileSync(file, 'short');
    service.process.kill('SIGHUP');
    await until(() => service.stderr().includes('the current keys are kept'), 'the failure to be reported');
    expect(await statusOf(service, signedWith(`${secret}, new`))).toBe(200);
    expect(service.stderr()).not.toContain(secret);
  });

  test('the secret of sessions is read again on SIGHUP; the current one is kept when that fails', async () => {
    const file = join(folder, 'session-secret');
    const newSecret = () => writeFileSync(file, randomBytes(64), { mode: 0o600 });
    newSecret();
    const keys = withSecret(join(folder, 'lms-secret'));
    const service = await started('memory:', ...keys, '--session-secret-file', file);
    const begun = await fetch(`${service.url}${V1}/session`, {
      method: 'POST',
      headers: { Authorization: `JWT ${signedWith(secret)}` },
    });
    const Cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const status = async () => (await fetch(`${service.url}${V1}/courses`, { headers: { Cookie } })).status;
    expect([begun.status, await status()]).toEqual([204, 200]);
    writeFileSync(file, 'short');
    service.process.kill('SIGHUP');
    await until(() => service.stderr().includes('the current secret is kept'), 'the failure to be reported');
    expect(await status()).toBe(200);
    newSecret();
    service.process.kill('SIGHUP');
    await until(() => service.stderr().includes('read again: the secret of sessions'), 'it to be read');
    expect(await status()).toBe(401);
  });

  test('at a URL that cannot be reached are reported at the start', async () => {
    const service = await started('memory:', '--jwks', 'http://127.0.0.1:1/jwks.json', ...KEYS);
    expect(service.stderr()).toContain('olx-abtest: the key set cannot be fetched: ');
    expect(await statusOf(service, signedWith(secret))).toBe(401);
    const answer = await fetch(`${service.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'keys unavailable' }]);
  });

  test('in a file that all users can read are refused', async () => {
    const file = join(folder, 'open-secret');
    const told = await refusal(['--store', 'memory:', ...withSecret(file, secret, 0o644)]);
    expect(told).toEqual({ exit: 2, says: expect.stringContaining('open to all users of this machine') });
    expect(told.says).toContain(`chmod 600 ${file}`);
  });
});

describe('/readyz', () => {
  const ready = async ({ url }: ServiceProcess) => {
    const answer = await fetch(`${url}/readyz`);
    return [answer.status, ((await answer.json()) as { status: string }).status];
  };

  test('reports that the file of the store was removed or replaced', async () => {
    const file = join(folder, 'a.db');
    const service = await started(`sqlite:${file}`);
    await expect.poll(() => ready(service)).toEqual([200, 'ready']);
    renameSync(file, `${file}.old`);
    await expect.poll(() => ready(service)).toEqual([503, 'store replaced']);
    copyFileSync(`${file}.old`, file);
    await expect.poll(() => ready(service)).toEqual([503, 'store replaced']);
    renameSync(`${file}.old`, file);
    await expect.poll(() => ready(service)).toEqual([200, 'ready']);
  });

  test('reports the shutdown during --drain, while other requests are answered', async () => {
    const service = await started('memory:', '--drain', '300');
    service.process.kill('SIGTERM');
    await until(() => service.stderr().includes('SIGTERM'), 'the signal to be heard');
    expect(await ready(service)).toEqual([503, 'closing']);
    const answer = await fetch(`${service.url}${V1}/courses`);
    expect([answer.status, answer.headers.get('Connection')]).toEqual([200, 'close']);
  });

  test('--drain ends after its seconds', async () => {
    const service = await started('memory:', '--drain', '1');
    const stoppedAt = performance.now();
    service.process.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(performance.now() - stoppedAt).toBeGreaterThan(990);
  });
});

async function started(store: string, ...more: readonly string[]): Promise<ServiceProcess> {
  const service = await serve(store, ...more);
  running.push(service);
  return service;
}

function course(block: string): string {
  return `<course org="o" course="c" url_name="r"><chapter url_name="w"><sequential url_name="s"><vertical url_name="v">${block}</vertical></sequential></chapter></course>`;
}
