/** The section "What differs" of an A/B block: one sentence, block by block in words, and the texts compared. */
import type { Block, CourseNode } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { readableText, sourceKey } from '../content/content-body.js';
import { type BlockDiffers, blockDiffers, type Difference, onlyText } from '../differs/block-differs.js';
import type { Variant } from '../differs/pairing.js';
import { counted } from '../differs/words.js';
import type { Medium } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { differences } from './block-differences.js';
import { isNoGroup } from './block-share.js';

export function whatDiffers(preview: PreviewCourse, medium: Medium, node: CourseNode, block: Block): Piece {
  if (block.groups.filter((group) => !isNoGroup(group)).length < 2) return null;
  const found = blockDiffers(preview, node, block);
  const loud = found.differences.filter(({ isQuiet }) => !isQuiet);
  const quiet = found.differences.filter(({ isQuiet }) => isQuiet);
  return html`<section class="differs"><h2>What differs</h2>
<p class="in-short">${found.sentence}.</p>
${sameGroups(found)}
${loud.length > 1 && html`<ul>${loud.map((each) => item(found, each))}</ul>`}
${quiet.length > 0 && html`<details data-key="quiet"${!medium.isLive && html` open`}><summary>${counted(quiet.length, 'difference')} in styles, scripts, markup or settings alone</summary><ul>${quiet.map((each) => item(found, each))}</ul></details>`}
${sameBlocks(found)}
${found.variants.length > 1 && texts(preview, found.variants)}</section>`;
}

function sameGroups({ variants }: BlockDiffers): Piece {
  if (variants.length < 2) return null;
  return variants
    .filter(({ groups, leaves }) => groups.length > 1 && leaves.length > 0)
    .map(({ name, groups }) => html`<p>${name} see${groups.length === 1 && 's'} the same.</p>`);
}

function sameBlocks({ same, variants }: BlockDiffers): Piece {
  if (same === 0 || variants.length < 2) return null;
  const showing = variants.filter(({ leaves }) => leaves.length > 0);
  // A group that sees nothing is named in the sentence; with one group left there is nothing to compare.
  if (showing.length < 2) return null;
  const whom = showing.length === variants.length ? 'all' : 'all groups that see anything';
  return html`<p class="soft">${counted(same, 'block')} ${same === 1 ? 'is' : 'are'} the same for ${whom}.</p>`;
}

function item({ variants }: BlockDiffers, { name, words, onlyIn }: Difference): Html {
  const told = [...(onlyIn === null ? [] : [onlyText(variants, onlyIn)]), ...words].join('; ');
  return html`<li><strong>${name}</strong>${told !== '' && html`: ${told}`}</li>`;
}

/** The first variant compared with each of the others, word by word. */
function texts(preview: PreviewCourse, [first, ...others]: readonly Variant[]): Html {
  const compared = others.map(
    (other) =>
      html`<h3><del>${first!.name}</del> and <ins>${other.name}</ins></h3>${between(preview, first!, other)}`,
  );
  return html`<details class="differences" data-key="texts"><summary>The texts compared word by word</summary>
<p class="soft">Texts, and the settings of blocks that have no text: <del>struck out</del> is only in the first, <ins>underlined</ins> only in the other.</p>
${compared}</details>`;
}

function between(preview: PreviewCourse, before: Variant, after: Variant): Html {
  const text = ({ leaves }: Variant): string => leaves.map((leaf) => readableText(preview, leaf)).join('\n');
  const source = ({ leaves }: Variant): string => leaves.map((leaf) => sourceKey(preview, leaf)).join('\n');
  const shown = [text(before), text(after)] as const;
  if (shown[0] !== shown[1]) return differences(...shown);
  return html`<p>The text is the same; the markup or the settings differ.</p>${differences(source(before), source(after))}`;
}
