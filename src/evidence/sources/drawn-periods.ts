/** The portions in files of groups: those of an export, by which each learner was drawn. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { Division } from '../../runtime/division.js';
import { historyOf, type PortionsHistory } from '../../runtime/sizes/portions.js';
import { readWrittenPortions } from '../../runtime/sizes/written-portions.js';
import { textOf } from './cells.js';
import type { Row } from './open-source.js';
import type { Person } from './people.js';

interface Found {
  readonly id: string;
  readonly definition: string;
  readonly experiment: string;
  since: Date;
  readonly people: Person[];
}

export class DrawnPeriods {
  readonly #found = new Map<string, Found>();
  /** Each text is read once. */
  readonly #read = new Map<string, ReturnType<typeof readWrittenPortions>>();

  constructor(readonly experiment: string) {}

  /** @throws AbtestError `not-readable` for portions that no export writes */
  take(person: Person, row: Row, file: string): void {
    const cell = row.cell('portions');
    if (cell === undefined || cell === null || cell === '') return;
    const portions = this.#portionsIn(cell, row, file);
    const since = this.#sinceIn(row);
    const found = this.#found.get(portions.id);
    if (found === undefined)
      this.#found.set(portions.id, { ...portions, experiment: this.experiment, since, people: [person] });
    else {
      found.people.push(person);
      if (since < found.since) found.since = since;
    }
  }

  /** Gives each learner the index of the portions, the oldest first; `null` where no file has portions. */
  periods(division: Division): PortionsHistory['periods'] | null {
    if (this.#found.size === 0) return null;
    const sorted = [...this.#found.values()].sort(
      (a, b) => a.since.getTime() - b.since.getTime() || (a.id < b.id ? -1 : 1),
    );
    for (const [index, { people }] of sorted.entries()) for (const person of people) person.period = index;
    return historyOf(sorted, division).periods;
  }

  #portionsIn(cell: unknown, { line }: Row, file: string) {
    const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
    try {
      const portions = this.#read.get(text) ?? readWrittenPortions(cell);
      this.#read.set(text, portions);
      return portions;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new AbtestError('not-readable', `Line ${line} of ${file} cannot be read: ${error.message}`, {
        hint: 'Give the file as "assignments export" wrote it, or rename the column "portions".',
      });
    }
  }

  /** Portions of an unknown time are the newest. */
  #sinceIn(row: Row): Date {
    const text = textOf(row.cell('portions_since') ?? row.cell('portionsSince'));
    const since = new Date(text);
    return Number.isNaN(since.getTime()) ? new Date(8.64e15) : since;
  }
}
