/** A document whose A/B elements are written as Open edX's exporter writes them. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { requireKnownOptions, requireOneOf } from '../../diagnostics/options.js';
import { applyChanges, type Change } from '../../xml/edit.js';
import { encode, writeLossless } from '../../xml/encode.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { isAbTag, isLeaf } from '../course/tags.js';
import { indentOf, lineEndOf } from '../edit/placing.js';
import { printCanonical } from './print-block.js';

export type WriteStyle = 'lossless' | 'canonical';

export interface WriteXmlOptions {
  readonly style?: WriteStyle;
  /** Of a file that is one canonical A/B element: `lf` (default), as Open edX writes it, or `own`, those that the file has. */
  readonly lineEnds?: 'lf' | 'own';
}

/**
 * The bytes of a document. `lossless` (default): exactly as it was read, edits apart. `canonical`: its outermost
 * A/B elements as Open edX's exporter writes them; a file that is one A/B element becomes UTF-8 without an XML
 * declaration and ends with one line end.
 * @throws AbtestError `encoding-not-writable`; `bad-argument` for a style that does not exist, and for what is not a document
 * @example
 * // A file's bytes are read, edited in three steps and written back; nothing else differs.
 * const bytes = new TextEncoder().encode("<abtest  experiment='E'>\n<group portion='.3' name='a'/>\n<default/>\n</abtest>");
 * const isError = ({ severity }: { severity: string }) => severity === 'error';
 * const { block, diagnostics } = parseAbtest(bytes, { file: 'abtest/tone.xml' });
 * if (block === undefined || diagnostics.some(isError)) throw new Error(diagnostics.map((each) => formatPretty(each)).join('\n'));
 * const renamed = renameGroup(block, 'a', 'plain');
 * const divided = setPortion(renamed.block, 'plain', '.4');
 * const edited = addGroup(divided.block, { name: 'poem', portion: '.1' });
 * if (checkBlock(edited.block).some(isError)) throw new Error('The edits would break the block');
 * console.log(new TextDecoder().decode(writeXml(edited.document)));
 * // → <abtest  experiment='E'>
 * // → <group portion='.4' name='plain'/>
 * // → <group portion=".1" name="poem"/>
 * // → <default/>
 * // → </abtest>
 */
export function writeXml(document: XmlDocument, options: WriteXmlOptions = {}): Uint8Array {
  requireDocument(document);
  requireKnownOptions('writeXml', options, { style: true, lineEnds: true });
  const { style = 'lossless', lineEnds = 'lf' } = options;
  requireOneOf('style', style, ['lossless', 'canonical']);
  requireOneOf('lineEnds', lineEnds, ['lf', 'own']);
  if (style === 'lossless') return writeLossless(document);
  return isAbTag(document.root.name)
    ? wholeFile(document, lineEnds === 'lf' ? '\n' : lineEndOf(document))
    : writeLossless(applyChanges(document, changesIn(document)));
}

function requireDocument(document: unknown): void {
  if (typeof document === 'object' && document !== null && 'root' in document && 'context' in document)
    return;
  const shown =
    document === null || typeof document !== 'object' ? String(document) : 'an object of another kind';
  throw new AbtestError('bad-argument', `A document is needed, and ${shown} was given`, {
    hint: 'Give the document of parseXml, of an edit or of a block.',
  });
}

/** The A/B elements of a document that are in no other A/B element, pointers apart. */
function outermostBlocks(document: XmlDocument): XmlElement[] {
  const found: XmlElement[] = [];
  const waiting = [document.root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (isAbTag(element.name)) found.push(element);
    else if (!isLeaf(element.name)) waiting.push(...element.elements.reverse());
  }
  return found;
}

function wholeFile(document: XmlDocument, lineEnd: string): Uint8Array {
  const around = document.children.map((node) => {
    if (node === document.root) return printCanonical(document.root, lineEnd);
    if (node.type === 'comment' || node.type === 'doctype') return node.raw;
    return node.type === 'instruction' && node.target !== 'xml' ? node.raw : '';
  });
  return encode(around.flatMap((text) => (text === '' ? [] : text + lineEnd)).join(''), 'utf-8', false);
}

function changesIn(document: XmlDocument): Change[] {
  const lineEnd = lineEndOf(document);
  return outermostBlocks(document).map((element) => ({
    start: element.start,
    end: element.end,
    text: printCanonical(element, lineEnd + indentOf(element)),
  }));
}
