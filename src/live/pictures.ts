/** Images of the folder static/, the only files of a course that are served; a change of a requested image updates open pages. */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import type { FastifyReply } from 'fastify';
import { pictureKind } from '../presentation/file-kinds.js';
import { staticName } from '../preview/content/static-names.js';
import type { PreviewCourse } from '../preview/page/preview-course.js';
import { FILE_POLICY } from './preview-headers.js';

const PULSE_MS = 300;
/** Of more images only those requested last are checked. */
const MOST_PICTURES = 300;

const MOST_BYTES = 20 * 2 ** 20;

/** The folder static/ can be huge and is not watched; instead the requested images are checked. */
export class PictureWatch {
  readonly #folder: string;
  readonly #isWanted: () => boolean;
  readonly #onChange: () => void;
  readonly #pulse: NodeJS.Timeout;
  /** The state of each file when it was requested; the most recent request is last. */
  readonly #stamps = new Map<string, string>();
  #isLooking = false;

  /**
   * @param root the folder of the course
   * @param isWanted whether any page is connected; files are not checked otherwise
   */
  constructor(root: string, isWanted: () => boolean, onChange: () => void) {
    this.#folder = join(root, 'static') + sep;
    this.#isWanted = isWanted;
    this.#onChange = onChange;
    this.#pulse = setInterval(() => void this.#look(), PULSE_MS);
    this.#pulse.unref();
  }

  /** Called before an image is read, whether it exists or not. @param name the path below static/ */
  asked(name: string): void {
    const path = resolve(this.#folder, name);
    if (!path.startsWith(this.#folder) || path.includes('\0')) return;
    const known = this.#stamps.get(path);
    // Other pages may show the older state, and must be updated too.
    const stamp = known ?? stampOf(() => statSync(path));
    this.#stamps.delete(path);
    this.#stamps.set(path, stamp);
    if (this.#stamps.size > MOST_PICTURES) this.#stamps.delete(this.#stamps.keys().next().value!);
  }

  close(): void {
    clearInterval(this.#pulse);
    this.#stamps.clear();
  }

  async #look(): Promise<void> {
    if (this.#isLooking || !this.#isWanted()) return;
    this.#isLooking = true;
    let isChanged = false;
    for (const path of [...this.#stamps.keys()]) {
      const found = await stat(path).catch(() => null);
      const now = stampOf(() => found);
      const before = this.#stamps.get(path);
      if (before === undefined || before === now) continue;
      this.#stamps.set(path, now);
      isChanged = true;
    }
    this.#isLooking = false;
    if (isChanged) this.#onChange();
  }
}

type Stat = Pick<ReturnType<typeof statSync> & object, 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>;

/** Empty for a missing file. */
function stampOf(look: () => Stat | null | undefined): string {
  try {
    const found = look();
    return found ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : '';
  } catch {
    return '';
  }
}

/** Sends an image; 404 for any other kind of file. @param name the path below static/, decoded */
export function sendStatic(reply: FastifyReply, { course }: PreviewCourse, name: string): FastifyReply {
  const kind = pictureKind(name);
  const found = kind === undefined ? null : staticName(course, name);
  const bytes = found === null ? null : course.files.readStatic(found, MOST_BYTES);
  if (bytes === null)
    return reply.status(404).type('text/plain; charset=utf-8').send('The image does not exist.\n');
  return reply.header('content-security-policy', FILE_POLICY).type(kind!).send(bytes);
}
