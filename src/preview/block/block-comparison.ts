/** The badge of a block in a group: how it compares with what belongs to it in the other groups. */
import type { CourseNode } from '../../index.js';
import { html, type Piece } from '../../presentation/html.js';
import type { Pairing } from '../differs/pairing.js';

/** @param variant the index of the variant whose groups show the block */
export function comparisonMark({ variants, lineOf }: Pairing, node: CourseNode, variant: number): Piece {
  const line = lineOf(node, variant);
  const groups = variants.reduce((sum, each) => sum + each.groups.length, 0);
  if (line === undefined || groups < 2) return null;
  const { key } = line.leaves[variant]!;
  const withSame = variants.filter((_, index) => line.leaves[index]?.key === key);
  const same = withSame.reduce((sum, each) => sum + each.groups.length, 0);
  if (same === groups) return html`<span class="badge same">same in all groups</span>`;
  if (withSame.length > 1) return html`<span class="badge same">same in ${same} groups</span>`;
  const isElsewhere = line.leaves.some((leaf, index) => index !== variant && leaf !== undefined);
  return html`<span class="badge differs">${isElsewhere ? 'differs' : 'only here'}</span>`;
}
