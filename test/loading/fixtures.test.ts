import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measured } from './measured.js';

const root = new URL('../../fixtures/loading', import.meta.url).pathname;

/** A folder as the vectors write it. */
function filesOf(folder: string): Record<string, { base64: string }> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), { base64: readFileSync(path).toString('base64') }];
    }),
  );
}

describe('what the import makes of small courses', () => {
  test.each(readdirSync(root))('%s', async (name) => {
    const answer = measured(filesOf(join(root, name, 'course')));
    await expect(`${JSON.stringify(answer, null, 2)}\n`).toMatchFileSnapshot(
      join(root, name, 'expected.json'),
    );
  });
});
