/** Facts in this process's memory: the simplest implementation of the contract. */
import type { FactCount, FactFilter, FactKey, FactRow, FactStore } from '../fact-store.js';

/** Every method completes before its first await, so calls cannot interleave. */
export class MemoryFacts implements FactStore {
  readonly #learners = new Map<string, Map<string, FactRow>>();

  async put(rows: readonly FactRow[]): Promise<number> {
    let stored = 0;
    for (const row of rows) {
      const known = this.#learners.get(row.learner) ?? new Map<string, FactRow>();
      this.#learners.set(row.learner, known);
      const before = known.get(nameOf(row));
      if (before !== undefined && before.modified > row.modified) continue;
      known.set(nameOf(row), copyOf(row));
      stored += 1;
    }
    return stored;
  }

  async rows(filter: FactFilter): Promise<FactRow[]> {
    const found =
      'alias' in filter
        ? [...this.#learners.values()]
            .flatMap((rows) => [...rows.values()])
            .filter((row) => row.alias === filter.alias)
        : [...(this.#learners.get(filter.learner)?.values() ?? [])].filter(
            ({ course }) => (filter.course ?? course) === course,
          );
    return found
      .filter(({ kind, document }) => kind === filter.kind && document !== null)
      .sort((a, b) => order([a.course, a.item, a.learner], [b.course, b.item, b.learner]))
      .map(copyOf);
  }

  async of(learner: string): Promise<FactRow[]> {
    return [...(this.#learners.get(learner)?.values() ?? [])]
      .sort((a, b) => order([a.kind, a.course, a.item], [b.kind, b.course, b.item]))
      .map(copyOf);
  }

  async forget(learner: string): Promise<number> {
    const { size = 0 } = this.#learners.get(learner) ?? {};
    this.#learners.delete(learner);
    return size;
  }

  async counts(): Promise<FactCount[]> {
    const counts = new Map<string, { rows: number; newest: Date }>();
    for (const row of [...this.#learners.values()].flatMap((rows) => [...rows.values()])) {
      if (row.document === null) continue;
      const { rows, newest } = counts.get(row.kind) ?? { rows: 0, newest: row.modified };
      counts.set(row.kind, { rows: rows + 1, newest: row.modified > newest ? row.modified : newest });
    }
    return [...counts]
      .map(([kind, { rows, newest }]) => ({ kind, rows, newest: new Date(newest) }))
      .sort((a, b) => order([a.kind], [b.kind]));
  }
}

/** Joined by NUL, which no stored text contains, so that keys are distinct. */
function nameOf({ kind, course, item }: FactKey): string {
  return `${kind}\0${course}\0${item}`;
}

function copyOf(row: FactRow): FactRow {
  return { ...row, modified: new Date(row.modified) };
}

/** Compares the texts in turn, by their UTF-8 bytes. */
function order(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const difference = Buffer.compare(Buffer.from(text), Buffer.from(b[index]!));
    if (difference !== 0) return difference;
  }
  return 0;
}
