/** A problem as a read-only form: its questions and controls; for an author also the right answers, hints and solutions. */
import type { XmlElement, XmlNode } from '../../../index.js';
import { type Html, html, type Piece } from '../../../presentation/html.js';
import type { Reader } from '../content-reader.js';
import { PLAIN, plainElement } from './problem-html.js';

/** The name of each kind of question, and its control. */
const RESPONSES: Readonly<Record<string, string>> = {
  multiplechoiceresponse: 'Single choice',
  truefalseresponse: 'Choice',
  choiceresponse: 'Checkboxes',
  optionresponse: 'Dropdown',
  stringresponse: 'Text input',
  numericalresponse: 'Number input',
  formularesponse: 'Formula input',
  customresponse: 'Custom answer, checked by a script',
  coderesponse: 'Code, graded elsewhere',
  externalresponse: 'Code, graded elsewhere',
  symbolicresponse: 'Formula input',
  schematicresponse: 'Circuit schematic',
  imageresponse: 'Click on an image',
  annotationresponse: 'Annotation',
  choicetextresponse: 'Choice with text input',
  javascriptresponse: 'Script in the browser',
  jsmeresponse: 'Molecule',
};
const FIELDS = new Set([
  'textline',
  'formulaequationinput',
  'numtolerance_input',
  'input',
  'crystallography',
]);
const GROUPS = new Set(['choicegroup', 'checkboxgroup', 'radiogroup']);
/** What only an author sees. */
export const HINTS: ReadonlySet<string> = new Set([
  'choicehint',
  'correcthint',
  'optionhint',
  'stringequalhint',
  'compoundhint',
  'hint',
  'hintpart',
  'regexphint',
]);
const ASIDES: Readonly<Record<string, string>> = {
  solution: 'Explanation',
  solutionset: 'Explanations',
  demandhint: 'Hints',
  hintgroup: 'Hints',
};
/** Attributes of a response that hold its right answer, or how it is checked. */
const ANSWERS: Readonly<Record<string, string>> = {
  answer: 'Right answer',
  expect: 'Right answer',
  tolerance: 'Tolerance',
  type: 'Compared as',
  samples: 'Samples',
  cfn: 'Checked by the function',
};
/** Interactive inputs that scripts from elsewhere draw, with the attribute that names the script. */
const PLAYERS: Readonly<Record<string, string>> = {
  jsinput: 'html_file',
  designprotein2dinput: 'target_shape',
  editamoleculeinput: 'file',
  editageneinput: 'genex_dna_sequence',
  vsepr_input: 'molecules',
  chemicalequationinput: 'size',
  schematic: 'parts',
  javascriptinput: 'src',
};

/** Foreign text is escaped; only the elements of `PLAIN` are kept. */
export function problemForm(problem: XmlElement, reader: Reader): Html {
  return html`<div class="olx-problem">${new ProblemForm(reader).inside(problem)}</div>`;
}

/** The parts of a `<poll_question>`, which is written as a problem is: text, then `<answer>` elements. */
export function pollQuestion(root: XmlElement, reader: Reader): Html {
  const form = new ProblemForm(reader);
  const answers = root.elements.filter(({ name }) => name === 'answer');
  const question = root.children.filter((child) => child.type !== 'element' || child.name !== 'answer');
  return html`<div class="olx-question">${question.map((each) => form.node(each))}</div>
<ul class="olx-choices">${answers.map((each) => html`<li><label><input type="radio" disabled> <span>${form.inside(each)}</span></label></li>`)}</ul>`;
}

class ProblemForm {
  readonly #isAuthor: boolean;

  constructor({ showsAnswers }: Reader) {
    this.#isAuthor = showsAnswers;
  }

  inside({ children }: XmlElement): Piece {
    return children.map((each) => this.node(each));
  }

  node(each: XmlNode): Piece {
    if (each.type === 'text' || each.type === 'cdata') return each.value;
    return each.type === 'element' ? this.#element(each) : null;
  }

  #element(each: XmlElement): Piece {
    const { name } = each;
    if (HINTS.has(name) || Object.hasOwn(ASIDES, name) || ONLY_AUTHORS.has(name))
      return this.#forAuthors(each);
    if (Object.hasOwn(RESPONSES, name) || name.endsWith('response')) return this.#response(each);
    if (name === 'label') return html`<p class="olx-label">${this.inside(each)}</p>`;
    if (name === 'description') return html`<p class="olx-aside">${this.inside(each)}</p>`;
    if (GROUPS.has(name)) return this.#choices(each);
    if (name === 'optioninput') return this.#dropdown(each);
    if (name === 'textbox' || name === 'filesubmission')
      return html`<p><textarea disabled rows="4" aria-label="Answer"></textarea></p>`;
    if (FIELDS.has(name))
      return html`<input disabled aria-label="Answer" size="${each.get('size') ?? 20}"> ${each.get('trailing_text')}`;
    if (name === 'imageinput') return this.#image(each);
    if (name === 'drag_and_drop_input') return draggables(each);
    if (Object.hasOwn(PLAYERS, name))
      return html`<p class="olx-notice">An interactive input (${name}), which is not run here: ${each.get(PLAYERS[name]!)}</p>`;
    if (name === 'style') return null;
    if (name === 'math') return formula(each);
    if (name === 'choice' || name === 'option') return html`<p>${this.#choice(each, 'radio')}</p>`;
    return PLAIN.test(name)
      ? plainElement(each, this.inside(each))
      : html`<span>${this.inside(each)} </span>`;
  }

  #forAuthors(each: XmlElement): Piece {
    if (!this.#isAuthor) return null;
    const { name } = each;
    if (name === 'script') return fold('Script', html`<pre>${textOf(each)}</pre>`);
    if (name === 'answer') return fold('Grading code', html`<pre>${textOf(each)}</pre>`);
    if (name === 'additional_answer')
      return html`<p class="olx-right">✓ also right: ${each.get('answer') ?? this.inside(each)}</p>`;
    if (name === 'responseparam') return html`<p class="olx-aside">${attributesText(each)}</p>`;
    if (HINTS.has(name)) return html`<p class="olx-hint">${attributesText(each)} ${this.inside(each)}</p>`;
    const title = ASIDES[name]!;
    // Studio's template for solutions has the heading already.
    return fold(/^explanation/i.test(deepText(each).trim()) ? null : title, this.inside(each));
  }

  #response(each: XmlElement): Html {
    const given = Object.keys(ANSWERS).filter(
      (name) => each.get(name) !== null && !(name === 'type' && each.name === 'choiceresponse'),
    );
    const right = given.map(
      (name) => html`<li><span class="olx-aside">${ANSWERS[name]}</span> <b>${each.get(name)}</b></li>`,
    );
    return html`<section class="olx-response">${this.#isAuthor && html`<p class="olx-kind">${RESPONSES[each.name] ?? each.name}</p>`}
${this.inside(each)}
${this.#isAuthor && right.length > 0 && html`<ul class="olx-right">${right}</ul>`}</section>`;
  }

  #choices(group: XmlElement): Html {
    const kind =
      group.name === 'checkboxgroup' || group.parent?.name === 'choiceresponse' ? 'checkbox' : 'radio';
    return html`<ul class="olx-choices">${group.elements.map((each) =>
      each.name === 'choice'
        ? html`<li>${this.#choice(each, kind)}</li>`
        : html`<li>${this.#element(each)}</li>`,
    )}</ul>`;
  }

  #choice(choice: XmlElement, kind: 'checkbox' | 'radio'): Html {
    const correct = this.#isAuthor ? choice.get('correct')?.toLowerCase() : undefined;
    const isRight = correct === 'true';
    const mark = isRight
      ? html` <span class="olx-right">✓ right</span>`
      : correct === 'partial' && html` <span class="olx-right">partly right</span>`;
    return html`<label><input type="${kind}" disabled${isRight && html` checked`}> <span>${this.inside(choice)}</span></label>${mark}`;
  }

  /** New style: `<option correct="True">`; old style: `options="('a','b')" correct="a"`. */
  #dropdown(input: XmlElement): Html {
    const right = input.get('correct');
    const old = [...(input.get('options') ?? '').matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .map((text) => ({ text, isRight: text === right, hints: [] as XmlElement[] }));
    const written = input.elements
      .filter(({ name }) => name === 'option')
      .map((each) => ({
        text: deepText(each).trim(),
        isRight: each.get('correct')?.toLowerCase() === 'true',
        hints: each.elements.filter(({ name }) => HINTS.has(name)),
      }));
    const all = [...old, ...written];
    const list = all.map(
      ({ text, isRight, hints }) =>
        html`<li>${text}${isRight && html` <span class="olx-right">✓ right</span>`}${hints.map((each) => this.#element(each))}</li>`,
    );
    // A closed dropdown hides its options from paper too, so an author also sees them as a list.
    return html`<p><select disabled aria-label="Answer"><option>Select an option</option>${all.map(({ text }) => html`<option>${text}</option>`)}</select></p>
${this.#isAuthor && html`<ul class="olx-options">${list}</ul>`}`;
  }

  /** The picture to click on; for an author with the rectangles that are right. */
  #image(input: XmlElement): Html {
    const [width, height] = [input.get('width'), input.get('height')];
    const areas = [
      ...(input.get('rectangle') ?? '').matchAll(/\((\d{1,5}),(\d{1,5})\)-\((\d{1,5}),(\d{1,5})\)/g),
    ].map((found) => found.slice(1).map(Number) as [number, number, number, number]);
    const marks = areas.map(
      ([left, top, right, bottom]) =>
        html`<span class="olx-area" style="left:${left}px;top:${top}px;width:${right - left}px;height:${bottom - top}px"></span>`,
    );
    return html`<span class="olx-click"><img src="${input.get('src')}" alt="${input.get('alt') ?? 'Click on this picture'}"${width && html` width="${width}"`}${height && html` height="${height}"`}>${this.#isAuthor && marks}</span>`;
  }
}

const ONLY_AUTHORS = new Set(['script', 'answer', 'additional_answer', 'responseparam']);

/** The older drag-and-drop input: its picture and the labels to drag. */
function draggables(input: XmlElement): Html {
  const labels = input.elements.filter(({ name }) => name === 'draggable');
  const src = input.get('img');
  return html`${src && html`<p><img src="${src}" alt="Drag the labels onto this picture"></p>`}
<ul>${labels.map((each) => html`<li>${each.get('icon') && html`<img src="${each.get('icon')}" alt="${each.get('label') ?? each.get('id')}"> `}${each.get('label')}</li>`)}</ul>`;
}

/** Open edX's own element for a formula: TeX in dollar signs, large where the author wrote `\\displaystyle`. */
function formula(each: XmlElement): Piece {
  const tex = textOf(each)
    .trim()
    .replace(/^\$([\s\S]*)\$$/, '$1');
  const kind = tex.includes('\\displaystyle') ? 'mathjax' : 'mathjaxinline';
  return `[${kind}]${tex.replaceAll('\\displaystyle', '')}[/${kind}]`;
}

function fold(title: string | null, body: Piece): Html {
  return html`<section class="olx-fold">${title !== null && html`<p class="olx-kind">${title}</p>`}${body}</section>`;
}

function attributesText({ attributes }: XmlElement): string {
  return attributes.map(({ name, value }) => `${name} ${value}`).join(', ');
}

function textOf(each: XmlElement): string {
  return each.children
    .map((child) => (child.type === 'text' || child.type === 'cdata' ? child.value : ''))
    .join('');
}

/** The text of an element with that of the elements in it, hints left out. */
function deepText(each: XmlElement): string {
  return each.children
    .map((child) => {
      if (child.type === 'text' || child.type === 'cdata') return child.value;
      return child.type === 'element' && !HINTS.has(child.name) ? deepText(child) : '';
    })
    .join('');
}
