/** How names and texts are shown to people: assignable groups, and anything an author or a learner wrote. */
import { visible } from '../diagnostics/visible.js';
import { fractionText } from '../portion/fraction.js';
import type { AssignableGroup } from '../runtime/division.js';

export { visible } from '../diagnostics/visible.js';

const MOST_PORTION_LETTERS = 12;

/** The name of a group in tables; data files name the default group as Open edX does. */
export function assignableName({ name, group }: AssignableGroup): string {
  return group.isDefault ? 'default' : groupNameText(name);
}

/** The name of a group as text for people; an empty name is replaced, so that no cell is empty. */
export function groupNameText(name: string): string {
  return name.trim() === '' ? '(no name)' : visible(name);
}

/** The exact portion; `1/n` in a split_test. */
export function assignablePortion({ group }: AssignableGroup): string {
  const { portion, id } = group;
  const text = portion.exact === null || id !== null ? portion.text : fractionText(portion.exact);
  return text.length <= MOST_PORTION_LETTERS ? text : `${text.slice(0, MOST_PORTION_LETTERS - 1)}…`;
}
