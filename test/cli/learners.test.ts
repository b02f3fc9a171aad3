/** The commands about learners: what a file of expected output cannot hold. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/index.js';
import { MAIN } from '../built.js';
import { olxAbtest } from './command-line.js';

const root = new URL('../..', import.meta.url).pathname;
const course = join(root, 'fixtures/courses/sample');
const vectors = join(root, 'fixtures/bucket/stable.json');

/** Odd, but taken by every store. */
const ODD_NAMES = [
  'ada',
  '=cmd|calc',
  "'=kept",
  "''+two",
  '@at',
  '-',
  '\ttab',
  'comma, "quote"',
  "o'brien'; drop table abtest_assignment; --",
  'two\nlines',
  'cr\rinside',
  ' spaced ',
  '__proto__',
  'ad\u0430',
  'e\u0301',
  '\u{1f600}'.repeat(60),
  'x'.repeat(300),
  '\ufeffmark',
];

describe('learners', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const run = (args: readonly string[], input: string | Uint8Array = '') =>
    olxAbtest(args, { cwd: folder, input, env: { OLX_ABTEST_STORE: '' } });

  storing(run, (name) => join(folder, name));
  leaving((name) => join(folder, name), run);
});

bucketing();

type Run = (args: readonly string[], input?: string | Uint8Array) => ReturnType<typeof olxAbtest>;

function storing(run: Run, at: (name: string) => string): void {
  test('assignments are permanent, and only assign and import create a store', async () => {
    for (const args of [
      ['assign', course, '--learner', 'ada', '--dry-run'],
      ['children', course, '--learner', 'ada'],
      ['assignments', 'stats'],
      ['assignments', 'export'],
      ['assignments', 'forget', '--learner', 'ada'],
    ])
      await run(args);
    expect(existsSync(at('olx-abtest.db'))).toBe(false);
    const first = await run(['assign', course, '--learner', 'ada', '--format', 'jsonl']);
    expect(first.stderr).toContain('assigning in sqlite:./olx-abtest.db (created)');
    expect(first.stdout).toContain('"reason":"split"');
    const second = await run([
      'assign',
      course,
      '--learner',
      'ada',
      '--format',
      'jsonl',
      '--strategy',
      'random',
    ]);
    expect(second.stdout).toBe(first.stdout.replaceAll('split', 'stored'));
    expect((await run(['children', course, '--learner', 'ada'])).stdout).toContain('(stored)');
    expect((await run(['assignments', 'forget', '--learner', 'ada'])).stderr).toContain('2 assignments');
    expect((await run(['children', course, '--learner', 'ada'])).stdout).not.toContain('(stored)');
  });

  test('unusual names survive export and import unchanged', async () => {
    const jsonl = ODD_NAMES.map((learner) =>
      JSON.stringify({ learner, experiment: '=E', group: '+g', scope: '', strategy: 'stable@1' }),
    );
    const taken = await run(['assignments', 'import', '-', '--store', 'sqlite:./a.db'], jsonl.join('\n'));
    expect(taken).toMatchObject({ exit: 0 });
    expect(taken.stderr).toContain(`${ODD_NAMES.length} stored`);
    const exported = async (store: string, format: string) =>
      (await run(['assignments', 'export', '--store', `sqlite:./${store}.db`, '--format', format])).stdout;
    const whole = await exported('a', 'jsonl');
    for (const format of ['csv', 'jsonl', 'states']) {
      const copy = await run(
        ['assignments', 'import', '-', '--store', `sqlite:./${format}.db`],
        await exported('a', format),
      );
      expect(copy).toMatchObject({ exit: 0 });
      const again = await run(
        ['assignments', 'import', '-', '--store', 'sqlite:./a.db'],
        await exported('a', format),
      );
      expect(again.stderr).toContain(`${ODD_NAMES.length} already stored`);
      if (format !== 'states') expect(await exported(format, 'jsonl')).toBe(whole);
    }
    for (const line of (await exported('a', 'csv')).split('\n')) expect(line).not.toMatch(/(^|,)"?[=+\-@]/);
  });

  test('exposures and assignments are exported in parts: each goes on where the last one ended', async () => {
    const store = await openStore(`sqlite:${at('stream.db')}`);
    const of = (learner: string) => ({ scope: 's', experiment: '=E', learner, group: 'g' });
    const show = (learner: string) => store.expose({ ...of(learner), context: 'page', at: new Date(0) });
    for (const learner of ODD_NAMES) {
      await show(learner);
      await store.claim({ ...of(learner), strategy: 'stable@1', assignedAt: new Date(0) });
    }
    const stream = async (kind: string, after: string, format: string) => {
      const options = ['--store', 'sqlite:./stream.db', '--after', after, '--format', format];
      const { exit, stdout, stderr } = await run([kind, 'export', ...options]);
      expect(exit).toBe(0);
      return { lines: stdout.split('\n').slice(0, -1), next: /--after (\d+)\n$/.exec(stderr)?.[1] ?? '' };
    };
    for (const kind of ['exposures', 'assignments']) {
      const first = await stream(kind, '0', 'jsonl');
      expect(first.lines.map((line) => JSON.parse(line).learner)).toEqual(ODD_NAMES);
      expect(JSON.parse(first.lines.at(-1)!).position).toBe(first.next);
      expect(await stream(kind, first.next, 'jsonl')).toEqual({ lines: [], next: first.next });
      expect((await stream(kind, first.next, 'csv')).lines).toHaveLength(1);
    }
    const { next } = await stream('exposures', '0', 'csv');
    await show('later');
    const rest = await stream('exposures', next, 'csv');
    expect(rest.lines).toEqual([
      'scope,experiment,learner,context,group,exposed_at,position',
      `s,'=E,later,page,g,1970-01-01T00:00:00.000Z,${rest.next}`,
    ]);
    const list = ['exposures', 'list', '--store', 'sqlite:./stream.db'];
    const shown = await run([...list, '--after', next]);
    expect(shown.stdout).toMatch(/^position +scope .*\n\d+ +s +=E +later +page +g +1970.*\n$/);
    const page = JSON.parse((await run([...list, '--limit', '3', '--format', 'json'])).stdout);
    expect(page).toMatchObject({ version: 1, position: '3', more: true });
    expect(page.exposures.map(({ learner }: { learner: string }) => learner)).toEqual(ODD_NAMES.slice(0, 3));
    const whole = (await run(['exposures', 'export', '--store', 'sqlite:./stream.db'])).stdout;
    expect(whole).toMatch(/^scope,experiment,learner,context,group,exposed_at\n/);
    const wrong = await run([...list, '--after', '1e3']);
    expect(wrong).toMatchObject({ exit: 2 });
    expect(wrong.stderr).toContain('The position "1e3" is not one of a stream');
    const beyond = await run([...list, '--after', '999']);
    expect(beyond.stderr).toContain('is after the last one of the store');
    await store.close();
  });

  test('stats after a changed portion: no mismatch, the portions with their days, the sizes they expect', async () => {
    const url = `sqlite:${at('changed.db')}`;
    const store = await openStore(url);
    const key = { scope: 'course-v1:HiveX+BEE101+2026_T1', experiment: 'Tone of the texts' };
    const day = (number: number) => new Date(Date.UTC(2026, 0, number));
    const old = JSON.stringify([
      ['_DEFAULT_GROUP', '1', '2'],
      ['plain', '1', '4'],
      ['story', '1', '4'],
    ]);
    const now = JSON.stringify([
      ['_DEFAULT_GROUP', '1', '5'],
      ['plain', '1', '2'],
      ['story', '3', '10'],
    ]);
    await store.keepPortions([{ ...key, id: 'old', definition: old, since: day(2) }]);
    await store.keepPortions([{ ...key, id: 'now', definition: now, since: day(20) }]);
    const sizes = {
      old: { _DEFAULT_GROUP: 100, plain: 50, story: 50 },
      now: { _DEFAULT_GROUP: 20, plain: 50, story: 30 },
    };
    for (const [portions, counts] of Object.entries(sizes))
      for (const [group, count] of Object.entries(counts))
        for (let number = 0; number < count; number += 1)
          await store.claim({
            ...key,
            learner: `${portions} ${group} ${number}`,
            group,
            strategy: 'stable@1',
            assignedAt: day(1),
            portions,
          });
    await store.close();
    const args = ['assignments', 'stats', course, '--store', url, '--experiment', key.experiment];
    const { exit, stdout } = await run(args);
    expect(exit).toBe(0);
    expect(stdout).toContain('portions since 2026-01-02: plain 0.25, story 0.25, default 0.5 (200 learners)');
    expect(stdout).toContain('portions since 2026-01-20: plain 0.5, story 0.3, default 0.2 (100 learners)');
    expect(stdout).toContain(
      "✔ the sizes fit the portions of their time (exact multinomial tests of 2 periods, combined by Fisher's method, p = 1)",
    );
    expect(stdout).toMatch(/plain .*100 +100 +0\n/);
    const [{ periods, sampleRatio }] = JSON.parse(
      (await run([...args, '--format', 'json'])).stdout,
    ).experiments;
    expect(sampleRatio).toMatchObject({ mismatch: false, strata: 2 });
    expect(periods[0]).toMatchObject({
      since: '2026-01-02T00:00:00.000Z',
      groups: [{ name: 'plain', portion: '0.25', size: 50 }, {}, {}],
    });
  });

  test('outcomes are listed and exported with unusual names, and forgotten with their learner', async () => {
    const store = await openStore(`sqlite:${at('outcomes.db')}`);
    for (const [index, learner] of ODD_NAMES.entries())
      for (const name of ['quiz', '=time'])
        await store.recordOutcome({ scope: 's', name, learner, value: index / 8, at: new Date(index) });
    await store.close();
    const args = (verb: string, ...more: string[]) => [
      'outcomes',
      verb,
      '--store',
      'sqlite:./outcomes.db',
      ...more,
    ];
    const { stdout } = await run(args('export', '--name', 'quiz', '--format', 'jsonl'));
    const rows = stdout.split('\n').slice(0, -1);
    expect(rows).toHaveLength(ODD_NAMES.length);
    expect(rows.map((row) => JSON.parse(row).learner).sort()).toEqual([...ODD_NAMES].sort());
    const csv = (await run(args('export', '--scope', 's'))).stdout;
    expect(csv).toMatch(/^scope,name,learner,value,happened_at\ns,'=time,/);
    expect(csv).toContain(',0.125,1970-01-01T00:00:00.001Z\n');
    const page = await run(args('list', '--limit', '3'));
    expect(page.stdout.split('\n')[0]).toMatch(/^scope +name +learner +value +happened_at *$/);
    expect(page.stderr).toContain('more follow');
    const json = JSON.parse((await run(args('list', '--name', 'quiz', '--format', 'json'))).stdout);
    expect(json).toMatchObject({ version: 1, more: false });
    expect(json.outcomes).toHaveLength(ODD_NAMES.length);
    expect((await run(args('list', '--name', 'none'))).stdout).toBe('There are no outcomes.\n');
    const forget = ['assignments', 'forget', '--store', 'sqlite:./outcomes.db', '--learner', ODD_NAMES[0]!];
    expect((await run(forget)).stderr).toContain('0 exposures, 2 outcomes and 0 facts erased');
    const missing = await run(['outcomes', 'list', '--store', 'sqlite:./none.db']);
    expect([missing.exit, missing.stderr]).toEqual([3, expect.stringContaining('does not exist')]);
  });

  test('stats and simulate look at exposures: who was shown a group, whether that fits, and what it costs', async () => {
    const url = `sqlite:${at('shown.db')}`;
    const store = await openStore(url);
    const key = { scope: 'course-v1:HiveX+BEE101+2026_T1', experiment: 'Tone of the texts' };
    const groups = ['plain', 'story', '_DEFAULT_GROUP'];
    const shares = [50, 30, 20];
    for (const [index, group] of groups.entries())
      for (let number = 0; number < shares[index]!; number += 1) {
        const learner = `${group} ${number}`;
        await store.claim({ ...key, learner, group, strategy: 'stable@1', assignedAt: new Date(0) });
        // The story is shown to few of its learners.
        const isShown = group !== 'story' || number < 3;
        for (const context of isShown ? ['one', 'two'] : [])
          await store.expose({ ...key, learner, group, context, at: new Date(0) });
      }
    const stats = async () => {
      const args = ['assignments', 'stats', course, '--store', url, '--experiment', key.experiment];
      const { exit, stdout } = await run(args);
      const json = JSON.parse((await run([...args, '--format', 'json'])).stdout).experiments[0];
      return { exit, stdout, json };
    };
    const biased = await stats();
    expect(biased.exit).toBe(1);
    expect(biased.stdout).toContain('the sizes fit the portions');
    expect(biased.stdout).toContain(
      'sample-ratio mismatch of the learners who were shown a group: these sizes do not fit',
    );
    expect(biased.json).toMatchObject({
      groups: [
        { size: 50, exposed: 50 },
        { size: 30, exposed: 3 },
        { size: 20, exposed: 20 },
      ],
      sampleRatio: { mismatch: false },
      exposedSampleRatio: { mismatch: true },
      exposedToSeveral: 0,
    });
    for (let number = 3; number < 30; number += 1)
      await store.expose({
        ...key,
        learner: `story ${number}`,
        group: 'story',
        context: 'one',
        at: new Date(0),
      });
    await store.expose({ ...key, learner: 'story 1', group: 'plain', context: 'three', at: new Date(0) });
    const whole = await stats();
    expect(whole.exit).toBe(0);
    expect(whole.stdout).toContain('✔ of the learners who were shown a group: the sizes fit the portions');
    expect(whole.stdout).toContain('  1 learner shown more than one group, counted in each\n');
    await store.close();

    const simulated = async (...more: string[]) => {
      const args = ['simulate', course, '-n', '10000', '--experiment', key.experiment, ...more];
      return JSON.parse((await run([...args, '--format', 'json'])).stdout).experiments[0];
    };
    const [all, half] = [await simulated(), await simulated('--exposed', '50')];
    expect(half.groups).toEqual(all.groups);
    expect(all.effects).toHaveLength(3);
    for (const [index, { smallestEffect, alpha }] of half.effects.entries()) {
      expect(smallestEffect / all.effects[index].smallestEffect).toBeCloseTo(Math.SQRT2, 10);
      expect(alpha).toBeCloseTo(0.05 / 3, 10);
    }
    const table = await run(['simulate', course, '-n', '10000', '--exposed', '50']);
    expect(table.stdout).toContain(
      'two-sided α .05 for all 3 pairs, adjusted by Holm, power .8), of the 50 % who are shown the content',
    );
  });

  test('stats report a mismatch, removed groups, and imported assignments', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${i},${i < 300 ? 'story' : i < 390 ? 'plain' : 'old'}`,
    );
    const states = `learner,group,experiment\n${rows.map((row) => `${row},Tone of the texts`).join('\n')}\n`;
    await run(['assignments', 'import', '-', '--scope', 'course-v1:HiveX+BEE101+2026_T1'], states);
    const { exit, stdout } = await run(['assignments', 'stats', course]);
    expect(exit).toBe(1);
    expect(stdout).toContain('sample-ratio mismatch');
    expect(stdout).toContain('no longer in the course: old, 10');
    const json = JSON.parse((await run(['assignments', 'stats', course, '--format', 'json'])).stdout);
    expect(json.experiments[0]).toMatchObject({
      sampleRatio: { mismatch: true },
      stale: [{ name: 'old', size: 10 }],
    });
    const stale = (await run(['assign', course, '--learner', '395', '--format', 'jsonl'])).stdout;
    expect(stale).toContain('"group":"old","reason":"stored","stale":true');
    const anew = (
      await run(['assign', course, '--learner', '395', '--format', 'jsonl', '--stale', 'reassign'])
    ).stdout;
    expect(anew).toMatch(/"reason":"split","stale":true/);
    expect(anew).not.toContain('"old"');
  });
}

function leaving(at: (name: string) => string, run: Run): void {
  const rosterOf = (count: number) => {
    const path = at('roster.txt');
    writeFileSync(path, Array.from({ length: count }, (_, i) => `learner ${i}\n`).join(''));
    return path;
  };
  const stored = async () =>
    (await run(['assignments', 'export', '--format', 'jsonl'])).stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { learner: string });

  test('Ctrl-C ends after a complete batch; every printed assignment is stored, and a second run continues', async () => {
    const roster = rosterOf(200_000);
    const args = ['assign', course, '--roster', roster, '--format', 'jsonl'];
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: at('.'),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let told = '';
    child.stdout.on('data', (chunk) => {
      if (told === '') child.kill('SIGINT');
      told += chunk;
    });
    const exit = await new Promise((closed) => child.once('close', closed));
    expect(exit).toBe(130);
    const lines = told.split('\n').slice(0, -1);
    expect(lines.length).toBeLessThan(400_000);
    expect(await stored()).toHaveLength(lines.length);
    const small = rosterOf(10);
    expect((await run(['assign', course, '--roster', small, '--format', 'jsonl'])).stdout).not.toContain(
      'split',
    );
  });

  test('a closed pipe stops the command; the store is intact', async () => {
    const roster = rosterOf(200_000);
    const args = ['assign', course, '--roster', roster, '--format', 'jsonl'];
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: at('.'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const exit = await new Promise((closed) => child.once('close', closed));
    expect([exit, stderr]).toEqual([0, expect.stringContaining('stopped early')]);
    const rows = await stored();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(400_000);
    expect(rows.length % 2000).toBe(0);
  });
}

function bucketing(): void {
  interface Vector {
    readonly group: string;
    readonly username: string;
    readonly buckets: readonly number[];
  }
  const { counts, cases: all } = JSON.parse(readFileSync(vectors, 'utf8')) as {
    counts: number[];
    cases: Vector[];
  };

  test.each(all.filter(({ username }) => username !== '').slice(0, 4))(
    'bucket: $username',
    async (vector) => {
      const at = counts.indexOf(7);
      const { stdout } = await olxAbtest(['bucket', vector.group, vector.username, '-n7', '-c']);
      expect(stdout).toBe(`${vector.username} is in bucket: ${vector.buckets[at]}\n`);
    },
  );

  test('bucket generates names that are in their buckets', async () => {
    const { stdout } = await olxAbtest([
      'bucket',
      'My great experiment',
      'robot',
      '-n',
      '3',
      '-b',
      '2',
      '0',
      '2',
    ]);
    const made = stdout.split('\n').slice(2, -1);
    expect(stdout).toMatch(/^robot is in bucket: \d\nGenerated names:\n/);
    expect(made.map((line) => /^ {4}robot-mge-(\d)-[0-9a-z]{5}$/.exec(line)?.[1])).toEqual(['2', '0', '2']);
    for (const line of made) {
      const check = (await olxAbtest(['bucket', 'My great experiment', line.trim(), '-n', '3', '-c'])).stdout;
      expect(check).toBe(`${line.trim()} is in bucket: ${line.split('-')[2]}\n`);
    }
    expect((await olxAbtest(['bucket', 'e', '-c'], { env: { USER: 'root' } })).stdout).toMatch(
      /^root is in bucket: /,
    );
    expect((await olxAbtest(['bucket', 'e', 'bob', '-a', ''])).stdout).toMatch(/^ {4}bob-0-[0-9a-z]{5}$/m);
  });

  test('sql quotes what could be an injection, and refuses what cannot be quoted', async () => {
    const args = ['sql', '--dialect', 'postgres', '--column', 'u";x'];
    const { stdout } = await olxAbtest([
      ...args,
      '--experiment',
      "x'); drop table t; --\\",
      '--group',
      "a'b=.5",
    ]);
    expect(stdout).toContain(`E'x''); drop table t; --\\\\' || "u"";x"`);
    expect(stdout).toContain(`then 'a''b'`);
  });
}
