import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName, fileStem, folderOf, normalized } from '../../src/olx/files/paths.js';

const part = fc.constantFrom('', '.', '..', 'a', '.b', 'c.xml', 'd.e.xml', 'f.', '...', 'ü');
const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
const file = fc
  .tuple(path, fc.constantFrom('a', '.b', 'c.xml', 'd.e.xml', 'f.', '.g.xml'))
  .map(([folder, name]) => `${folder}/${name}`);

test('paths are normalized as POSIX does it', () => {
  fc.assert(
    fc.property(path, (each) => {
      expect(normalized(each)).toBe(posix.normalize(each));
    }),
  );
});

test('folders, names and stems are those of POSIX', () => {
  fc.assert(
    fc.property(file, (each) => {
      expect(fileName(each)).toBe(posix.basename(each));
      expect(fileStem(each)).toBe(posix.basename(each, posix.extname(each)));
    }),
  );
  fc.assert(
    fc.property(path, (each) => {
      const relative = `html/${each}`;
      expect(normalized(`${folderOf(relative)}/x`)).toBe(posix.normalize(`${posix.dirname(relative)}/x`));
    }),
  );
});
