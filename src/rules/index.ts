/** The ordered list of all rules. */
import { groupMapChild } from './group-map-child.js';
import { portionSum } from './portion-sum.js';
import type { Rule } from './rule.js';
import { xmlWellFormed } from './xml-well-formed.js';

export const rules: readonly Rule[] = [xmlWellFormed, portionSum, groupMapChild];
