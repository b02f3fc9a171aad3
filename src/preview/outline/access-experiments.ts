/** Experiments without an A/B block: the blocks that each group of a random partition sees by `group_access`. */
import { accessExperiments } from '../../index.js';
import { html, type Piece } from '../../presentation/html.js';
import type { Medium } from '../page/medium.js';
import type { PreviewCourse } from '../page/preview-course.js';

/** A section with a card for each experiment; empty without any. */
export function accessSection({ course, nameOf }: PreviewCourse, medium: Medium): Piece {
  const found = accessExperiments(course);
  if (found.length === 0) return null;
  return html`<section><h2>Experiments by group_access</h2>
<p class="soft">Random partitions without a split_test: each group sees the blocks that are open to it.</p>
<ul class="blocks">${found.map(
    ({
      partition,
      groups,
    }) => html`<li class="card"><h3>${partition.name} <span class="tag">partition ${partition.id}</span></h3>
<dl>${groups.map(
      ({ group, nodes }) => html`<dt>${group.name}</dt>
<dd>${
        nodes.length === 0
          ? 'no block of its own'
          : html`<ul>${nodes.map(
              (node) =>
                html`<li>${nameOf(node)} <span class="tag">${node.tag}</span> <span class="soft">${medium.place(node.place)}</span></li>`,
            )}</ul>`
      }</dd>`,
    )}</dl></li>`,
  )}</ul></section>`;
}
