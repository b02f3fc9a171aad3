/** The layout of every live page: title, navigation, main part. */
import { type Html, html, type Piece } from '../../presentation/html.js';
import type { View } from './medium.js';

interface PageOptions {
  /** The course's name, and the URL of each entry of the navigation; `current` is the open one. */
  readonly course: string;
  readonly navigation: readonly { readonly name: string; readonly href: string; readonly current: boolean }[];
  /** What follows the navigation in the header. */
  readonly tools: Piece;
  /** The contents of the head: style sheets and scripts by URL. */
  readonly head: Piece;
  /** The version by which a live page detects newer ones. */
  readonly version?: string;
}

export function page({ title, body }: View, { course, navigation, tools, head, version }: PageOptions): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${course}</title>
${head}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<strong>${course}</strong>
<nav aria-label="Views">${navigation.map(
    ({ name, href, current }) => html`<a href="${href}"${current && html` aria-current="page"`}>${name}</a>`,
  )}</nav>
<div class="tools">${tools}</div>
</header>
<main id="main" tabindex="-1"${version !== undefined && html` data-version="${version}"`}>
${body}
</main>
</body>
</html>
`;
}
