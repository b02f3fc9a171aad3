/** The model's answer in the form of the measured ones, by an independent reader's view of the source. */

import { blockKind, isUnique } from '../../src/loading/blocks/block-kinds.js';
import { printedInside } from '../../src/loading/blocks/printed.js';
import type { Use } from '../../src/loading/blocks/uses.js';
import { contentOfBlock } from '../../src/loading/contents.js';
import { LossFinder, standIn } from '../../src/loading/losses.js';
import { type ImportOutcome, importOutcome } from '../../src/loading/outcome.js';
import { type SourceBlock, SourceBlocks } from '../../src/loading/source-blocks.js';
import type { ImportedSplitTest } from '../../src/loading/store/split-tests.js';
import type { StoredTree } from '../../src/loading/store/stored-tree.js';
import { readCourse } from '../../src/olx/course/read-course.js';
import { MemoryFiles } from '../../src/olx/files/course-files.js';
import { plainOf } from '../../src/olx/policy/parse-python-json.js';
import type { XmlElement } from '../../src/xml/node.js';

export type Files = Readonly<Record<string, string | { readonly base64: string }>>;

export function courseOf(files: Files) {
  const bytes = Object.entries(files).map(([path, content]) => {
    const data = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64');
    return [path, data] as const;
  });
  return readCourse(new MemoryFiles(new Map(bytes), ''), '<course>');
}

/** As `openedx` in the vectors has it. */
export function measured(files: Files): Record<string, unknown> {
  const outcome = importOutcome(courseOf(files));
  if (outcome.failure !== null || outcome.tree === null)
    return {
      import: 'fails',
      cause: outcome.failure?.cause,
      verdict: 'import-fails',
      blocks: [],
      lost: [],
      splitTests: [],
    };
  const { tree } = outcome;
  const source = new SourceBlocks(outcome.texts, '', ['split_test']);
  const lost = lostOf(outcome.root!, tree, source);
  const renamed = renamedOf(outcome.root!, tree);
  const replaced = replacedOf(outcome, source);
  const splitTests = outcome.splitTests.map((each) => plainSplit(tree, each)).sort(byName);
  const orphans = [...tree.blocks.keys()].filter((key) => !tree.reached.has(key)).sort();
  const answer: Record<string, unknown> = {
    import: 'ok',
    blocks: [...tree.blocks.keys()].map((key) => shown(tree, key)).sort(),
    lost: lost.names,
    splitTests,
    staffView: splitTests.some((each) => each.staffView === 'raises') ? 'raises' : 'ok',
    outline: { reachable: outcome.outline.reachable, skipped: outcome.outline.skipped.map(({ key }) => key) },
    coursePartitions: outcome.coursePartitions.map(({ id, name, scheme, active, groups }) => ({
      id: Number(id),
      name: plainOf(name),
      scheme,
      active,
      groups: groups.map((each) => [Number(each.id), plainOf(each.name)]),
    })),
  };
  if (orphans.length > 0) answer.orphans = orphans;
  if (renamed.length > 0) answer.renamed = renamed;
  if (replaced.names.length > 0) answer.replaced = replaced.names;
  const draft = draftAnswer(outcome);
  Object.assign(answer, draft.answer);
  if (lost.names.length > 0 || draft.lost) answer.lostInExperiment = lost.inExperiment || draft.inExperiment;
  answer.verdict = verdict(answer);
  return answer;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

function shown(tree: StoredTree, key: string): string {
  return key === tree.root ? 'course/course' : key;
}

function nameIn({ tag, name }: { tag: string; name: string | null }): string {
  return `${tag}/${name ?? '(no name)'}`;
}

/** The name as it is written: of several attributes the first that there is. */
function writtenName(element: XmlElement): string {
  const attribute = ['url_name', 'slug', 'name', 'display_name'].find((each) => element.attribute(each));
  return nameIn({ tag: element.name, name: (attribute && element.get(attribute)) || null });
}

/** A block that arrived goes by the name that it got, unless it was renamed for another's sake. */
function nameOfUse(use: Use): string {
  return use.block !== null && !use.renamed ? use.block.key : nameIn(use);
}

/** Every block that is lost, with all that is below it in the source. */
function lostOf(root: Use, tree: StoredTree, source: SourceBlocks, base: readonly string[] = []) {
  const names = new Set<string>();
  const pathOf = (use: Use): string[] =>
    use.parent === null ? [...base] : [...pathOf(use.parent), nameOfUse(use)];
  const write = (block: SourceBlock, path: readonly string[], depth: number): void => {
    const own = writtenName(block.element);
    const here = [...path, own];
    names.add(tree.blocks.has(own) ? here.join(' > ') : own);
    if (depth < 40) for (const child of source.childrenOf(block.element)) write(child, here, depth + 1);
  };
  const found = new LossFinder(tree, source).below(root);
  for (const { use, why } of found) {
    if (why.why === 'unknown-kind' || why.why === 'not-a-pointer')
      for (const child of source.childrenOf(use.element)) write(child, pathOf(use), 0);
    else write(use, use.parent === null ? [] : pathOf(use.parent), 0);
  }
  return { names: [...names], inExperiment: found.some((each) => each.inExperiment) };
}

function renamedOf(root: Use, tree: StoredTree) {
  const found: unknown[] = [];
  const visit = (use: Use, path: readonly string[]): void => {
    const parent = use.parent?.block == null ? undefined : tree.blocks.get(use.parent.block.key);
    const key = parent === undefined ? use.block?.key : standIn(use, parent, tree);
    if (key == null || use.block === null || !tree.reached.has(key)) return;
    const block = tree.blocks.get(key)!;
    if (use.parent !== null && use.name !== null && key !== nameIn(use) && block.use.renamed) {
      const isBare = [...block.attributes.keys()].every((each) =>
        ['url_name', 'display_name'].includes(each),
      );
      const inside = block.root === null ? '' : printedInside(block.root, { again: false, ascii: false });
      const empty = block.children.length === 0 && inside === '' && isBare;
      found.push({ from: nameIn(use), to: key, path: path.join(' > '), empty });
    }
    const here = use.parent === null ? [] : [...path, nameOfUse(use)];
    for (const child of use.children) visit(child, here);
  };
  visit(root, []);
  return found;
}

/** Names with several contents in the source, of tags whose names are not changed. */
function replacedOf({ root, tree }: ImportOutcome, source: SourceBlocks) {
  const contents = new Map<string, Set<string>>();
  const visit = (element: XmlElement, depth: number): void => {
    for (const { tag, name, element: child } of source.childrenOf(element)) {
      if (name !== null && !isUnique(tag)) {
        const key = `${tag}/${name}`;
        const definition = source.definitionOf(child) ?? child;
        const text = definition.raw.replace(/ url_name="[^"]*"/, '');
        contents.set(key, (contents.get(key) ?? new Set()).add(text));
      }
      if (depth < 40) visit(child, depth + 1);
    }
  };
  const course = root!.block!.root!;
  visit(course, 0);
  const names = [...contents]
    .filter(([key, all]) => all.size > 1 && tree!.blocks.has(key))
    .map(([key]) => key);
  return { names: names.sort() };
}

function plainSplit(tree: StoredTree, each: ImportedSplitTest) {
  const plain: Record<string, unknown> & { name: string; staffView: string } = {
    name: each.name,
    partition: each.partitionId === null ? null : Number(each.partitionId),
    groups: each.groups.map(({ id, name, child, mappedTo }) => ({
      id: Number(id),
      name: plainOf(name),
      child,
      ...(mappedTo === null ? {} : { mappedTo }),
      ...(child === null ? {} : { shows: leavesBelow(tree, child) }),
    })),
    children: each.children,
    active: each.active,
    inactive: each.inactive,
    validation: each.validation,
    staffView: each.staffView === null ? 'ok' : 'raises',
  };
  if (each.staffView !== null) plain.staffViewWhy = each.staffView;
  if (each.unreadable) plain.unreadable = ['validation'];
  return plain;
}

function leavesBelow(tree: StoredTree, key: string): string[] {
  const tag = key.slice(0, key.indexOf('/'));
  if (blockKind(tag) !== 'container' || tag === 'split_test') return [key];
  return tree
    .children(key)
    .filter((child) => tree.blocks.has(child))
    .flatMap((child) => leavesBelow(tree, child));
}

function draftAnswer({ drafts, texts, tree, draftSplitTests }: ImportOutcome) {
  if (drafts === null) return { answer: {}, lost: false, inExperiment: false };
  const source = new SourceBlocks(texts, 'drafts/', ['split_test']);
  const published = tree!.blocks;
  const isNew = [...drafts.tree.blocks.keys()].filter((key) => !published.has(key)).sort();
  const changed = new Set(
    [...drafts.imported].filter((key) => {
      const before = published.get(key);
      return (
        before !== undefined &&
        contentOfBlock(texts, before) !== contentOfBlock(texts, drafts.tree.blocks.get(key)!)
      );
    }),
  );
  for (const key of published.keys()) {
    if (String(tree!.children(key)) !== String(drafts.tree.children(key))) changed.add(key);
  }
  const lost: string[] = [];
  let inExperiment = false;
  for (const unit of drafts.units) {
    if (unit.lost !== null) {
      const root = unit.use?.element ?? texts.asWritten(unit.path);
      if (root === null) lost.push(`file ${unit.path.slice('drafts/'.length)}`);
      else {
        inExperiment ||= source.holdsExperiment(root);
        const name = unit.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
        const list = (block: SourceBlock) => {
          lost.push(nameIn(block));
          source.childrenOf(block.element).forEach(list);
        };
        list({ tag: root.name, name, element: root });
      }
    } else if (unit.use !== null) {
      const own = lostOf(unit.use, drafts.tree, source, [unit.key!]);
      lost.push(...own.names);
      inExperiment ||= own.inExperiment;
    }
  }
  for (const path of texts.files.paths()) {
    if (
      path.startsWith('drafts/') &&
      path.endsWith('.xml') &&
      texts.asWritten(path) === null &&
      !drafts.units.some((unit) => unit.path === path)
    )
      lost.push(`file ${path.slice('drafts/'.length)}`);
  }
  const splits = draftSplitTests
    .filter(({ block }) => isNew.includes(block.key) || changed.has(block.key))
    .map((each) => plainSplit(drafts.tree, each))
    .sort(byName);
  const listed = new Set([...drafts.tree.blocks.keys()].flatMap((key) => drafts.tree.children(key)));
  const answer: Record<string, unknown> = {
    draftBlocks: isNew,
    draftChanged: [...changed].map((key) => shown(tree!, key)).sort(),
    draftUnlisted: isNew.filter((key) => !listed.has(key)),
    draftLost: lost,
  };
  if (splits.length > 0) answer.draftSplitTests = splits;
  return { answer, lost: lost.length > 0, inExperiment };
}

function verdict(answer: Record<string, unknown>): string {
  const splits = [
    ...(answer.splitTests as ReturnType<typeof plainSplit>[]),
    ...((answer.draftSplitTests as ReturnType<typeof plainSplit>[]) ?? []),
  ];
  const lost = [...(answer.lost as string[]), ...((answer.draftLost as string[]) ?? [])];
  if (lost.length > 0) return answer.lostInExperiment ? 'lost' : 'lost-elsewhere';
  if ((answer.renamed as { empty: boolean }[] | undefined)?.some(({ empty }) => empty))
    return 'renamed-empty';
  if (splits.some(({ unreadable }) => unreadable)) return 'unreadable';
  if (splits.some(({ validation }) => (validation as string[]).length > 0)) return 'validation';
  if (splits.some(({ staffView }) => staffView === 'raises')) return 'staff-view';
  if (((answer.draftUnlisted as string[]) ?? []).length > 0) return 'draft-unlisted';
  if (answer.renamed) return 'renamed';
  if (answer.replaced) return 'replaced';
  return (answer.outline as { skipped: string[] }).skipped.length > 0 ? 'outline-skips' : 'ok';
}
