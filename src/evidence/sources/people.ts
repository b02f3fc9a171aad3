/** The learners as the sources describe them: groups, exposures and values, joined by name. */
import type { Score } from '../question.js';

/**
 * - `not-attempted`: the learner did not begin the work
 * - `not-available`: the learner could not see it
 * - `empty`: the cell is empty
 */
export type Value = number | 'not-attempted' | 'not-available' | 'empty';

/** The index of a group that the course does not have. */
export const NO_GROUP = -1;

export interface Person {
  /** The index in the experiment's groups, `NO_GROUP`, or `null` when no source says. */
  group: number | null;
  /** Whether the sources name more than one group. */
  isInTwoGroups: boolean;
  /** The index of the portions by which the group was drawn, where the store has several; else 0. */
  period: number;
  /** Where a group's content was shown; `null` for nowhere. */
  exposures: Set<string> | null;
  /** In the order of the outcomes, then of the covariates. */
  readonly values: (Value | undefined)[];
  /** How many numbers a value is made of; `undefined` for one. */
  readonly numbers: (number | undefined)[];
  /** When the value was got, where its source says so. */
  readonly times: (string | undefined)[];
  cluster: string | null;
  stratum: string | null;
  isUnenrolled: boolean;
  /** Where its last row was: the file's number, and the line. */
  file: number;
  line: number;
}

/** All learners of the sources; the names are only compared. */
export class People {
  readonly #byName = new Map<string, Person>();

  /** The learner with this name, a new one if there is none. */
  of(name: string): Person {
    let person = this.#byName.get(name);
    if (person === undefined) {
      person = {
        group: null,
        isInTwoGroups: false,
        period: 0,
        exposures: null,
        values: [],
        numbers: [],
        times: [],
        cluster: null,
        stratum: null,
        isUnenrolled: false,
        file: -1,
        line: 0,
      };
      this.#byName.set(name, person);
    }
    return person;
  }

  /** @returns whether there was such a learner */
  remove(name: string): boolean {
    return this.#byName.delete(name);
  }

  all(): Iterable<Person> {
    return this.#byName.values();
  }

  get count(): number {
    return this.#byName.size;
  }
}

export function putInGroup(person: Person, group: number): void {
  if (person.group === null) person.group = group;
  else if (person.group !== group) person.isInTwoGroups = true;
}

export function addExposure(person: Person, context: string): void {
  person.exposures ??= new Set();
  person.exposures.add(context);
}

/**
 * Takes one of several values of a learner, or makes one of them.
 * @param time as text that sorts as the times do; empty where the order of the file is all that is known
 */
export function takeScore(person: Person, index: number, value: Value, score: Score, time: string): void {
  const before = person.values[index];
  if (typeof before === 'number' && typeof value === 'number' && (score === 'sum' || score === 'mean')) {
    const numbers = (person.numbers[index] ?? 1) + 1;
    person.numbers[index] = numbers;
    person.values[index] = score === 'sum' ? before + value : before + (value - before) / numbers;
    return;
  }
  if (typeof before === 'number' && !isTaken(score, before, value, person.times[index] ?? '', time)) return;
  person.values[index] = value;
  person.times[index] = time;
}

function isTaken(score: Score, before: number, value: Value, timeBefore: string, time: string): boolean {
  if (typeof value !== 'number') return false;
  if (score === 'max') return value > before;
  return score === 'first' ? time < timeBefore : time >= timeBefore;
}
