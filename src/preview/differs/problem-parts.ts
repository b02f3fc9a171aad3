/** The parts of a problem: its questions, their answers, the right ones, hints, explanations and scripts. */
import type { XmlElement, XmlNode } from '../../index.js';
import { textOfMarkup } from '../content/content-text.js';
import { HINTS } from '../content/problem/problem-form.js';

interface ProblemParts {
  readonly 'kind of question'?: readonly string[];
  readonly question?: readonly string[];
  readonly answers?: readonly string[];
  readonly 'right answer'?: readonly string[];
  readonly explanation?: readonly string[];
  readonly hints?: readonly string[];
  readonly script?: readonly string[];
  readonly markup: readonly string[];
}

/** How a kind of question is called in a sentence. */
const KINDS: Readonly<Record<string, string>> = {
  multiplechoiceresponse: 'single choice',
  truefalseresponse: 'single choice',
  choiceresponse: 'checkboxes',
  optionresponse: 'dropdown',
  stringresponse: 'text input',
  numericalresponse: 'number input',
  formularesponse: 'formula input',
  customresponse: 'custom input',
  coderesponse: 'code',
  imageresponse: 'click on a picture',
};
const ALL_HINTS = new Set([...HINTS, 'demandhint', 'hintgroup']);
const ANSWER_ATTRIBUTES = ['answer', 'expect', 'rectangle', 'regions'];

type Lists = Record<
  'kinds' | 'question' | 'answers' | 'right' | 'explanation' | 'hints' | 'script',
  string[]
>;

export function problemParts(problem: XmlElement): ProblemParts {
  const lists: Lists = {
    kinds: [],
    question: [],
    answers: [],
    right: [],
    explanation: [],
    hints: [],
    script: [],
  };
  for (const child of problem.children) collect(child, lists);
  const question = textOfMarkup(lists.question.join(''));
  return {
    ...(lists.kinds.length > 0 && { 'kind of question': lists.kinds }),
    ...(question !== '' && { question: [question] }),
    ...(lists.answers.length > 0 && { answers: lists.answers }),
    ...(lists.right.length > 0 && { 'right answer': lists.right }),
    ...(lists.explanation.length > 0 && { explanation: lists.explanation }),
    ...(lists.hints.length > 0 && { hints: lists.hints }),
    ...(lists.script.length > 0 && { script: lists.script }),
    markup: [
      problem.children
        .map(({ raw }) => raw)
        .join('')
        .replace(/\s+/g, ' ')
        .trim(),
    ],
  };
}

function collect(node: XmlNode, lists: Lists): void {
  if (node.type === 'text' || node.type === 'cdata') {
    lists.question.push(node.value.replaceAll('<', '&lt;'));
    return;
  }
  if (node.type !== 'element') return;
  const { name } = node;
  if (ALL_HINTS.has(name)) lists.hints.push(textOfMarkup(node.raw));
  else if (name === 'solution') lists.explanation.push(textOfMarkup(node.raw));
  else if (name === 'script' || name === 'style') lists.script.push(node.raw);
  else if (name === 'choice' || name === 'option') choice(node, lists);
  else if (name === 'optioninput' && node.get('options') !== null) oldOptions(node, lists);
  else {
    if (name.endsWith('response')) {
      lists.kinds.push(KINDS[name] ?? name.replace(/response$/, ' input'));
      for (const attribute of ANSWER_ATTRIBUTES) {
        const value = node.get(attribute);
        if (value !== null) lists.right.push(value);
      }
    } else if (name === 'additional_answer' && node.get('answer') !== null)
      lists.right.push(node.get('answer')!);
    else if (name === 'img') lists.question.push(node.raw);
    lists.question.push('\n');
    for (const child of node.children) collect(child, lists);
    lists.question.push('\n');
  }
}

function choice(node: XmlElement, lists: Lists): void {
  const hints = node.elements.filter((each) => ALL_HINTS.has(each.name));
  const shown = node.children.filter((each) => !(each.type === 'element' && ALL_HINTS.has(each.name)));
  const text = textOfMarkup(shown.map(({ raw }) => raw).join(''));
  lists.answers.push(text);
  if (node.get('correct')?.toLowerCase() === 'true') lists.right.push(text);
  for (const hint of hints) lists.hints.push(textOfMarkup(hint.raw));
}

/** `options="('a','b')" correct="a"`, the older way to write a dropdown. */
function oldOptions(node: XmlElement, lists: Lists): void {
  for (const [, single, double] of node.get('options')!.matchAll(/'([^']*)'|"([^"]*)"/g))
    lists.answers.push(single ?? double ?? '');
  const right = node.get('correct');
  if (right !== null) lists.right.push(right);
}
