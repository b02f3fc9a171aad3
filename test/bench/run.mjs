/** All benchmarks in one run, or those that are named; `--write` puts what they print into docs/benchmarks.md. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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
  ['OpenFeature', () => script('openfeature.mjs')],
  ['OpenFeature over HTTP', () => script('ofrep.mjs')],
  ['Statistics', () => script('statistics.mjs')],
  ['The HTTP service', () => script('serve.mjs')],
  ['The HTTP service: where the time of a request goes', () => script('serve-parts.mjs')],
  ['The HTTP service: what the worst texts of one learner cost others', () => script('serve-worst.mjs')],
  ['Many experiments of a learner at once', () => script('together.mjs')],
  ['The live preview', () => script('preview.mjs')],
  ['The language server', () => script('editor.mjs')],
  ['Tracking logs', () => script('tracking-log.mjs')],
  ['Stores: what a batch costs on PostgreSQL', () => script('postgres-batches.mjs')],
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

const file = `${root}docs/benchmarks.md`;
if (process.argv.includes('--write') && wanted.length > 0) {
  // The others stay as they were printed in the run of all.
  const printed = new Map(parts.map((part) => [part.split('\n')[0], part]));
  const before = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const after = before.map((part) => {
    const title = part.split('\n')[0];
    const now = printed.get(title);
    printed.delete(title);
    return now ?? part;
  });
  const all = [...after, ...printed.values()].map((part) => part.trimEnd());
  writeFileSync(file, `${all.join('\n\n')}\n`);
} else if (process.argv.includes('--write')) {
  const own = courses.startsWith(root) ? 'the sample course of this repository' : 'public Open edX courses';
  const head = `# Benchmarks

Printed by \`npm run bench -- --write\` (one run, candidates in turns, on ${own}) with Node ${process.version} on
${cpus().length} cores. Such machines are noisy: compare within a table, not across tables.
`;
  writeFileSync(file, [head, ...parts].join('\n'));
}
