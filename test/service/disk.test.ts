/** A disk that is full and files that may not be written, as the operator of the command line and the service meets them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { MAIN } from '../built.js';
import { type ServiceProcess, serve, spawned } from './service-process.js';
import { path, TONE } from './v1/scene.js';

const NOBODY = 65534;
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-disk-'));
chmodSync(folder, 0o755);
const small = join(folder, 'small');
mkdirSync(small);
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
const isRoot =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, [MAIN, '--version'], { uid: NOBODY, gid: NOBODY }).status === 0;
if (!isMounted) console.warn('NOT RUN: the tests of a full disk, which need the right to mount a small one');
if (!isRoot) console.warn('NOT RUN: the tests of read-only files, which need root, to be another user');

const running: ServiceProcess[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) {
    each.process.kill('SIGKILL');
    await each.ended;
  }
});
afterAll(() => {
  if (isMounted) spawnSync('umount', [small]);
  rmSync(folder, { recursive: true, force: true });
});

function command(args: readonly string[], user: { uid?: number; gid?: number } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
    env: { ...process.env, NO_COLOR: '1' },
    ...user,
  });
  expect(stderr).not.toMatch(/\n {4}at |Unexpected/);
  return { status, stdout, stderr };
}

const rowsTo = (count: number) =>
  Array.from({ length: count }, (_, number) => `${JSON.stringify(row(number))}\n`).join('');
const row = (number: number) => ({ scope: 's', experiment: 'e', learner: `learner ${number}`, group: 'g' });
const imports = (file: string, store: string) => [
  'assignments',
  'import',
  file,
  '--store',
  `sqlite:${store}`,
];

describe.skipIf(!isMounted)('a full disk', () => {
  const filler = join(small, 'filler');
  const fill = () => {
    try {
      writeFileSync(filler, Buffer.alloc(2 ** 21));
    } catch {
      // Now it is full.
    }
  };

  it('ends an import, which says what it has stored; the rest follows when there is space', () => {
    const rows = join(folder, 'rows.jsonl');
    writeFileSync(rows, rowsTo(20_000));
    const store = join(small, 'imported.db');
    const full = command(imports(rows, store));
    expect([full.status, full.stderr]).toEqual([
      3,
      expect.stringMatching(/is full .*\n {2}hint: Free space/),
    ]);
    const stored = Number(/^olx-abtest: (\d+) stored/m.exec(full.stderr)![1]);
    expect(stored).toBeGreaterThan(0);
    const listed = command(['assignments', 'export', '--format', 'jsonl', '--store', `sqlite:${store}`]);
    expect(listed.stdout.split('\n').length - 1).toBe(stored);
    rmSync(store);
    rmSync(`${store}-wal`, { force: true });
    rmSync(`${store}-shm`, { force: true });
  });

  it('is 507 with Retry-After while the service reads on; nothing acknowledged is lost', async () => {
    const service = await serve(`sqlite:${join(small, 'served.db')}`);
    running.push(service);
    const ask = (method: string, learner: string) =>
      fetch(
        service.url +
          path('courses', 'course-v1:HiveX+BEE101+2026_T1', 'experiments', TONE, 'assignments', learner),
        { method },
      );
    expect((await ask('PUT', 'before')).status).toBe(201);
    fill();
    const answers: Response[] = [];
    for (let number = 0; number < 100; number += 1) answers.push(await ask('PUT', `learner ${number}`));
    const last = answers.at(-1)!;
    expect([last.status, last.headers.get('Retry-After')]).toEqual([507, '30']);
    expect(await last.json()).toMatchObject({ title: 'store-full', detail: expect.stringContaining('full') });
    expect((await ask('GET', 'before')).status).toBe(200);
    rmSync(filler);
    expect((await ask('PUT', 'after')).status).toBe(201);
    for (const [number, { status }] of answers.entries()) {
      const { reason } = (await (await ask('GET', `learner ${number}`)).json()) as { reason: string };
      expect(reason).toBe(status === 201 ? 'stored' : 'split');
    }
  });
});

describe.skipIf(!isRoot)('as a user who may not write', () => {
  const nobody = { uid: NOBODY, gid: NOBODY };
  const rows = join(folder, 'row.jsonl');
  const locked = join(folder, 'locked');
  const open = join(folder, 'open');
  const setUp = () => {
    writeFileSync(rows, rowsTo(1));
    for (const each of [locked, open]) {
      mkdirSync(each, { recursive: true });
      expect(command(imports(rows, join(each, 'store.db'))).status).toBe(0);
      chmodSync(join(each, 'store.db'), 0o444);
    }
    chmodSync(open, 0o777);
  };

  it('a folder, a file, or a folder that may not be searched: one sentence, and exit code 3', () => {
    setUp();
    const refusal = /^olx-abtest: The store \S+ cannot be written by this user .*\n {2}hint: .*\n$/m;
    for (const args of [
      imports(rows, join(locked, 'new.db')),
      imports(rows, join(open, 'store.db')),
      ['assignments', 'list', '--store', `sqlite:${join(locked, 'store.db')}`],
      ['serve', '--store', `sqlite:${join(locked, 'store.db')}`],
    ]) {
      const { status, stderr } = command(args, nobody);
      expect([status, stderr], args.join(' ')).toEqual([3, expect.stringMatching(refusal)]);
    }
    chmodSync(locked, 0o700);
    const hidden = command(['assignments', 'list', '--store', `sqlite:${join(locked, 'store.db')}`], nobody);
    expect([hidden.status, hidden.stderr]).toEqual([3, expect.stringMatching(refusal)]);
  });
});

it('a variable of the environment that has a typo is reported', async () => {
  const service = spawned(['--store', 'mysql://x'], { OLX_ABTEST_BASEPATH: '/abtest' });
  await service.ended;
  expect(service.stderr()).toMatch(/OLX_ABTEST_BASEPATH is unknown.*\n {2}hint: .*OLX_ABTEST_BASE_PATH/);
});
