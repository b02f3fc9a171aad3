/** The rule `group-map-format`: group_id_to_child is a JSON object from group ids to usage keys. */

import { usageParts } from '../olx/block/split-test.js';
import { AttributeSource } from '../olx/policy/attribute-source.js';
import { type JsonEntry, jsonEntries, jsonFault } from '../olx/policy/json-place.js';
import { fixOfJson, isSlipOf, renameAttribute, withFix } from './fixes.js';
import { miswritten } from './groups.js';
import type { Rule, RuleReport } from './rule.js';
import { jsonWords, quote } from './words.js';

const HINT = 'Write {"<group id>": "<usage key of the child>", …}; for a block without groups write {}.';

export const groupMapFormat: Rule = {
  id: 'group-map-format',
  severity: 'error',
  summary: 'group_id_to_child is a JSON object from group ids to usage keys.',
  fix: 'The name of an attribute that is one slip away is corrected, a comma too many goes, and True, False and None are written as in JSON.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test') return;
    const attribute = block.element.attribute('group_id_to_child');
    if (attribute === undefined) {
      const other = miswritten(block.element, 'group_id_to_child');
      report({
        place: other?.place ?? block.place,
        message: 'This split_test has no group_id_to_child, and the import drops it in silence',
        hint: other === undefined ? HINT : `Write group_id_to_child in place of ${quote(other.name)}.`,
        ...withFix(
          other && isSlipOf(other.name, 'group_id_to_child')
            ? renameAttribute(other, 'group_id_to_child')
            : undefined,
        ),
      });
      return;
    }
    const source = new AttributeSource(attribute);
    const fault = jsonFault(source);
    if (fault !== undefined) {
      const message = `group_id_to_child is not JSON (${fault.message}): the import drops this block in silence`;
      report({
        place: source.text.trim() === '' ? attribute.place : fault.place,
        message,
        hint: fault.hint ?? HINT,
        ...withFix(fixOfJson(source)),
      });
      return;
    }
    if (!/^\s*\{/.test(source.text)) {
      report({
        place: attribute.place,
        message: /^\s*null\s*$/.test(source.text)
          ? 'group_id_to_child is null: the whole import fails'
          : 'group_id_to_child is not a JSON object: the import drops this block in silence',
        hint: HINT,
      });
      return;
    }
    checkEntries(jsonEntries(source), report);
  },
};

function checkEntries(entries: readonly JsonEntry[], report: RuleReport): void {
  const seen = new Map<string, JsonEntry>();
  for (const entry of entries) {
    checkKey(entry, report);
    checkValue(entry, report);
    const before = seen.get(entry.key);
    seen.set(entry.key, entry);
    if (before === undefined || before.value === entry.value) continue;
    report({
      severity: 'warning',
      place: entry.keyPlace,
      message: `The group ${entry.key} is mapped twice: Open edX forgets the first entry`,
      hint: 'Keep one of the two.',
      related: [{ message: 'the first entry', place: before.keyPlace }],
    });
  }
}

function checkKey({ key, keyPlace }: JsonEntry, report: RuleReport): void {
  if (/^(0|-?[1-9]\d*)$/.test(key)) return;
  report({
    severity: 'warning',
    place: keyPlace,
    message: `The key ${jsonWords(key)} is not the id of a group`,
    hint: 'Write the id from "user_partitions" as a plain number in quotes, such as "1".',
  });
}

function checkValue({ key, value, place }: JsonEntry, report: RuleReport): void {
  if (typeof value === 'string' && usageParts(value) !== undefined) return;
  report({
    place,
    message: `Group ${key} is mapped to ${jsonWords(value)}, which is not a usage key: the import drops this block in silence`,
    hint: 'Write i4x://org/course/tag/url_name or block-v1:org+course+run+type@tag+block@url_name.',
  });
}
