/**
 * `olx-abtest analyze` on a tracking log against a bare loop that only reads and parses its lines, each as a process of its
 * own: time, and peak memory. `node test/bench/tracking-log.mjs [MEGABYTES]`
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const cli = join(root, 'dist/cli/main.js');
const course = join(root, 'fixtures/evidence/course');
const megabytes = Number(process.argv[2] ?? 200);
const ROUNDS = 3;
const LEARNERS = 20_000;
const COURSE = 'course-v1:HiveX+BEE101+2026_T2';
const TAG = 'xblock.partition_service.partition_1102938475';
const KINDS = [
  '/courses/x/courseware',
  'play_video',
  'problem_check',
  'page_close',
  'seq_next',
  'edx.grades.problem.submitted',
];

/** As Open edX writes events, with their headers and addresses. */
function event(number) {
  const learner = (number * 7919) % LEARNERS;
  const type = KINDS[number % KINDS.length];
  const group = String(learner % 2);
  const problem = { problem_id: 'block-v1:HiveX+BEE101+2026_T2+type@problem+block@exam_swarm' };
  const score = (number * 31) % 11;
  const fields = {
    problem_check: {
      ...problem,
      grade: score,
      max_grade: 10,
      attempts: 1,
      answers: { exam_2_1: '50' },
      correct_map: {},
    },
    'edx.grades.problem.submitted': { ...problem, weighted_earned: score, weighted_possible: 10 },
  }[type] ?? { id: `block-${number % 500}`, code: 'html5', currentTime: number % 600, duration: 600 };
  return JSON.stringify({
    username: `learner_${learner}`,
    event_source: 'server',
    event_type: type,
    name: type,
    host: 'courses.example',
    time: `2026-10-${String(1 + (number % 28)).padStart(2, '0')}T10:00:00.${String(number % 1_000_000).padStart(6, '0')}+00:00`,
    agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    ip: '203.0.113.7',
    referer: 'https://courses.example/courses/x/courseware',
    accept_language: 'en-US,en;q=0.9',
    page: null,
    context: {
      user_id: learner,
      org_id: 'HiveX',
      course_id: COURSE,
      course_user_tags: { [TAG]: group },
      path: '/courses/x',
    },
    event: fields,
  });
}

const BARE = `import { createReadStream } from 'node:fs'; import { createInterface } from 'node:readline';
let count = 0; for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) { JSON.parse(line); count += 1; }
console.log(count);`;
const PEAK = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'));`;

function timed(script, args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(
    'node',
    ['--input-type=module', '-e', `${PEAK}\n${script}`, '-', ...args],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return {
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    peak: Number(/peak (\d+)/.exec(stderr)[1]) / 1024,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-'));
try {
  const log = join(folder, 'tracking.log');
  const file = createWriteStream(log);
  let bytes = 0;
  for (let number = 0; bytes < megabytes * 1e6; number += 1) {
    const line = `${event(number)}\n`;
    bytes += line.length;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const analyze = ['analyze', course, '--outcomes', log, '--outcome', 'exam_swarm', '--format', 'json'];
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1)
    runs.push([
      timed(BARE, [log]),
      timed(`process.argv.splice(1, 1); await import(${JSON.stringify(cli)})`, [cli, ...analyze]),
    ]);
  const least = (index) => Math.min(...runs.map((run) => run[index].seconds));
  const peak = (index) => Math.max(...runs.map((run) => run[index].peak));
  console.log(
    `| ${megabytes} MB of events of ${LEARNERS.toLocaleString('en')} learners | seconds | peak memory |\n|---|--:|--:|`,
  );
  console.log(`| readline and JSON.parse alone | ${least(0).toFixed(2)} | ${peak(0).toFixed(0)} MB |`);
  console.log(
    `| analyze, groups and scores from the log | ${least(1).toFixed(2)} | ${peak(1).toFixed(0)} MB |`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
