/** The ordered list of all rules. */
import { abtestRetired } from './abtest-retired.js';
import { blockInUnit } from './block-in-unit.js';
import { blockReferenced } from './block-referenced.js';
import { childInOneGroup } from './child-in-one-group.js';
import { childNameLegal } from './child-name-legal.js';
import { childOfTwoGroups } from './child-of-two-groups.js';
import { childWithoutGroup } from './child-without-group.js';
import { courseRoot } from './course-root.js';
import { groupAccessExists } from './group-access-exists.js';
import { groupMapChild } from './group-map-child.js';
import { groupMapFormat } from './group-map-format.js';
import { groupWithoutChild } from './group-without-child.js';
import { nestedSameExperiment } from './nested-same-experiment.js';
import { partitionExists } from './partition-exists.js';
import { partitionFormat } from './partition-format.js';
import { partitionRequired } from './partition-required.js';
import { partitionScheme } from './partition-scheme.js';
import { pointerExtraAttribute } from './pointer-extra-attribute.js';
import { pointerNotSelf } from './pointer-not-self.js';
import { pointerTargetExists } from './pointer-target-exists.js';
import { policyFormat } from './policy-format.js';
import { portionSum } from './portion-sum.js';
import type { Rule } from './rule.js';
import { splitChildUnit } from './split-child-unit.js';
import { xmlWellFormed } from './xml-well-formed.js';

export const rules: readonly Rule[] = [
  xmlWellFormed,
  portionSum,
  // Files, pointers and places.
  courseRoot,
  policyFormat,
  pointerTargetExists,
  pointerNotSelf,
  pointerExtraAttribute,
  blockInUnit,
  blockReferenced,
  nestedSameExperiment,
  abtestRetired,
  // Children.
  childNameLegal,
  childInOneGroup,
  // split_test and its partitions.
  partitionRequired,
  partitionExists,
  partitionScheme,
  partitionFormat,
  groupMapFormat,
  groupMapChild,
  groupWithoutChild,
  childWithoutGroup,
  childOfTwoGroups,
  splitChildUnit,
  groupAccessExists,
];
