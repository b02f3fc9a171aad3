/** Prints the experiments of a course and their groups as TypeScript types. */
import { visible } from '../../diagnostics/visible.js';
import type { Course } from '../../olx/course/course.js';
import { divisionOf } from '../division.js';
import { courseKeyOf, type Experiment, runningExperiments } from '../experiments.js';

/**
 * The text of a TypeScript module whose type `CourseTypes` has the names of groups by experiment, the default group among
 * them; for `createRuntime<CourseTypes>`. A split_test's experiment is there twice: by the name of its partition, as
 * routes and flags call it, and by the key that decisions have. Blocks that cannot assign learners are left out.
 * @example
 * const line = courseTypes(course).split('\n').find((each) => each.includes('Tone'));
 * console.log(line?.trim()); // → 'Tone of the texts': 'plain' | 'story' | '_DEFAULT_GROUP';
 */
export function courseTypes(course: Course): string {
  const { experiments } = runningExperiments(course);
  const keys = new Set(experiments.map(({ key }) => key));
  const groups = new Map<string, string[]>();
  for (const each of experiments) {
    // As a request finds an experiment: by its key, else by the first with the name.
    if (!keys.has(each.name) && !groups.has(each.name)) groups.set(each.name, groupsOf(each));
    groups.set(each.key, groupsOf(each));
  }
  const members = [...groups].map(
    ([name, names]) => `  ${literal(name)}: ${names.map(literal).join(' | ')};\n`,
  );
  const type = members.length === 0 ? 'Record<never, never>' : `{\n${members.join('')}}`;
  const key = visible(courseKeyOf(course) ?? course.label);
  return `// The experiments of ${key}, printed by olx-abtest types.

/** The names of groups by experiment. */
export type CourseTypes = ${type};

/** The name of an experiment. */
export type ExperimentName = keyof CourseTypes;

/** The name of a group of an experiment. */
export type GroupName<Experiment extends ExperimentName = ExperimentName> = CourseTypes[Experiment];
`;
}

/** Of all blocks, which may differ; the default group last. */
function groupsOf({ blocks }: Experiment): string[] {
  const groups = blocks.flatMap(({ block }) => divisionOf(block)?.groups ?? []);
  const ordered = [
    ...groups.filter(({ group }) => !group.isDefault),
    ...groups.filter(({ group }) => group.isDefault),
  ];
  return [...new Set(ordered.map(({ name }) => name))];
}

/** A name in quotes; what is invisible, or could end the text, as an escape. */
function literal(name: string): string {
  return `'${visible(name.replace(/[\\']/g, '\\$&').replaceAll('\t', '\\t'))}'`;
}
