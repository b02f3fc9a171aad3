/** The sink that builds the tree of a document. */
import type { Source } from '../diagnostics/source.js';
import {
  XmlAttribute,
  XmlCdata,
  XmlComment,
  type XmlContext,
  XmlDoctype,
  XmlElement,
  XmlInstruction,
  type XmlNode,
  XmlText,
} from './node.js';
import { PREDEFINED, type XmlEntities } from './references.js';
import { PrefixWatch, type Sink } from './scan/sink.js';

export class TreeSink implements Sink {
  readonly children: XmlNode[] = [];
  readonly context: XmlContext & { entities: XmlEntities };
  readonly #text: string;
  readonly #prefixes: PrefixWatch;
  #open: XmlElement | null = null;
  /** The lists being filled: siblings of the open element so far, its children, its attributes. */
  #siblings: XmlNode[] = this.children;
  readonly #outer: XmlNode[][] = [];
  #attributes: XmlAttribute[] = [];

  constructor(source: Source) {
    this.context = { source, entities: PREDEFINED };
    this.#text = source.text;
    this.#prefixes = new PrefixWatch(source.text);
  }

  get prefixed(): boolean {
    return this.#prefixes.seen;
  }

  startElement(start: number, nameEnd: number): void {
    this.#prefixes.look(start, nameEnd);
    const element = new XmlElement(this.context, this.#open, this.#text.slice(start + 1, nameEnd), start);
    this.#siblings.push(element);
    this.#outer.push(this.#siblings);
    this.#open = element;
    this.#siblings = [];
  }

  attribute(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#prefixes.look(nameStart, nameEnd);
    const name = this.#text.slice(nameStart, nameEnd);
    this.#attributes.push(new XmlAttribute(this.context, name, nameStart, valueStart, valueEnd));
  }

  endOfStartTag(end: number, selfClosing: boolean): void {
    this.#open!.openEnd = end;
    if (this.#attributes.length > 0) {
      this.#open!.attributes = this.#attributes;
      this.#attributes = [];
    }
    if (selfClosing) this.#close(end, end);
  }

  endElement(start: number, end: number): void {
    this.#close(start, end);
  }

  text(start: number, end: number): void {
    this.#siblings.push(new XmlText(this.context, start, end));
  }

  cdata(start: number, end: number): void {
    this.#siblings.push(new XmlCdata(this.context, start, end));
  }

  comment(start: number, end: number): void {
    this.#siblings.push(new XmlComment(this.context, start, end));
  }

  instruction(start: number, end: number): void {
    this.#siblings.push(new XmlInstruction(this.context, start, end));
  }

  doctype(start: number, end: number): void {
    this.#siblings.push(new XmlDoctype(this.context, start, end));
  }

  #close(start: number, end: number): void {
    const element = this.#open!;
    element.closeStart = start;
    element.end = end;
    if (this.#siblings.length > 0) element.children = this.#siblings;
    this.#open = element.parent;
    this.#siblings = this.#outer.pop()!;
  }
}
