/** A document back to bytes, exactly as it was read. */
import { encode } from './encode.js';
import type { XmlDocument } from './node.js';

/**
 * The document's bytes, byte for byte as they were read: what nobody touched is written as it came.
 * @throws AbtestError `encoding-not-writable`
 */
export function writeLossless(document: XmlDocument): Uint8Array {
  return document.original ?? encode(document.source.text, document.encoding, document.bom);
}
