/** The diff of a conversion is one that other programs take: applied to the course it gives the converted course. */
import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convertCourse, diffConversion, loadCourse, writeCourse } from '../../src/index.js';
import { courseWith, onDisk } from '../olx/trees.js';
import { isMissing } from '../programs.js';
import { treeOf } from './read-tree.js';

const block = (name: string, end: string): string =>
  `<vertical>${end}<abtest experiment="E" url_name="${name}">${end}<group portion="0.5" name="a"><html url_name="h">h</html></group><default/></abtest>${end}</vertical>`;

const trees: Readonly<Record<string, Record<string, string>>> = {
  plain: { 'vertical/unit.xml': `${block('w', '\n')}\n` },
  'CR LF': { 'vertical/unit.xml': `${block('w', '\r\n')}\r\n` },
  'no line end at the end': { 'vertical/unit.xml': block('w', '\n') },
  'a name with a blank and an ü': {
    'vertical/unit.xml': '<vertical><vertical url_name="two wörds"/></vertical>',
    'vertical/two wörds.xml': `${block('w', '\n')}\n`,
  },
};

test.skipIf(isMissing('git')).each(Object.entries(trees))('%s', async (_name, tree) => {
  const source = onDisk(courseWith('', { 'policies/run/policy.json': '{}', ...tree }));
  const { course } = await loadCourse(source);
  const conversion = await convertCourse(course, { to: 'split_test' });
  expect(conversion.refused).toBe(false);
  const written = join(onDisk({}), 'out');
  await writeCourse(source, conversion, written);
  const patched = join(onDisk({}), 'patched');
  cpSync(source, patched, { recursive: true });
  const patch = join(onDisk({}), 'changes.diff');
  writeFileSync(patch, [...diffConversion(course, conversion)].map((each) => `${each}\n`).join(''));
  const applied = spawnSync('git', ['apply', '-p1', patch], { cwd: patched, encoding: 'utf8' });
  expect(applied.stderr).toBe('');
  expect(treeOf(patched)).toEqual(treeOf(written));
});
