/** The switch in the header of every page, "Look at the course as", and the line that says whose view a page shows. */
import { type Html, html, type Piece } from '../../presentation/html.js';
import type { PreviewCourse } from '../page/preview-course.js';
import { groupChoices } from './group-viewpoints.js';
import type { Viewpoint } from './viewpoint.js';

/** The most UTF-16 units of a learner's name that stores accept. */
const MOST_NAME_LETTERS = 1000;

interface SwitchOptions {
  /** The address of the page, without its query. */
  readonly path: string;
  /** The parameters of the page other than those of the viewpoint. */
  readonly query: readonly (readonly [string, string])[];
  /** The values asked for, whether there is such a viewpoint or not. */
  readonly as: string;
  readonly who: string;
}

/** A form that asks for the same page through other eyes; works without scripts. */
export function viewpointSwitch(preview: PreviewCourse, { path, query, as, who }: SwitchOptions): Html {
  const option = (value: string, name: string): Html =>
    html`<option value="${value}"${value === as && html` selected`}>${name}</option>`;
  const groups = groupChoices(preview).map(
    ({ title, choices }) =>
      html`<optgroup label="${title}">${choices.map(({ value, name }) => option(value, name))}</optgroup>`,
  );
  return html`<form class="as" method="get" action="${path}" aria-label="Look at the course as">
${query.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label><span class="label-text">Look at the course as </span><select name="as" autocomplete="off">${option('', 'Author')}${groups}${option('learner', 'a learner…')}</select></label>
<label class="who">Username <input name="who" value="${who}" maxlength="${MOST_NAME_LETTERS}" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<button>Look</button>
</form>`;
}

/** Which view a page shows; nothing for the author's. @param author the address of the same page as its author sees it */
export function viewpointLine(viewpoint: Viewpoint | undefined, author: string): Piece {
  if (viewpoint === undefined) return null;
  const { kind, name, experiment } = viewpoint;
  const of = experiment !== null && html` of ${experiment}`;
  return html`<p class="as-line">You see what ${kind === 'learner' ? 'the learner ' : !/^group\b/i.test(name) && 'group '}<strong><bdi>${name}</bdi></strong>${of} sees. <a href="${author}">Look as the author</a></p>`;
}

/** Why a page shows the author's view although another one was asked for. */
export function viewpointTrouble(message: string): Html {
  return html`<p class="as-line" role="alert">${message}. This is the author’s view.</p>`;
}
