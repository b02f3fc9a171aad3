/** Measured answers of the import beside the checkout; there on the machines of this project, not in a user's clone. */
import { existsSync, readFileSync } from 'node:fs';
import type { Files } from './measured.js';

const file = new URL('../../../shared/vectors/import/import-outcomes.jsonl', import.meta.url).pathname;

export interface MeasuredCase {
  readonly id: string;
  readonly files: Files;
  readonly openedx: Readonly<Record<string, unknown>>;
}

/** `null` where they are absent, which is said loudly; the fixtures of this repository carry the promise alone. */
export function measuredCases(): readonly MeasuredCase[] | null {
  if (!existsSync(file)) {
    console.warn(`NOT RUN: tests on measured answers of the import, since ${file} is not there`);
    return null;
  }
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as MeasuredCase);
}
