/** Why a difference cannot be trusted, as parts of a sentence. */
import type { SampleRatio } from '../../stats/sample-ratio.js';
import type { OddGroup } from '../gates/sizes.js';
import type { MissingGate } from '../result/analysis.js';
import { countText, percentText, rarityText } from './numbers.js';

export interface SizesChecked {
  readonly ratio: { readonly assigned: SampleRatio; readonly exposed: SampleRatio | null };
  readonly odd: { readonly assigned: OddGroup | null; readonly exposed: OddGroup | null };
}

/** No difference between the groups in this outcome can be trusted for these reasons; none where all gates hold. */
export function distrustOf(
  { ratio, odd }: SizesChecked,
  outcome: string,
  missing: readonly MissingGate[],
): string[] {
  const sizes = ratio.assigned.mismatch
    ? sizesText(ratio.assigned, odd.assigned, '')
    : ratio.exposed?.mismatch
      ? sizesText(ratio.exposed, odd.exposed, ' who were shown the content')
      : null;
  return [
    ...(sizes === null ? [] : [sizes]),
    ...missing.filter(({ failed }) => failed).map((gate) => missingText(outcome, gate)),
  ];
}

function sizesText({ p }: SampleRatio, odd: OddGroup | null, which: string): string {
  const worst = odd === null ? '' : oddText(odd, which);
  return `the sizes of the groups do not fit their portions${worst} (${rarityText(p)}), so that something other than chance decides who is in which group, or who is counted`;
}

function oddText({ group, size, expected, counted }: OddGroup, which: string): string {
  const rounded = countText(Number(expected.toFixed(1)));
  return `, as "${group}" has ${countText(size)} ${counted}${which} where ${rounded} are expected`;
}

/** Why a gate of missing outcomes failed. */
function missingText(outcome: string, { treated, control, difference }: MissingGate): string {
  const more = difference > 0 ? treated : control;
  return `outcomes of "${outcome}" are missing more often in "${more}", by ${percentText(Math.abs(difference))} of its learners, so that the learners with an outcome are no longer alike`;
}
