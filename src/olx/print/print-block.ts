/** A/B elements printed as Open edX's exporter prints them; what is inside a child is never touched. */
import { create } from 'xmlbuilder2';
import { compare, fractionText } from '../../portion/fraction.js';
import { type Portion, pythonFloatText, readPortion } from '../../portion/portion.js';
import { isWhiteSpaceText } from '../../xml/characters.js';
import type { XmlElement, XmlNode } from '../../xml/node.js';
import { escapeAttribute } from '../../xml/references.js';
import type { AbtestBlock } from '../block/block.js';
import { requireBlock } from '../block/block.js';

/** An abtest that has no source yet. */
export interface NewBlock {
  readonly experiment: string | null;
  readonly groups: readonly NewGroup[];
}

/** `name: null` is the default group. */
export interface NewGroup {
  readonly name: string | null;
  readonly portion: string | null;
  readonly children: readonly { readonly tag: string; readonly urlName: string }[];
}

export function printNewBlock(block: NewBlock): string {
  return new Printer().print({
    name: 'abtest',
    attributes: block.experiment === null ? [] : [['experiment', block.experiment]],
    content: block.groups.map((group) => ({
      name: group.name === null ? 'default' : 'group',
      attributes:
        group.name === null
          ? []
          : [
              ['portion', group.portion ?? '0.0'],
              ['name', group.name],
            ],
      content: group.children.map(({ tag, urlName }) => ({
        name: tag,
        attributes: [['url_name', urlName]],
        content: [],
      })),
    })),
  });
}

/**
 * The canonical text of an `<abtest>` or `<split_test>`, without a final line end.
 * @param lineEnd what begins a new line of the layout: a line end, and the spaces of an indented element
 */
export function printCanonical(element: XmlElement, lineEnd = '\n'): string {
  const skeleton = element.name === 'abtest' ? abtestSkeleton(element) : splitTestSkeleton(element);
  return new Printer().print(skeleton, lineEnd);
}

/**
 * One block's element, printed as Open edX's exporter prints it; no final line end.
 * @example
 * const { block } = parseAbtest("<abtest experiment='E'><group name='a' portion='.5'/><default/></abtest>");
 * console.log(writeAbtest(block!).split('\n')[0]); // → <abtest experiment="E">
 */
export function writeAbtest(block: AbtestBlock): string {
  requireBlock(block);
  return printCanonical(block.element);
}

/** An element that has no source yet, with stretches of source inside; no final line end. */
export function printElement(skeleton: ElementSkeleton): string {
  return new Printer().print(skeleton);
}

/** What xmlbuilder2 lays out: an element, or a stretch of source that it never sees. */
export type Skeleton = ElementSkeleton | string;

export interface ElementSkeleton {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly content: readonly Skeleton[];
}

function abtestSkeleton(element: XmlElement): ElementSkeleton {
  return {
    name: element.name,
    attributes: ordered(element, ['experiment', 'url_name']),
    content: pieces(element.children, (child) =>
      child.name === 'group' || child.name === 'default' ? groupSkeleton(child) : child.raw,
    ),
  };
}

function groupSkeleton(element: XmlElement): ElementSkeleton {
  const attributes = ordered(element, ['portion', 'name']).map(([name, value]): [string, string] =>
    name === 'portion' ? [name, canonicalPortion(readPortion(value))] : [name, value],
  );
  return { name: element.name, attributes, content: pieces(element.children, (child) => child.raw) };
}

function splitTestSkeleton(element: XmlElement): ElementSkeleton {
  return {
    name: element.name,
    attributes: ordered(element, ['group_id_to_child', 'user_partition_id', 'display_name']),
    content: pieces(element.children, (child) => child.raw),
  };
}

/** The content of an element without the white space between: comments and stray text are kept. */
function pieces(nodes: readonly XmlNode[], print: (child: XmlElement) => Skeleton): Skeleton[] {
  return nodes.flatMap((node): Skeleton[] => {
    if (node.type === 'element') return [print(node)];
    if (node.type === 'text' && isWhiteSpaceText(node.value)) return [];
    return [node.type === 'text' ? node.raw.trim() : node.raw];
  });
}

/** The attributes that define the block first, the others by name. */
function ordered(element: XmlElement, first: readonly string[]): [string, string][] {
  const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...element.attributes]
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => [name, value]);
}

/** `str(float)` where it is the same number; else the exact decimal, so that no learner is moved. */
function canonicalPortion(portion: Portion): string {
  if (portion.kind !== 'number') return portion.text;
  const short = pythonFloatText(portion.float);
  const read = readPortion(short).exact;
  return read !== null && compare(read, portion.exact!) === 0 ? short : fractionText(portion.exact!);
}

type Builder = ReturnType<typeof create>;

/**
 * xmlbuilder2 lays out the skeleton only. Numbered marks represent source stretches, and all attributes of an element
 * together, and are replaced at the end: nothing that an author wrote passes through a serialiser, which takes
 * quadratic time for attributes.
 */
class Printer {
  readonly #stretches: string[] = [];

  print(skeleton: ElementSkeleton, lineEnd = '\n'): string {
    const root = create();
    this.#add(root, skeleton);
    return root
      .end({ headless: true, prettyPrint: true, indent: '  ', newline: lineEnd, wellFormed: true })
      .replace(
        /<\?m (\d+)\?>|a(\d+)=""/g,
        (_, piece, attribute) => this.#stretches[Number(piece ?? attribute)]!,
      );
  }

  #add(parent: Builder, { name, attributes, content }: ElementSkeleton): void {
    const element = parent.ele(name);
    const written = attributes.map(([key, value]) => `${key}="${escapeAttribute(value)}"`);
    if (written.length > 0) element.att(`a${this.#mark(written.join(' '))}`, '');
    for (const each of content) {
      if (typeof each === 'string') element.ins('m', String(this.#mark(each)));
      else this.#add(element, each);
    }
  }

  #mark(text: string): number {
    return this.#stretches.push(text) - 1;
  }
}
