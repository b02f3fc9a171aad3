/** All benchmarks in one run; `--write` puts what they print into docs/benchmarks.md. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchMemory, benchStart, benchValidate, courses } from './commands.mjs';
import { benchXml } from './xml.mjs';

const root = new URL('../..', import.meta.url).pathname;

/** A benchmark that is a script of its own and prints its own table. */
function script(name) {
  const { stdout, stderr, status } = spawnSync('node', [`${root}test/bench/${name}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : `Could not run: ${stderr.trim().split('\n').at(-1)}`;
}

const sections = [
  ['Validating courses', benchValidate],
  ['Starting', benchStart],
  ['Memory', benchMemory],
  ['Reading and writing XML: 5 MB of course XML', benchXml],
  ['Stable buckets', () => `\`\`\`\n${script('bucket.mjs')}\n\`\`\``],
  ['Flags', () => script('flag.mjs')],
  ['One decision without a store', () => `\`\`\`\n${script('decision.mjs')}\n\`\`\``],
  ['The HTTP service', () => script('serve.mjs')],
  ['Stores', () => `\`\`\`\n${script('storage.mjs')}\n\`\`\``],
];

const wanted = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const parts = [];
for (const [title, run] of sections) {
  if (wanted.length > 0 && !wanted.some((word) => title.toLowerCase().includes(word))) continue;
  process.stderr.write(`${title} …\n`);
  const text = `## ${title}\n\n${run()}\n`;
  console.log(text);
  parts.push(text);
}

if (process.argv.includes('--write')) {
  const own = courses.startsWith(root) ? 'the sample course of this repository' : 'public Open edX courses';
  const head = `# Benchmarks

Printed by \`npm run bench -- --write\` (one run, candidates in turns, on ${own}) with Node ${process.version} on
${cpus().length} cores. Such machines are noisy: compare within a table, not across tables.
`;
  writeFileSync(`${root}docs/benchmarks.md`, [head, ...parts].join('\n'));
}
