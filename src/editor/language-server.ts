/** The language server: checks courses while they are edited, over the Language Server Protocol. */
import {
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { createConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { AbtestError, type Diagnostic } from '../index.js';
import { VERSION } from '../presentation/program.js';
import { CourseDocuments } from './documents.js';
import type { CheckSettings } from './edited-course.js';
import { actionsFor, lensesOf, PREVIEW_COMMAND } from './features/actions.js';
import { completionsAt } from './features/completion.js';
import { type Asked, definitionsAt } from './features/definition.js';
import { hoverAt } from './features/hover.js';
import { referencesAt } from './features/references.js';
import { type OpenTexts, renamingAt, workspaceEdit } from './features/rename.js';
import { pathOfUri } from './positions.js';
import { editorDiagnostic, Published } from './published.js';

interface LanguageServerOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** How a course is judged, by its folder. Rejects for a configuration that is not one. */
  readonly settingsFor: (root: string) => Promise<CheckSettings>;
  /** The page of a rule in Markdown. */
  readonly rulePage: (id: string) => string | undefined;
  /** Shows a course in a browser, and returns the address. */
  readonly preview: (root: string) => Promise<string>;
}

/** Milliseconds without a change after which a course is checked. */
const QUIET = 20;
const LEARNERS = 1000;

/** Starts to answer; the process ends with the protocol's `exit`, or with the input. */
export function startLanguageServer(options: LanguageServerOptions): void {
  const connection = createConnection(options.input, options.output);
  new LanguageServer(connection, options).listen();
}

class LanguageServer {
  readonly #connection: Connection;
  readonly #options: LanguageServerOptions;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #courses: CourseDocuments;
  readonly #published: Published;
  #timer: NodeJS.Timeout | undefined;
  #learners = LEARNERS;
  #mayMove = false;

  constructor(connection: Connection, options: LanguageServerOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#courses = new CourseDocuments((root) => this.#settingsFor(root));
    this.#published = new Published(connection);
  }

  listen(): void {
    const { onInitialize } = this.#connection;
    onInitialize.call(this.#connection, (params) => this.#initialize(params));
    this.#followDocuments();
    this.#answerQuestions();
    this.#documents.listen(this.#connection);
    this.#connection.listen();
  }

  #initialize({
    capabilities,
    workspaceFolders,
    rootUri,
    initializationOptions,
  }: InitializeParams): InitializeResult {
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    this.#setFolders(uris);
    this.#mayMove = capabilities.workspace?.workspaceEdit?.resourceOperations?.includes('rename') ?? false;
    const learners = (initializationOptions as { learners?: unknown } | undefined)?.learners;
    if (typeof learners === 'number' && learners > 0) this.#learners = learners;
    const watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    const changesFolders = capabilities.workspace?.workspaceFolders ?? false;
    this.#connection.onInitialized(() => {
      if (watches) void this.#watchFiles();
      if (changesFolders) this.#followFolders();
    });
    return {
      serverInfo: { name: 'olx-abtest', version: VERSION },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        completionProvider: { triggerCharacters: ['"', "'"] },
        renameProvider: { prepareProvider: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: {},
        executeCommandProvider: { commands: [PREVIEW_COMMAND] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  #setFolders(uris: readonly string[]): void {
    this.#courses.folders = uris.flatMap((uri) => pathOfUri(uri) ?? []);
  }

  async #watchFiles(): Promise<void> {
    const watchers = ['**/*.xml', '**/*.json'].map((globPattern) => ({ globPattern }));
    await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }

  #followFolders(): void {
    this.#connection.workspace.onDidChangeWorkspaceFolders(async () => {
      const folders = await this.#connection.workspace.getWorkspaceFolders();
      this.#setFolders((folders ?? []).map(({ uri }) => uri));
      this.#renew();
    });
  }

  #followDocuments(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      this.#courses.put(document);
      this.#checkSoon();
    });
    this.#documents.onDidSave(() => this.#renew());
    this.#documents.onDidClose(({ document }) => {
      this.#courses.remove(document.uri);
      this.#checkSoon();
    });
    this.#connection.onDidChangeWatchedFiles(() => this.#renew());
  }

  /** Files may have come, gone or moved, a root or a configuration among them. */
  #renew(): void {
    this.#courses.renew(this.#documents.all());
    this.#checkSoon();
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const courses = [...this.#courses.courses];
      await Promise.all(courses.map(({ ready }) => ready));
      for (const course of courses)
        this.#published.update(course, (file) => this.#courses.uriOf(course, file));
      this.#published.keepOnly(new Set(courses.map(({ root }) => root)));
    }, QUIET);
  }

  async #settingsFor(root: string): Promise<CheckSettings | null> {
    try {
      return await this.#options.settingsFor(root);
    } catch (error) {
      this.#connection.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  // ---------------------------------------------------------------------------------------------------------------

  #answerQuestions(): void {
    const connection = this.#connection;
    connection.onHover(({ textDocument, position }) => {
      const asked = this.#asked(textDocument.uri, position);
      if (asked === null) return null;
      const { learners, rulePage } = { learners: this.#learners, rulePage: this.#options.rulePage };
      return hoverAt(asked, asked.diagnostics, { learners, rulePage });
    });
    connection.onDefinition(({ textDocument, position }) => {
      const asked = this.#asked(textDocument.uri, position);
      return asked === null ? [] : definitionsAt(asked);
    });
    connection.onReferences(({ textDocument, position, context }) => {
      const asked = this.#asked(textDocument.uri, position);
      return asked === null ? [] : referencesAt(asked, context.includeDeclaration);
    });
    connection.onCompletion(({ textDocument, position }) => {
      const asked = this.#asked(textDocument.uri, position);
      return asked === null ? [] : completionsAt(asked, (start, end) => rangeIn(asked.document, start, end));
    });
    connection.onPrepareRename(({ textDocument, position }) => {
      const asked = this.#asked(textDocument.uri, position);
      const renaming = asked && renamingAt(asked);
      if (!asked || !renaming) return null;
      const { name: placeholder, start, end } = renaming;
      return { range: rangeIn(asked.document, start, end), placeholder };
    });
    connection.onRenameRequest(({ textDocument, position, newName }) => {
      const asked = this.#asked(textDocument.uri, position);
      const renaming = asked && renamingAt(asked);
      if (!asked || !renaming) return null;
      return refusing(() => workspaceEdit(asked, renaming.run(newName), this.#texts, this.#mayMove));
    });
    connection.onCodeAction(({ textDocument, range }) => {
      const asked = this.#asked(textDocument.uri, range.start);
      if (asked === null) return [];
      const { course, uriOf, file, diagnostics } = asked;
      const scene = { course, uriOf, file, texts: this.#texts, mayMove: this.#mayMove };
      return actionsFor(scene, range, diagnostics, (each) => editorDiagnostic(each, uriOf));
    });
    connection.onCodeLens(({ textDocument: { uri } }) => {
      const opened = this.#courses.get(uri);
      const state = opened?.course.state;
      return opened === undefined || !state ? [] : lensesOf(state.course, opened.file, uri);
    });
    connection.onExecuteCommand(({ command, arguments: given = [] }) => {
      if (command === PREVIEW_COMMAND) return this.#preview(String(given[0]));
      throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no command "${command}"`);
    });
  }

  async #preview(uri: string): Promise<null> {
    const opened = this.#courses.get(uri);
    if (opened === undefined)
      throw new ResponseError(LSPErrorCodes.RequestFailed, 'This document belongs to no course');
    const address = await this.#options.preview(opened.course.root).catch((error: unknown) => {
      throw failed(error);
    });
    const { success } = await this.#connection.window
      .showDocument({ uri: address, external: true })
      .catch(() => ({ success: false }));
    if (!success) this.#connection.window.showInformationMessage(`The preview is at ${address}`);
    return null;
  }

  #asked(
    uri: string,
    position: { line: number; character: number },
  ): (Asked & { document: TextDocument; diagnostics: readonly Diagnostic[] }) | null {
    const opened = this.#courses.get(uri);
    const state = opened?.course.state;
    if (opened === undefined || !state) return null;
    const { document, file, course } = opened;
    return {
      ...state,
      uriOf: (path) => this.#courses.uriOf(course, path),
      file,
      document,
      text: document.getText(),
      offset: document.offsetAt(position),
    };
  }

  get #texts(): OpenTexts {
    return {
      versionOf: (uri) => this.#courses.get(uri)?.document.version ?? null,
      rangeOf: (text, start, end) => rangeIn(TextDocument.create('', 'xml', 0, text), start, end),
    };
  }
}

function rangeIn(document: TextDocument, start: number, end: number) {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** An edit that is refused is an answer, with its reason. */
function refusing<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    throw failed(error);
  }
}

function failed(error: unknown): unknown {
  return error instanceof AbtestError ? new ResponseError(LSPErrorCodes.RequestFailed, textOf(error)) : error;
}

function textOf({ message, hint }: AbtestError): string {
  return hint === '' ? message : `${message}. ${hint}`;
}
