/** The files of a course as the import opens them: all as UTF-8 text, whatever they declare. */
import type { Place } from '../../diagnostics/source.js';
import type { Course, XmlFile } from '../../olx/course/course.js';
import type { CourseFiles } from '../../olx/files/course-files.js';
import { declaredEncoding, decode, strictUtf8 } from '../../xml/decode.js';
import type { XmlElement } from '../../xml/node.js';
import { type ReadXml, readXml } from '../../xml/parse.js';

/** Why a file gives no element. */
export type FileFault =
  | 'missing'
  | 'a file opened as text is not UTF-8'
  | 'a pointed-to file does not begin with a tag (a byte order mark read as text)'
  | 'XML is not well-formed'
  | 'XML has bytes its encoding does not allow'
  | 'a pointed-to file has an attribute twice'
  /** Of a draft. */
  | 'encoding declared';

export class OpenedFile {
  readonly path: string;
  /** The root; `null` where the import gets none, and for a leaf that was only checked. */
  readonly root: XmlElement | null;
  /** The attributes of the root. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly fault: FileFault | null;
  readonly #place: () => Place;

  constructor(
    path: string,
    root: XmlElement | null,
    attributes: ReadonlyMap<string, string>,
    fault: FileFault | null,
    place: () => Place,
  ) {
    this.path = path;
    this.root = root;
    this.attributes = attributes;
    this.fault = fault;
    this.#place = place;
  }

  /** Where the trouble is, or the start of the file. */
  get place(): Place {
    return this.#place();
  }
}

/** How libxml2 2.9 is asked: with UTF-8 forced, or by the declaration of the file. */
type Parser = 'forced' | 'declared';

export class CourseTexts {
  readonly files: CourseFiles;
  readonly #read: ReadonlyMap<string, XmlFile>;
  readonly #opened = new Map<string, OpenedFile>();
  readonly #asked = new Set<string>();

  constructor({ files, xmlFiles }: Course) {
    this.files = files;
    this.#read = new Map(xmlFiles.map((each) => [each.file, each]));
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  /** Has the import asked for the file? */
  isAsked(path: string): boolean {
    return this.#asked.has(path);
  }

  /** The file that holds a definition. */
  definition(path: string): OpenedFile {
    this.#asked.add(path);
    return this.#open(path, 'forced');
  }

  /** The same for a leaf, of which the attributes of the root are enough: one that was only checked is not read again. */
  leaf(path: string): OpenedFile {
    this.#asked.add(path);
    const read = this.#read.get(this.files.display(path));
    if (read?.rootAttributes == null || this.#opened.has(path)) return this.definition(path);
    return new OpenedFile(path, null, read.rootAttributes, null, () => this.#startOf(path));
  }

  /** `course.xml`, whose declaration counts. */
  courseXml(path: string): OpenedFile {
    this.#asked.add(path);
    return this.#open(path, 'declared');
  }

  /** The text of a file; `undefined` where it is missing, not UTF-8, or cannot be read. A byte order mark stays. */
  text(path: string): string | undefined {
    if (!this.files.has(path)) return undefined;
    this.#asked.add(path);
    const content = this.#content(path);
    return content instanceof Uint8Array ? strictUtf8(content) : content;
  }

  /** The attributes of the root of a leaf that was checked, but not read as a tree. */
  rootOfLeaf(path: string): ReadonlyMap<string, string> | undefined {
    return this.#read.get(this.files.display(path))?.rootAttributes ?? undefined;
  }

  /** Is the file UTF-8? What is in it does not matter. */
  isText(path: string): boolean {
    const content = this.#content(path);
    return typeof content === 'string' || (content !== undefined && strictUtf8(content) !== undefined);
  }

  /** A draft, which is handed over as a string: an encoding in its declaration is refused. */
  draft(path: string): OpenedFile {
    const text = this.text(path);
    if (text === undefined) return this.#fault(path, this.has(path) ? NOT_UTF8 : 'missing');
    if (/^<\?xml[^>]+\sencoding\s*=\s*["'][^"']*["']/.test(text))
      return this.#fault(path, 'encoding declared');
    return this.#keep(path, readXml(text, this.files.display(path), ACCEPT));
  }

  /** The root of a file as its bytes and its declaration have it, whether the import reads it or not. */
  asWritten(path: string): XmlElement | null {
    if (!this.files.has(path)) return null;
    const read = this.#read.get(this.files.display(path));
    if (read?.document != null) return read.document.root;
    const content = this.#content(path);
    return content === undefined
      ? null
      : (readXml(content, this.files.display(path), ACCEPT).document?.root ?? null);
  }

  /** The start of a file, for findings about it as a whole. */
  startOf(path: string): Place {
    return this.#startOf(path);
  }

  #open(path: string, parser: Parser): OpenedFile {
    const known = this.#opened.get(path);
    if (known !== undefined) return known;
    const opened = this.files.has(path) ? this.#parse(path, parser) : this.#fault(path, 'missing');
    this.#opened.set(path, opened);
    return opened;
  }

  #parse(path: string, parser: Parser): OpenedFile {
    const read = this.#read.get(this.files.display(path));
    if (read?.document != null && isPlain(read, parser)) return found(path, read.document.root);
    const content = this.#content(path);
    if (content === undefined) return this.#fault(path, 'missing');
    const text = typeof content === 'string' ? content : strictUtf8(content);
    if (text === undefined) return this.#fault(path, NOT_UTF8);
    if (parser === 'declared') {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const { text: declared, fault } = decode(bytes);
      if (fault !== undefined)
        return this.#fault(
          path,
          fault.message.includes('not known') ? NOT_ALLOWED : 'XML is not well-formed',
        );
      return this.#keep(path, readXml(declared, this.files.display(path), ACCEPT));
    }
    if (text.startsWith('\ufeff')) return this.#fault(path, BOM);
    if (!isKnownEncoding(declaredEncoding(text) ?? 'utf-8')) return this.#fault(path, NOT_ALLOWED);
    return this.#keep(path, readXml(text, this.files.display(path), ACCEPT));
  }

  #keep(path: string, { document, problems, source }: ReadXml): OpenedFile {
    if (document !== undefined) return found(path, document.root);
    const [first] = problems;
    const isTwice = first !== undefined && /twice|already|duplicate/i.test(first.message);
    const place = first?.place ?? source.place(0, 0);
    return new OpenedFile(path, null, NONE, isTwice ? TWICE : 'XML is not well-formed', () => place);
  }

  #fault(path: string, fault: FileFault): OpenedFile {
    return new OpenedFile(path, null, NONE, fault, () => this.#startOf(path));
  }

  #startOf(path: string): Place {
    const position = { line: 1, column: 1, offset: 0 };
    return { file: this.files.display(path), start: position, end: position };
  }

  #content(path: string): string | Uint8Array | undefined {
    try {
      return this.files.readQuickly(path);
    } catch {
      // Files that cannot be read are reported where they are read first.
      return undefined;
    }
  }
}

/** The attributes of an element by name. */
export function attributesOf(element: XmlElement): Map<string, string> {
  return new Map(element.attributes.map(({ name, value }) => [name, value]));
}

function found(path: string, root: XmlElement): OpenedFile {
  return new OpenedFile(path, root, attributesOf(root), null, () => root.tagPlace);
}

const NONE: ReadonlyMap<string, string> = new Map();
const ACCEPT = { doctype: 'accept' } as const;
const NOT_UTF8 = 'a file opened as text is not UTF-8';
const BOM = 'a pointed-to file does not begin with a tag (a byte order mark read as text)';
const NOT_ALLOWED = 'XML has bytes its encoding does not allow';
const TWICE = 'a pointed-to file has an attribute twice';

/** UTF-8 in fact and by its declaration, without a byte order mark. */
function isPlain({ document, problems }: XmlFile, parser: Parser): boolean {
  if (parser === 'declared' && problems.length > 0) return false;
  return document !== null && document.encoding === 'utf-8' && !document.bom;
}

/** Where UTF-8 is forced, a declared encoding is ignored if libxml2 supports it, and an error if not. */
function isKnownEncoding(label: string): boolean {
  if (/^(us-ascii|ascii|utf-?\d+.*|ucs-?\d+.*|iso-?10646.*|(cp|ibm)-?\d+)$/.test(label)) return true;
  try {
    return new TextDecoder(label) !== undefined;
  } catch {
    return false;
  }
}
