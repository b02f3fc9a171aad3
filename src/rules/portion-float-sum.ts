/** The rule `portion-float-sum`: fair portions that Open edX's binary addition gets wrong. */

import type { AbtestBlock, Group } from '../olx/block/block.js';
import { compare, fraction, fractionText, ONE, subtract, sum } from '../portion/fraction.js';
import { floatSum, portionOf, pythonFloatText } from '../portion/portion.js';
import { countedGroups, isInRange, writtenDefaults } from './groups.js';
import type { Rule } from './rule.js';
import { quote, quoteGroup } from './words.js';

export const portionFloatSum: Rule = {
  id: 'portion-float-sum',
  severity: 'warning',
  summary: 'The portions add up the same in binary floating point as they do exactly.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const groups = countedGroups(block);
    if (!groups.every((group) => isInRange(group.portion))) return;
    const exact = sum(groups.map((group) => group.portion.exact!));
    const float = floatSumOf(groups);
    const isAll = compare(exact, ONE) === 0;
    if (compare(exact, ONE) > 0 || (float <= 1 && !(isAll && float < 1))) return;
    const total = `The portions make ${fractionText(exact)}, but in floating point ${pythonFloatText(float)}`;
    if (float > 1) {
      const message = `${total}: Open edX may refuse the block`;
      report({ place: block.place, message, hint: rewrite(block, groups, isAll) });
    } else {
      const rest = pythonFloatText(1 - float);
      const message = `${total}: Open edX leaves ${rest} to a default group that the author did not write`;
      report({ severity: 'info', place: block.place, message, hint: rewrite(block, groups, isAll) });
    }
  },
};

/** Trying every move of more groups than this would take long, and help nobody. */
const MOST_GROUPS = 50;

/** A small change that the addition gets right; each has been added up before it is recommended. */
function rewrite(block: AbtestBlock, groups: readonly Group[], isAll: boolean): string {
  const isRight = (order: readonly Group[]): boolean =>
    isAll ? floatSumOf(order) === 1 : floatSumOf(order) <= 1;
  const move = groups.length > MOST_GROUPS ? null : firstMove(groups, isRight);
  if (move !== null) return `${move}: in that order the addition comes out right.`;
  const last = groups.at(-1)!;
  const free = writtenDefaults(block).every((each) => each.children.length === 0);
  if (free && floatSumOf(groups.slice(0, -1)) <= 1) {
    return `Make ${quoteGroup(last.name)} the <default>: it then gets what is left, with nothing to add up.`;
  }
  return isAll && floatSumOf(groups) < 1 ? 'Nothing to do: no learner ever falls into it.' : lowered(groups);
}

/** The last portion above 0, less the largest small step that the addition notices. */
function lowered(groups: readonly Group[]): string {
  const index = groups.findLastIndex((group) => group.portion.exact!.numerator > 0n);
  const group = groups[index]!;
  const text = fractionText(group.portion.exact!);
  for (let places = (text.split('.')[1] ?? '').length + 2; places > 0; places -= 1) {
    const exact = subtract(group.portion.exact!, fraction(1n, 10n ** BigInt(places)));
    const portion = portionOf(exact);
    const all = groups.map((each) => (each === group ? portion : each.portion));
    if (isInRange(portion) && floatSum(all) <= 1)
      return `Write portion="${portion.text}" for ${quoteGroup(group.name)}.`;
  }
  return 'Lower a portion; <default> takes what is left.';
}

/** The first group whose move to another position gives a good order, in words. */
function firstMove(groups: readonly Group[], isRight: (order: readonly Group[]) => boolean): string | null {
  for (let from = groups.length - 1; from >= 0; from -= 1) {
    const others = groups.filter((_, index) => index !== from);
    const moved = groups[from]!;
    for (let to = 0; to <= others.length; to += 1) {
      if (!isRight([...others.slice(0, to), moved, ...others.slice(to)])) continue;
      const where = to === 0 ? 'before all others' : `right after ${name(others[to - 1]!)}`;
      return `Put ${quoteGroup(moved.name)} ${where}`;
    }
  }
  return null;
}

function name(group: Group): string {
  return group.name === null ? 'the group without a name' : quote(group.name);
}

function floatSumOf(groups: readonly Group[]): number {
  return floatSum(groups.map((group) => group.portion));
}
