/** Usage keys of blocks, in the form of today and of before 2015. */

/** The name of the block: what follows the last `@` or `/`. */
export function blockName(usageKey: string): string {
  return usageKey.slice(Math.max(usageKey.lastIndexOf('@'), usageKey.lastIndexOf('/')) + 1);
}

/** `course-v1:org+course+run`; `null` for keys that name no run. */
export function courseOfUsage(usageKey: string): string | null {
  const run = /^block-v1:([^+]+\+[^+]+\+[^+]+)\+type@/.exec(usageKey)?.[1];
  return run === undefined ? null : `course-v1:${run}`;
}

/** The problems among the outcomes: by their whole key, or by the name of the block. */
export class WantedProblems {
  readonly #indexes = new Map<string, number>();

  /** @param outcomes by their index; `null` for those that are not problems */
  constructor(outcomes: readonly (string | null)[]) {
    for (const [index, name] of outcomes.entries()) if (name !== null) this.#indexes.set(name, index);
  }

  get isEmpty(): boolean {
    return this.#indexes.size === 0;
  }

  /** The index of the outcome; `null` for a problem that is none. */
  indexOf(usageKey: string): number | null {
    return this.#indexes.get(usageKey) ?? this.#indexes.get(blockName(usageKey)) ?? null;
  }
}
