/** The folder `drafts/`: read by a store of its own, after the published blocks, without the policy. */
import type { Place } from '../../diagnostics/source.js';
import { fileName, fileStem } from '../../olx/files/paths.js';
import { pythonInt } from '../../olx/policy/python-values.js';
import { decode } from '../../xml/decode.js';
import { BlockReader } from '../blocks/block-reader.js';
import { isReadable, keyOf } from '../blocks/keys.js';
import { Dropped, ImportEnds, type LoadedBlock } from '../blocks/uses.js';
import type { CourseTexts } from '../files/course-texts.js';
import type { StoredTree } from '../store/stored-tree.js';
import { DraftStore } from './draft-store.js';
import type { DraftFault, DraftUnit, ImportedDrafts, ReadDraft } from './draft-units.js';

/** `null` where the course has no drafts. */
export function importDrafts(
  texts: CourseTexts,
  published: StoredTree,
  deleted: ReadonlyMap<string, LoadedBlock>,
  courseName: { readonly org: string; readonly course: string },
): ImportedDrafts | null {
  const paths: string[] = [];
  for (const path of texts.files.paths())
    if (path.startsWith('drafts/') && !fileName(path).startsWith('._')) paths.push(path);
  if (paths.length === 0) return null;
  const reader = new BlockReader(texts, { path: null, value: new Map(), ignored: [] }, 'drafts/');
  const lost: DraftUnit[] = [];
  const drafts: ReadDraft[] = [];
  for (const path of paths) {
    if (!isUnit(texts, path)) continue;
    const read = readDraft(texts, reader, path);
    if ('lost' in read) lost.push(read);
    else drafts.push(read);
  }
  drafts.sort((a, b) => Number((a.index ?? 0n) - (b.index ?? 0n)));
  const { org, course } = courseName;
  return new DraftStore(published, deleted, `i4x://${org}/${course}/`).store(drafts, lost);
}

/** The word may be anywhere in the file. */
function isUnit(texts: CourseTexts, path: string): boolean {
  if (!/\.(xml|html)$/i.test(path)) return false;
  // Of a leaf the attributes of the root are known; a comment in one is not worth reading it again.
  const known = texts.rootOfLeaf(path);
  if (known !== undefined) return known.has('index_in_children_list');
  // What is not UTF-8 is lost, and counts where its author meant it for a draft.
  const text = texts.text(path) ?? decode(texts.files.read(path)).text;
  return text.includes('index_in_children_list');
}

function readDraft(texts: CourseTexts, reader: BlockReader, path: string): ReadDraft | DraftUnit {
  const lost = (fault: DraftFault, place: Place): DraftUnit => ({
    path,
    place,
    use: null,
    key: null,
    lost: fault,
    unlisted: false,
  });
  const opened = texts.draft(path);
  if (opened.root === null)
    return lost(
      opened.fault === 'encoding declared' ? { why: 'declaration' } : { why: 'file', fault: opened.fault! },
      opened.place,
    );
  const name = fileStem(path);
  try {
    const use = reader.readRoot(opened.root, path, true);
    if (!isReadable(name))
      return lost({ why: 'drop', drop: { why: 'name', place: opened.place, name } }, opened.place);
    const attributes = use.block!.attributes;
    const written = attributes.get('index_in_children_list');
    const index = written === undefined ? null : pythonInt(written);
    if (index === undefined) return { ...lost({ why: 'index', text: written! }, opened.place), use };
    const parentUrl = attributes.get('parent_url') ?? attributes.get('parent_sequential_url') ?? null;
    return { path, use, key: keyOf(use.tag, name), index, parentUrl };
  } catch (thrown) {
    if (thrown instanceof Dropped) return lost({ why: 'drop', drop: thrown.drop }, thrown.drop.place);
    if (thrown instanceof ImportEnds)
      return lost({ why: 'store', cause: thrown.failure.cause }, thrown.failure.place);
    throw thrown;
  }
}
