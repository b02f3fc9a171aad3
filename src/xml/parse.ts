/** Strict parsing of a document: bytes or text in, a tree with places or a list of problems out. */
import { Source } from '../diagnostics/source.js';
import { type Decoded, declaredEncoding, decode, type EncodingFault } from './decode.js';
import { isWritable } from './encode.js';
import { XmlDocument, XmlElement } from './node.js';
import type { XmlProblem } from './scan/problems.js';
import { type ScanOptions, scan } from './scan/scanner.js';
import { VerdictSink } from './scan/sink.js';
import { TreeSink } from './tree.js';

/** The result of a check without a tree. */
interface Verdict {
  readonly source: Source;
  readonly problems: readonly XmlProblem[];
  /** Whether a tag or an attribute has a prefix. */
  readonly prefixed: boolean;
}

/** The result for a document that was only checked. */
interface CheckedXml extends Verdict {
  /** The attributes of the root; `null` where there are problems or a byte order mark. */
  readonly rootAttributes: ReadonlyMap<string, string> | null;
}

export interface ReadXml extends Verdict {
  /** Present whenever `problems` is empty. */
  readonly document?: XmlDocument;
}

/** Parses a document into a tree. Never throws because of the text. */
export function readXml(input: string | Uint8Array, file: string, options: ScanOptions = {}): ReadXml {
  const { text, encoding, bom, fault } = decoded(input);
  const source = new Source(file, text);
  if (fault !== undefined) return unreadable(source, fault);
  const sink = new TreeSink(source);
  const { problems, entities } = scan(source, sink, options);
  if (problems.length > 0) return { source, problems, prefixed: false };
  sink.context.entities = entities;
  const root = sink.children.find((node) => node instanceof XmlElement)!;
  const original = typeof input === 'string' || isWritable(encoding) ? undefined : input;
  const document = new XmlDocument(sink.context, sink.children, root, encoding, bom, original);
  return { source, problems, document, prefixed: sink.prefixed };
}

/** Only checks; much faster, for files whose tree is not needed. */
export function checkXml(input: string | Uint8Array, file: string, options: ScanOptions = {}): CheckedXml {
  const { text, fault, bom } = decoded(input);
  const source = new Source(file, text);
  if (fault !== undefined) return { ...unreadable(source, fault), rootAttributes: null };
  const sink = new VerdictSink(text);
  const { problems } = scan(source, sink, options);
  const rootAttributes = problems.length > 0 || bom ? null : sink.rootAttributes;
  return { source, problems, prefixed: sink.prefixed, rootAttributes };
}

function unreadable(source: Source, { start, end, message, hint }: EncodingFault): Verdict {
  const problem = { ruleId: 'xml-encoding', place: source.place(start, end), message, hint } as const;
  return { source, problems: [problem], prefixed: false };
}

/** A string is already decoded; its declaration still determines the encoding for writing. */
function decoded(input: string | Uint8Array): Decoded {
  if (typeof input !== 'string') return decode(input);
  const bom = input.startsWith('\ufeff');
  const text = bom ? input.slice(1) : input;
  const declared = declaredEncoding(text) ?? 'utf-8';
  return { text, encoding: declared === 'utf-16' ? 'utf-16le' : declared, bom };
}
