/** The page that shows the OpenAPI document to people: rendered on the server, without scripts or other files. */
import { createHash } from 'node:crypto';
import { contentPolicy, UNFRAMED } from '../../http/content-policy.js';
import { type Html, html, trusted } from '../../presentation/html.js';
import { STYLE } from '../../presentation/style.js';
import { TITLES } from '../v1/refusals.js';
import { examplesOf, OPTIONAL, pathView, prose, schemaView, slug } from './documentation-schema.js';
import type { Content, OpenapiDocument, Operation, Parameter, SecurityScheme } from './openapi-document.js';

const LOOK = `${STYLE}
.operation { margin: 1rem 0 2rem; }
.operation h3 { font-size: 1rem; overflow-wrap: anywhere; margin: 0 0 .5rem; }
.operation h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
.method { display: inline-block; min-width: 3.5rem; font-weight: 700; }
.schema ul, ul.schema { list-style: none; margin: 0; padding-left: 1rem; border-left: 1px solid var(--line); }
.schema li { overflow-wrap: anywhere; }
.operation th, .operation td { overflow-wrap: break-word; } .operation tbody th { font-weight: 400; }
.operation td:last-child { min-width: 12rem; }
.operation dl { margin: 0; } .operation dd { margin: 0 0 .5rem; padding-left: 1rem; }
.routes { list-style: none; padding: 0; } .routes li { overflow-wrap: anywhere; margin: .15rem 0; }
@media (max-width: 40rem) {
  .operation thead { position: absolute; clip-path: inset(50%); }
  .operation tr { display: block; border-bottom: 1px solid var(--line); padding: .35rem 0; }
  .operation tbody :is(th, td) { display: inline; border: 0; padding: 0 .5rem 0 0; overflow-wrap: anywhere; } .operation tbody td:last-child { display: block; }
}
:target { scroll-margin-top: 1rem; }
`;

/** Nothing is loaded or run; the style is allowed by its hash. */
export const DOCUMENTATION_POLICY = contentPolicy({
  'style-src': `'sha256-${createHash('sha256').update(LOOK).digest('base64')}'`,
  ...UNFRAMED,
});

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function documentationPage(document: OpenapiDocument): Html {
  const { info, tags = [], components, servers = [] } = document;
  const base = servers[0]?.url.replace(/\/$/, '') ?? '';
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
<nav aria-label="Parts">${groups.map(({ name }) => html`<a href="#${slug(name)}">${name}</a>`)}<a href="#problems">problems</a><a href="#schemas">schemas</a><a href="openapi.json">openapi.json</a></nav>
</header>
<main id="main">
<h1>The HTTP service</h1>
${info.description.split('\n\n').map((text) => html`<p>${prose(text)}</p>`)}
${base !== '' && html`<p>All paths begin with <code>${base}</code>.</p>`}
${loginView(Object.values(components.securitySchemes ?? {}))}
${groups.map(
  (group) => html`<section aria-labelledby="${slug(group.name)}">
<h2 id="${slug(group.name)}">${group.name}</h2>
${group.about !== undefined && html`<p class="soft">${prose(group.about)}</p>`}
${group.all.length > 1 && routesView(group.all)}
${group.all.map(operationView)}
</section>`,
)}
<section aria-labelledby="problems">
<h2 id="problems">problems</h2>
<p>The kinds of problems, given in <code>type</code> after <code>${base}/api/#problem-</code>; for all others it is <code>about:blank</code>, and the status is enough.</p>
<dl>${Object.entries(TITLES).map(([kind, title]) => html`<dt id="problem-${kind}"><code>${kind}</code></dt><dd>${prose(title)}</dd>`)}</dl>
</section>
<section aria-labelledby="schemas">
<h2 id="schemas">schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<article class="operation card" id="schema-${slug(name)}">
<h3>${name}</h3>
${schema.description !== undefined && html`<p>${prose(schema.description)}</p>`}
${schemaView({ ...schema, description: '' })}
</article>`,
)}
</section>
</main>
</body>
</html>
`;
}

function loginView(schemes: readonly SecurityScheme[]): Html {
  const ways = schemes.map(({ type, name, description = '' }) =>
    type === 'http'
      ? html`<li><code>Authorization: Bearer …</code>: ${prose(description)}</li>`
      : html`<li>cookie <code>${name}</code>: ${prose(description)}</li>`,
  );
  return html`<p>Authenticate in one of these ways; routes marked so need no login:</p><ul>${ways}</ul>`;
}

function routesView(all: readonly Listed[]): Html {
  return html`<ul class="routes">${all.map(
    (each) =>
      html`<li><span class="method">${each.method.toUpperCase()}</span> <a href="#${idOf(each)}">${pathView(each.path)}</a> <span class="soft">${prose(each.operation.summary ?? '')}</span></li>`,
  )}</ul>`;
}

function operationView(listed: Listed): Html {
  const { method, path, operation } = listed;
  const { summary, description, parameters = [], requestBody, responses } = operation;
  return html`<article class="operation card" id="${idOf(listed)}">
<h3><span class="method">${method.toUpperCase()}</span> ${pathView(path)}</h3>
<p>${prose(summary ?? '')}</p>
${description !== undefined && html`<p>${prose(description)}</p>`}
${operation.security?.length === 0 && html`<p class="soft">Needs no login.</p>`}
${parameters.length > 0 && html`<h4>Parameters</h4>${parametersView(parameters, `${method.toUpperCase()} ${path}`)}`}
${requestBody !== undefined && html`<h4>Body</h4>${contentView(requestBody.content)}`}
<h4>Answers</h4>
<dl>${alike(responses).map(
    (group) => html`
${group.map(([status, { description: said }]) => html`<dt><code>${status}</code> ${prose(said)}</dt>`)}${answerView(group[0]![1], group.length > 1)}`,
  )}
</dl>
</article>`;
}

type Response = Operation['responses'][string];

/** Groups consecutive responses with the same body, such as all kinds of errors. */
function alike(responses: Operation['responses']): (readonly [string, Response])[][] {
  const groups: (readonly [string, Response])[][] = [];
  for (const entry of Object.entries(responses)) {
    const last = groups.at(-1);
    const isSame = last && JSON.stringify(last[0]![1].content) === JSON.stringify(entry[1].content);
    if (isSame) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** The description of a schema is not repeated where the response already has it. */
function answerView({ description, content = {} }: Response, isShared: boolean): Html {
  const entries = Object.entries(content).map(([type, { schema }]) => {
    const isAgain = schema?.description === description;
    return [type, schema && isAgain ? { schema: { ...schema, description: '' } } : { schema: schema! }];
  });
  const body = contentView(Object.fromEntries(entries), isShared ? 'each: ' : '');
  return html`<dd>${entries.length === 0 ? html`<span class="soft">no body</span>` : body}</dd>`;
}

function parametersView(parameters: readonly Parameter[], route: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Parameters of ${route}"><table>
<thead><tr><th scope="col">name</th><th scope="col">in</th><th scope="col">is</th><th scope="col">means</th></tr></thead>
<tbody>${parameters.map(
    (parameter) =>
      html`<tr><th scope="row"><code>${parameter.name}</code>${!parameter.required && OPTIONAL}</th><td>${parameter.in}</td><td>${examplesOf(parameter.schema)}</td><td>${prose(parameter.description ?? '')}</td></tr>`,
  )}</tbody>
</table></div>`;
}

function contentView(content: Content, before = ''): Html[] {
  return Object.entries(content).map(
    ([type, { schema }]) =>
      html`<div class="schema"><span class="soft">${before}${type}</span> ${schema !== undefined && schemaView(schema)}</div>`,
  );
}

function tagOf({ operation }: Listed): string {
  return operation.tags?.[0] ?? 'other';
}

function idOf({ method, path, operation }: Listed): string {
  return slug(operation.operationId ?? `${method}-${path}`);
}
