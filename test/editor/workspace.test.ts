/** References over a course, and workspaces that change: folders added and removed, links that lead out, messages that are broken. */
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeLens, Location } from 'vscode-languageserver';
import { Editor, uriIn } from './client.js';

const SAMPLE = new URL('../../fixtures/courses/sample', import.meta.url).pathname;
const FOLDERS = { workspace: { workspaceFolders: true } };

let top: string;
let one: string;
let two: string;
let editor: Editor;
let folders: string[];

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'olx-abtest-workspace-'));
  [one, two] = [join(top, 'one'), join(top, 'two')];
  await Promise.all([one, two].map((each) => cp(SAMPLE, each, { recursive: true })));
  folders = [one];
  editor = await Editor.start({ folders, capabilities: FOLDERS, here: true });
  editor.connection.onRequest('workspace/workspaceFolders', () => folders.map(asFolder));
});
afterAll(async () => {
  await editor?.stop();
  await rm(top, { recursive: true });
});

const asFolder = (path: string) => ({ uri: pathToFileURL(path).href, name: path });

async function setFolders(now: readonly string[]): Promise<void> {
  const added = now.filter((each) => !folders.includes(each)).map(asFolder);
  const removed = folders.filter((each) => !now.includes(each)).map(asFolder);
  folders = [...now];
  await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added, removed },
  });
}

it('opens the preview of the course of a block, and ends without a word', async () => {
  const server = await Editor.start({ folders: [one] });
  const welcome = server.open(join(one, 'abtest/welcome.xml'));
  const [lens] = await server.ask<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: welcome } });
  expect(lens!.command!.title).toBe('Open in the preview');
  await server.ask('workspace/executeCommand', lens!.command!);
  expect(server.shown).toHaveLength(1);
  const page = await fetch(server.shown[0]!);
  expect(await page.text()).toContain('Tone of the texts');
  await expect(server.ask('workspace/executeCommand', { command: 'other' })).rejects.toThrow(
    'no command "other"',
  );
  expect(await server.stop()).toBe(0);
  expect(server.stderr).toBe('');
});

describe('find references', () => {
  /** `file:line:column text`, with the text that the range holds. */
  const referencesOf = async (file: string, text: string, within: number, includeDeclaration = false) => {
    const uri = uriIn(one, file);
    if (!editor.documents.has(uri)) editor.open(join(one, file));
    const context = { context: { includeDeclaration } };
    const found = await editor.at<Location[]>('references', uri, text, within, context);
    return found.map(({ uri: at, range: { start, end } }) => {
      const path = at.slice(uriIn(one, '').length + 1);
      const line = readFileSync(join(one, path), 'utf8').split('\n')[start.line]!;
      const held = start.line === end.line ? ` ${line.slice(start.character, end.character)}` : '';
      return `${path}:${start.line + 1}${held}`;
    });
  };

  it.each([
    [
      'the name of a group: the groups of that name in all blocks of the experiment',
      ['abtest/welcome.xml', 'name="story"', 7, false],
      ['abtest/welcome.xml:5 name="story"', 'abtest/goodbye.xml:7 name="story"'],
    ],
    [
      'an experiment: its blocks',
      ['abtest/welcome.xml', 'Tone of', 2, false],
      [
        'abtest/welcome.xml:1 experiment="Tone of the texts"',
        'abtest/goodbye.xml:1 experiment="Tone of the texts"',
      ],
    ],
    [
      'the url_name of a block: the pointers and maps that name it, and its file',
      ['split_test/swarm_hints.xml', '<vertical url_name="swarm_with_hints"', 24, true],
      [
        'vertical/swarm_with_hints.xml:1 ',
        'split_test/swarm_hints.xml:2 url_name="swarm_with_hints"',
        'split_test/swarm_hints.xml:1 i4x://HiveX/BEE101/vertical/swarm_with_hints',
      ],
    ],
    [
      'a usage key of the map: the same places',
      ['split_test/swarm_hints.xml', 'swarm_with_hints&quot;', 2, false],
      [
        'split_test/swarm_hints.xml:2 url_name="swarm_with_hints"',
        'split_test/swarm_hints.xml:1 i4x://HiveX/BEE101/vertical/swarm_with_hints',
      ],
    ],
    [
      'a partition id: the blocks of the partition, and the partition',
      ['split_test/swarm_hints.xml', '764310258', 2, true],
      ['policies/2026_T1/policy.json:11', 'split_test/swarm_hints.xml:1 user_partition_id="764310258"'],
    ],
    [
      'a group in policy.json: its entry in the map, and its child',
      ['policies/2026_T1/policy.json', '1180274502', 2, false],
      [
        'split_test/swarm_hints.xml:1 1180274502',
        'split_test/swarm_hints.xml:3 <vertical url_name="swarm_without_hints"/>',
      ],
    ],
    ['text that names nothing: none', ['abtest/welcome.xml', 'Start with', 2, true], []],
  ] as const)('%s', async (_, [file, text, within, declared], places) => {
    expect(await referencesOf(file, text, within, declared)).toEqual(places);
  });

  it('a shared definition has all its pointers', async () => {
    const uri = editor.open(join(one, 'vertical/welcome.xml'));
    editor.replace(
      uri,
      '<abtest url_name="welcome"/>',
      '<abtest url_name="welcome"/><abtest url_name="welcome"/>',
    );
    const context = { context: { includeDeclaration: false } };
    const found = await editor.at<Location[]>('references', uri, 'url_name="welcome"', 11, context);
    expect(found.map(({ range }) => range.start.character)).toEqual([10, 38]);
    editor.close(uri);
  });
});

it('folders that are added have findings, folders that are removed have none any more', async () => {
  const [here, there] = ['abtest/welcome.xml', 'abtest/welcome.xml'].map((file, index) =>
    uriIn([one, two][index]!, file),
  );
  if (!editor.documents.has(here!)) editor.open(join(one, 'abtest/welcome.xml'));
  editor.open(join(two, 'abtest/welcome.xml'));
  await expect.poll(() => editor.rules(here!)).toEqual(['abtest-retired']);
  expect(editor.rules(there!)).toEqual([]);
  await setFolders([one, two]);
  await expect.poll(() => editor.rules(there!)).toEqual(['abtest-retired']);
  await setFolders([two]);
  await expect.poll(() => editor.rules(here!)).toEqual([]);
  expect(editor.rules(there!)).toEqual(['abtest-retired']);
  // Renamed on disk under the open document, and back.
  await rename(two, `${two}-renamed`);
  editor.type(there!, 0, 0, ' ');
  await expect.poll(() => editor.rules(there!)).toEqual([]);
  await rename(`${two}-renamed`, two);
  editor.type(there!, 0, 1, '');
  await setFolders([one, two]);
  await expect.poll(() => [editor.rules(here!), editor.rules(there!)].flat()).toHaveLength(2);
});

it('a link in a folder of the workspace opens no course outside of it, and a linked folder is opened as such', async () => {
  const outside = join(top, 'outside');
  await cp(SAMPLE, outside, { recursive: true });
  await mkdir(join(one, 'links'));
  await symlink(outside, join(one, 'links/away'));
  await writeFile(join(outside, 'secret.xml'), '<html>secret</html>');
  await symlink(join(outside, 'secret.xml'), join(one, 'html/secret.xml'));
  const away = editor.open(join(one, 'links/away/abtest/welcome.xml'));
  const vertical = editor.open(join(one, 'vertical/welcome.xml'));
  editor.replace(vertical, '<abtest', '<html url_name="secret"/><abtest');
  await expect.poll(() => editor.rules(vertical)).toContain('pointer-target-exists');
  expect(await editor.at('definition', away, '<abtest ')).toEqual([]);
  expect([...editor.diagnostics.keys()].filter((uri) => /away|outside|secret/.test(uri))).toEqual([]);

  await symlink(outside, join(top, 'opened'));
  await setFolders([one, two, join(top, 'opened')]);
  const linked = editor.open(join(top, 'opened/abtest/welcome.xml'));
  await expect.poll(() => editor.rules(linked)).toEqual(['abtest-retired']);
});

it('messages with parameters of another form, or with no method, end nothing', async () => {
  const send = (text: string) =>
    editor.raw.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  for (const params of ['null', '[]', '7', '{}', '{"textDocument": null}', '{"textDocument": {"uri": 5}}'])
    for (const method of ['hover', 'references', 'didChange', 'didOpen', 'codeAction', 'rename'])
      send(
        `{"jsonrpc": "2.0", ${method.startsWith('did') ? '' : '"id": "x", '}"method": "textDocument/${method}", "params": ${params}}`,
      );
  send('{"jsonrpc": "2.0"}');
  send('null');
  const uri = uriIn(one, 'abtest/welcome.xml');
  expect(await editor.ask('textDocument/codeLens', { textDocument: { uri } })).toHaveLength(1);
});
