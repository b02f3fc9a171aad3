import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../src/rules/index.js';

const page = join(new URL('../..', import.meta.url).pathname, 'docs/rules/README.md');

/** The table of all rules; a run of the tests writes it anew, a run in CI holds it to what is there. */
function index(): string {
  const rows = rules.map(
    ({ id, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${escaped(summary)} |`,
  );
  return [
    '# Rules',
    '',
    'What olx-abtest checks. **error**: Open edX refuses, loses, renames or crashes on it; **warning**: doubtful;',
    '**info**: good to know. A finding can be less grave than its rule; the page of the rule says when.',
    '',
    '| rule | severity | what must hold |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Tags are code, and a bar would end the cell. */
function escaped(text: string): string {
  return text.replace(/<[^<>]+>/g, '`$&`').replaceAll('|', '\\|');
}

test('docs/rules/README.md lists all rules', async () => {
  await expect(index()).toMatchFileSnapshot(page);
});
