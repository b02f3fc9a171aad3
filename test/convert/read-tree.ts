/** Whole folders as maps, for comparing courses byte by byte. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Course } from '../../src/index.js';

/** Path to bytes, as Latin-1 text so that differences can be read. */
export function treeOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

export function filesOf(course: Course): Record<string, string> {
  const paths = [...course.files.paths()].sort();
  return Object.fromEntries(
    paths.map((path) => [path, Buffer.from(course.files.read(path)).toString('latin1')]),
  );
}
