/** What the editor shows of a place under the pointer: a group's share and what it can detect, a finding's rule. */
import type { Hover } from 'vscode-languageserver';
import { type Block, type Diagnostic, type Group, pairEffects } from '../../index.js';
import { groupNameText } from '../../presentation/group-words.js';
import { sizeText } from '../../presentation/statistics-words.js';
import { tagAt } from '../cursor.js';
import type { Asked } from './definition.js';
import { blockAt, blocksOf, groupOfTag, partitionOf } from './find.js';
import { partitionPlace, policyTarget } from './policy-places.js';

interface HoverOptions {
  /** For how many learners sizes are shown. */
  readonly learners: number;
  /** The page of a rule in Markdown. */
  readonly rulePage: (id: string) => string | undefined;
}

export function hoverAt(
  asked: Asked,
  diagnostics: readonly Diagnostic[],
  options: HoverOptions,
): Hover | null {
  const about = [aboutPlace(asked, options), ...aboutFindings(asked, diagnostics, options)];
  const value = about.filter((each) => each !== '').join('\n\n---\n\n');
  return value === '' ? null : { contents: { kind: 'markdown', value } };
}

function aboutFindings(
  { file, offset }: Asked,
  diagnostics: readonly Diagnostic[],
  { rulePage }: HoverOptions,
): string[] {
  const here = diagnostics.filter(
    ({ place }) => place.file === file && place.start.offset <= offset && offset <= place.end.offset,
  );
  return [...new Set(here.map(({ ruleId }) => ruleId))].map((id) => rulePage(id) ?? '');
}

function aboutPlace(asked: Asked, options: HoverOptions): string {
  const { course, file, text, offset } = asked;
  if (file === course.policy?.source.file) return aboutPolicy(asked, options);
  const tag = tagAt(text, offset);
  const block = tag && blockAt(course, file, offset);
  if (tag === null || block === null) return '';
  if (tag.start === block.element.start) {
    const partition =
      tag.attribute?.name === 'user_partition_id' ? partitionOf(course, tag.attribute.raw) : null;
    const where = partition && partitionPlace(course, partition.id);
    const place = where
      ? `\n\nPartition ${partition!.id} is in ${where.file}, line ${where.start.line}.`
      : '';
    return blockText(block, options) + place;
  }
  const group = groupOfTag(block, tag);
  return group === null ? '' : groupText(block, group, options);
}

function aboutPolicy({ course, offset }: Asked, options: HoverOptions): string {
  const target = policyTarget(course, offset);
  if (target === null) return '';
  const [block, ...more] = blocksOf(course, target.partition);
  if (block === undefined) return `No split_test uses the partition ${target.partition.id}.`;
  const group = block.groups.find(({ id }) => id === target.group);
  const used = `Used by ${more.length + 1} split_test${more.length === 0 ? '' : 's'}.`;
  return `${group === undefined ? blockText(block, options) : groupText(block, group, options)}\n\n${used}`;
}

function blockText(block: Block, { learners }: HoverOptions): string {
  const rows = block.groups.map(
    (group) => `| ${escaped(nameOf(group))} | ${percent(group)} | ${sizeText(sizeOf(group, learners))} |`,
  );
  const head = `**${escaped(block.experiment ?? 'no experiment')}**`;
  return [head, '', `| group | share | of ${sizeText(learners)} learners |`, '|---|---|---|', ...rows].join(
    '\n',
  );
}

function groupText(block: Block, group: Group, { learners }: HoverOptions): string {
  const share = `**${escaped(nameOf(group))}**: ${percent(group)} of ${sizeText(learners)} learners = ${sizeText(sizeOf(group, learners))}`;
  const own = block.groups.indexOf(group);
  const effects = pairEffects(block.groups.map((each) => sizeOf(each, learners)))
    .filter(({ pair }) => pair.includes(own))
    .map(({ pair, smallest }) => {
      const other = escaped(nameOf(block.groups[pair[0] === own ? pair[1] : pair[0]]!));
      return smallest === null
        ? `- against ${other}: too few learners`
        : `- against ${other}: detects d ≥ ${smallest.toPrecision(2)}`;
    });
  return [share, '', ...effects].join('\n');
}

function nameOf(group: Group): string {
  return group.isDefault ? 'default' : groupNameText(group.name ?? '');
}

function percent({ portion }: Group): string {
  return portion.exact === null ? 'no share' : `${Number((portion.float * 100).toPrecision(4))} %`;
}

function sizeOf({ portion }: Group, learners: number): number {
  return portion.exact === null || portion.float < 0 ? 0 : portion.float * learners;
}

/** A name is text, and never Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&').replace(/\s+/g, ' ');
}
