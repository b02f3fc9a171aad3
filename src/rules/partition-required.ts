/** The rule `partition-required`: a split_test names the partition that divides its learners. */
import { isSlipOf, renameAttribute, withFix } from './fixes.js';
import { miswritten } from './groups.js';
import type { Rule } from './rule.js';
import { quote } from './words.js';

export const partitionRequired: Rule = {
  id: 'partition-required',
  severity: 'error',
  summary: 'A split_test names its partition: user_partition_id is a whole number from 0 on.',
  fix: 'The name of an attribute that is one slip away from user_partition_id is corrected; its value stays.',
  checkBlock(block, report) {
    if (block.kind !== 'split_test' || block.partitionId !== null) return;
    const text = block.element.get('user_partition_id');
    const other = text === null ? miswritten(block.element, 'user_partition_id') : undefined;
    if (other !== undefined) {
      report({
        place: other.place,
        message: `This split_test has the attribute ${quote(other.name)}, but no user_partition_id`,
        hint: `Write user_partition_id="${other.value}".`,
        ...withFix(
          isSlipOf(other.name, 'user_partition_id') ? renameAttribute(other, 'user_partition_id') : undefined,
        ),
      });
      return;
    }
    report({
      place: block.element.placeOf('user_partition_id'),
      message: text === null ? 'This split_test has no user_partition_id' : trouble(text),
      hint: 'Write the id of one of the "user_partitions" in policy.json; in Studio, select a group configuration.',
    });
  },
};

function trouble(text: string): string {
  return Number.isInteger(Number(text || Number.NaN)) && Number(text) < 0
    ? `The user_partition_id is ${text.trim()}: no partition is chosen`
    : `The user_partition_id "${text}" is not a whole number${text === '' ? '' : ': the import drops this block in silence'}`;
}
