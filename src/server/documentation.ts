/** The page that shows the OpenAPI document to people: made on the server, without scripts or other files. */
import { createHash } from 'node:crypto';
import { type Html, html, trusted } from '../preview/html.js';
import { STYLE } from '../preview/style.js';
import { examplesOf, schemaView } from './documentation-schema.js';
import type { Content, OpenapiDocument, Operation, Parameter } from './openapi-document.js';
import { TITLES } from './routes/abtest/refusals.js';

const LOOK = `${STYLE}
.operation { margin: 1rem 0 2rem; }
.operation h3 { font-size: 1rem; overflow-wrap: anywhere; margin: 0 0 .5rem; }
.operation h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
.method { display: inline-block; min-width: 3.5rem; font-weight: 700; }
.schema ul, ul.schema { list-style: none; margin: 0; padding-left: 1rem; border-left: 1px solid var(--line); }
.schema li { overflow-wrap: anywhere; }
details summary { cursor: pointer; }
:target { scroll-margin-top: 1rem; }
`;

/** Nothing is loaded, nothing runs; the style is told by its hash. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(LOOK).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function documentationPage(document: OpenapiDocument): Html {
  const { info, tags = [], components } = document;
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
  const names = [...new Set([...tags.map(({ name }) => name), ...all.map(tagOf)])];
  const groups = names
    .map((name) => ({
      name,
      about: tags.find((tag) => tag.name === name)?.description,
      all: all.filter((each) => tagOf(each) === name),
    }))
    .filter((group) => group.all.length > 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} ${info.version}: the HTTP service</title>
<style>${trusted(LOOK)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<strong>${info.title} ${info.version}</strong>
<nav aria-label="Parts">${groups.map(({ name }) => html`<a href="#${slug(name)}">${name}</a>`)}<a href="#problems">problems</a><a href="#schemas">schemas</a><a href="/api/openapi.json">openapi.json</a></nav>
</header>
<main id="main">
<h1>The HTTP service</h1>
${info.description.split('\n\n').map((text) => html`<p>${text}</p>`)}
${groups.map(
  (group) => html`<section aria-labelledby="${slug(group.name)}">
<h2 id="${slug(group.name)}">${group.name}</h2>
<p class="soft">${group.about ?? ''}</p>
${group.all.map(operationView)}
</section>`,
)}
<section aria-labelledby="problems">
<h2 id="problems">problems</h2>
<p>Kinds of problems, as <code>type</code> names them behind <code>/api/#problem-</code>; for all others it is <code>about:blank</code>, and the status says it.</p>
<dl>${Object.entries(TITLES).map(([kind, title]) => html`<dt id="problem-${kind}"><code>${kind}</code></dt><dd>${title}</dd>`)}</dl>
</section>
<section aria-labelledby="schemas">
<h2 id="schemas">schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<article class="operation card" id="schema-${slug(name)}">
<h3>${name}</h3>
<p>${schema.description ?? ''}</p>
${schemaView({ ...schema, description: '' })}
</article>`,
)}
</section>
</main>
</body>
</html>
`;
}

function operationView({ method, path, operation }: Listed): Html {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  return html`<article class="operation card" id="${slug(operation.operationId ?? `${method}-${path}`)}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
<p>${summary ?? ''}</p>
${description !== undefined && html`<p>${description}</p>`}
${operation.security?.length === 0 && html`<p class="soft">Needs no login.</p>`}
${parameters.length > 0 && html`<h4>Parameters</h4>${parametersView(parameters, `${method.toUpperCase()} ${path}`)}`}
${requestBody !== undefined && html`<h4>Body</h4>${contentView(requestBody.content)}`}
<h4>Answers</h4>
<dl>${Object.entries(responses).map(
    ([status, response]) => html`
<dt><code>${status}</code> ${response.description}</dt><dd>${response.content !== undefined && contentView(response.content)}</dd>`,
  )}
</dl>
</article>`;
}

function parametersView(parameters: readonly Parameter[], route: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Parameters of ${route}"><table>
<thead><tr><th scope="col">name</th><th scope="col">in</th><th scope="col">is</th><th scope="col">means</th></tr></thead>
<tbody>${parameters.map(
    (parameter) =>
      html`<tr><th scope="row"><code>${parameter.name}</code>${parameter.required ? '' : ' (optional)'}</th><td>${parameter.in}</td><td>${examplesOf(parameter.schema)}</td><td>${parameter.description ?? ''}</td></tr>`,
  )}</tbody>
</table></div>`;
}

function contentView(content: Content): Html[] {
  return Object.entries(content).map(
    ([type, { schema }]) =>
      html`<div class="schema"><span class="soft">${type}</span> ${schema !== undefined && schemaView(schema)}</div>`,
  );
}

function tagOf({ operation }: Listed): string {
  return operation.tags?.[0] ?? 'other';
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
