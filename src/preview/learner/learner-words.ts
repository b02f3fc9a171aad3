/** Why a learner sees a group, in sentences. */
import { armsOf, type Decision, type Reason, type SeenNode } from '../../index.js';
import { groupNameText, visible } from '../../presentation/group-words.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { groupClass } from '../block/block-share.js';

/** A learner's name, which may be anything: shown whole, and kept from turning the text around it. */
export function who(learner: string): Html {
  return html`<bdi class="who">${visible(learner)}</bdi>`;
}

/** The group as people call it; `null` for a block that can assign nobody. */
export function groupText({ group, shown, stale }: Decision): string | null {
  if (group === null) return null;
  return shown?.isDefault && !stale ? 'default' : groupNameText(group);
}

/** The class that gives a group its colour, the same in every block of its experiment. */
export function colourOf({ node, decision }: SeenNode): string {
  const { block } = node;
  const arm = block && armsOf(block)?.groups.find(({ name }) => name === decision?.group);
  return arm ? groupClass(block.groups.indexOf(arm.group)) : '';
}

/** One sentence: is it stored, would it be, and what is shown instead where that cannot be. */
export function reasonOf(decision: Decision, learner: string): Piece {
  const { assignment, reason, stale, shown } = decision;
  const stored = assignment !== null && reason === 'stored' && since(assignment.assignedAt);
  if (stale) {
    const instead = shown === null ? 'nothing is shown' : 'the default group is shown';
    return html`${stored || 'Stored'}, but this group is gone from the block: ${instead}.`;
  }
  if (stored) return html`${stored}, by ${visible(assignment.strategy)}.`;
  if (reason === 'split')
    return html`Nothing is stored yet; the stable split would put ${who(learner)} here.`;
  return SENTENCES[reason];
}

const SENTENCES: Readonly<Record<Exclude<Reason, 'split'>, string>> = {
  stored: 'Stored.',
  forced: 'Somebody has said that this learner gets it.',
  'flag-off': 'The flag of the experiment is off.',
  'flag-outside-window':
    'The learner is outside the enrolment window of the experiment; without a known date, as here, the enrolment counts as made now.',
  'flag-forced': 'A flag forces this group.',
  ended: 'The experiment is over; everybody gets this group.',
  broken: 'This block can assign nobody; it shows nothing.',
};

function since(instant: Date): Html {
  const text = instant.toISOString();
  return html`Stored since <time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
