/** The strict reading of a document: bytes or text in, a tree with places or the reasons against it out. */
import { Source } from '../diagnostics/source.js';
import { type Decoded, declaredEncoding, decode } from './decode.js';
import { isWritable } from './encode.js';
import { XmlDocument, XmlElement } from './node.js';
import type { XmlProblem } from './problem.js';
import { type ScanOptions, scan } from './scanner.js';
import { TreeSink, VerdictSink } from './tree.js';

export interface ReadXml {
  readonly source: Source;
  readonly problems: readonly XmlProblem[];
  /** There whenever `problems` is empty. */
  readonly document?: XmlDocument;
  /** Is there a tag or an attribute with a prefix? */
  readonly prefixed: boolean;
}

/** Reads a document into a tree. Never throws for what the text holds. */
export function readXml(input: string | Uint8Array, file: string, options: ScanOptions = {}): ReadXml {
  const decoded = typeof input === 'string' ? fromText(input) : decode(input);
  const source = new Source(file, decoded.text);
  if (decoded.problems.length > 0) return { source, problems: decoded.problems, prefixed: false };
  const sink = new TreeSink(source);
  const { problems, entities } = scan(decoded.text, sink, options);
  if (problems.length > 0) return { source, problems, prefixed: false };
  sink.context.entities = entities;
  const root = sink.children.find((node) => node instanceof XmlElement)!;
  const { encoding, bom } = decoded;
  const original = typeof input === 'string' || isWritable(encoding) ? undefined : input;
  const document = new XmlDocument(sink.context, sink.children, root, encoding, bom, original);
  return { source, problems, document, prefixed: sink.prefixed };
}

/** What can be said of a document without its tree. */
export interface Verdict {
  readonly text: string;
  readonly problems: readonly XmlProblem[];
  readonly prefixed: boolean;
}

/** Only the verdict: a good deal faster, for files that nobody needs as a tree. */
export function checkXml(input: string | Uint8Array, options: ScanOptions = {}): Verdict {
  const { text, problems } = typeof input === 'string' ? fromText(input) : decode(input);
  if (problems.length > 0) return { text, problems, prefixed: false };
  const sink = new VerdictSink(text);
  return { text, problems: scan(text, sink, options).problems, prefixed: sink.prefixed };
}

/** A string has been decoded by somebody else; its declaration still says how to write it back. */
function fromText(input: string): Decoded {
  const bom = input.startsWith('\ufeff');
  const text = bom ? input.slice(1) : input;
  const declared = declaredEncoding(text) ?? 'utf-8';
  return { text, encoding: declared === 'utf-16' ? 'utf-16le' : declared, bom, problems: [] };
}
