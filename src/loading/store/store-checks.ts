/** What the store refuses when a block is written to it: each ends the import. */
import { isStorable } from '../blocks/keys.js';
import { ImportEnds, type LoadedBlock } from '../blocks/uses.js';

const LARGEST = 2n ** 63n - 1n;
const NO_KEY = 'a name or reference cannot be a key';

/**
 * @throws ImportEnds
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion="1.5"/><default/></abtest>');
 * console.log(checkBlock(block!)[0].ruleId); // → abtest-retired
 */
export function checkBlock(block: LoadedBlock): void {
  const { use, name, tag, split } = block;
  const root = block.root ?? use.element;
  const place = use.element.attribute('url_name')?.place ?? use.place;
  if (split !== null) {
    const at = root.attribute('group_id_to_child')?.place ?? place;
    if (split.map === null) throw new ImportEnds('group_id_to_child is null', at, use);
    for (const target of split.map.values()) {
      const [, child = ''] = /^[^/]*\/([\s\S]*)$/.exec(target) ?? [];
      if (!isStorable(child)) throw new ImportEnds(NO_KEY, at, use, { shown: child });
    }
  }
  if (!isStorable(name)) throw new ImportEnds(NO_KEY, place, use, { shown: name });
  if (tag === 'course')
    throw new ImportEnds('a child block could not be stored under its parent', use.place, use);
  if (split?.map == null) return;
  const at = root.attribute('group_id_to_child')?.place ?? place;
  const refused = [...split.map.keys()].find(
    (id) => id.includes('.') || id.startsWith('$') || id.includes('\0'),
  );
  if (refused !== undefined)
    throw new ImportEnds('the document store refuses a key of the map', at, use, { shown: refused });
  const id = split.partitionId;
  if (id !== null && (id > LARGEST || id < -LARGEST - 1n)) {
    const where = root.attribute('user_partition_id')?.place ?? place;
    throw new ImportEnds('a number is too large', where, use, { shown: String(id) });
  }
}
