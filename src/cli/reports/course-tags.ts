/** What became of learners' states in a conversion, in words. */
import type { CourseTagCounts, LostStates } from '../../conversion.js';
import { visible } from '../../internal/content.js';

const REASONS: Readonly<Record<LostStates['why'], string>> = {
  'unknown-experiment': 'no abtest of this experiment was converted',
  'unknown-group': 'the experiment has no such group',
  'no-slot': 'the group has the portion 0, so it is not in the partition',
};

/** How many were kept, and each kind of state that was not, with its count; lines for people. */
export function tagSummary({ kept, lost, badRows, badRowCount }: CourseTagCounts): string {
  const lines = [`${kept} learner states kept as course tags`];
  for (const { experiment, group, why, count } of lost.values())
    lines.push(
      `${count} lost: experiment "${visible(experiment)}", group "${visible(group)}": ${REASONS[why]}`,
    );
  if (badRowCount > 0) lines.push(`${badRowCount} rows could not be read:`);
  for (const { line, why } of badRows) lines.push(`  line ${line}: ${why}`);
  return `${lines.join('\n')}\n`;
}
