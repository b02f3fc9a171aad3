/** Reads Open edX's problem responses: the score of a learner is inside the JSON of a state. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Question } from '../question.js';
import { textOf } from './cells.js';
import type { TableSource } from './open-source.js';
import type { People } from './people.js';
import { learnerOf } from './read-table.js';
import { learnerColumn } from './table-plan.js';
import { courseOfUsage, type WantedProblems } from './usage-keys.js';

/**
 * A report has a row for each answer of a problem, with the same state in each of them.
 * @throws AbtestError `not-readable` for a state that is not JSON, and for blocks of another course
 */
export async function readResponses(
  people: People,
  source: TableSource,
  { courseKey, columns }: Question,
  wanted: WantedProblems,
): Promise<void> {
  const column = learnerColumn(source, columns.learner);
  for await (const row of source.rows()) {
    const learner = learnerOf(row, column, source.name);
    const key = textOf(row.cell('block_key'));
    const index = wanted.indexOf(key);
    const course = courseOfUsage(key);
    if (courseKey !== null && course !== null && course !== courseKey)
      throw new AbtestError(
        'not-readable',
        `${source.name} is of another course: ${course} instead of ${courseKey}`,
        {
          hint: 'Give the report of this course run, or the course of this report.',
        },
      );
    if (learner === '' || index === null) continue;
    const score = scoreOf(textOf(row.cell('state')));
    if (score === undefined)
      throw new AbtestError(
        'not-readable',
        `Line ${row.line} of ${source.name} has a state that is not JSON`,
      );
    people.of(learner).values[index] = score ?? 'not-attempted';
  }
}

interface State {
  readonly score?: { readonly raw_earned?: unknown; readonly raw_possible?: unknown } | null;
  readonly correct_map?: Readonly<
    Record<string, { readonly correctness?: unknown; readonly npoints?: unknown }>
  >;
  readonly attempts?: unknown;
}

/** The points as a share of those possible; `null` for a problem that was not submitted, `undefined` for no JSON. */
function scoreOf(text: string): number | null | undefined {
  let state: State | null;
  try {
    state = text.trim() === '' ? null : (JSON.parse(text) as State | null);
  } catch {
    return undefined;
  }
  if (typeof state !== 'object' || state === null || state.attempts === 0) return null;
  const { raw_earned: earned, raw_possible: possible } = state.score ?? {};
  if (typeof earned === 'number' && typeof possible === 'number' && possible > 0) return earned / possible;
  // States from before 2017 have no score.
  const answers = Object.values(state.correct_map ?? {});
  if (answers.length === 0) return null;
  return (
    answers.reduce((sum, { correctness, npoints }) => sum + points(correctness, npoints), 0) / answers.length
  );
}

function points(correctness: unknown, npoints: unknown): number {
  if (typeof npoints === 'number') return npoints;
  return correctness === 'correct' ? 1 : correctness === 'partially-correct' ? 0.5 : 0;
}
