/** What users make of the package: bundles of its doors, for a page, for a worker, and for Node away from `node_modules`. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, test } from 'vitest';
import { createRuntime, openStore, parseAbtest, seededStrategy, stableBucket } from '../src/index.js';
import { door } from './built.js';
import { browserIsMissing, openBrowser } from './preview/browser.js';

const root = new URL('..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles a program whose text begins with an import of `DOOR`; returns the code, in one file. */
async function bundled(program: string, file: string, platform: 'browser' | 'node'): Promise<string> {
  const entry = join(folder, `${file}.entry.js`);
  writeFileSync(entry, program.replace('DOOR', door(file)));
  const bundle = await rolldown({
    input: entry,
    platform,
    logLevel: 'silent',
    external: ['@photostructure/sqlite', 'pg'],
  });
  const { output } = await bundle.generate({
    format: platform === 'browser' ? 'iife' : 'esm',
    codeSplitting: false,
  });
  return output[0].code;
}

const CONTENT = `import { checkCourse, contentOf, fromDefinition, parseAbtest, parseCourse, setPortion, toDefinition, writeXml } from 'DOOR';
globalThis.answer = () => {
  const { course } = parseCourse(new Map([
    ['course.xml', '<course org="O" course="C" url_name="R"/>'],
    ['course/R.xml', '<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v"><abtest experiment="E"><group name="a" portion="x"><html url_name="h"/></group><default/></abtest></vertical></sequential></chapter></course>'],
    ['html/h.xml', '<html filename="h"/>'],
    ['html/h.html', '<p>Hello</p>'],
  ]));
  const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"><problem/></group><default/></abtest>');
  const edited = new TextDecoder().decode(writeXml(setPortion(block, 'a', '0.25').document));
  const canonical = new TextDecoder().decode(writeXml(block.document, { style: 'canonical' }));
  const node = course.nodes.find(({ tag }) => tag === 'html');
  return JSON.stringify({
    ids: [...new Set(checkCourse(course).map(({ ruleId }) => ruleId))].sort(),
    html: contentOf(course, node).html,
    data: contentOf(course, node).data,
    edited,
    canonical,
    definition: toDefinition(block),
  });
};`;

async function answerOfNode(): Promise<string> {
  const file = join(folder, 'content.mjs');
  writeFileSync(
    file,
    `${await bundled(CONTENT, 'content.js', 'browser')}\nconsole.log(globalThis.answer());`,
  );
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' }).trim();
}

describe.skipIf(browserIsMissing())('the content door in Chromium', () => {
  test('a page and a worker give the answers of Node', async () => {
    const code = await bundled(CONTENT, 'content.js', 'browser');
    const expected = await answerOfNode();
    expect(JSON.parse(expected)).toMatchObject({
      html: '<p>Hello</p>',
      data: { html: { '@filename': 'h' } },
    });
    expect(expected).toContain('portion-number');
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.addScriptTag({ content: code });
      expect(await page.evaluate('answer()')).toBe(expected);
      const inWorker = `new Promise((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(`${code}\npostMessage(answer());`)}])));
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      })`;
      expect(await page.evaluate(inWorker)).toBe(expected);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

test('a bundle of the main door runs away from node_modules', async () => {
  const program = `import { checkCourse, createRuntime, loadCourse, openStore } from 'DOOR';
const { course } = await loadCourse('course');
const store = await openStore('memory:');
await store.close();
console.log(course.blocks.length, checkCourse(course).length, typeof createRuntime);`;
  cpSync(join(root, 'fixtures/courses/sample'), join(folder, 'course'), { recursive: true });
  writeFileSync(join(folder, 'index.mjs'), await bundled(program, 'index.js', 'node'));
  const printed = execFileSync(process.execPath, [join(folder, 'index.mjs')], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('3 2 function');
});

const ABTEST = '<abtest experiment="E"><group name="a" portion=".5"/><default/></abtest>';
/** Draws by a package that is loaded late, stores, and hashes. */
const LEARNERS = `import { createRuntime, openStore, seededStrategy, stableBucket } from 'DOOR';
import { parseAbtest } from 'CONTENT';
const { block } = parseAbtest('${ABTEST}');
const store = await openStore('memory:');
const runtime = createRuntime({ store, strategy: seededStrategy('s') });
const { group, reason } = await runtime.assign(block, 'ada');
const { reason: again } = await runtime.peek(block, 'ada');
await store.close();
console.log(JSON.stringify({ group, reason, again, bucket: stableBucket('E', 2, 'ada') }));`;

test('a bundle of the learners\u2019 door runs away from node_modules, and assigns as the sources do', async () => {
  const code = await bundled(LEARNERS.replace('CONTENT', door('content.js')), 'learners.js', 'node');
  const file = join(folder, 'learners.mjs');
  writeFileSync(file, code);
  const answer = execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
  const { block } = parseAbtest(ABTEST);
  const store = await openStore('memory:');
  const { group, reason } = await createRuntime({ store, strategy: seededStrategy('s') }).assign(
    block!,
    'ada',
  );
  expect(JSON.parse(answer)).toEqual({
    group,
    reason,
    again: 'stored',
    bucket: stableBucket('E', 2, 'ada'),
  });
});
