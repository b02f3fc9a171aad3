/** Renders parts of the OpenAPI document for people: its texts, its paths, and a JSON Schema with its references as links. */
import { type Html, html, trusted } from '../../presentation/html.js';
import type { JsonSchema } from './openapi-document.js';

const REFERENCE = '#/components/schemas/';

/** The pattern of strings that a store accepts. */
const WITHOUT_NUL = '^[^\\u0000]*$';
export const OPTIONAL = html` <span class="soft">(optional)</span>`;

export function schemaView(schema: JsonSchema): Html {
  const { properties, items } = schema;
  const own = html`${examplesOf(schema)}${meaning(schema.description)}`;
  if (properties !== undefined) {
    const required = new Set(schema.required ?? []);
    return html`${own}<ul class="schema">${Object.entries(properties).map(
      ([name, each]) =>
        html`<li><code>${name}</code>${!required.has(name) && OPTIONAL}: ${schemaView(each)}</li>`,
    )}</ul>`;
  }
  if (items?.properties !== undefined) return html`${own}${schemaView({ ...items, type: undefined! })}`;
  return own;
}

/** A short description of a value. */
export function examplesOf(schema: JsonSchema): Html {
  const { $ref, anyOf, items, type, pattern, minLength, maxLength, minimum, maximum } = schema;
  if ($ref !== undefined) return reference($ref);
  if (anyOf !== undefined) return joined(anyOf.map(alternative), ' or ');
  if (schema.enum !== undefined)
    return joined(
      schema.enum.map((each) => html`<code>${String(each)}</code>`),
      ' or ',
    );
  if (schema.const !== undefined) return html`<code>${String(schema.const)}</code>`;
  const words = typeof type === 'object' ? type.join(' or ') : (type ?? '');
  const bounds = [
    minLength !== undefined && minLength > 1 && `at least ${minLength} characters`,
    maxLength !== undefined && `up to ${maxLength} characters`,
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    pattern === WITHOUT_NUL && 'without NUL',
  ].filter((each) => each !== false);
  return html`${words}${items !== undefined && html` of ${examplesOf(items)}`}${bounds.length > 0 && `, ${bounds.join(', ')}`}${pattern !== undefined && pattern !== WITHOUT_NUL && html` that matches <code>${pattern}</code>`}`;
}

/** One of several types: an object is described by its properties, or by the type of all its values. */
function alternative(schema: JsonSchema): Html {
  const { properties, additionalProperties, items } = schema;
  if (properties !== undefined) {
    const names = Object.keys(properties).map((name) => html`<code>${name}</code>`);
    return html`object with ${joined(names, ', ')}`;
  }
  if (typeof additionalProperties === 'object') return html`object of ${alternative(additionalProperties)}`;
  return items === undefined ? examplesOf(schema) : html`array of ${alternative(items)}`;
}

function reference(target: string): Html {
  const name = target.startsWith(REFERENCE) ? target.slice(REFERENCE.length) : target;
  return html`<a href="#schema-${slug(name)}">${name}</a>`;
}

function joined(pieces: readonly Html[], between: string): Html {
  return html`${pieces.map((piece, index) => html`${index > 0 && between}${piece}`)}`;
}

/** A description, in which text between two backticks is code. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/**
 * A description placed after what it describes; `null` where there is none.
 * @tested the tests compare each description of the page with the one of the document
 */
export function meaning(text: string | undefined): Html | null {
  return text ? html` <span class="soft">– ${prose(text)}</span>` : null;
}

/** A path that breaks at its slashes first. */
export function pathView(path: string): Html {
  const [first, ...rest] = path.split('/');
  return html`<code>${first}${rest.map((part) => html`/${trusted('<wbr>')}${part}`)}</code>`;
}

export function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
