/** The live preview: pages about a course that is read again when its files change, for browsers on this machine only. */
import { readdirSync, readFileSync } from 'node:fs';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { LOOPBACK } from '../http/loopback.js';
import { AbtestError, type Analysis, type Course, type StoreWithData } from '../index.js';
import { isPicture } from '../presentation/file-kinds.js';
import { type Html, html } from '../presentation/html.js';
import type { Editor } from '../presentation/program.js';
import { frameDocument } from '../preview/content/content-frame.js';
import { AUTHOR } from '../preview/content/content-reader.js';
import { jumpTarget } from '../preview/content/jump-target.js';
import { staticName } from '../preview/content/static-names.js';
import { VIEW_STYLE } from '../preview/page/view-style.js';
import { askedViewpoint } from './asked-viewpoint.js';
import { Events } from './events.js';
import { LiveCourse } from './live-course.js';
import { type BoundFlags, LiveFlags } from './live-flags.js';
import { liveMedium } from './live-medium.js';
import { type Asked, livePage, messageView } from './live-page.js';
import { PictureWatch, sendStatic } from './pictures.js';
import { refusalOf } from './preview-guard.js';
import { CONTENT_POLICY, HEADERS } from './preview-headers.js';
import { type LiveView, VIEWS } from './views.js';

interface PreviewOptions {
  /** The path of the course; watched from now on. */
  readonly path: string;
  /** As it was just read from `path`. */
  readonly course: Course;
  /** Only read. Closed by its owner, after the preview. */
  readonly store: StoreWithData;
  /** Shown with its experiment. */
  readonly analysis?: Analysis | undefined;
  /** Bindings of experiments to flags of the store, if any. */
  readonly flags?: BoundFlags;
  /** Opened by the places of findings; not for a course in an archive. */
  readonly editor?: Editor | undefined;
  /** 0 for any free port. */
  readonly port: number;
  /** Called for unexpected errors. */
  readonly onFailure: (error: unknown) => void;
}

interface Preview {
  readonly url: string;
  close(): Promise<void>;
}

/** The icon: two groups of unequal size. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="9" height="16" rx="2" fill="#0072b2"/><rect x="10" width="6" height="16" rx="2" fill="#d55e00"/></svg>';
const HTML = 'text/html; charset=utf-8';
/** Blocks that are remembered as shown. */
const MOST_SHOWN = 100_000;

/** Listens on loopback. @throws AbtestError `conflict` when the port is taken */
export async function openPreview(options: PreviewOptions): Promise<Preview> {
  const course = new LiveCourse(options.path, options.course, options.onFailure);
  const events = new Events(course);
  const { flags: bound, store } = options;
  const pictures = new PictureWatch(
    course.root,
    () => events.hasListeners,
    () => course.renew(),
  );
  const flags = bound && new LiveFlags(bound, store, () => course.renew());
  const app = createApp({ course, events, pictures, flags, options });
  const close = async (): Promise<void> => {
    events.close();
    flags?.close();
    pictures.close();
    await Promise.all([app.close(), course.close()]);
  };
  try {
    await Promise.all([app.listen({ host: LOOPBACK, port: options.port }), course.ready()]);
    const { port } = app.server.address() as { port: number };
    return { url: `http://${LOOPBACK}:${port}/`, close };
  } catch (error) {
    await close();
    throw listenError(error, options.port);
  }
}

interface Parts {
  readonly course: LiveCourse;
  readonly events: Events;
  readonly pictures: PictureWatch;
  readonly flags: LiveFlags | undefined;
  readonly options: PreviewOptions;
}

function createApp(parts: Parts): FastifyInstance {
  const { course } = parts;
  const { onFailure } = parts.options;
  const app = Fastify({
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, reply) => refuse(reply, 400, 'The address is malformed.'),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const refusal = refusalOf(request.raw);
    if (refusal !== null) return refuse(reply, refusal.status, refusal.reason);
  });
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof AbtestError)) onFailure(error);
    const view =
      error instanceof AbtestError
        ? messageView('The page could not be made', error.message, error.hint)
        : messageView(
            'The page could not be made',
            'An unexpected error occurred; see the terminal for details.',
          );
    return reply
      .status(500)
      .type(HTML)
      .send(livePage(view, course.state, startAddress(request.url)));
  });
  app.setNotFoundHandler((request, reply) => notFound(reply, course, request.url));
  for (const each of VIEWS) addView(app, parts, each);
  addParts(app, parts);
  return app;
}

function addView(app: FastifyInstance, { course, flags, options }: Parts, { path, view }: LiveView): void {
  const { store } = options;
  app.get(path, async (request, reply) => {
    const { state } = course;
    const query = request.query as Record<string, string | string[] | undefined>;
    const asked = (name: string): string => [query[name] ?? ''].flat().at(-1) ?? '';
    const rest = (request.params as { '*'?: string })['*'] ?? '';
    const { preview } = state;
    const gate = flags && (() => flags.gate(preview.course));
    const viewpoint = await askedViewpoint(preview, {
      as: asked('as'),
      who: asked('who'),
      store,
      flags: gate,
    });
    const found = await view({
      preview,
      medium: liveMedium(preview, viewpoint.viewpoint, options.editor),
      store,
      analysis: options.analysis,
      ...(gate && { flags: gate }),
      asked,
      rest,
    });
    if (found === null) return notFound(reply, course, request.url);
    const page = livePage(found, state, { ...viewpoint, ...addressOf(request.url), view: path });
    return reply.type(HTML).send(page);
  });
}

/** The parts of pages: the style, the script, the frames, the images, the event stream. */
function addParts(app: FastifyInstance, { course, events, pictures }: Parts): void {
  const scripts = readScripts();
  const shown = new Set<string>();
  app.get('/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(VIEW_STYLE));
  app.get('/icon.svg', (_request, reply) => reply.type('image/svg+xml').send(ICON));
  app.get('/client/:name', (request, reply) => {
    const script = scripts.get((request.params as { name: string }).name);
    if (script === undefined) return refuse(reply, 404, 'The script does not exist.');
    return reply.type('text/javascript; charset=utf-8').send(script);
  });
  app.get('/events', { exposeHeadRoute: false }, (_request, reply) => {
    reply.hijack();
    events.add(reply.raw);
  });
  app.get('/frame', (request, reply) => {
    const { preview } = course.state;
    const { id, for: learner, answers } = request.query as Record<string, unknown>;
    if (typeof id !== 'string') return refuse(reply, 404, 'The block does not exist.');
    const node = preview.nodeOf(id);
    // An editor may remove a file for a moment, while a page that shows it asks for its frames.
    if (node === undefined && shown.has(id))
      return reply.header('content-security-policy', CONTENT_POLICY).type(HTML).send(goneDocument().text);
    if (node === undefined) return refuse(reply, 404, 'The block does not exist.');
    if (shown.size < MOST_SHOWN) shown.add(id);
    const asset = (path: string): string | null => {
      if (isPicture(path) && staticName(preview.course, path) === null) {
        // Not requested, which would be an error in the console; watched, since it may come.
        pictures.asked(path);
        return null;
      }
      return `/static/${path.split('/').map(encodeURIComponent).join('/')}`;
    };
    const reader =
      typeof learner === 'string' ? { showsAnswers: answers === '1', learner: learner || null } : AUTHOR;
    const document = frameDocument(preview, node, { asset }, reader);
    return reply.header('content-security-policy', CONTENT_POLICY).type(HTML).send(document);
  });
  app.get('/jump', (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const { preview } = course.state;
    const node = typeof query.to === 'string' ? jumpTarget(preview, query.to) : undefined;
    if (node === undefined) return notFound(reply, course, request.url);
    const viewpoint = ['as', 'who'].flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' ? [`${name}=${encodeURIComponent(value)}`] : [];
    });
    return reply.redirect([liveMedium(preview).block(node), ...viewpoint].join('&'));
  });
  app.get('/static/*', (request, reply) => {
    const name = (request.params as { '*': string })['*'];
    if (isPicture(name)) pictures.asked(staticName(course.state.preview.course, name) ?? name);
    return sendStatic(reply, course.state.preview, name);
  });
}

/** The script of the pages, by file name. */
function readScripts(): ReadonlyMap<string, Buffer> {
  const folder = new URL('./client/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return new Map(names.map((name) => [name, readFileSync(new URL(name, folder))]));
}

function notFound(reply: FastifyReply, course: LiveCourse, path: string): FastifyReply {
  const view = messageView('Page not found', 'The course has no block of this name, or no longer.');
  return reply
    .status(404)
    .type(HTML)
    .send(livePage(view, course.state, startAddress(path)));
}

/** @param url the path and the query of a request */
function addressOf(url: string): Asked {
  const [path, query = ''] = url.split(/\?(.*)/s) as [string, string?];
  // Two slashes would lead to another host.
  return { path: path.replace(/^[/\\]*/, '/'), query: [...new URLSearchParams(query)] };
}

/** The start page with the viewpoint of the request, for pages that do not exist. */
function startAddress(url: string): Asked {
  const { query } = addressOf(url);
  return { path: '/', query: query.filter(([name]) => name === 'as' || name === 'who') };
}

/** The content of a block that was there before. */
function goneDocument(): Html {
  return html`<!doctype html><html lang="en"><meta charset="utf-8"><title>Gone</title><p>The course does not have this block now.</p></html>`;
}

function refuse(reply: FastifyReply, status: number, reason: string): FastifyReply {
  return reply.headers(HEADERS).status(status).type('text/plain; charset=utf-8').send(`${reason}\n`);
}

function listenError(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const why = code === 'EACCES' ? 'needs a permission that you do not have' : 'is taken';
  return new AbtestError('conflict', `Port ${port} ${why}`, {
    hint: 'Choose another port with --port, or 0 for any free one.',
    cause: error,
  });
}
