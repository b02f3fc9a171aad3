/** What the store refuses when a block is written to it: each ends the import. */
import type { Place } from '../../diagnostics/source.js';
import { isStorable } from '../blocks/keys.js';
import { ImportEnds, type LoadedBlock } from '../blocks/uses.js';

const LARGEST = 2n ** 63n - 1n;
const NO_KEY = 'a name or reference cannot be a key';

/** @throws ImportEnds */
export function checkBlock(block: LoadedBlock): void {
  const { use, name, tag, split } = block;
  // Places are looked up for what is refused only: nearly every block of a course is stored.
  const placeOf = (attribute: string): Place =>
    (block.root ?? use.element).attribute(attribute)?.place ??
    use.element.attribute('url_name')?.place ??
    use.place;
  if (split !== null) {
    if (split.map === null)
      throw new ImportEnds('group_id_to_child is null', placeOf('group_id_to_child'), use);
    for (const target of split.map.values()) {
      const [, child = ''] = /^[^/]*\/([\s\S]*)$/.exec(target) ?? [];
      if (!isStorable(child))
        throw new ImportEnds(NO_KEY, placeOf('group_id_to_child'), use, { shown: child });
    }
  }
  if (!isStorable(name)) {
    const place = use.element.attribute('url_name')?.place ?? use.place;
    throw new ImportEnds(NO_KEY, place, use, { shown: name });
  }
  if (tag === 'course')
    throw new ImportEnds('a child block could not be stored under its parent', use.place, use);
  if (split?.map == null) return;
  const refused = [...split.map.keys()].find(
    (id) => id.includes('.') || id.startsWith('$') || id.includes('\0'),
  );
  if (refused !== undefined) {
    const place = placeOf('group_id_to_child');
    throw new ImportEnds('the document store refuses a key of the map', place, use, { shown: refused });
  }
  const id = split.partitionId;
  if (id !== null && (id > LARGEST || id < -LARGEST - 1n)) {
    throw new ImportEnds('a number is too large', placeOf('user_partition_id'), use, { shown: String(id) });
  }
}
