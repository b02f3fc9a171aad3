/** A problem as a read-only form: its questions, its choices with the correct ones marked, its hints. */
import type { XmlElement, XmlNode } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';

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
  'textbox',
  'numtolerance_input',
  'input',
  'jsinput',
  'crystallography',
]);
const GROUPS = new Set(['choicegroup', 'checkboxgroup', 'radiogroup']);
const HINTS = new Set([
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
  demandhint: 'Hints',
  hintgroup: 'Hints',
};
/** HTML elements that are kept in problems; other elements are reduced to their text. */
const PLAIN =
  /^(a|abbr|b|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|samp|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var)$/;
const VOID = /^(br|hr|img|col)$/;
const ATTRIBUTES = [
  'src',
  'alt',
  'title',
  'href',
  'width',
  'height',
  'colspan',
  'rowspan',
  'style',
  'lang',
  'dir',
  'scope',
];
const ANSWERS = ['answer', 'expect', 'cfn', 'tolerance', 'type', 'samples'];

export function problemForm(problem: XmlElement): Html {
  return html`<div class="olx-problem">${inside(problem)}</div>`;
}

function inside({ children }: XmlElement): Piece {
  return children.map(node);
}

function node(each: XmlNode): Piece {
  if (each.type === 'text' || each.type === 'cdata') return each.value;
  return each.type === 'element' ? element(each) : null;
}

function element(each: XmlElement): Piece {
  const { name } = each;
  if (Object.hasOwn(RESPONSES, name) || name.endsWith('response')) return response(each);
  if (name === 'label') return html`<p class="olx-label">${inside(each)}</p>`;
  if (name === 'description') return html`<p class="olx-aside">${inside(each)}</p>`;
  if (GROUPS.has(name)) return choices(each);
  if (name === 'optioninput') return options(each);
  if (FIELDS.has(name))
    return html`<input disabled aria-label="Answer" size="${each.get('size') ?? 20}"> ${each.get('trailing_text')}`;
  if (name === 'additional_answer')
    return html`<p class="olx-right">✓ also right: ${each.get('answer') ?? inside(each)}</p>`;
  if (name === 'responseparam') return html`<p class="olx-aside">${attributesText(each)}</p>`;
  if (HINTS.has(name)) return html`<p class="olx-hint">${attributesText(each)} ${inside(each)}</p>`;
  if (Object.hasOwn(ASIDES, name)) return aside(ASIDES[name]!, inside(each));
  if (name === 'script') return aside('Script', html`<pre>${textOf(each)}</pre>`);
  if (name === 'style') return null;
  if (name === 'math') return mathOf(each);
  if (name === 'choice' || name === 'option') return html`<p>${choiceOf(each, 'radio')}</p>`;
  return PLAIN.test(name) ? plain(each) : html`<span>${inside(each)} </span>`;
}

/** Open edX's own element for a formula: TeX in dollar signs, large where the author wrote `\\displaystyle`. */
function mathOf(each: XmlElement): Piece {
  const tex = textOf(each)
    .trim()
    .replace(/^\$([\s\S]*)\$$/, '$1');
  const kind = tex.includes('\\displaystyle') ? 'mathjax' : 'mathjaxinline';
  return `[${kind}]${tex.replaceAll('\\displaystyle', '')}[/${kind}]`;
}

function response(each: XmlElement): Html {
  const given = ANSWERS.filter(
    (name) => each.get(name) !== null && !(name === 'type' && each.name === 'choiceresponse'),
  );
  const right = given.map(
    (name) => html`<li><span class="olx-aside">${name}</span> <b>${each.get(name)}</b></li>`,
  );
  return html`<section class="olx-response"><p class="olx-kind">${RESPONSES[each.name] ?? each.name}</p>
${inside(each)}
${right.length > 0 && html`<ul class="olx-right">${right}</ul>`}</section>`;
}

function choices(group: XmlElement): Html {
  const kind =
    group.name === 'checkboxgroup' || group.parent?.name === 'choiceresponse' ? 'checkbox' : 'radio';
  return html`<ul class="olx-choices">${group.elements.map((each) =>
    each.name === 'choice' ? html`<li>${choiceOf(each, kind)}</li>` : html`<li>${element(each)}</li>`,
  )}</ul>`;
}

function choiceOf(choice: XmlElement, kind: 'checkbox' | 'radio'): Html {
  const correct = choice.get('correct')?.toLowerCase();
  const isRight = correct === 'true';
  const mark = isRight
    ? html` <span class="olx-right">✓ right</span>`
    : correct === 'partial' && html` <span class="olx-right">partly right</span>`;
  return html`<label><input type="${kind}" disabled${isRight && html` checked`}> <span>${inside(choice)}</span></label>${mark}`;
}

/** New style: `<option correct="True">`; old style: `options="('a','b')" correct="a"`. */
function options(input: XmlElement): Html {
  const right = input.get('correct');
  const listed = [...(input.get('options') ?? '').matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  const old = listed.map(
    (text) => html`<li>${text}${text === right && html` <span class="olx-right">✓ right</span>`}</li>`,
  );
  const written = input.elements
    .filter(({ name }) => name === 'option')
    .map(
      (each) =>
        html`<li>${inside(each)}${each.get('correct')?.toLowerCase() === 'true' && html` <span class="olx-right">✓ right</span>`}</li>`,
    );
  return html`<ul class="olx-options">${old}${written}</ul>`;
}

function plain(each: XmlElement): Html {
  const attributes = ATTRIBUTES.filter((name) => each.get(name) !== null).map(
    (name) => html` ${name}="${each.get(name)}"`,
  );
  // The name is one of a fixed list, so it is safe as a tag.
  return VOID.test(each.name)
    ? html`<${each.name}${attributes}>`
    : html`<${each.name}${attributes}>${inside(each)}</${each.name}>`;
}

function aside(title: string, body: Piece): Html {
  return html`<section class="olx-fold"><p class="olx-kind">${title}</p>${body}</section>`;
}

function attributesText({ attributes }: XmlElement): string {
  return attributes.map(({ name, value }) => `${name} ${value}`).join(', ');
}

function textOf(each: XmlElement): string {
  return each.children
    .map((child) => (child.type === 'text' || child.type === 'cdata' ? child.value : ''))
    .join('');
}
