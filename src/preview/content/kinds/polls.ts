/** Polls and surveys as the forms that learners fill in. */
import type { XmlElement } from '../../../index.js';
import { type Html, html, type Piece } from '../../../presentation/html.js';
import type { Reader } from '../content-reader.js';
import { jsonOf, listOf, paragraphs, settingsList, textAt } from './block-settings.js';

interface Labelled {
  readonly label: string;
  readonly picture: string;
  readonly alt: string;
}

/** What Open edX's poll and survey show as long as an author changed nothing. */
const POLL = { question: 'What is your favorite color?', answers: ['Red', 'Blue', 'Green', 'Other'] };
const SURVEY = {
  questions: [
    'Are you enjoying the course?',
    'Would you recommend this course to your friends?',
    'Do you think you will learn a lot?',
  ],
  answers: ['Yes', 'No', 'Maybe'],
};

export function poll(root: XmlElement, { showsAnswers }: Reader): Html {
  const answers = labelled(root.get('answers')) ?? POLL.answers.map(plainLabel);
  const choices = answers.map(
    (each) =>
      html`<li><label><input type="radio" disabled> ${picture(each)}<span>${each.label}</span></label></li>`,
  );
  return html`<div class="olx-question">${paragraphs(root.get('question') ?? POLL.question)}</div>
<ul class="olx-choices">${choices}</ul>
${showsAnswers && after(root)}`;
}

export function survey(root: XmlElement, { showsAnswers }: Reader): Html {
  const questions = labelled(root.get('questions')) ?? SURVEY.questions.map(plainLabel);
  const answers = labelled(root.get('answers')) ?? SURVEY.answers.map(plainLabel);
  const head = answers.map(({ label }) => html`<th scope="col">${label}</th>`);
  const rows = questions.map(
    (each) =>
      html`<tr><th scope="row">${picture(each)}${each.label}</th>${answers.map(
        ({ label }) => html`<td><input type="radio" disabled aria-label="${label}"></td>`,
      )}</tr>`,
  );
  return html`<table class="olx-survey"><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table>
${showsAnswers && after(root)}`;
}

/** What learners see once they voted, and the settings. */
function after(root: XmlElement): Piece {
  const feedback = root.get('feedback');
  return html`${feedback && html`<section class="olx-fold"><p class="olx-kind">After voting</p>${paragraphs(feedback)}</section>`}
${settingsList(root, ['question', 'questions', 'answers', 'feedback'])}`;
}

/** `[["R", {"label": "Red", "img": ""}], …]`, or `[["Y", "Yes"], …]`; `null` where there is no list. */
function labelled(json: string | null): Labelled[] | null {
  const value = jsonOf(json);
  if (!Array.isArray(value)) return null;
  return value.map((pair) => {
    const label = listOf(pair)[1];
    if (typeof label === 'string') return plainLabel(label);
    return { label: textAt(label, 'label'), picture: textAt(label, 'img'), alt: textAt(label, 'img_alt') };
  });
}

function plainLabel(label: string): Labelled {
  return { label, picture: '', alt: '' };
}

function picture({ picture: src, alt }: Labelled): Piece {
  return src !== '' && html`<img src="${src}" alt="${alt}"> `;
}
