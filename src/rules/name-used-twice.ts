/** The rule `name-used-twice`: a name belongs to one block in the whole course. */
import { isUnique } from '../loading/blocks/block-kinds.js';
import type { LoadedBlock, Use } from '../loading/blocks/uses.js';
import { bodyOf, contentOfBlock } from '../loading/contents.js';
import { CONSEQUENCE, useWords } from '../loading/explain.js';
import { LossFinder } from '../loading/losses.js';
import { type ImportOutcome, importOutcome } from '../loading/outcome.js';
import { SourceBlocks } from '../loading/source-blocks.js';
import type { Course, CourseNode } from '../olx/course/course.js';
import { namePlace } from '../olx/course/names.js';
import { nodesInAbtests } from './abtests.js';
import type { Rule, RuleReport } from './rule.js';
import { tagWords } from './words.js';

export const nameUsedTwice: Rule = {
  id: 'name-used-twice',
  severity: 'error',
  backstop: true,
  summary: 'No two blocks of one kind share a name, wherever they are in the course.',
  checkCourse(course, report) {
    if (course.kind !== 'course') return;
    const outcome = importOutcome(course);
    if (outcome.root !== null && outcome.tree !== null) checkUses(outcome, report);
    checkAbtests(course, report);
    checkDefinitions(course, report);
  },
};

function checkUses({ root, tree, texts, redefined }: ImportOutcome, report: RuleReport): void {
  const finder = new LossFinder(tree!, new SourceBlocks(texts));
  finder.below(root!);
  const waiting = [root!];
  for (let use = waiting.pop(); use !== undefined; use = waiting.pop()) {
    for (const child of [...use.children].reverse()) waiting.push(child);
    if (use.drop?.why === 'name-used') tellLost(use, use.drop.first, finder.isExperimental(use), report);
    else if (use.renamed && use.drop === null) tellRenamed(use, finder.isExperimental(use), report);
  }
  for (const blocks of redefined.values()) {
    if (!blocks.at(-1)!.use.renamed) tellOverwritten(blocks, texts, finder, report);
  }
}

function tellLost(use: Use, first: Use, inExperiment: boolean, report: RuleReport): void {
  report({
    place: namePlace(use.element),
    message: `${capital(useWords(use))} comes a second time: Open edX renames this pointer, finds no file for it, and drops it in silence`,
    hint: 'Give this one a name and a file of its own.',
    severity: inExperiment ? 'error' : 'warning',
    related: [{ message: 'the first one', place: namePlace(first.element) }],
  });
}

function tellRenamed(use: Use, inExperiment: boolean, report: RuleReport): void {
  if (use.first === null || !inExperiment) return;
  report({
    place: namePlace(use.element),
    message: `${capital(useWords(use))} comes a second time: Open edX names this one ${use.readAs}, after its content, so that the next edit loses what learners answered`,
    hint: 'Give this one a name of its own.',
    severity: 'warning',
    related: [{ message: 'the first one', place: namePlace(use.first.element) }],
  });
}

/** Two pointers to one file: what is in it is read twice, and the second reading finds the names of its units taken. */
function tellReadTwice(blocks: readonly LoadedBlock[], finder: LossFinder, report: RuleReport): void {
  const [first, second] = blocks as [LoadedBlock, LoadedBlock];
  if (!blocks.some(({ use }) => finder.isExperimental(use))) return;
  if (blocks.every(({ children }) => children.length === first.children.length)) return;
  report({
    place: namePlace(second.use.element),
    message: `${capital(useWords(second.use))} is in two places: Open edX reads it twice, and the second reading loses its units everywhere`,
    hint: 'Point to it once, and give the other place a copy whose blocks have names of their own.',
    related: [{ message: 'the first place', place: namePlace(first.use.element) }],
  });
}

function tellOverwritten(
  blocks: readonly LoadedBlock[],
  texts: ImportOutcome['texts'],
  finder: LossFinder,
  report: RuleReport,
): void {
  const last = blocks.at(-1)!;
  if (blocks.every(({ use, path }) => use.pointer && path === last.path))
    return tellReadTwice(blocks, finder, report);
  const content = contentOfBlock(texts, last);
  const other = blocks.find((each) => contentOfBlock(texts, each) !== content);
  if (other === undefined || !blocks.some(({ use }) => finder.isExperimental(use))) return;
  const body = bodyOf(texts, last);
  const isOnlySettings =
    last.children.length === 0 &&
    blocks.every((each) => each.children.length === 0 && bodyOf(texts, each) === body);
  report({
    severity: isOnlySettings ? 'warning' : 'error',
    place: namePlace(other.use.element),
    message: `${capital(useWords(other.use))} is defined twice with different content: ${CONSEQUENCE.overwritten}`,
    hint: 'Give one of the two a name of its own.',
    related: [{ message: 'the definition that wins', place: namePlace(last.use.element) }],
  });
}

/** Today's import keeps an abtest as text; in its own time, and after a conversion, the rule holds inside of it, too. */
function checkAbtests(course: Course, report: RuleReport): void {
  const { nodes } = course;
  const inAbtests = nodesInAbtests(course);
  for (const node of nodes) {
    if (
      !isUnique(node.tag) ||
      node.parents.length < 2 ||
      !node.parents.some((parent) => inAbtests.has(parent))
    )
      continue;
    // `child-in-one-group` reports a name that is twice in one block.
    if (new Set(node.parents).size === 1) continue;
    const place = node.pointer === null ? node.place : namePlace(node.pointer);
    report({
      place,
      message: `${tagWords(node.tag, node.urlName)} is in ${node.parents.length} places, an abtest among them: all but the first lose it`,
      hint: 'Give each place a block with a name and a file of its own.',
    });
  }
}

/** Of other kinds two definitions are one block, and the one that is read last holds for both. */
function checkDefinitions(course: Course, report: RuleReport): void {
  const { nodes } = course;
  const inAbtests = nodesInAbtests(course);
  const named = new Map<string, CourseNode[]>();
  for (const node of nodes) {
    if (isUnique(node.tag) || node.urlName === null || node.element === null) continue;
    const key = `${node.draft} ${node.tag}/${node.urlName}`;
    const known = named.get(key);
    if (known === undefined) named.set(key, [node]);
    else known.push(node);
  }
  for (const [first, ...others] of named.values()) {
    const other = others.find(({ element }) => element!.raw !== first!.element!.raw);
    if (other === undefined || ![first!, other].some((node) => inAbtests.has(node))) continue;
    report({
      place: namePlace(other.pointer ?? other.element!),
      message: `${tagWords(other.tag, other.urlName)} is defined twice with different content: the last definition wins everywhere`,
      hint: 'Give one of the two a name of its own.',
      related: [{ message: 'the other definition', place: namePlace(first!.pointer ?? first!.element!) }],
    });
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
