/** No edit makes a course worse: one that would bring an error of its own is refused. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { importLosses } from '../../loading/losses.js';
import { importOutcome } from '../../loading/outcome.js';
import type { Course } from '../../olx/course/course.js';
import { impossible } from '../../olx/edit/placing.js';
import { checkCourse } from '../../rules/check.js';

const found = new WeakMap<Course, readonly Diagnostic[]>();

/**
 * Errors are compared by rule and number, since an edit may move or rename what an old one is about; what the import of Open edX
 * loses, by number.
 * @throws AbtestError `edit-impossible` with the first error that is new, and with its hint
 */
export function refuseWorse(before: Course, after: Course): void {
  const [old, now] = [errorsOf(before), errorsOf(after)];
  const known = new Set(old.map(({ ruleId, message }) => `${ruleId} ${message}`));
  const counts = countsOf(old);
  for (const [ruleId, count] of countsOf(now)) {
    if (count <= (counts.get(ruleId) ?? 0)) continue;
    const own = now.filter((each) => each.ruleId === ruleId);
    const { message, hint, place } = own.find((each) => !known.has(`${ruleId} ${each.message}`)) ?? own[0]!;
    const where = `${place.file}:${place.start.line}`;
    throw impossible(`The edit would leave an error (${ruleId}, ${where}): ${message}`, hint);
  }
  refuseLoss(before, after);
}

function errorsOf(course: Course): readonly Diagnostic[] {
  const known = found.get(course) ?? checkCourse(course).filter(({ severity }) => severity === 'error');
  found.set(course, known);
  return known;
}

function countsOf(errors: readonly Diagnostic[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { ruleId } of errors) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}

function refuseLoss(before: Course, after: Course): void {
  const [old, now] = [importOutcome(before), importOutcome(after)];
  if (old.failure !== null) return;
  if (now.failure !== null) {
    const { cause, place } = now.failure;
    throw impossible(
      `The import of the edited course would fail: ${cause} (${place.file}:${place.start.line})`,
    );
  }
  const lost = importLosses(now);
  if (lost.length <= importLosses(old).length) return;
  const known = new Set(importLosses(old).map(({ use }) => `${use.tag}/${use.name}`));
  const { use } = lost.find((each) => !known.has(`${each.use.tag}/${each.use.name}`)) ?? lost[0]!;
  const where = `${use.place.file}:${use.place.start.line}`;
  throw impossible(
    `The import of the edited course would lose ${use.tag}/${use.name ?? ''} (${where})`,
    'Give each block a name of its own, and let each pointer lead to a file.',
  );
}
