/** Reads what is strictly at fault, and harmless in Open edX: a DOCTYPE whose entities are not used, a declaration that the bytes belie. */
import { strictUtf8 } from '../../xml/decode.js';
import { XmlDocument } from '../../xml/node.js';
import { type ReadXml, readXml } from '../../xml/parse.js';

/** A reference to an entity that only a DOCTYPE can have declared, by name or as a parameter. */
const USES_ENTITY = /&(?!(?:amp|lt|gt|quot|apos);|#)|<!ENTITY\s+%/;

/** The strict reading; where only such a fault is in the way, the document as well as the problem. */
export function readAsOpenEdx(content: string | Uint8Array, file: string): ReadXml {
  const strict = readXml(content, file);
  const [first] = strict.problems;
  if (first === undefined || strict.problems.length > 1) return strict;
  if (first.ruleId === 'no-doctype' && !USES_ENTITY.test(strict.source.text)) {
    const { document, prefixed } = readXml(content, file, { doctype: 'accept' });
    return document === undefined ? strict : { ...strict, document, prefixed };
  }
  if (first.ruleId !== 'xml-encoding' || typeof content === 'string') return strict;
  // Files are opened as UTF-8, whatever they declare; an unsupported name is refused all the same.
  if (/not known/.test(first.message)) return strict;
  const text = strictUtf8(content);
  if (text === undefined) return strict;
  const { document, prefixed } = readXml(text, file);
  if (document === undefined || document.bom) return strict;
  const { context, children, root } = document;
  return { ...strict, document: new XmlDocument(context, children, root, 'utf-8', false), prefixed };
}
