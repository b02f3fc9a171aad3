/** Edits by the hundred: after each the editor has what `validate` finds in the same files, and bad messages change nothing. */
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkCourse, loadCourse } from '../../src/index.js';
import { random, SOAK } from '../seed.js';
import { Editor } from './client.js';

const SAMPLE = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
const FILES = [
  'abtest/welcome.xml',
  'split_test/swarm_hints.xml',
  'policies/2026_T1/policy.json',
  'vertical/welcome.xml',
];
/** What is typed: pieces of blocks, characters that break a text, and characters of two code units. */
const TYPED = [
  '"',
  '<',
  '>',
  '&',
  '/',
  '{',
  '}',
  '\n',
  'é',
  '😀',
  ' ',
  '0.9',
  '1',
  '<default/>',
  '<group name="x" portion="0.1"/>',
  '<!-- c -->',
  'portion="50%"',
  'url_name="a"',
  '&quot;',
  '<html url_name="welcome_story"/>',
  '-',
  ':',
];

let folder: string;
let saved: string;
let editor: Editor;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'olx-abtest-replay-'));
  saved = await mkdtemp(join(tmpdir(), 'olx-abtest-replay-'));
  await Promise.all([folder, saved].map((each) => cp(SAMPLE, each, { recursive: true })));
  editor = await Editor.start({ folders: [folder] });
});
afterAll(async () => {
  editor?.kill();
  await Promise.all([folder, saved].map((each) => rm(each, { recursive: true })));
});

/** Findings by file, as the editor shows them. */
async function expected(): Promise<Record<string, string[]>> {
  const { course } = await loadCourse(saved);
  const found: Record<string, string[]> = {};
  for (const { ruleId, place, message } of checkCourse(course)) {
    const path = place.file.slice(course.label.length + 1);
    const { start, end } = place;
    const at = [start.line, start.column, end.line, end.column].join(':');
    found[path] = [...(found[path] ?? []), `${at} ${ruleId} ${message}`.replaceAll(`${course.label}/`, '')];
  }
  return found;
}

function shown(uris: ReadonlyMap<string, string>): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [uri, diagnostics] of editor.diagnostics) {
    const path = uris.get(uri) ?? decodeURIComponent(uri).slice(`file://${folder}/`.length);
    found[path] = diagnostics.map(({ range: { start, end }, code, message }) => {
      const at = [start.line, start.character, end.line, end.character].map((each) => each + 1).join(':');
      return `${at} ${code} ${String(message).split('\n')[0]}`;
    });
  }
  return found;
}

it(`after each of ${300 * SOAK} edits the findings are those of validate`, async () => {
  const draw = random('edits in an editor');
  const below = (most: number) => Math.floor(draw() * most);
  const originals = new Map(FILES.map((file) => [file, readFileSync(join(SAMPLE, file), 'utf8')]));
  const uris = new Map(FILES.map((file) => [editor.open(join(folder, file)), file]));
  const known = [...uris];
  for (let edit = 0; edit < 300 * SOAK; edit += 1) {
    const [uri, file] = known[below(known.length)]!;
    const text = editor.textOf(uri);
    // Back to a whole text now and then: one that is broken has one finding only.
    if (draw() < 0.25) editor.type(uri, 0, text.length, originals.get(file)!);
    else {
      const start = below(text.length + 1);
      const end = Math.min(text.length, start + (draw() < 0.5 ? 0 : below(12)));
      editor.type(uri, start, end, TYPED[below(TYPED.length)]!);
    }
    await writeFile(join(saved, file), editor.textOf(uri));
    const now = await expected();
    await expect.poll(() => shown(uris), { interval: 5 }).toEqual(now);
  }
});

it('messages that are not of the protocol, and requests about unknown documents, are answered and change nothing', async () => {
  editor.raw.write('Content-Length: 12\r\n\r\n{"jsonrpc": ');
  editor.raw.write('Content-Length: 2\r\n\r\n[]');
  await expect(editor.ask('textDocument/unknown', {})).rejects.toThrow('Unhandled method');
  const nowhere = { textDocument: { uri: 'file:///nowhere/a.xml' }, position: { line: 9, character: 9 } };
  for (const method of ['hover', 'prepareRename'])
    expect(await editor.ask(`textDocument/${method}`, nowhere)).toBeNull();
  const [uri] = editor.documents.keys();
  const beyond = { textDocument: { uri }, position: { line: 1e9, character: 1e9 } };
  for (const method of ['hover', 'definition', 'completion'])
    await editor.ask(`textDocument/${method}`, beyond);
  expect(await editor.ask('textDocument/codeLens', { textDocument: { uri } })).toBeInstanceOf(Array);
});

it('of a document with 40,000 findings the first 1,000 are sent, and their number', async () => {
  const text = `<abtest experiment="E">${'<default/>'.repeat(40_000)}</abtest>`;
  const uri = editor.open(join(folder, 'abtest/huge.xml'), text);
  expect(await editor.ask('textDocument/codeLens', { textDocument: { uri } })).toHaveLength(1);
  await expect.poll(() => editor.rules(uri)).toHaveLength(1001);
  expect(editor.diagnostics.get(uri)!.at(-1)!.message).toMatch(/^3[89]\d{3} more findings in this file/);
  editor.close(uri);
});
