/** The language server, asked over the protocol by a scripted editor. */
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, CompletionItem, Hover, Location, WorkspaceEdit } from 'vscode-languageserver';
import { parseAbtest } from '../../src/content.js';
import { carriedOut, Editor, uriIn } from './client.js';

const SAMPLE = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
const MOVES = { workspace: { workspaceEdit: { resourceOperations: ['create', 'rename', 'delete'] } } };

let folder: string;
let editor: Editor;
let welcome: string;
let hints: string;
let policy: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'olx-abtest-lsp-'));
  await cp(SAMPLE, join(folder, 'sample'), { recursive: true });
  editor = await Editor.start({
    folders: [folder],
    capabilities: MOVES,
    initializationOptions: { learners: 1200 },
    here: true,
  });
  const path = (name: string) => join(folder, 'sample', name);
  welcome = editor.open(path('abtest/welcome.xml'));
  hints = editor.open(path('split_test/swarm_hints.xml'));
  policy = editor.open(path('policies/2026_T1/policy.json'));
});
afterAll(async () => {
  await editor?.stop();
  await rm(folder, { recursive: true });
});

const inCourse = (path: string) => uriIn(join(folder, 'sample'), path);
const placesOf = (locations: readonly Location[]) =>
  locations.map(({ uri, range }) => `${uri.slice(inCourse('').length + 1)}:${range.start.line + 1}`);

it('publishes the findings of the course, of texts that are not saved too, and takes them back', async () => {
  await expect.poll(() => editor.rules(welcome)).toEqual(['abtest-retired']);
  editor.replace(welcome, 'portion="0.3"', 'portion="30%"');
  await expect.poll(() => editor.rules(welcome)).toEqual(['abtest-retired', 'portion-number']);
  const found = editor.diagnostics.get(welcome)!.find(({ code }) => code === 'portion-number');
  expect(found).toMatchObject({
    severity: 1,
    source: 'olx-abtest',
    range: { start: { line: 4, character: 9 } },
  });
  const { range } = found!;
  const context = { diagnostics: [found] };
  const actions = await editor.ask<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: welcome },
    range,
    context,
  });
  expect(actions.map(({ title, kind }) => [title, kind])).toEqual([['Write portion="0.3"', 'quickfix']]);
  const fixed = carriedOut(actions[0]!.edit!, (uri) => editor.textOf(uri));
  expect(fixed.get(welcome)).toContain('<group portion="0.3" name="story">');
  editor.replace(welcome, 'portion="30%"', 'portion="0.3"');
  await expect.poll(() => editor.rules(welcome)).toEqual(['abtest-retired']);
});

it('a change of policy.json is seen in the blocks of its partition', async () => {
  editor.replace(policy, '764310258', '764310259');
  await expect.poll(() => editor.rules(hints)).toContain('partition-exists');
  editor.replace(policy, '764310259', '764310258');
  await expect.poll(() => editor.rules(hints)).toEqual(['child-without-group']);
});

describe('go to definition', () => {
  it.each([
    [
      'a pointer leads to its file',
      () => welcome,
      '<html url_name="welcome_plain"',
      3,
      ['html/welcome_plain.xml:1'],
    ],
    ['a partition id leads to policy.json', () => hints, '764310258', 2, ['policies/2026_T1/policy.json:11']],
    [
      'a group id in the map leads to the group',
      () => hints,
      '1180274502',
      2,
      ['policies/2026_T1/policy.json:16'],
    ],
    [
      'a usage key in the map leads to the block',
      () => hints,
      'swarm_with_video&',
      2,
      ['vertical/swarm_with_video.xml:1'],
    ],
    ['a partition leads to its blocks', () => policy, '764310258', 2, ['split_test/swarm_hints.xml:1']],
    [
      'a group of a partition leads to its child',
      () => policy,
      '1180274502',
      2,
      ['split_test/swarm_hints.xml:3'],
    ],
    [
      'an experiment leads to all its blocks',
      () => welcome,
      'Tone of',
      2,
      ['abtest/welcome.xml:1', 'abtest/goodbye.xml:1'],
    ],
    ['a definition leads back to where it is used', () => welcome, '<abtest ', 3, ['vertical/welcome.xml:2']],
  ] as const)('%s', async (_, uri, text, within, places) => {
    expect(placesOf(await editor.at<Location[]>('definition', uri(), text, within))).toEqual(places);
  });
});

it('hover tells the size of a group and what it can detect, in learners that the editor is set to', async () => {
  const { contents } = await editor.at<Hover>('hover', welcome, 'portion="0.5"');
  expect(contents).toEqual({
    kind: 'markdown',
    value:
      '**plain**: 50 % of 1,200 learners = 600\n\n- against story: detects d ≥ 0.22\n- against default: detects d ≥ 0.25',
  });
});

it('hover on a finding has the page of its rule', async () => {
  const { contents } = await editor.at<Hover>('hover', hints, 'swarm_with_video"/>');
  expect((contents as { value: string }).value).toContain('# child-without-group');
});

describe('completion', () => {
  const labels = async (uri: string, text: string, within: number) =>
    (await editor.at<CompletionItem[]>('completion', uri, text, within)).map(({ label, detail }) => [
      label,
      detail,
    ]);

  it('partition ids, names of definitions, experiments, and the portion that is left', async () => {
    expect(await labels(hints, 'user_partition_id="', 19)).toEqual([['764310258', 'Swarm hints']]);
    expect(await labels(welcome, '<html url_name="', 16)).toContainEqual([
      'welcome_story',
      'html/welcome_story.xml',
    ]);
    expect(await labels(welcome, 'experiment="', 12)).toEqual([
      ['Tone of the texts', 'an experiment of this course'],
    ]);
    expect(await labels(welcome, 'portion="0.3', 9)).toEqual([['0.5', 'what the other groups leave']]);
  });

  it('entries of the map that are missing, in a text that is being typed and is not well-formed', async () => {
    const before = editor.textOf(hints);
    editor.type(hints, before.indexOf('{&quot;'), before.indexOf('" user_partition_id'), '{');
    editor.type(hints, editor.textOf(hints).length, editor.textOf(hints).length, '<vertical');
    const items = await editor.at<CompletionItem[]>('completion', hints, 'child="{', 8);
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([
      ['1180274501', 'With hints'],
      ['1180274502', 'Without hints'],
    ]);
    expect(items[0]!.textEdit!.newText).toMatch(/^&quot;1180274501&quot;: &quot;.*&quot;$/);
    editor.type(hints, 0, editor.textOf(hints).length, before);
  });
});

describe('rename', () => {
  const renamed = async (uri: string, text: string, within: number, newName: string) => {
    const edit = await editor.at<WorkspaceEdit>('rename', uri, text, within, { newName });
    return carriedOut(edit, (each) => (editor.documents.has(each) ? editor.textOf(each) : textOnDisk(each)));
  };

  it('a group, in every block of its experiment, from texts that are not saved', async () => {
    expect(await editor.at('prepareRename', welcome, 'name="story"', 7)).toMatchObject({
      placeholder: 'story',
    });
    const texts = await renamed(welcome, 'name="story"', 7, 'St "1" & <x>');
    expect([...texts.keys()].sort()).toEqual([
      inCourse('abtest/goodbye.xml'),
      inCourse('abtest/welcome.xml'),
    ]);
    for (const text of texts.values())
      expect(parseAbtest(text!).block!.groups.map(({ name }) => name)).toContain('St "1" & <x>');
  });

  it('a block, with its files and the pointers to it', async () => {
    const texts = await renamed(welcome, '<html url_name="welcome_plain"', 18, 'plain');
    expect(texts.get(inCourse('html/welcome_plain.xml'))).toBeNull();
    expect(texts.get(inCourse('html/plain.xml'))).toContain('filename="plain"');
    expect(texts.get(welcome)).toContain('<html url_name="plain"/>');
  });

  it('a group of a partition, in policy.json', async () => {
    const texts = await renamed(policy, '"With hints"', 3, 'Hints');
    expect([...texts.keys()]).toEqual([policy]);
    expect(texts.get(policy)).toContain('"name": "Hints"');
  });

  it('what is refused is answered with the reason', async () => {
    await expect(editor.at('rename', welcome, 'name="story"', 7, { newName: 'plain' })).rejects.toThrow(
      'plain',
    );
    expect(await editor.at('prepareRename', welcome, '<p>', 2)).toBeNull();
  });
});

describe('files and folders', () => {
  it('are read again when they are deleted, moved or made under the editor', async () => {
    const changed = () =>
      editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    const file = join(folder, 'sample/html/welcome_plain.xml');
    await rename(file, `${file}.away`);
    await changed();
    await expect.poll(() => editor.rules(welcome)).toEqual(['abtest-retired', 'pointer-target-exists']);
    await rename(`${file}.away`, file);
    await changed();
    await expect.poll(() => editor.rules(welcome)).toEqual(['abtest-retired']);
  });

  it('a course whose folder is gone has no findings, and has them again when it is back', async () => {
    const other = join(folder, 'other');
    await cp(SAMPLE, other, { recursive: true });
    const uri = editor.open(join(other, 'abtest/welcome.xml'));
    await expect.poll(() => editor.rules(uri)).toEqual(['abtest-retired']);
    await rm(other, { recursive: true });
    editor.type(uri, 0, 0, ' ');
    await expect.poll(() => editor.rules(uri)).toEqual([]);
    await cp(SAMPLE, other, { recursive: true });
    editor.type(uri, 0, 1, '');
    await expect.poll(() => editor.rules(uri)).toEqual(['abtest-retired']);
    editor.close(uri);
    await expect.poll(() => editor.rules(uri)).toEqual([]);
    expect(editor.rules(welcome)).toEqual(['abtest-retired']);
  });

  it('the configuration of the course counts, and one that is wrong is said', async () => {
    const config = join(folder, 'sample/olx-abtest.config.json');
    await writeFile(config, '{"rules": {"abtest-retired": "off"}}');
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: welcome } });
    await expect.poll(() => editor.rules(welcome)).toEqual([]);
    await writeFile(config, '{"rules": {"abtest-retird": "off"}}');
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: welcome } });
    await expect.poll(() => editor.rules(welcome)).toEqual(['abtest-retired']);
    expect(editor.messages.join()).toContain('abtest-retird');
    await rm(config);
    await editor.connection.sendNotification('textDocument/didSave', { textDocument: { uri: welcome } });
  });

  it('nothing outside of the workspace is read, and no other document has findings', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'olx-abtest-outside-'));
    await cp(SAMPLE, outside, { recursive: true });
    await mkdir(join(folder, 'linked'));
    await symlink(outside, join(folder, 'linked/away'));
    await writeFile(join(folder, 'linked/course.xml'), '<course url_name="R" org="O" course="C"/>');
    await mkdir(join(folder, 'linked/course'));
    await writeFile(join(folder, 'linked/course/R.xml'), '<course><chapter url_name="a"/></course>');
    const broken = '<abtest><group/></abtest>';
    const away = editor.open(join(outside, 'abtest/welcome.xml'), broken);
    const linked = editor.open(join(folder, 'linked/course/R.xml'));
    const untitled = 'untitled:Untitled-1';
    await editor.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: untitled, languageId: 'xml', version: 1, text: broken },
    });
    await expect.poll(() => editor.rules(linked)).toEqual(['pointer-target-exists']);
    expect([editor.rules(away), editor.rules(untitled)]).toEqual([[], []]);
    const sources = [...editor.diagnostics.keys()].filter(
      (uri) => uri.includes('away') || uri.includes('outside'),
    );
    expect(sources).toEqual([]);
    expect(await editor.at('definition', away, 'abtest')).toEqual([]);
    for (const uri of [away, linked]) editor.close(uri);
    await rm(outside, { recursive: true });
  });
});

function textOnDisk(uri: string): string {
  return readFileSync(fileURLToPath(uri), 'utf8');
}
