/** The rule `xml-namespace`: prefixes of names are bound, as lxml requires, and A/B blocks are in no namespace. */
import { isAbTag } from '../olx/course/tags.js';
import { removeAttribute } from '../olx/edit/placing.js';
import { isName } from '../xml/characters.js';
import type { XmlDocument, XmlElement } from '../xml/node.js';
import { readXml } from '../xml/parse.js';
import { fixOf, withFix } from './fixes.js';
import type { Rule, RuleReport } from './rule.js';
import { quote } from './words.js';

export const xmlNamespace: Rule = {
  id: 'xml-namespace',
  severity: 'error',
  summary:
    'Every prefix of an element or attribute name is bound by an xmlns attribute, and A/B blocks are in no namespace.',
  fix: 'The attribute xmlns of an A/B block itself is deleted.',
  checkFile({ document, source, problems, prefixed }, report) {
    if (source === null || problems.length > 0 || !prefixed) return;
    const tree = document ?? readXml(source.text, source.file).document;
    if (tree === undefined) return;
    const faults: Faults = { unbound: new Map(), document: tree, report };
    look(tree.root, ALWAYS_BOUND, faults);
    for (const each of faults.unbound.values()) reportUnbound(each, faults);
  },
  checkBlock({ element, kind }, report) {
    for (let outer: XmlElement | null = element; outer !== null; outer = outer.parent) {
      // Of a block inside of another one the outer block is enough.
      if (outer !== element && isAbTag(outer.name)) return;
      const attribute = outer.attribute('xmlns');
      if (attribute === undefined) continue;
      if (attribute.value === '') return;
      const change = outer === element ? removeAttribute(outer, 'xmlns') : null;
      report({
        place: attribute.place,
        message: `The namespace ${quote(attribute.value)} hides this <${kind}> and its groups: Open edX finds none of them`,
        hint: 'Delete the attribute xmlns.',
        ...withFix(change ? fixOf('Delete the attribute xmlns', outer.context.source, [change]) : undefined),
      });
      return;
    }
  },
};

/** `xmlns` itself may only be the prefix of an attribute. */
const ALWAYS_BOUND: ReadonlySet<string> = new Set(['xml']);

/** What authors mean by the prefixes that they paste most. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['xlink', 'http://www.w3.org/1999/xlink'],
  ['svg', 'http://www.w3.org/2000/svg'],
  ['mml', 'http://www.w3.org/1998/Math/MathML'],
  ['m', 'http://www.w3.org/1998/Math/MathML'],
  ['xhtml', 'http://www.w3.org/1999/xhtml'],
  ['xsi', 'http://www.w3.org/2001/XMLSchema-instance'],
]);

interface Unbound {
  readonly prefix: string;
  readonly name: string;
  readonly start: number;
  count: number;
}

interface Faults {
  /** By prefix: its first place, and how often it occurs. */
  readonly unbound: Map<string, Unbound>;
  readonly document: XmlDocument;
  readonly report: RuleReport;
}

function look(element: XmlElement, outside: ReadonlySet<string>, faults: Faults): void {
  const own = element.attributes.filter((each) => each.name.startsWith('xmlns:'));
  const bound =
    own.length === 0
      ? outside
      : new Set([...outside, ...own.map((each) => each.name.slice('xmlns:'.length))]);
  for (const each of own) {
    if (each.value !== '') continue;
    faults.report({
      place: each.place,
      message: `The prefix ${quote(each.name.slice('xmlns:'.length))} is bound to nothing`,
      hint: 'Name a namespace between the quotes, or delete the attribute and the prefix.',
    });
  }
  judge(element.name, element.start + 1, bound, faults);
  for (const each of element.attributes) {
    if (!each.name.startsWith('xmlns:')) judge(each.name, each.start, bound, faults);
  }
  for (const child of element.elements) look(child, bound, faults);
}

function judge(name: string, start: number, bound: ReadonlySet<string>, faults: Faults): void {
  const colon = name.indexOf(':');
  if (colon === -1) return;
  const prefix = name.slice(0, colon);
  const local = name.slice(colon + 1);
  if (prefix === '' || local.includes(':') || !isName(local)) {
    faults.report({
      place: faults.document.source.place(start, start + name.length),
      message: `The name ${quote(name)} is not of the form prefix:name`,
      hint: 'Write a prefix, one colon, and a name that begins with a letter; or no colon at all.',
    });
  } else if (!bound.has(prefix)) {
    const known = faults.unbound.get(prefix);
    if (known === undefined) faults.unbound.set(prefix, { prefix, name, start, count: 1 });
    else known.count += 1;
  }
}

function reportUnbound({ prefix, name, start, count }: Unbound, { document, report }: Faults): void {
  const more = count === 1 ? '' : ` (${count} names in this file have it)`;
  const namespace = WELL_KNOWN.get(prefix) ?? '…';
  report({
    place: document.source.place(start, start + name.length),
    message: `The prefix ${quote(prefix)} of ${quote(name)} is not bound${more}`,
    hint: `Add xmlns:${prefix}="${namespace}" to this element or to one around it, or take the prefix off.`,
  });
}
