/** The rule `group-name-padded`: names of groups differ in more than blanks and capitals. */
import { folded } from './alike.js';
import { type WrittenGroup, writtenGroups } from './groups.js';
import { quote } from './quote.js';
import type { Report, Rule } from './rule.js';

export const groupNamePadded: Rule = {
  id: 'group-name-padded',
  severity: 'warning',
  summary: 'Names of groups have no blanks around them, and differ in more than blanks and capitals.',
  checkBlock(block, report) {
    if (block.kind !== 'abtest') return;
    const seen = new Map<string, WrittenGroup>();
    for (const group of writtenGroups(block)) {
      if (group.name === null || group.name.trim() === '') continue;
      const alike = seen.get(folded(group.name));
      if (alike === undefined) seen.set(folded(group.name), group);
      if (group.name !== group.name.trim()) padded(group, alike, report);
      else if (alike !== undefined && alike.name !== group.name) confusable(group, alike, report);
    }
  },
};

function padded(group: WrittenGroup, alike: WrittenGroup | undefined, report: Report): void {
  const name = group.name!;
  const before = name !== name.trimStart();
  const after = name !== name.trimEnd();
  report({
    place: placeOfName(group),
    message: `The name ${quote(name)} has blanks ${before ? 'before' : ''}${before && after ? ' and ' : ''}${after ? 'behind' : ''} it`,
    hint: `Write name=${quote(name.trim())}; Open edX keeps blanks and takes it for another name.`,
    related: relatedTo(alike),
  });
}

function confusable(group: WrittenGroup, alike: WrittenGroup, report: Report): void {
  report({
    place: placeOfName(group),
    message: `The name ${quote(group.name!)} differs from ${quote(alike.name!)} only in blanks or capitals`,
    hint: 'Give the two groups names that nobody takes for the same.',
    related: relatedTo(alike),
  });
}

function relatedTo(alike: WrittenGroup | undefined) {
  return alike === undefined
    ? []
    : [{ message: `${quote(alike.name!)} stands here`, place: placeOfName(alike) }];
}

function placeOfName(group: WrittenGroup) {
  return group.element.attribute('name')!.place;
}
