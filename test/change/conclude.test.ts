/** Ending an experiment: the kept group is shown what it was shown, nothing else differs, and the diff undoes it. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, parsePatch, reversePatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AbtestError,
  type Conclusion,
  type Course,
  concludeExperiment,
  conclusionRecord,
  contentOf,
  createRuntime,
  diffEdit,
  loadCourse,
  openStore,
  type SeenNode,
} from '../../src/index.js';
import { importLosses } from '../../src/loading/losses.js';
import { importOutcome } from '../../src/loading/outcome.js';
import { door } from '../built.js';
import { olxAbtest, wordsOf } from '../cli/command-line.js';
import { treeOf } from '../convert/read-tree.js';
import { onDisk } from '../olx/trees.js';
import { anyCourse, courseOf, sample, textOf, textsOf } from './trees.js';

/** What a learner is shown, block by block, A/B blocks of the experiment and units apart. */
async function shownTo(course: Course, groups: ReadonlyMap<string, string>): Promise<string[]> {
  const store = await openStore('memory:');
  const runtime = createRuntime({ store, force: (experiment) => groups.get(experiment) ?? null });
  const seen = await runtime.outlineFor(course, 'learner');
  const leaves = (node: SeenNode): string[] =>
    node.children.length > 0 || node.tag === 'vertical' || node.hasDynamicChildren
      ? node.children.flatMap(leaves)
      : [`${node.tag}/${node.urlName} ${JSON.stringify(contentOf(course, node.node))}`];
  return seen === null ? [] : leaves(seen);
}

function experimentsIn(
  course: Course,
): { name: string; key: string; groups: { name: string; key: string }[] }[] {
  const found = new Map<string, { name: string; key: string; groups: { name: string; key: string }[] }>();
  for (const { block } of course.blocks) {
    if (block.experiment === null) continue;
    const key =
      block.kind === 'abtest' ? block.experiment : `xblock.partition_service.partition_${block.partitionId}`;
    const groups = block.groups.map(({ id, name }) => ({
      name: name ?? '',
      key: id === null ? (name ?? '') : String(id),
    }));
    if (!found.has(key))
      found.set(key, {
        name: block.kind === 'abtest' ? block.experiment : String(block.partitionId),
        key,
        groups,
      });
  }
  return [...found.values()];
}

function concluded(course: Course, name: string, group: string): Conclusion | AbtestError {
  try {
    return concludeExperiment(course, name, group);
  } catch (error) {
    if (error instanceof AbtestError && error.code === 'edit-impossible') return error;
    throw error;
  }
}

/** The texts of the old course, made of the new ones and the diff. */
function undone(course: Course, conclusion: Conclusion): Record<string, string> {
  const texts = textsOf(conclusion.course);
  for (const patch of [...diffEdit(course, conclusion)].flatMap((text) => parsePatch(text))) {
    const reverse = reversePatch(patch);
    const [from, to] = [reverse.oldFileName!, reverse.newFileName!].map((name) =>
      name.replace(/^[ab]\//, ''),
    );
    const text = applyPatch(from === '/dev/null' ? '' : texts[from!]!, reverse);
    expect(text).not.toBe(false);
    if (from !== '/dev/null') delete texts[from!];
    if (to !== '/dev/null') texts[to!] = text as string;
  }
  return texts;
}

test('random courses: every experiment, every group', async () => {
  let [done, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(anyCourse, async (course) => {
      for (const { name, key, groups } of experimentsIn(course)) {
        for (const group of groups) {
          const conclusion = concluded(course, name, group.key);
          if (conclusion instanceof AbtestError) {
            refused += 1;
            continue;
          }
          done += 1;
          const kept = new Map([[key, group.key]]);
          expect(await shownTo(conclusion.course, kept)).toEqual(await shownTo(course, kept));
          expect(undone(course, conclusion)).toEqual(textsOf(course));
          const [old, now] = [importOutcome(course), importOutcome(conclusion.course)];
          if (old.failure === null) {
            expect(now.failure).toBeNull();
            expect(importLosses(now).length).toBeLessThanOrEqual(importLosses(old).length);
          }
          const { course: after } = conclusion;
          const orphans = new Set(after.orphans);
          const left = { ...after, blocks: after.blocks.filter(({ node }) => !orphans.has(node)) };
          expect(experimentsIn(left).map((each) => each.key)).not.toContain(key);
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(done).toBeGreaterThan(20);
  expect(done).toBeGreaterThan(refused);
});

describe('the sample', () => {
  test('an abtest, inline and behind a pointer, published and as a draft', () => {
    const course = sample();
    const { course: after, files, blocks, kept } = concludeExperiment(course, 'E', 'a');
    expect(kept).toEqual({ name: 'a', key: 'a' });
    expect(blocks).toHaveLength(3);
    expect(after.blocks.map(({ block }) => block.kind)).toEqual(['split_test']);
    expect(files.get('abtest/w.xml')).toBeNull();
    expect(files.get('drafts/abtest/w.xml')).toBeNull();
    expect(textOf(after, 'drafts/vertical/unit.xml')).toContain('><html url_name="x"/></vertical>');
    expect(textOf(after, 'html/x.xml')).toBe(textOf(course, 'html/x.xml'));
    expect(after.files.has('html/x.html')).toBe(true);
  });

  test('the default group by its short name', () => {
    expect(concludeExperiment(sample(), 'E', 'default').kept.name).toBe('_DEFAULT_GROUP');
  });

  test('a split_test: the leaves of its unit move up, the partition and the other unit go', () => {
    const course = sample();
    const { course: after, files, graded, experiment } = concludeExperiment(course, '700', '2');
    expect(experiment).toMatchObject({ kind: 'split_test', key: 'xblock.partition_service.partition_700' });
    for (const path of ['split_test/s.xml', 'vertical/one.xml', 'vertical/two.xml', 'problem/p.xml'])
      expect([path, files.get(path)]).toEqual([path, null]);
    expect(graded).toMatchObject([{ block: 'problem/p', format: null }]);
    expect(after.partitions.some(({ id }) => id === 700)).toBe(false);
    expect(after.blocks.map(({ block }) => block.kind)).not.toContain('split_test');
  });

  test('a record names the group, the reason and the files', () => {
    const course = sample();
    const conclusion = concludeExperiment(course, '700', '1');
    const record = JSON.parse(conclusionRecord(course, conclusion, { why: 'report.html', at: new Date(0) }));
    expect(record).toMatchObject({
      version: 1,
      kept: { key: '1' },
      why: 'report.html',
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(record.files.map(({ path }: { path: string }) => path)).toEqual([...conclusion.files.keys()]);
  });
});

describe('refusals', () => {
  const refusal = (course: Course, name = '700', group = '1'): string => {
    const answer = concluded(course, name, group);
    return answer instanceof AbtestError ? answer.message : 'not refused';
  };

  test('an unknown group, an unknown experiment', () => {
    expect(refusal(sample(), 'E', 'c')).toBe('The course has no group "c"');
    expect(refusal(sample(), 'F', 'a')).toBe('The course has no experiment "F"');
  });

  test('a setting of the unit that would be lost', () => {
    const course = sample({
      'vertical/one.xml': '<vertical visible_to_staff_only="true"><html url_name="z"/></vertical>',
    });
    expect(refusal(course)).toBe(
      'vertical/one has the setting "visible_to_staff_only", which would be lost with it',
    );
  });

  test('a draft of the unit that would be lost', () => {
    const course = sample({ 'drafts/vertical/one.xml': '<vertical><html url_name="z"/></vertical>' });
    expect(refusal(course)).toContain('drafts/vertical/one.xml');
  });

  test('a block of the experiment inside another one', () => {
    const inner =
      '<abtest experiment="E" url_name="i"><group name="a" portion="0.5"><html url_name="x"/></group><default/></abtest>';
    const course = sample({
      'abtest/w.xml': `<abtest experiment="E"><group name="a" portion=".5">${inner}</group><default/></abtest>`,
    });
    expect(refusal(course, 'E', 'a')).toContain('a block of the same experiment');
  });
});

test('a partition that group_access uses stays', () => {
  const texts = textsOf(sample());
  texts['html/y.xml'] = '<html group_access=\'{"700": [1]}\'>y</html>';
  const { course, changes } = concludeExperiment(courseOf(texts), '700', '1');
  expect(course.partitions.map(({ id }) => id)).toContain(700);
  expect(changes.map(({ message }) => message).join()).toContain('stays: a setting group_access uses it');
});

describe('olx-abtest conclude', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const page = readFileSync(join(root, 'docs/conclude.md'), 'utf8');

  function workplace(): string {
    const cwd = onDisk({});
    cpSync(join(root, 'fixtures/courses/sample'), join(cwd, 'course'), { recursive: true });
    return cwd;
  }

  test('docs/conclude.md: its commands run, and write what it says', async () => {
    const [, block] = /^```sh\n([\s\S]*?)^```/m.exec(page)!;
    for (const line of block!.trim().split('\n')) {
      const cwd = workplace();
      const before = treeOf(join(cwd, 'course'));
      const { exit, stdout } = await olxAbtest(wordsOf(line).slice(1), { cwd });
      expect([exit, stdout === '']).toEqual([0, false]);
      if (!line.includes('--write')) expect(treeOf(join(cwd, 'course'))).toEqual(before);
      if (!/--write|--out/.test(line)) continue;
      const written = line.includes('--out') ? 'new' : 'course';
      const { course } = await loadCourse(join(cwd, written));
      expect(new Set(course.blocks.map(({ block }) => block.kind)).size).toBe(1);
      expect(readdirSync(cwd).filter((name) => /^(course|new)\.concluded-.*\.json$/.test(name))).toHaveLength(
        1,
      );
    }
  });

  test('the record is that of --record and is not overwritten; the diff undoes the course', async () => {
    const cwd = workplace();
    const before = treeOf(join(cwd, 'course'));
    const words = ['conclude', 'course', '--experiment', 'Swarm hints', '--keep', 'With hints'];
    const patch = (await olxAbtest(words, { cwd })).stdout;
    const write = [...words, '--write', '--yes', '--why', 'W', '--record', 'end.json'];
    const { exit, stderr } = await olxAbtest(write, { cwd });
    expect([exit, stderr]).toEqual([
      0,
      expect.stringContaining('problem/swarm_cells "Queen cells" (Homework)'),
    ]);
    expect(JSON.parse(readFileSync(join(cwd, 'end.json'), 'utf8'))).toMatchObject({
      why: 'W',
      kept: { name: 'With hints' },
    });
    expect(spawnSync('patch', ['-R', '-p1', '-s', '-d', 'course'], { cwd, input: patch }).status).toBe(0);
    expect(treeOf(join(cwd, 'course'))).toEqual(before);
    expect(await olxAbtest(write, { cwd })).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining('is there already'),
    });
    expect(treeOf(join(cwd, 'course'))).toEqual(before);
  });

  test('--store marks the experiment as ended: all get the kept group, none is drawn or exposed', async () => {
    const cwd = workplace();
    const store = `sqlite:${join(cwd, 'learners.db')}`;
    await olxAbtest(['assign', 'course', '--learner', 'ada', '--store', store], { cwd });
    const words = [
      'conclude',
      'course',
      '--experiment',
      'Swarm hints',
      '--keep',
      'With hints',
      '--store',
      store,
    ];
    expect((await olxAbtest(words, { cwd })).exit).toBe(0);
    const opened = await openStore(store);
    const key = {
      scope: 'course-v1:HiveX+BEE101+2026_T1',
      experiment: 'xblock.partition_service.partition_764310258',
    };
    expect(await opened.ending(key)).toBeNull();
    const { exit, stderr } = await olxAbtest([...words, '--write', '--yes'], { cwd });
    expect([exit, stderr]).toEqual([
      0,
      expect.stringContaining('"Swarm hints" is marked as ended in the store'),
    ]);
    expect(await opened.ending(key)).toMatchObject({ group: '1180274501' });
    expect(await opened.sizes(key)).toEqual(new Map([[expect.any(String), 1]]));
    await opened.close();
    const old = join(root, 'fixtures/courses/sample');
    const assign = [
      'assign',
      old,
      '--learner',
      'ada',
      '--learner',
      'bob',
      '--store',
      store,
      '--format',
      'jsonl',
    ];
    const rows = (await olxAbtest(assign, { cwd })).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const hints = rows.filter(({ experiment }) => experiment === 'Swarm hints');
    expect(hints.map(({ group, reason }) => [group, reason])).toEqual([
      ['With hints', 'ended'],
      ['With hints', 'ended'],
    ]);
    cpSync(old, join(cwd, 'again'), { recursive: true });
    const other = ['conclude', 'again', ...words.slice(2), '--keep', 'Without hints', '--write', '--yes'];
    expect(await olxAbtest(other, { cwd })).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining('was ended with the group'),
    });
    expect(treeOf(join(cwd, 'again'))).toEqual(treeOf(old));
  });

  test('a refusal exits with 1, and --format json prints the record', async () => {
    const cwd = workplace();
    const words = (group: string) => ['conclude', 'course', '--experiment', 'Swarm hints', '--keep', group];
    expect(await olxAbtest(words('No hints'), { cwd })).toMatchObject({ exit: 1, stdout: '' });
    const { exit, stdout } = await olxAbtest([...words('1180274501'), '--format', 'json'], { cwd });
    expect([exit, JSON.parse(stdout).experiment.name]).toEqual([0, 'Swarm hints']);
  });

  test('the example of the library runs', () => {
    const cwd = workplace();
    const [, code] = /^```ts\n([\s\S]*?)^```/m.exec(page)!;
    writeFileSync(join(cwd, 'example.mjs'), code!.replace("'olx-abtest'", JSON.stringify(door('index.js'))));
    const { stdout, status } = spawnSync(process.execPath, ['example.mjs'], { cwd, encoding: 'utf8' });
    expect([status, stdout.trim().endsWith('With hints')]).toEqual([0, true]);
  });
});
