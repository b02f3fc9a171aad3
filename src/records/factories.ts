/** Rows for tests, as Open edX's factories make them: experiment 0, numbered keys, words as values. */
import type { DataFields, KeyValueFields } from '../storage/store.js';

const WORDS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'islet', 'jetty'];

/** Counts from 0, and returns the same rows every time. */
export class ExperimentKeyValueFactory {
  #built = 0;

  build(change: Partial<KeyValueFields> = {}): KeyValueFields {
    const number = this.#built;
    this.#built += 1;
    return { experiment_id: 0, key: String(number), value: WORDS[number % WORDS.length]!, ...change };
  }
}

/** As above, with a user for each row. */
export class ExperimentDataFactory {
  readonly #keyValues = new ExperimentKeyValueFactory();

  build(change: Partial<DataFields> = {}): DataFields {
    const fields = this.#keyValues.build();
    return { user: `robot${fields.key}`, ...fields, ...change };
  }
}
