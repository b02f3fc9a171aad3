/** Bad input is one sentence, and names no learner. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { COURSE, EXAM } from './class.js';
import { fileOf, form, refusal } from './run.js';

const GRADES = form('grade-report.csv');
const LOG = form('tracking.log');
const text = readFileSync(GRADES, 'utf8');
const changed = (name: string, from: string | RegExp, to: string): string =>
  fileOf(name, text.replace(from, to));

it.each<[string, () => string[], string]>([
  [
    'a column that is not there',
    () => ['--outcomes', GRADES, '--outcome', 'Final Exm'],
    '2 No file has a column "Final Exm"\n  hint: Did you mean "Final Exam"?',
  ],
  [
    'a part of a long name',
    () => ['--outcomes', GRADES, '--outcome', 'why bees'],
    '2 No file has a column "why bees"\n  hint: Did you mean "Homework 1: Why bees swarm"?',
  ],
  [
    'a covariate that is not there',
    () => ['--outcomes', GRADES, '--outcome', 'Grade', '--covariate', 'Age'],
    '2 No file has a column "Age"\n  hint: Give the name of a column as the first line has it.',
  ],
  [
    'two rows of a learner',
    () => ['--outcomes', fileOf('twice.csv', text + text.split('\n')[3]!), '--outcome', 'Grade'],
    '3 twice.csv has two rows for one learner, in lines 4 and 10\n  hint: Give --score first, last, max, sum or mean, or a file with one row for each learner.',
  ],
  [
    'two values of a learner',
    () => ['--outcomes', GRADES, changed('later.csv', '0.5,0.8', '0.55,0.8'), '--outcome', 'Grade'],
    '3 Line 2 of later.csv has another value of "Grade" than an earlier row\n  hint: Give only one of the files, or --score first, last, max, sum or mean.',
  ],
  [
    'a text in place of a number',
    () => ['--outcomes', GRADES, '--outcome', 'Email'],
    '3 Line 2 of grade-report.csv has a text in column "Email"\n  hint: Give a column of numbers such as 0.85, without % and separators of thousands; a learner without a value has an empty cell.',
  ],
  [
    'percent signs',
    () => ['--outcomes', changed('p.csv', ',0.5,', ',50%,'), '--outcome', 'Grade'],
    '3 Line 2 of p.csv has a text in column "Grade"\n  hint: Give a column of numbers such as 0.85, without % and separators of thousands; a learner without a value has an empty cell.',
  ],
  [
    'a number too large to compute with',
    () => ['--outcomes', changed('huge.csv', ',0.5,', ',1e308,'), '--outcome', 'Grade'],
    '3 A learner has a value of "Grade" above 1e+50 in size\n  hint: Correct it, or leave the cell empty.',
  ],
  [
    'an infinite number',
    () => ['--outcomes', changed('huge.csv', ',0.5,', ',-1e999,'), '--outcome', 'Grade'],
    '3 A learner has a value of "Grade" above 1e+50 in size\n  hint: Correct it, or leave the cell empty.',
  ],
  [
    'a list in place of a number',
    () => ['--outcomes', GRADES, fileOf('l.jsonl', '{"learner":"canary_a","y":[1]}\n'), '--outcome', 'y'],
    '3 Line 1 of l.jsonl has no number in column "y"\n  hint: Give a column of numbers such as 0.85, without % and separators of thousands; a learner without a value has an empty cell.',
  ],
  [
    'a JSON list',
    () => ['--outcomes', GRADES, fileOf('l.json', '[{"learner":"canary_a","y":1}]'), '--outcome', 'y'],
    '3 l.json is a JSON list, not JSON lines\n  hint: Write one object a line.',
  ],
  [
    'a directory',
    () => ['--outcomes', COURSE, '--outcome', 'Grade'],
    `3 "${COURSE}" is a folder, not a file\n  hint: Give a file, or - for stdin.`,
  ],
  [
    'a header alone',
    () => ['--outcomes', fileOf('head.csv', text.split('\n')[0]!), '--outcome', 'Grade'],
    '2 No source has a row with a learner\n  hint: Give the outcomes and groups of the learners who count.',
  ],
  [
    'an outcome as its own covariate',
    () => ['--outcomes', GRADES, '--outcome', 'Grade', '--covariate', 'Grade'],
    '2 "Grade" is an outcome and a covariate\n  hint: Give a covariate that was known before the experiment, such as an earlier grade.',
  ],
  [
    'two columns of groups',
    () => [
      '--outcomes',
      GRADES,
      '--outcome',
      'Grade',
      '--groups',
      fileOf('gg.csv', 'learner,group,Group\ncanary_a,Plain,Warm\n'),
    ],
    '2 gg.csv has 2 columns "group"\n  hint: Rename or remove all but the right one; groups can also be given with --groups.',
  ],
  [
    'portions that no export writes',
    () => [
      '--outcomes',
      GRADES,
      '--outcome',
      'Grade',
      '--groups',
      fileOf('gp.csv', 'learner,group,portions\ncanary_a,Plain,canary\n'),
    ],
    '3 Line 2 of gp.csv cannot be read: the portions are not JSON; they are shares by the keys of groups, such as {"a":"1/2","b":"1/2"}\n  hint: Give the file as "assignments export" wrote it, or rename the column "portions".',
  ],
  [
    'two configurations of one name',
    () => ['--outcomes', form('two-configurations.csv'), '--outcome', 'Grade'],
    '2 two-configurations.csv has 2 columns "Experiment Group (Tone of the texts)"\n  hint: Rename or remove all but the right one; groups can also be given with --groups.',
  ],
  [
    'an experiment that the outcomes never met',
    () => ['--outcomes', changed('other.csv', 'Tone of the texts', 'Colours'), '--outcome', 'Grade'],
    '2 No file says which group a learner is in: there is no column "Experiment Group (Tone of the texts)"; there is "Experiment Group (Colours)"\n  hint: Give --store URL, --groups FILE, or a grade report of this experiment.',
  ],
  [
    'groups of nobody',
    () => ['--outcomes', changed('empty.csv', /,(Plain|Warm),/g, ',,'), '--outcome', 'Grade'],
    '2 None of the 8 learners has a group of experiment "Tone of the texts" in the column "Experiment Group (Tone of the texts)" of the grade report\n  hint: Give the groups of this experiment and course, with --groups, --store or --scope.',
  ],
  [
    'a group that is not in the experiment',
    () => [
      '--outcomes',
      GRADES,
      '--outcome',
      'Grade',
      '--groups',
      fileOf('g.csv', 'learner,group\ncanary_a,Plain\ncanary_b,Cold canary\n'),
    ],
    '3 Line 3 of g.csv has a group that the experiment does not have\n  hint: The groups are "Plain", "Warm", "0", "1".',
  ],
  [
    'a file of groups without them',
    () => [
      '--outcomes',
      GRADES,
      '--outcome',
      'Grade',
      '--groups',
      fileOf('n.csv', 'learner,arm\ncanary_a,Plain\n'),
    ],
    '2 n.csv has no column "group"\n  hint: Name the column of groups with --group-column.',
  ],
  [
    'a file without a header',
    () => ['--outcomes', fileOf('bare.csv', 'canary_a,0.5\ncanary_b,0.6\n'), '--outcome', 'Grade'],
    '2 bare.csv has no column of learners (learner, username, user, student)\n  hint: Name the columns in the first line of the file; name that of the learners with --learner-column.',
  ],
  [
    'the log of another course',
    () => [
      '--outcomes',
      fileOf(
        'o.log',
        readFileSync(LOG, 'utf8').replaceAll('2026_T2', '2024_T1').replaceAll('2025_T1', '2024_T1'),
      ),
      '--outcome',
      EXAM,
    ],
    '3 The log has no event of course-v1:HiveX+BEE101+2026_T2; there are events of course-v1:HiveX+BEE101+2024_T1\n  hint: Give the log of this course run, or the course of this log.',
  ],
  [
    'the responses of another course',
    () => [
      '--outcomes',
      GRADES,
      fileOf('r.csv', readFileSync(form('responses.csv'), 'utf8').replaceAll('2026_T2', '2024_T1')),
      '--outcome',
      EXAM,
    ],
    '3 r.csv is of another course: course-v1:HiveX+BEE101+2024_T1 instead of course-v1:HiveX+BEE101+2026_T2\n  hint: Give the report of this course run, or the course of this report.',
  ],
  [
    'a problem inside the experiment',
    () => ['--outcomes', LOG, '--outcome', 'check_warm'],
    '2 The problem "check_warm" is inside the experiment, so not every group is shown it\n  hint: Choose an outcome that all groups can have, such as a later problem or a grade.',
  ],
  [
    'a problem that the course does not have',
    () => ['--outcomes', LOG, '--outcome', 'exam_swarn'],
    '2 No file has a column "exam_swarn"\n  hint: Did you mean "exam_swarm"?',
  ],
  [
    'a group to compare with that is not there',
    () => ['--outcomes', GRADES, '--outcome', 'Grade', '--control', 'Plane'],
    '2 The experiment has no group "Plane"\n  hint: Did you mean "Plain"?',
  ],
  [
    'events without a log',
    () => ['--outcomes', GRADES, '--outcome', 'Grade', '--groups', 'events'],
    '2 --groups events needs a tracking log among the outcomes\n  hint: Add the log to --outcomes.',
  ],
  [
    'a file that is not there',
    () => ['--outcomes', 'nowhere.csv', '--outcome', 'Grade'],
    '3 The file "nowhere.csv" does not exist\n  hint: Give a file, or - for stdin.',
  ],
  [
    'an empty file',
    () => ['--outcomes', fileOf('nothing.csv', ''), '--outcome', 'Grade'],
    '3 nothing.csv is empty',
  ],
  [
    'a spreadsheet',
    () => ['--outcomes', fileOf('book.xlsx', 'PK\u0003\u0004 canary'), '--outcome', 'Grade'],
    '3 book.xlsx is a ZIP archive\n  hint: Give the unpacked file: CSV, JSON lines, or gzip of them.',
  ],
  [
    'half of a compressed file',
    () => ['--outcomes', fileOf('half.gz', gzipSync(text).subarray(0, 300)), '--outcome', 'Grade'],
    '3 half.gz is a damaged or incomplete gzip file',
  ],
  [
    'UTF-16 without a mark',
    () => ['--outcomes', fileOf('u16.csv', Buffer.from(text, 'utf16le')), '--outcome', 'Grade'],
    '3 u16.csv is UTF-16 without a byte order mark\n  hint: Save the file as UTF-8.',
  ],
  [
    'a name in Latin-1',
    () => [
      '--outcomes',
      fileOf('l1.csv', Buffer.from(text.replace(',canary_a,', ',canary\u00e9,'), 'latin1')),
      '--outcome',
      'Grade',
    ],
    '3 Line 2 of l1.csv is not UTF-8\n  hint: Save the file as CSV in UTF-8.',
  ],
  [
    'a quote that is not closed',
    () => ['--outcomes', changed('q.csv', ',canary_b,', ',"canary_b,'), '--outcome', 'Grade'],
    '3 Line 3 of q.csv cannot be read: a quote is not closed (lines 3 to 9 are not read)',
  ],
  [
    'a smallest difference of 0',
    () => ['--outcomes', GRADES, '--outcome', 'Grade', '--smallest', '0'],
    '2 --smallest "0" is not a difference above 0\n  hint: Write --smallest 0.02 in the unit of the outcome, or --smallest 0.2sd in standard deviations.',
  ],
  [
    'strata with clusters',
    () => ['--outcomes', GRADES, '--outcome', 'Grade', '--stratum', 'a', '--cluster', 'b'],
    '2 --stratum excludes --cluster and --covariate\n  hint: Give the strata as a --covariate.',
  ],
])('%s', async (_name, args, message) => {
  expect(await refusal(args())).toBe(message);
});
