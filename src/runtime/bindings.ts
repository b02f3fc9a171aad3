/** Reads the JSON file that binds experiments to flags. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { type Place, Source } from '../diagnostics/source.js';
import { ExperimentFlag } from '../flags/flag.js';
import { FlagContext, type FlagServices } from '../flags/flag-request.js';
import type { FlagSettings } from '../flags/flag-settings.js';
import type { Course } from '../olx/course/course.js';
import { jsonFault, placeInJson } from '../olx/policy/json-place.js';
import { courseKeyOf, type Experiment, runningExperiments } from './experiments.js';
import { type FlagBinding, type FlagGate, flagGate } from './flag-binding.js';

/** One entry of `bindings`. */
export interface BoundExperiment extends FlagBinding {
  /** The experiment's name, or the key of its assignments. */
  readonly experiment: string;
  /** The course key of the only course that the binding applies to; `null` for every course with such an experiment. */
  readonly course: string | null;
  /** Its place in the file. */
  readonly place: Place;
}

/**
 * Reads which experiments are bound to which flags, from the text of a JSON file.
 * `{"bindings": [{"experiment", "flag", "groups", "course"?, "experimentId"?}]}`: one group for each bucket of the
 * flag, in order; the key-values of `experimentId` hold the enrolment window.
 * @param file the file name for messages
 * @throws AbtestError `bad-configuration` with the place
 * @example
 * const text = '{"bindings": [{"experiment": "Tone", "flag": "experiments.tone", "groups": ["_DEFAULT_GROUP", "film"]}]}';
 * const [{ experiment, flag }] = readFlagBindings(text, 'flags.json');
 * console.log(experiment, flag.name); // → Tone experiments.tone
 */
export function readFlagBindings(text: string, file = '<bindings>'): BoundExperiment[] {
  const source = new Source(file, text.replace(/^\ufeff/, ''));
  const fault = jsonFault(source);
  if (fault !== undefined)
    throw bad(fault.place, `This is not JSON: ${fault.message}`, 'Write the file as JSON.');
  return new BindingsReader(source).read(JSON.parse(source.text));
}

/** The bindings of one course by the keys of its assignments, and those that name an unknown experiment. */
export interface CourseBindings {
  readonly bindings: ReadonlyMap<string, FlagBinding>;
  readonly unknown: readonly BoundExperiment[];
}

/**
 * The bindings that apply to a course, by the keys of its assignments.
 * @throws AbtestError `bad-configuration` for a group that the experiment does not have, or an experiment that is bound twice
 * @example
 * const text = '{"bindings": [{"experiment": "Swarm hints", "flag": "experiments.hints", "groups": ["Without hints", "With hints"]}]}';
 * const { bindings, unknown } = bindExperiments(readFlagBindings(text), course);
 * console.log([...bindings.keys()].join(' '), unknown.length); // → xblock.partition_service.partition_764310258 0
 */
export function bindExperiments(bound: readonly BoundExperiment[], course: Course): CourseBindings {
  const key = courseKeyOf(course);
  const { experiments } = runningExperiments(course);
  const bindings = new Map<string, FlagBinding>();
  const unknown: BoundExperiment[] = [];
  for (const each of bound) {
    if (each.course !== null && each.course !== key) continue;
    const found = experiments.filter((one) => one.key === each.experiment || one.name === each.experiment);
    if (found.length === 0) unknown.push(each);
    for (const experiment of found) {
      refuseUnknownGroups(each, experiment);
      if (bindings.has(experiment.key))
        throw bad(
          each.place,
          `"${experiment.name}" is already bound to a flag`,
          'Remove one of the two bindings.',
        );
      bindings.set(experiment.key, each);
    }
  }
  return { bindings, unknown };
}

/**
 * The `flags` of `createRuntime`, for learners of whom only the username is known.
 * @example
 * const text = '{"bindings": [{"experiment": "Swarm hints", "flag": "experiments.hints", "groups": ["Without hints", "With hints"]}]}';
 * const bound = bindExperiments(readFlagBindings(text), course);
 * const flags = courseFlagGate(bound, new FlagSettings(), courseKeyOf(course));
 * console.log(flags('764310258', 'ada')); // → null
 */
export function courseFlagGate(
  { bindings }: CourseBindings,
  settings: FlagSettings,
  courseKey: string | null,
  services: FlagServices = {},
): FlagGate {
  return flagGate({
    bindings,
    ...(courseKey !== null && { courseKey }),
    contextFor: (learner) =>
      new FlagContext(settings, { user: { id: learner, username: learner } }, services),
  });
}

// ------------------------------------------------------------------------------------------------------------------

const ENTRY_KEYS = ['experiment', 'flag', 'groups', 'course', 'experimentId'];
const NAME = 'Write a string that is not empty.';

type Path = readonly (string | number)[];

class BindingsReader {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  read(root: unknown): BoundExperiment[] {
    const { bindings } = this.#object(root, [], ['bindings', '$schema']);
    if (!Array.isArray(bindings))
      throw this.#bad(['bindings'], 'The list "bindings" is missing', 'Write {"bindings": [ … ]}.');
    return bindings.map((entry, index) => this.#entry(entry, ['bindings', index]));
  }

  #entry(value: unknown, path: Path): BoundExperiment {
    const entry = this.#object(value, path, ENTRY_KEYS);
    const { groups, course = null, experimentId = null } = entry;
    const isList =
      Array.isArray(groups) && groups.length > 1 && groups.every((each) => typeof each === 'string');
    if (!isList)
      throw this.#bad(
        [...path, 'groups'],
        '"groups" is not a list of names',
        'List one group for each bucket.',
      );
    if (experimentId !== null && !(Number.isInteger(experimentId) && (experimentId as number) >= 0))
      throw this.#bad(
        [...path, 'experimentId'],
        '"experimentId" is not a whole number',
        'Write a whole number of at least 0.',
      );
    return {
      experiment: this.#text(entry.experiment, [...path, 'experiment']),
      course: course === null ? null : this.#text(course, [...path, 'course']),
      flag: this.#flag(entry.flag, path, {
        numBuckets: groups.length,
        experimentId: experimentId as number | null,
      }),
      groups,
      place: placeInJson(this.#source, path),
    };
  }

  #flag(
    name: unknown,
    path: Path,
    options: { readonly numBuckets: number; readonly experimentId: number | null },
  ): ExperimentFlag {
    const text = this.#text(name, [...path, 'flag']);
    try {
      return new ExperimentFlag(text, 'olx-abtest', options);
    } catch (cause) {
      const isName = cause instanceof SyntaxError;
      const hint = isName ? 'Write the name of the flag as NAMESPACE.NAME.' : 'Write an id from 0 to 65535.';
      throw this.#bad([...path, isName ? 'flag' : 'experimentId'], (cause as Error).message, hint);
    }
  }

  #object(value: unknown, path: Path, keys: readonly string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.#bad(path, 'This is not an object', 'Write { … }.');
    for (const key of Object.keys(value)) {
      if (!keys.includes(key))
        throw this.#bad([...path, key], `Unknown setting "${key}"`, `Use one of: ${keys.join(', ')}.`);
    }
    return value as Record<string, unknown>;
  }

  #text(value: unknown, path: Path): string {
    if (typeof value === 'string' && value !== '') return value;
    throw this.#bad(path, `"${String(path.at(-1))}" is not a name`, NAME);
  }

  #bad(path: Path, message: string, hint: string): AbtestError {
    return bad(placeInJson(this.#source, path), message, hint);
  }
}

function refuseUnknownGroups({ groups, place }: BoundExperiment, { name, division }: Experiment): void {
  const known = new Set(division.groups.flatMap(({ key, name }) => [key, name]));
  const unknown = groups.find((group) => !known.has(group));
  if (unknown === undefined) return;
  const names = division.groups.map(({ name }) => `"${name}"`).join(', ');
  throw bad(place, `The experiment "${name}" has no group "${unknown}"`, `Use one of its groups: ${names}.`);
}

function bad({ file, start }: Place, message: string, hint: string): AbtestError {
  return new AbtestError('bad-configuration', `${file}:${start.line}:${start.column}: ${message}`, { hint });
}
