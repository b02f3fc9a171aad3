/**
 * Runs the random tests round after round until the time is over, each round with a new seed: `npm run soak`, or
 * `npm run soak -- --minutes 2 --brief` for races and kills as short as in the tests; `--seed N` is the seed of the first
 * round; `npm run soak -- test/stats` runs a folder only. The first failure ends it.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const test = new URL('.', import.meta.url).pathname;
const root = join(test, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '30' },
    brief: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is not a positive number: ${values.minutes}`);

const files = randomTests().filter(
  (file) => positionals.length === 0 || positionals.some((folder) => file.startsWith(folder)),
);
if (files.length === 0) throw new Error(`no random tests in ${positionals.join(' or ')}`);
console.log(`${files.length} files of random tests for ${minutes} minutes`);
const end = Date.now() + minutes * 60_000;
let rounds = 0;
do {
  const seed = rounds === 0 && values.seed ? values.seed : String(randomInt(1, 2 ** 31));
  console.log(`Round ${rounds + 1}, seed ${seed}`);
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...files],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, OLX_ABTEST_SEED: seed, OLX_ABTEST_SOAK: values.brief ? '1' : '10' },
    },
  );
  if (status !== 0) {
    console.error(`Round ${rounds + 1} failed; OLX_ABTEST_SEED=${seed} repeats it`);
    process.exit(1);
  }
  rounds += 1;
} while (Date.now() < end);
console.log(`${rounds} rounds passed, each with its own seed`);

/** The test files that import fast-check or the seed, themselves or through other files of the tests. */
function randomTests() {
  const names = readdirSync(test, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const imported = new Map(
    names.map((name) => {
      const text = readFileSync(join(test, name), 'utf8');
      return [name, [...text.matchAll(/\bfrom '([^']+)'/g)].map((match) => match[1])];
    }),
  );
  const isRandom = (name, seen = new Set()) => {
    if (name === 'seed.ts') return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return (imported.get(name) ?? []).some((each) =>
      each.startsWith('.')
        ? isRandom(join(name, '..', each.replace(/\.js$/, '.ts')), seen)
        : each === 'fast-check',
    );
  };
  return names.filter((name) => name.endsWith('.test.ts') && isRandom(name)).map((name) => `test/${name}`);
}
