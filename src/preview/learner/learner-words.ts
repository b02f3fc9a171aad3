/** Explains in sentences why a learner sees a group. */
import { type Decision, type DecisionReason, divisionOf, type SeenNode } from '../../index.js';
import { groupNameText, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { groupClass } from '../block/block-share.js';

/** A learner's name, which may be any string: shown completely, without reordering the text around it. */
export function who(learner: string): Html {
  return html`<bdi class="who">${visible(learner)}</bdi>`;
}

/** The name of the group for people; `null` for a block that cannot assign learners. */
export function groupText({ group, shown, stale }: Decision): string | null {
  if (group === null) return null;
  return shown?.isDefault && !stale ? 'default' : groupNameText(group);
}

/** The class for a group's colour, the same in every block of its experiment. */
export function colourOf({ node, decision }: SeenNode): string {
  const { block } = node;
  const arm = block && divisionOf(block)?.groups.find(({ name }) => name === decision?.group);
  return arm ? groupClass(block.groups.indexOf(arm.group)) : '';
}

/** One sentence: whether the group is stored or would be, and what is shown instead where it cannot be shown. */
export function reasonOf(decision: Decision, learner: string): Piece {
  const { assignment, reason, stale, shown } = decision;
  const stored = assignment !== null && reason === 'stored' && since(assignment.assignedAt);
  if (stale) {
    const instead = shown === null ? 'nothing is shown' : 'the default group is shown';
    return html`${stored || 'Stored'}, but this group is no longer in the block: ${instead}.`;
  }
  if (stored) return html`${stored}, by ${visible(assignment.strategy)}.`;
  if (reason === 'split') return html`No group is recorded; this tool would put ${who(learner)} here.`;
  return SENTENCES[reason];
}

const SENTENCES: Readonly<Record<Exclude<DecisionReason, 'split'>, string>> = {
  stored: 'Stored.',
  forced: 'This group was forced for this learner.',
  'flag-off': 'The flag of the experiment is off.',
  'flag-outside-window':
    'The learner is outside the enrolment window of the experiment; without a known date, as here, the enrolment counts as made now.',
  'flag-forced': 'A flag forces this group.',
  ended: 'The experiment has ended; all learners get this group.',
  broken: 'This block cannot assign learners and shows nothing.',
};

function since(instant: Date): Html {
  const text = instant.toISOString();
  return html`Stored since <time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
