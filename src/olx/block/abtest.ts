/** `<abtest>`: an element read into groups with exact portions and children. */

import { ZERO } from '../../portion/fraction.js';
import { type Portion, portionOf, readPortion, remainingPortion } from '../../portion/portion.js';
import type { XmlDocument, XmlElement } from '../../xml/node.js';
import { type AbtestBlock, DEFAULT_GROUP, type Group } from './block.js';
import { readChildren } from './child.js';

/** Reads the element; everything that its author wrote is kept, right or wrong. The rules judge it. */
export function readAbtest(element: XmlElement, document: XmlDocument, draft = false): AbtestBlock {
  const written = element.elements.filter((child) => child.name !== 'meta');
  const read = written.map((each) => (each.name === 'default' ? each : readGroup(each)));
  const named = read.filter((each): each is Group => 'portion' in each);
  const rest = restPortion(lastOfEachName(named));
  const groups = read.map((each) => ('portion' in each ? each : defaultGroup(each, rest)));
  const place = element.tagPlace;
  let own = groups.findLast((group) => group.isDefault);
  if (own === undefined) {
    own = {
      name: DEFAULT_GROUP,
      isDefault: true,
      id: null,
      portion: rest,
      children: [],
      element: null,
      place,
    };
    groups.push(own);
  }
  return {
    kind: 'abtest',
    experiment: element.get('experiment'),
    urlName: element.get('url_name'),
    displayName: element.get('display_name'),
    groups,
    defaultGroup: own,
    element,
    document,
    place,
    draft,
  };
}

/** Of groups of one name Open edX keeps the last, where the first stood. */
export function lastOfEachName(groups: readonly Group[]): Group[] {
  const last = new Map<string | null, Group>();
  for (const group of groups) last.set(group.name, group);
  return [...last.values()];
}

function readGroup(element: XmlElement): Group {
  return {
    name: element.get('name'),
    isDefault: false,
    id: null,
    portion: readPortion(element.get('portion')),
    children: readChildren(element),
    element,
    place: element.tagPlace,
  };
}

function defaultGroup(element: XmlElement, portion: Portion): Group {
  return {
    name: DEFAULT_GROUP,
    isDefault: true,
    id: null,
    portion,
    children: readChildren(element),
    element,
    place: element.tagPlace,
  };
}

/** 1 less the sum; 0 where that is not a sensible value (rules report it). */
function restPortion(groups: readonly Group[]): Portion {
  const portions = groups.filter((group) => group.name !== DEFAULT_GROUP).map((group) => group.portion);
  const rest = remainingPortion(portions);
  return portionOf(rest === null || rest.numerator < 0n ? ZERO : rest);
}
