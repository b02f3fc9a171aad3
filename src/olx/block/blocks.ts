/** The A/B blocks of one document. */
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { pointerName } from '../course/pointer.js';
import { isAbTag, isLeaf } from '../course/tags.js';
import type { UserPartition } from '../policy/partition.js';
import { readAbtest } from './abtest.js';
import type { Block } from './block.js';
import { readSplitTest } from './split-test.js';

/**
 * Every A/B block that is written out in the document, nested ones included, in document order. Pointers to
 * blocks in other files are not blocks; nor is anything inside content such as html or problem.
 * @example
 * const { document } = parseXml('<vertical><abtest experiment="E"><default/></abtest></vertical>');
 * console.log(blocksOf(document!).length); // → 1
 */
export function blocksOf(document: XmlDocument, partitions: readonly UserPartition[] = []): Block[] {
  const blocks: Block[] = [];
  const waiting: XmlElement[] = [document.root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (isAbTag(element.name) && pointerName(element) === null) {
      const isAbtest = element.name === 'abtest';
      blocks.push(isAbtest ? readAbtest(element, document) : readSplitTest(element, document, partitions));
    }
    if (!isLeaf(element.name)) waiting.push(...element.elements.reverse());
  }
  return blocks;
}
