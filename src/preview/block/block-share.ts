/** The size of a group: as text, and as SVG bars that need no style sheet. */
import { type Block, DEFAULT_GROUP, fractionText, type Group } from '../../index.js';
import { type Html, html } from '../../presentation/html.js';
import { GROUP_COLOURS } from '../../presentation/style.js';

/** The gap between two parts of a bar, in percent of the bar. */
const GAP = 0.4;

export function groupName({ name, isDefault }: Group): string {
  return isDefault || name === DEFAULT_GROUP ? 'default' : name?.trim() ? name : '(no name)';
}

/** A default group that the author did not write and that no learner gets is no group for people. */
export function isNoGroup({ isDefault, element, portion }: Group): boolean {
  return isDefault && element === null && portion.exact?.numerator === 0n;
}

export function groupClass(index: number): string {
  return `g${index % GROUP_COLOURS}`;
}

/** From 0 to 1; a portion that is not a number counts as 0. */
function shareOf({ portion: { exact } }: Group): number {
  return exact === null ? 0 : Math.min(1, Math.max(0, Number(exact.numerator) / Number(exact.denominator)));
}

/** Making a format takes longer than using it. */
const PERCENT = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** `30 %`; with the exact portion where a percentage with two digits is not exact. */
export function shareText(group: Group): string {
  const { portion } = group;
  if (portion.exact === null) return `“${portion.text}”, which is not a valid portion`;
  const { numerator, denominator } = portion.exact;
  const percent = `${PERCENT.format(shareOf(group) * 100)} %`;
  return (numerator * 10_000n) % denominator === 0n ? percent : `${percent} (${fractionText(portion.exact)})`;
}

/** One bar for one group. */
export function shareBar(group: Group, index: number): Html {
  return html`<svg class="bar ${groupClass(index)}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="6"/><rect class="share" width="${percentOf(group)}" height="6"/></svg>`;
}

/** All groups of a block in one bar, with their names below. */
export function sharesBar({ groups }: Block): Html {
  let left = 0;
  const shown = groups.flatMap((group, index) => (isNoGroup(group) ? [] : [{ group, index }]));
  const parts = shown.map(({ group, index }) => {
    const width = Math.min(percentOf(group), 100 - left);
    const gap = index === shown.at(-1)!.index ? 0 : GAP;
    const part = html`<rect class="share ${groupClass(index)}" x="${left}" width="${Math.max(0, width - gap)}" height="6"/>`;
    left += width;
    return part;
  });
  const legend = shown.map(
    ({ group, index }) =>
      html`<li class="${groupClass(index)}"><bdi>${groupName(group)}</bdi> <span class="soft">${shareText(group)}</span></li>`,
  );
  return html`<div class="shares"><svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="6"/>${parts}</svg><ul class="legend">${legend}</ul></div>`;
}

function percentOf(group: Group): number {
  return Math.round(shareOf(group) * 1e4) / 100;
}
