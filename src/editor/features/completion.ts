/** Completion in A/B blocks: partitions, groups, children, the portion that is left, experiments. */
import { type CompletionItem, CompletionItemKind, TextEdit } from 'vscode-languageserver';
import { type Course, fractionText, readPortion, remainingPortion } from '../../index.js';
import { type AttributeAt, tagAt } from '../cursor.js';
import type { Asked } from './definition.js';
import { blockAt, partitionOf } from './find.js';

/** Where the range of a text is in lines and columns. */
type RangeOf = (start: number, end: number) => TextEdit['range'];

export function completionsAt(asked: Asked, rangeOf: RangeOf): CompletionItem[] {
  const tag = tagAt(asked.text, asked.offset);
  if (tag?.attribute == null) return [];
  const { attribute } = tag;
  const whole = (label: string, detail: string, kind: CompletionItemKind = CompletionItemKind.Value) => ({
    label,
    detail,
    kind,
    filterText: label,
    textEdit: TextEdit.replace(
      rangeOf(attribute.start, attribute.end),
      attributeText(label, asked, attribute),
    ),
  });
  switch (attribute.name) {
    case 'user_partition_id':
      return asked.course.partitions.map(({ id, name }) => whole(String(id), name));
    case 'group_id_to_child':
      return mapEntries(asked, attribute, tag.attributes.get('user_partition_id') ?? '', rangeOf);
    case 'experiment':
      return experimentsOf(asked.course).map((name) => whole(name, 'an experiment of this course'));
    case 'portion':
      return portionLeft(asked).map((text) => whole(text, 'what the other groups leave'));
    case 'url_name':
      return namesOf(asked, tag.name).map((name) =>
        whole(name, `${tag.name}/${name}.xml`, CompletionItemKind.File),
      );
    default:
      return [];
  }
}

function attributeText(value: string, { text }: Asked, { start }: AttributeAt): string {
  const quote = text.charAt(start - 1);
  const safe = value.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return quote === "'" ? safe.replace(/'/g, '&apos;') : safe.replace(/"/g, '&quot;');
}

function experimentsOf(course: Course): string[] {
  const names = course.blocks.flatMap(({ block }) =>
    block.kind === 'abtest' && block.experiment !== null ? [block.experiment] : [],
  );
  return [...new Set(names)];
}

const PORTION = /<group\b[^<>]*?\sportion\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** Of the text itself, which may not be well-formed: the portions of the other groups of the same abtest. */
function portionLeft({ text, offset }: Asked): string[] {
  const start = text.lastIndexOf('<abtest', offset);
  if (start === -1) return [];
  const close = text.indexOf('</abtest', offset);
  const own = text.lastIndexOf('<', offset - 1);
  const block = text.slice(start, close === -1 ? text.length : close);
  const others = [...block.matchAll(PORTION)].filter(({ index }) => start + index !== own);
  const rest = remainingPortion(others.map(([, double, single]) => readPortion(double ?? single ?? '')));
  return rest === null || rest.numerator < 0n ? [] : [fractionText(rest)];
}

/** Entries of `group_id_to_child` that are not written yet: groups without a child, with the children without a group. */
function mapEntries(
  asked: Asked,
  { raw, start }: AttributeAt,
  id: string,
  rangeOf: RangeOf,
): CompletionItem[] {
  const { course, file, offset } = asked;
  const partition = partitionOf(course, id);
  if (partition === null) return [];
  const quote = asked.text.charAt(start - 1) === "'" ? '"' : '&quot;';
  const block = blockAt(course, file, offset);
  const mapped = new Set(block?.kind === 'split_test' ? block.childKeys?.values() : []);
  const children = (block?.kind === 'split_test' ? block.children : [])
    .map(({ tag, urlName }) => usageKeyOf(course, tag, urlName ?? ''))
    .filter((key) => !mapped.has(key));
  // What is being typed: a key, its opening quote included.
  const typed = /(?:"|&quot;)?\d*$/.exec(raw.slice(0, offset - start))?.[0] ?? '';
  return partition.groups
    .filter((group) => !new RegExp(`(?:"|&quot;)${group.id}(?:"|&quot;)\\s*:`).test(raw))
    .map((group, index) => {
      const entry = `${quote}${group.id}${quote}: ${quote}${children[index] ?? children[0] ?? ''}${quote}`;
      return {
        label: String(group.id),
        detail: group.name,
        kind: CompletionItemKind.EnumMember,
        filterText: `${typed.replace(/\d*$/, '')}${group.id}`,
        textEdit: TextEdit.replace(rangeOf(offset - typed.length, offset), entry),
      };
    });
}

function usageKeyOf({ org, course, run }: Course, tag: string, name: string): string {
  return `block-v1:${org}+${course}+${run}+type@${tag}+block@${name}`;
}

/** Names of the definitions of a tag. */
function namesOf({ course, file }: Asked, tag: string): string[] {
  const prefix = `${file.startsWith('drafts/') ? 'drafts/' : ''}${tag}/`;
  return [...course.files.paths()].flatMap((path) =>
    path.startsWith(prefix) && path.endsWith('.xml')
      ? [path.slice(prefix.length, -'.xml'.length).replaceAll('/', ':')]
      : [],
  );
}
