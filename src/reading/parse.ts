/** Parses a text of XML into a document or a block, with diagnostics. */

import { AbtestError } from '../diagnostics/abtest-error.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { requireKnownOptions, requireOneOf } from '../diagnostics/options.js';
import { readAbtest } from '../olx/block/abtest.js';
import type { AbtestBlock } from '../olx/block/block.js';
import { blocksOf } from '../olx/block/blocks.js';
import { checkBlocks, checkXmlFile } from '../rules/check.js';
import type { XmlDocument, XmlElement } from '../xml/node.js';
import { type ReadXml, readXml } from '../xml/parse.js';
import type { ScanOptions } from '../xml/scan/scanner.js';

export interface ParseOptions extends ScanOptions {
  /** The file name in places and messages. */
  readonly file?: string;
}

/**
 * Parses any XML strictly. The document is present whenever the text is well-formed; nothing is thrown.
 * @example
 * console.log(parseXml('<a><b></a>').diagnostics[0].ruleId); // → xml-well-formed
 */
export function parseXml(
  input: string | Uint8Array,
  options: ParseOptions = {},
): { document?: XmlDocument; diagnostics: Diagnostic[] } {
  checkOptions('parseXml', options);
  requireText('parseXml', input);
  const read = readXml(input, options.file ?? '<text>', options);
  return { ...(read.document && { document: read.document }), diagnostics: verdict(read) };
}

/**
 * Parses one abtest: the root element, or else the first abtest inside it. The block is present whenever the text is
 * well-formed, even where there is no abtest (then `experiment-required` reports it), so look for diagnostics of the
 * severity `error`; they are those of `checkBlock`. Nothing is thrown because of the text. Give the bytes of a file: its
 * encoding and byte order mark are then recognised, and `writeXml` keeps them.
 * @example
 * const { block, diagnostics } = parseAbtest('<abtest experiment="E"><group name="a" portion=".5"/><default/></abtest>');
 * console.log(block?.groups[0].portion.text, diagnostics.length > 0); // → .5 true
 */
export function parseAbtest(
  input: string | Uint8Array,
  options: ParseOptions = {},
): { block?: AbtestBlock; diagnostics: Diagnostic[] } {
  checkOptions('parseAbtest', options);
  requireText('parseAbtest', input);
  const read = readXml(input, options.file ?? '<text>', options);
  if (read.document === undefined) return { diagnostics: verdict(read) };
  const { document } = read;
  const inside = blocksOf(document).find((block) => block.kind === 'abtest');
  const block = inside ?? readAbtest(document.root, document);
  const nested = blocksOf(document).filter(
    ({ element }) => element !== block.element && isInside(element, block.element),
  );
  return { block, diagnostics: [...verdict(read), ...checkBlocks([block, ...nested])] };
}

function checkOptions(of: string, options: ParseOptions): void {
  requireKnownOptions(of, options, { file: true, doctype: true });
  requireOneOf('doctype', options.doctype, ['refuse', 'accept']);
}

function isInside(element: XmlElement, outer: XmlElement): boolean {
  return element.start > outer.start && element.end <= outer.end;
}

function verdict({ source, problems, document, prefixed }: ReadXml): Diagnostic[] {
  return checkXmlFile({ file: source.file, source, problems, document: document ?? null, prefixed });
}

function requireText(of: string, input: unknown): void {
  if (typeof input === 'string' || input instanceof Uint8Array) return;
  throw new AbtestError('bad-argument', `${of} needs a text or the bytes of a file`, {
    hint: 'Give a string of XML, or what readFileSync returns.',
  });
}
