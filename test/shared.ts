/** Public course trees beside the checkout: real data, there on the machines of this project, not in a user's clone. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = new URL('../../shared/courses', import.meta.url).pathname;

export const sharedCourses: string | null = existsSync(folder) ? folder : null;

/** Says loudly that the tests on real courses do not run; the fixtures of this repository carry the rest alone. */
export function warnWhenAbsent(): void {
  if (sharedCourses === null) console.warn(`NOT RUN: tests on real courses, since ${folder} is not there`);
}

export function xmlFilesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .map((name) => join(path, name))
    .filter((each) => statSync(each).isFile());
}
