/** Drag-and-drop exercises and open response assessments, readable. */
import type { XmlElement } from '../../../index.js';
import { type Html, html, type Piece, trusted } from '../../../presentation/html.js';
import type { Reader } from '../content-reader.js';
import { jsonOf, listOf, settingsList, textAt, valueAt } from './block-settings.js';

/** Texts of both kinds may be HTML, which a frame may contain. */
const foreign = trusted;

export function dragAndDrop(root: XmlElement, { showsAnswers }: Reader): Html {
  const data = jsonOf(root.get('data'));
  const zones = listOf(valueAt(data, 'zones'));
  const titles = new Map(zones.map((zone) => [textAt(zone, 'uid'), textAt(zone, 'title')]));
  const items = listOf(valueAt(data, 'items')).map((item) => {
    const targets = listOf(valueAt(item, 'zones')).map((uid) => titles.get(String(uid)) ?? String(uid));
    const src = textAt(item, 'imageURL');
    const right = targets.length === 0 ? 'belongs nowhere' : targets.join(', ');
    return html`<li>${src !== '' && html`<img src="${src}" alt="${textAt(item, 'imageDescription')}"> `}${foreign(textAt(item, 'displayName'))}${
      showsAnswers && html` <span class="olx-right">✓ ${right}</span>`
    }</li>`;
  });
  const src = textAt(data, 'targetImg');
  const start = textAt(valueAt(data, 'feedback'), 'start');
  return html`<div class="olx-question">${foreign(root.get('question_text') ?? root.get('question') ?? '')}</div>
${start !== '' && html`<p>${foreign(start)}</p>`}
<p class="olx-kind">Items to drag</p><ul class="olx-items">${items}</ul>
${src !== '' && html`<p><img src="${src}" alt="${textAt(data, 'targetImgDescription')}"></p>`}
<p class="olx-kind">Zones</p><ul>${zones.map((zone) => html`<li>${textAt(zone, 'title')} <span class="olx-aside">${textAt(zone, 'description')}</span></li>`)}</ul>
${showsAnswers && settingsList(root, ['data', 'question_text', 'question'])}`;
}

const STEPS: Readonly<Record<string, string>> = {
  'student-training': 'Training with example responses',
  'peer-assessment': 'Peer assessment',
  'self-assessment': 'Self assessment',
  'staff-assessment': 'Staff assessment',
};

export function openAssessment(root: XmlElement, { showsAnswers }: Reader): Html {
  const isHtml = root.get('prompts_type') === 'html';
  const prompts = below(root, 'prompt', 'prompts')
    .concat(below(root, 'prompt', 'rubric'))
    .map((prompt) => textIn(prompt, 'description') || textOf(prompt))
    .map((text) => (isHtml ? html`<div>${foreign(text)}</div>` : html`<p class="olx-lines">${text}</p>`));
  const steps = below(root, 'assessment', 'assessments').map((step) => {
    const name = step.get('name') ?? '';
    const graded = step.get('must_grade');
    const by = step.get('must_be_graded_by');
    return html`<li>${(Object.hasOwn(STEPS, name) && STEPS[name]) || name}${graded && html` <span class="olx-aside">grades ${graded}, is graded by ${by}</span>`}</li>`;
  });
  const isShown = showsAnswers || root.get('show_rubric_during_response')?.toLowerCase() === 'true';
  return html`${prompts}
<p><textarea disabled rows="4" aria-label="Your response"></textarea></p>
${root.get('file_upload_response') && html`<p class="olx-aside">Files: ${root.get('file_upload_response')}</p>`}
${steps.length > 0 && html`<p class="olx-kind">Steps</p><ol>${steps}</ol>`}
${isShown && rubric(root)}
${showsAnswers && settingsList(root, ['prompts_type', 'file_upload_response'])}`;
}

function rubric(root: XmlElement): Piece {
  const criteria = below(root, 'criterion', 'rubric').map((criterion) => {
    const options = criterion.elements
      .filter(({ name }) => name === 'option')
      .map(
        (option) =>
          html`<li>${textIn(option, 'label') || textIn(option, 'name')} <span class="olx-aside">${option.get('points')} points</span> ${textIn(option, 'explanation')}</li>`,
      );
    return html`<li><b>${textIn(criterion, 'label') || textIn(criterion, 'name')}</b> ${textIn(criterion, 'prompt')}<ul>${options}</ul></li>`;
  });
  return criteria.length > 0 && html`<p class="olx-kind">Rubric</p><ul>${criteria}</ul>`;
}

/** Elements of a name inside the list that holds them. */
function below(root: XmlElement, name: string, list: string): XmlElement[] {
  return root.elements
    .filter((each) => each.name === list)
    .flatMap((each) => each.elements.filter((element) => element.name === name));
}

function textIn(parent: XmlElement, name: string): string {
  const found = parent.elements.find((each) => each.name === name);
  return found === undefined ? '' : textOf(found);
}

function textOf({ children }: XmlElement): string {
  return children
    .map((child) => (child.type === 'text' || child.type === 'cdata' ? child.value : ''))
    .join('')
    .trim();
}
