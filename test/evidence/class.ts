/** Generated classes: the files that Open edX would export of them. Every name, address and answer holds the canary. */
import seedrandom from 'seedrandom';

/** Text that no output may contain. */
export const CANARY = 'canary';
export const COURSE = new URL('../../fixtures/evidence/course', import.meta.url).pathname;
export const COURSE_KEY = 'course-v1:HiveX+BEE101+2026_T2';
export const PARTITION = 'xblock.partition_service.partition_1102938475';
export const EXAM = 'block-v1:HiveX+BEE101+2026_T2+type@problem+block@exam_swarm';

interface Learner {
  readonly id: number;
  readonly username: string;
  /** `null` for a learner who never came to the block. */
  readonly group: 'Plain' | 'Warm' | null;
  readonly cohort: string;
  readonly homework: number;
  /** `null` for an exam that was not attempted. */
  readonly exam: number | null;
  readonly isEnrolled: boolean;
}

export interface ClassOptions {
  readonly seed: string;
  readonly learners: number;
  /** What "Warm" adds to the exam. */
  readonly effect: number;
  /** The chance of "Warm"; default .5. */
  readonly share?: number;
  /** The chance that an exam is not attempted, in "Plain" and "Warm"; default .08 in both. */
  readonly skipped?: readonly [number, number];
}

export function generateClass({
  seed,
  learners,
  effect,
  share = 0.5,
  skipped = [0.08, 0.08],
}: ClassOptions): Learner[] {
  const chance = seedrandom(seed);
  return Array.from({ length: learners }, (_, index) => {
    const [ability, luck] = [normal(chance), normal(chance)];
    const isWarm = chance() < share;
    const comes = chance() < 0.95;
    const exam = 0.6 + 0.12 * ability + 0.08 * luck + (isWarm ? effect : 0);
    const skips = chance() < skipped[isWarm ? 1 : 0]!;
    return {
      id: 1000 + index,
      username: `${CANARY}_${index}`,
      group: comes ? (isWarm ? 'Warm' : 'Plain') : null,
      cohort: `class ${1 + Math.floor(chance() * 12)}`,
      homework: rounded(0.7 + 0.12 * ability + 0.08 * normal(chance)),
      exam: skips ? null : rounded(exam),
      isEnrolled: chance() < 0.97,
    };
  });
}

/** Box and Muller. */
function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

function rounded(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}

const REPORT_COLUMNS = [
  'Student ID',
  'Email',
  'Username',
  'Grade',
  'Homework 1: Why bees swarm',
  'Homework (Avg)',
  'Final Exam',
  'Cohort Name',
  'Experiment Group (Tone of the texts)',
  'Enrollment Track',
  'Verification Status',
  'Certificate Eligible',
  'Certificate Delivered',
  'Certificate Type',
  'Enrollment Status',
];

/** The grade report of a class, as the instructor dashboard exports it. */
export function gradeReport(learners: readonly Learner[]): string {
  const rows = learners.map(({ id, username, group, cohort, homework, exam, isEnrolled }) => [
    id,
    `${username}@${CANARY}.example`,
    username,
    rounded(0.4 * homework + 0.6 * (exam ?? 0)),
    homework,
    homework,
    exam ?? 'Not Attempted',
    cohort,
    group ?? '',
    'audit',
    'N/A',
    'N',
    'N',
    'N/A',
    isEnrolled ? 'enrolled' : 'unenrolled',
  ]);
  return [REPORT_COLUMNS, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
