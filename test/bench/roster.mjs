/** Peak memory and time of `olx-abtest assign --roster`, into a SQLite file. `node test/bench/roster.mjs [LEARNERS] [COURSE]` */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const cli = join(root, 'dist/cli/main.js');
const [learners = '1000000', course = join(root, 'fixtures/courses/sample')] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
try {
  const roster = join(folder, 'roster.csv');
  const file = createWriteStream(roster);
  file.write('id,username\n');
  for (let i = 0; i < Number(learners); i += 1) {
    if (!file.write(`${i},learner_${(i * 2_654_435_761) % 1_000_003}_${i}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const args = [
    'assign',
    course,
    '--roster',
    roster,
    '--format',
    'jsonl',
    '--store',
    `sqlite:${folder}/a.db`,
  ];
  const script = `process.argv.splice(1, 1); process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n')); await import(${JSON.stringify(cli)})`;
  const start = Date.now();
  const { stderr, status } = spawnSync('node', ['--input-type=module', '-e', script, '-', cli, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', openSync(join(folder, 'out.jsonl'), 'w'), 'pipe'],
  });
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
  console.log(stderr.replace(/^peak.*\n/m, '').trim());
  console.log(`exit ${status}, ${((Date.now() - start) / 1000).toFixed(0)} s, peak ${peak.toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true });
}
