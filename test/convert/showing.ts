/** Compares what groups should show with what an import shows. */
import { expect } from 'vitest';
import type { Conversion } from '../../src/convert/conversion.js';
import { convertCourse } from '../../src/convert/convert.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { type Groups, importCourse, type Leaf } from './import-reader.js';

export interface Wanted {
  readonly experiment: string;
  readonly groups: Groups;
  readonly draft?: boolean;
}

export function convertFiles(files: ReadonlyMap<string, Uint8Array>): Conversion {
  return convertCourse(readCourse(new MemoryFiles(files, ''), 'course'), {
    to: 'split_test',
    weights: 'slots',
  });
}

/** Every use shows what it should, staff see every unit, and there is a way to all of them. */
export function expectShown({ course: { files } }: Conversion, wanted: readonly Wanted[]): void {
  const imported = importCourse(new Map([...files.paths()].map((path) => [path, files.read(path)])));
  expect(imported.fails).toBe(null);
  const left = [...imported.shown];
  expect(left.filter(({ staffFails }) => staffFails)).toEqual([]);
  expect(left.filter(({ reachable }) => !reachable)).toEqual([]);
  for (const { experiment, groups, draft = false } of wanted) {
    const found = left.findIndex(
      (each) => each.draft === draft && each.experiment === experiment && showsAll(groups, each.groups),
    );
    if (found === -1)
      expect.fail(
        `no split_test shows ${JSON.stringify({ experiment, groups, draft })}; there are ${JSON.stringify(left)}; lost: ${imported.lost}`,
      );
    left.splice(found, 1);
  }
}

function isSame(wanted: readonly Leaf[], shown: readonly Leaf[] | null | undefined): boolean {
  if (!shown || wanted.length !== shown.length) return false;
  return wanted.every((leaf, index) => {
    const own = shown[index]!;
    if (leaf.type !== own.type) return false;
    return leaf.groups === undefined ? leaf.text === own.text : showsAll(leaf.groups, own.groups ?? {});
  });
}

/** Slots and made-up names apart, every group shows what it should, and no other group shows anything. */
function showsAll(wanted: Groups, shown: Groups): boolean {
  const left = new Set(Object.keys(shown));
  for (const [name, leaves] of Object.entries(wanted)) {
    const own = [...left].filter((label) => {
      const plain = label.replace(/ \(\d+ of \d+\)$/, '');
      return plain === name || (name === 'default (element)' && /^default \d+$/.test(plain));
    });
    if (own.length === 0 || !own.every((label) => isSame(leaves ?? [], shown[label]))) return false;
    for (const label of own) left.delete(label);
  }
  return [...left].every((label) => (shown[label] ?? []).length === 0);
}
