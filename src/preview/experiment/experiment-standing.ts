/** The assignments of an experiment so far, and whether they fit the portions. */
import { type Experiment, experimentStanding, type Store } from '../../index.js';
import { groupNameText, visible } from '../../presentation/group-words.js';
import { type Html, html } from '../../presentation/html.js';
import { periodLines, ratioText, sizeText } from '../../presentation/statistics-words.js';
import { groupTable } from './experiment-table.js';

/** @param scope the scope of the assignments: the course key */
export async function standingSection(experiment: Experiment, store: Store, scope: string): Promise<Html> {
  const standing = await experimentStanding(store, scope, experiment);
  const { sizes, stale, ratio, expected } = standing;
  const where = scope === '' ? 'in all courses' : `in ${visible(scope)}`;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const gone =
    stale.length > 0 &&
    html`<p>No longer in the course:</p><ul>${stale.map(({ name, size }) => html`<li>${groupNameText(name)}: ${sizeText(size)}</li>`)}</ul>`;
  if (total === 0) {
    return html`<h2>Assignments so far</h2><p>No learners are assigned to its groups ${where}.</p>${gone}`;
  }
  const { groups: arms } = experiment.division;
  const table = groupTable(
    experiment,
    ['expected', 'learners'],
    arms.map((arm, index) => ({
      arm,
      share: sizes[index]! / total,
      numbers: [sizeText(expected[index]!), sizeText(sizes[index]!)],
    })),
  );
  const changes = periodLines(standing);
  const periods = changes.length > 0 && html`<ul>${changes.map((line) => html`<li>${line}</li>`)}</ul>`;
  const verdict = ratio.mismatch
    ? html`<p class="verdict error"><strong>✖ sample-ratio mismatch</strong>: ${ratioText(ratio)}. Something other than chance determines who is in which group, or who is counted.</p>`
    : html`<p class="verdict good">✔ ${ratioText(ratio)}</p>`;
  return html`<h2>Assignments so far</h2>
<p>${sizeText(total)} learner${total === 1 ? '' : 's'} ${where}.</p>
${table}${periods}${gone}${verdict}`;
}
