/** The rule `partition-format`: user_partitions are written as Open edX reads them. */

import type { Course } from '../olx/course/course.js';
import { AttributeSource } from '../olx/policy/attribute-source.js';
import { jsonFault, placeInJson } from '../olx/policy/json-place.js';
import { readPartitions } from '../olx/policy/partition.js';
import { fixOfJson, withFix } from './fixes.js';
import { placeInPolicy } from './partitions.js';
import type { Rule, RuleReport } from './rule.js';
import { splitTests } from './splittests.js';
import { idWords } from './words.js';

export const partitionFormat: Rule = {
  id: 'partition-format',
  severity: 'error',
  fix: 'In the attribute user_partitions a comma too many goes, and True, False and None are written as in JSON.',
  summary: 'The user_partitions of the course are written as Open edX reads them.',
  checkCourse(course, report) {
    const { policy } = course;
    if (policy !== null) {
      for (const { path, ...fault } of policy.partitionFaults) {
        report({ place: placeInJson(policy.source, [...policy.partitionsPath, ...path]), ...fault });
      }
    }
    if (!policy?.partitions.length && !policy?.partitionFaults.length) checkAttribute(course, report);
    checkGroups(course, report);
  },
};

/** On `<course>`, where hand-written courses may have them. */
function checkAttribute({ root }: Course, report: RuleReport): void {
  const attribute = root?.element?.attribute('user_partitions');
  if (attribute === undefined) return;
  const source = new AttributeSource(attribute);
  const fault = jsonFault(source);
  if (fault !== undefined) {
    const message = `The attribute user_partitions is not JSON: ${fault.message}`;
    report({
      place: fault.place,
      message,
      hint: 'Correct it, or move the partitions to policy.json.',
      ...withFix(fixOfJson(source)),
    });
    return;
  }
  const { faults } = readPartitions(JSON.parse(source.text));
  for (const { path, ...fault } of faults) report({ place: placeInJson(source, path), ...fault });
}

/** Nobody can be put into a group where there is none. */
function checkGroups(course: Course, report: RuleReport): void {
  const used = new Set(splitTests(course).map((block) => block.partition));
  for (const partition of used) {
    if (partition === null || partition.groups.length > 0) continue;
    const { id, name } = partition;
    const place =
      placeInPolicy(course, id, 'groups') ?? course.root?.element?.attribute('user_partitions')?.place;
    if (place === undefined) continue;
    report({
      place,
      message: `The partition ${idWords(id, name)} has no groups, so no learner can be put into one`,
      hint: 'Give it at least two groups.',
    });
  }
}
