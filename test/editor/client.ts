/** A scripted editor: starts the language server as editors do, or in the tests' own process, and speaks the protocol with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, Position, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { answerEditor } from '../../src/cli/commands/lsp.js';
import { MAIN } from '../built.js';

interface Options {
  readonly folders: readonly string[];
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** In this process: coverage sees it, and `exit`, which would end the tests, is not sent. Default: a process of its own. */
  readonly here?: boolean;
}

export class Editor {
  readonly #process: ChildProcess | null;
  /** What the server reads, for messages that no client sends. */
  readonly raw: Writable;
  readonly connection: ProtocolConnection;
  /** What is published, by URI. */
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly documents = new Map<string, TextDocument>();
  readonly messages: string[] = [];
  readonly shown: string[] = [];
  stderr = '';
  #capabilities: Record<string, unknown> = {};

  private constructor(here: boolean) {
    this.#process = here ? null : spawn(process.execPath, [MAIN, 'lsp', '--stdio'], { stdio: 'pipe' });
    this.#process?.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    const [input, output] = this.#process
      ? [this.#process.stdin!, this.#process.stdout!]
      : [new PassThrough(), new PassThrough()];
    this.raw = input;
    if (here) void answerEditor(input as PassThrough, output as PassThrough);
    this.connection = createProtocolConnection(
      new StreamMessageReader(output),
      new StreamMessageWriter(input),
    );
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      if (diagnostics.length === 0) this.diagnostics.delete(uri);
      else this.diagnostics.set(uri, diagnostics);
    });
    this.connection.onNotification('window/showMessage', ({ message }) => {
      this.messages.push(message);
    });
    this.connection.onRequest('window/showMessageRequest', ({ message }) => {
      this.messages.push(message);
      return null;
    });
    this.connection.onRequest('window/showDocument', ({ uri }) => {
      this.shown.push(uri);
      return { success: true };
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  static async start({
    folders,
    capabilities = {},
    initializationOptions,
    here = false,
  }: Options): Promise<Editor> {
    const editor = new Editor(here);
    const answer: { capabilities: Record<string, unknown> } = await editor.ask('initialize', {
      processId: here ? null : process.pid,
      rootUri: null,
      workspaceFolders: folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: folder })),
      capabilities,
      initializationOptions,
    });
    editor.#capabilities = answer.capabilities;
    await editor.connection.sendNotification('initialized', {});
    return editor;
  }

  get capabilities(): Record<string, unknown> {
    return this.#capabilities;
  }

  ask<Answer>(method: string, params?: object): Promise<Answer> {
    return this.connection.sendRequest(method, params) as Promise<Answer>;
  }

  /** Opens a file with its text on disk, or with another one. */
  open(path: string, text = readFileSync(path, 'utf8')): string {
    const uri = pathToFileURL(path).href;
    this.documents.set(uri, TextDocument.create(uri, 'xml', 1, text));
    const textDocument = { uri, languageId: 'xml', version: 1, text };
    void this.connection.sendNotification('textDocument/didOpen', { textDocument });
    return uri;
  }

  textOf(uri: string): string {
    return this.documents.get(uri)!.getText();
  }

  /** Replaces a part of the document, as typing does. */
  type(uri: string, start: number, end: number, text: string): void {
    const document = this.documents.get(uri)!;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    const change = [{ range, text }];
    this.documents.set(uri, TextDocument.update(document, change, document.version + 1));
    void this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges: change,
    });
  }

  /** Replaces the first place of a text. */
  replace(uri: string, before: string, after: string): void {
    const start = this.textOf(uri).indexOf(before);
    if (start === -1) throw new Error(`${uri} has no ${before}`);
    this.type(uri, start, start + before.length, after);
  }

  close(uri: string): void {
    this.documents.delete(uri);
    void this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** A question about the place of a text in a document; `within` is how far inside it. */
  at<Answer>(method: string, uri: string, text: string, within = 1, more: object = {}): Promise<Answer> {
    const index = this.textOf(uri).indexOf(text);
    if (index === -1) throw new Error(`${uri} has no ${text}`);
    return this.ask(`textDocument/${method}`, {
      textDocument: { uri },
      position: this.position(uri, index + within),
      ...more,
    });
  }

  position(uri: string, offset: number): Position {
    return this.documents.get(uri)!.positionAt(offset);
  }

  rules(uri: string): string[] {
    return (this.diagnostics.get(uri) ?? []).map(({ code }) => String(code));
  }

  /** Returns the exit code; null for a server that has no process of its own. */
  async stop(): Promise<number | null> {
    const server = this.#process;
    const ended = new Promise<number | null>((resolve) => server?.once('exit', resolve));
    await this.ask('shutdown');
    if (server === null) return null;
    await this.connection.sendNotification('exit');
    return ended;
  }

  kill(): void {
    this.#process?.kill('SIGKILL');
  }
}

/** Carries out an edit on texts by URI, as an editor does. Returns the texts of what it changed. */
export function carriedOut(edit: WorkspaceEdit, textOf: (uri: string) => string): Map<string, string | null> {
  const after = new Map<string, string | null>();
  const current = (uri: string): string => after.get(uri) ?? textOf(uri);
  for (const change of edit.documentChanges ?? []) {
    if (!('kind' in change)) {
      const { uri } = change.textDocument;
      const document = TextDocument.create(uri, 'xml', 0, current(uri));
      after.set(uri, TextDocument.applyEdits(document, change.edits as TextEdit[]));
    } else if (change.kind === 'rename') {
      after.set(change.newUri, current(change.oldUri));
      after.set(change.oldUri, null);
    } else after.set(change.uri, change.kind === 'create' ? '' : null);
  }
  return after;
}

export function uriIn(folder: string, path: string): string {
  return pathToFileURL(join(folder, path)).href;
}
