/** The stream (server-sent events) that notifies open pages of changes of the course. */
import type { ServerResponse } from 'node:http';
import type { LiveCourse } from './live-course.js';
import { HEADERS } from './preview-headers.js';

/** Lets both sides detect a dead connection. */
const HEARTBEAT_MS = 20_000;

export class Events {
  readonly #course: LiveCourse;
  readonly #open = new Set<ServerResponse>();
  readonly #heart: NodeJS.Timeout;

  constructor(course: LiveCourse) {
    this.#course = course;
    course.onChange(({ version }) => this.#send(eventOf(version)));
    this.#heart = setInterval(() => this.#send(':\n\n'), HEARTBEAT_MS);
    this.#heart.unref();
  }

  /** Sends the current version at once, so that a page which was suspended can tell whether it missed one. */
  add(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(`retry: 1000\n${eventOf(this.#course.state.version)}`);
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
  }

  /** Returns whether any page is connected. */
  get hasListeners(): boolean {
    return this.#open.size > 0;
  }

  close(): void {
    clearInterval(this.#heart);
    for (const response of this.#open) response.end();
  }

  #send(text: string): void {
    for (const response of this.#open) response.write(text);
  }
}

function eventOf(version: string): string {
  return `event: version\ndata: ${version}\n\n`;
}
