/** The ordered list of all rules. */
import { abtestRetired } from './abtest-retired.js';
import { blockInUnit } from './block-in-unit.js';
import { blockReferenced } from './block-referenced.js';
import { childInOneGroup } from './child-in-one-group.js';
import { childNameLegal } from './child-name-legal.js';
import { childOfTwoGroups } from './child-of-two-groups.js';
import { childTagKnown } from './child-tag-known.js';
import { childWithoutGroup } from './child-without-group.js';
import { courseRoot } from './course-root.js';
import { defaultAttributes } from './default-attributes.js';
import { defaultReachable } from './default-reachable.js';
import { defaultRequired } from './default-required.js';
import { defaultSingle } from './default-single.js';
import { disableCommentFormat } from './disable-comment-format.js';
import { disableCommentNeeded } from './disable-comment-needed.js';
import { experimentConsistent } from './experiment-consistent.js';
import { experimentLength } from './experiment-length.js';
import { experimentNameCollision } from './experiment-name-collision.js';
import { experimentRequired } from './experiment-required.js';
import { groupAccessExists } from './group-access-exists.js';
import { groupAccessOpen } from './group-access-open.js';
import { groupMapChild } from './group-map-child.js';
import { groupMapFormat } from './group-map-format.js';
import { groupNameAlike } from './group-name-alike.js';
import { groupNamePadded } from './group-name-padded.js';
import { groupNameRequired } from './group-name-required.js';
import { groupNameReserved } from './group-name-reserved.js';
import { groupNameUnique } from './group-name-unique.js';
import { groupNotEmpty } from './group-not-empty.js';
import { groupReachable } from './group-reachable.js';
import { groupUnitNotEmpty } from './group-unit-not-empty.js';
import { groupWithoutChild } from './group-without-child.js';
import { importFails } from './import-fails.js';
import { importLoses } from './import-loses.js';
import { nameUsedTwice } from './name-used-twice.js';
import { nestedSameExperiment } from './nested-same-experiment.js';
import { noProcessingInstruction } from './no-processing-instruction.js';
import { noStrayText } from './no-stray-text.js';
import { noUnknownElement } from './no-unknown-element.js';
import { partitionExists } from './partition-exists.js';
import { partitionFormat } from './partition-format.js';
import { partitionRequired } from './partition-required.js';
import { partitionScheme } from './partition-scheme.js';
import { pointerExtraAttribute } from './pointer-extra-attribute.js';
import { pointerNotSelf } from './pointer-not-self.js';
import { pointerRootTag } from './pointer-root-tag.js';
import { pointerTargetExists } from './pointer-target-exists.js';
import { policyFormat } from './policy-format.js';
import { portionFloatSum } from './portion-float-sum.js';
import { portionNumber } from './portion-number.js';
import { portionRange } from './portion-range.js';
import { portionRequired } from './portion-required.js';
import { portionSum } from './portion-sum.js';
import type { Rule } from './rule.js';
import { splitChildUnit } from './split-child-unit.js';
import { splitTestUsable } from './split-test-usable.js';
import { noDoctype, xmlDepth, xmlEncoding, xmlWellFormed } from './xml.js';
import { xmlNamespace } from './xml-namespace.js';

/** What holds for any file of course XML. */
const ofFiles: readonly Rule[] = [
  xmlEncoding,
  xmlWellFormed,
  xmlNamespace,
  xmlDepth,
  noDoctype,
  disableCommentFormat,
];

/** What holds for an abtest, from its experiment down to its text. */
const ofAbtests: readonly Rule[] = [
  experimentRequired,
  experimentLength,
  experimentConsistent,
  experimentNameCollision,
  groupNameRequired,
  groupNameUnique,
  groupNameReserved,
  groupNamePadded,
  groupNameAlike,
  groupNotEmpty,
  groupUnitNotEmpty,
  groupReachable,
  portionRequired,
  portionNumber,
  portionRange,
  portionSum,
  portionFloatSum,
  defaultRequired,
  defaultSingle,
  defaultReachable,
  defaultAttributes,
  noUnknownElement,
  noStrayText,
  noProcessingInstruction,
];

/** What ties a block to the course around it: files, pointers, places, children. */
const ofCourses: readonly Rule[] = [
  courseRoot,
  policyFormat,
  pointerTargetExists,
  pointerNotSelf,
  pointerExtraAttribute,
  pointerRootTag,
  blockInUnit,
  blockReferenced,
  nestedSameExperiment,
  abtestRetired,
  childNameLegal,
  childTagKnown,
  childInOneGroup,
];

/** Rules that report what the model of the import finds, where no other rule has. */
const ofImports: readonly Rule[] = [importFails, importLoses, nameUsedTwice, splitTestUsable];

/** What holds for a split_test and its partition. */
const ofSplitTests: readonly Rule[] = [
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
  groupAccessOpen,
];

/** Every rule. `olx-abtest explain <id>` prints the page of one. */
export const rules: readonly Rule[] = [
  ...ofFiles,
  ...ofAbtests,
  ...ofCourses,
  ...ofSplitTests,
  ...ofImports,
  disableCommentNeeded,
];
