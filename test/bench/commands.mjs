/** Whole commands, as a course team's CI runs them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { has, table, timeCommands } from './measure.mjs';

const root = new URL('../..', import.meta.url).pathname;
const cli = join(root, 'dist/cli/main.js');
const shared = join(root, '../shared/courses');

export const courses = existsSync(shared) ? shared : join(root, 'fixtures/courses');

function xmlFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

export function benchValidate() {
  const files = xmlFiles(courses);
  const commands = {
    'a script that only reads them': ['node', join(root, 'test/bench/read-only.mjs'), courses],
    'olx-abtest validate': ['node', cli, 'validate', courses],
    'olx-abtest validate --format json': ['node', cli, 'validate', courses, '--format', 'json'],
  };
  if (has('xmllint')) commands['xmllint --noout'] = ['xmllint', '--noout', ...files];
  const times = timeCommands(commands, 11);
  return `${files.length} XML files\n\n${table(times, 'a script that only reads them')}`;
}

export function benchStart() {
  const small = join(root, 'fixtures/rules/portion-sum/right.xml');
  const oneCourse = existsSync(join(courses, 'dartmouthx-engx'))
    ? join(courses, 'dartmouthx-engx')
    : join(courses, 'sample');
  const times = timeCommands(
    {
      'node -e 0': ['node', '-e', '0'],
      'olx-abtest --version': ['node', cli, '--version'],
      'olx-abtest --help': ['node', cli, '--help'],
      'olx-abtest validate, one small file': ['node', cli, 'validate', small],
      'olx-abtest validate, one course': ['node', cli, 'validate', oneCourse],
    },
    15,
  );
  const imports = timeCommands(
    {
      'an empty module': ['node', join(root, 'test/bench/empty.mjs')],
      'olx-abtest/content': ['node', join(root, 'dist/content.js')],
    },
    15,
  );
  return `${table(times, 'node -e 0')}\n\nImporting\n\n${table(imports, 'an empty module')}`;
}

/** Peak memory of validating each course alone; the largest counts. */
export function benchMemory() {
  const folders = readdirSync(courses, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const peaks = folders.map(({ name }) => {
    const script = `process.argv.splice(1, 1); process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS)); await import(${JSON.stringify(cli)})`;
    const { stderr } = spawnSync(
      'node',
      ['--input-type=module', '-e', script, '-', cli, 'validate', join(courses, name)],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    return {
      name,
      megabytes: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024,
      files: xmlFiles(join(courses, name)).length,
    };
  });
  const rows = peaks.sort((a, b) => b.megabytes - a.megabytes).slice(0, 4);
  return [
    '| | XML files | peak MB |',
    '|---|--:|--:|',
    ...rows.map((row) => `| ${row.name} | ${row.files} | ${row.megabytes.toFixed(0)} |`),
  ].join('\n');
}
