/** The tree of a document: every node has its start and end in the source. */
import type { Place, Source } from '../diagnostics/source.js';
import { attributeValue, textValue, type XmlEntities } from './references.js';

export type XmlNode = XmlElement | XmlText | XmlCdata | XmlComment | XmlInstruction | XmlDoctype;

/** What the nodes of a document share. */
export interface XmlContext {
  readonly source: Source;
  readonly entities: XmlEntities;
}

/** What all nodes have: a range of the source. A node that nobody edits is written as this range. */
export abstract class XmlNodeBase {
  readonly context: XmlContext;
  /** Offset of the node's first character. */
  readonly start: number;
  /** Offset after the node's last character. */
  end: number;

  constructor(context: XmlContext, start: number, end: number) {
    this.context = context;
    this.start = start;
    this.end = end;
  }

  /** The source text of the node. */
  get raw(): string {
    return this.context.source.text.slice(this.start, this.end);
  }

  get place(): Place {
    return this.context.source.place(this.start, this.end);
  }

  /** Nodes are left out of JSON: a node leads to its whole document. */
  toJSON(): undefined {}
}

/** Text between tags. */
export class XmlText extends XmlNodeBase {
  readonly type = 'text';
  /** References replaced, line ends as LF. */
  get value(): string {
    return textValue(this.raw, this.context.entities);
  }
}

/** A CDATA section. */
export class XmlCdata extends XmlNodeBase {
  readonly type = 'cdata';
  get value(): string {
    return this.raw.slice('<![CDATA['.length, -']]>'.length).replace(/\r\n?/g, '\n');
  }
}

/** A comment; its value is the text between `<!--` and `-->`. */
export class XmlComment extends XmlNodeBase {
  readonly type = 'comment';
  get value(): string {
    return this.raw.slice('<!--'.length, -'-->'.length);
  }
}

/** A processing instruction, or the XML declaration at the start of a document. */
export class XmlInstruction extends XmlNodeBase {
  readonly type = 'instruction';
  get target(): string {
    return /^<\?([^\s?]*)/.exec(this.raw)?.[1] ?? '';
  }
}

/** A DOCTYPE declaration: only where `parseXml` was told to accept one. */
export class XmlDoctype extends XmlNodeBase {
  readonly type = 'doctype';
}

/** One attribute of an element, with its places in the source. */
export class XmlAttribute {
  readonly context: XmlContext;
  readonly name: string;
  readonly start: number;
  /** The offsets of the value between its quotes. */
  readonly valueStart: number;
  readonly valueEnd: number;

  constructor(context: XmlContext, name: string, start: number, valueStart: number, valueEnd: number) {
    this.context = context;
    this.name = name;
    this.start = start;
    this.valueStart = valueStart;
    this.valueEnd = valueEnd;
  }

  /** The offset after the closing quote. */
  get end(): number {
    return this.valueEnd + 1;
  }

  /** The quote that the author used. */
  get quote(): string {
    return this.context.source.text.charAt(this.valueEnd);
  }

  /** References replaced, each white space character as a space. */
  get value(): string {
    return attributeValue(
      this.context.source.text.slice(this.valueStart, this.valueEnd),
      this.context.entities,
    );
  }

  get place(): Place {
    return this.context.source.place(this.start, this.end);
  }
}

/** One shared empty list: most elements of a large file have no attributes or no children. */
const NONE: readonly never[] = [];

/** An element with its attributes and children, in the order of the source. */
export class XmlElement extends XmlNodeBase {
  readonly type = 'element';
  readonly name: string;
  readonly parent: XmlElement | null;
  attributes: readonly XmlAttribute[] = NONE;
  children: readonly XmlNode[] = NONE;
  /** Offset after the `>` of the start tag. */
  openEnd = 0;
  /** Offset of the end tag; equal to `openEnd` for `<x/>`. */
  closeStart = 0;

  constructor(context: XmlContext, parent: XmlElement | null, name: string, start: number) {
    super(context, start, start);
    this.parent = parent;
    this.name = name;
  }

  /** Returns whether the element is written as `<x/>`. */
  get selfClosing(): boolean {
    return this.closeStart === this.end;
  }

  get elements(): XmlElement[] {
    return this.children.filter((child): child is XmlElement => child.type === 'element');
  }

  attribute(name: string): XmlAttribute | undefined {
    for (const each of this.attributes) if (each.name === name) return each;
    return undefined;
  }

  /** An attribute's value, or `null` when the element has no such attribute. */
  get(name: string): string | null {
    return this.attribute(name)?.value ?? null;
  }

  /** The place of an attribute; that of the start tag when there is no such attribute. */
  placeOf(attribute: string): Place {
    return this.attribute(attribute)?.place ?? this.tagPlace;
  }

  /** The place of the start tag; messages about the element as a whole point to it. */
  get tagPlace(): Place {
    return this.context.source.place(this.start, this.openEnd);
  }
}

/** A whole document, ready to be read, edited and written back. */
export class XmlDocument {
  readonly context: XmlContext;
  readonly children: readonly XmlNode[];
  readonly root: XmlElement;
  /** How the bytes are encoded: a lower-case label such as `utf-8`, `utf-16le`, `iso-8859-1`. */
  readonly encoding: string;
  readonly bom: boolean;
  /** The bytes as read, kept only where the encoding can be read but not written. */
  readonly original: Uint8Array | undefined;

  constructor(
    context: XmlContext,
    children: readonly XmlNode[],
    root: XmlElement,
    encoding: string,
    bom: boolean,
    original?: Uint8Array,
  ) {
    this.context = context;
    this.children = children;
    this.root = root;
    this.encoding = encoding;
    this.bom = bom;
    this.original = original;
  }

  get source(): Source {
    return this.context.source;
  }

  /** Documents are left out of JSON, as nodes are. */
  toJSON(): undefined {}
}
