/** The language server: from a change to its findings in a course of many files, and memory over many edits. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const COURSES = 4;
const UNITS = 420;
const CHANGES = 200;
const EDITS = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-editor-'));
let files = 0;
const put = (path, text) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
  files += 1;
};
/** A course of `UNITS` units, each with an html of some 2 kB; one in ten has an abtest. */
for (let course = 0; course < COURSES; course += 1) {
  const at = (path) => `course${course}/${path}`;
  put(at('course.xml'), `<course org="O" course="C${course}" url_name="R"/>`);
  put(at('course/R.xml'), '<course><chapter url_name="c"/></course>');
  put(at('chapter/c.xml'), '<chapter><sequential url_name="s"/></chapter>');
  const units = Array.from({ length: UNITS }, (_, unit) => `<vertical url_name="v${unit}"/>`);
  put(at('sequential/s.xml'), `<sequential>${units.join('')}</sequential>`);
  for (let unit = 0; unit < UNITS; unit += 1) {
    const inside = `<html url_name="h${unit}"/>`;
    const block = `<abtest url_name="a${unit}" experiment="E${unit % 6}"><group name="x" portion="0.5">${inside}</group><default/></abtest>`;
    put(at(`vertical/v${unit}.xml`), `<vertical>${unit % 10 === 0 ? block : inside}</vertical>`);
    put(
      at(`html/h${unit}.xml`),
      `<html display_name="A">${'<p>Some text of a course.</p>'.repeat(70)}</html>`,
    );
  }
}

const server = spawn(process.execPath, ['dist/cli/main.js', 'lsp', '--stdio'], {
  cwd: new URL('../..', import.meta.url).pathname,
  stdio: ['pipe', 'pipe', 'inherit'],
});
const connection = createProtocolConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
let published = () => {};
const uri = pathToFileURL(join(folder, 'course0/vertical/v0.xml')).href;
connection.onNotification('textDocument/publishDiagnostics', (message) => {
  if (message.uri === uri) published();
});
connection.listen();
await connection.sendRequest('initialize', {
  processId: null,
  rootUri: null,
  workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'courses' }],
  capabilities: {},
});
await connection.sendNotification('initialized', {});

const text = readFileSync(join(folder, 'course0/vertical/v0.xml'), 'utf8');
const opened = new Promise((resolve) => {
  published = resolve;
});
await connection.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'xml', version: 1, text },
});
await opened;

let version = 1;
/** The portion becomes one that is refused, or a fair one again: every change changes the findings. */
const change = () => {
  version += 1;
  const fair = version % 2 === 1;
  return connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ text: fair ? text : text.replace('0.5', '1.5') }],
  });
};

const times = [];
for (let at = 0; at < CHANGES; at += 1) {
  const start = performance.now();
  const done = new Promise((resolve) => {
    published = resolve;
  });
  await change();
  await done;
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);

/** KiB of memory that the server holds. */
const held = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);
const marks = [];
published = () => {};
for (let at = 1; at <= EDITS; at += 1) {
  await change();
  // A question every tenth edit makes the server read the course again.
  if (at % 10 === 0) await connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  if (at === EDITS / 2 || at === EDITS) marks.push(held());
}
server.kill();
rmSync(folder, { recursive: true });

const ms = (value) => `${value.toFixed(0)} ms`;
console.log(`${COURSES} courses, ${files.toLocaleString('en')} files; the course of the document has ${(files / COURSES).toLocaleString('en')}.

| | |
|---|---|
| from a change to its findings, median of ${CHANGES} | ${ms(times[CHANGES / 2])} |
| the same, 95 of 100 | ${ms(times[Math.floor(CHANGES * 0.95)])} |
| memory after ${(EDITS / 2).toLocaleString('en')} edits | ${(marks[0] / 1024).toFixed(0)} MB |
| after ${EDITS.toLocaleString('en')} edits | ${(marks[1] / 1024).toFixed(0)} MB |`);
