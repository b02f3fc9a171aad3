/** How large a group is: as words, and as bars that need no style of their own. */
import { type Block, DEFAULT_GROUP, fractionText, type Group } from '../index.js';
import { type Html, html } from './html.js';
import { GROUP_COLOURS } from './style.js';

export function groupName({ name, isDefault }: Group): string {
  return isDefault || name === DEFAULT_GROUP ? 'default' : (name ?? '(no name)');
}

export function groupClass(index: number): string {
  return `g${index % GROUP_COLOURS}`;
}

/** From 0 to 1; a portion that is no number counts as nothing. */
function shareOf({ portion: { exact } }: Group): number {
  return exact === null ? 0 : Math.min(1, Math.max(0, Number(exact.numerator) / Number(exact.denominator)));
}

/** `30 %`, with what the author wrote where that is not the same. */
export function shareText(group: Group): string {
  const { portion } = group;
  if (portion.exact === null) return `“${portion.text}”, which is no portion`;
  const percent = `${(shareOf(group) * 100).toLocaleString('en', { maximumFractionDigits: 2 })} %`;
  const exact = fractionText(portion.exact);
  return exact.length <= 8 ? `${percent} (${exact})` : percent;
}

/** One bar for one group. */
export function shareBar(group: Group, index: number): Html {
  return html`<svg class="bar ${groupClass(index)}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="6"/><rect class="share" width="${percentOf(group)}" height="6"/></svg>`;
}

/** All groups of a block in one bar. */
export function sharesBar({ groups }: Block): Html {
  let left = 0;
  const parts = groups.map((group, index) => {
    const width = Math.min(percentOf(group), 100 - left);
    const part = html`<rect class="share ${groupClass(index)}" x="${left}" width="${Math.max(0, width - 0.4)}" height="6"/>`;
    left += width;
    return part;
  });
  const words = groups.map((group) => `${groupName(group)} ${shareText(group)}`).join(', ');
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="${words}"><rect class="ground" width="100" height="6"/>${parts}</svg>`;
}

function percentOf(group: Group): number {
  return Math.round(shareOf(group) * 1e4) / 100;
}
