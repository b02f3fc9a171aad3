/** An analysis as one self-contained page, to send and print. */
import type { Analysis } from '../../index.js';
import { visible } from '../../presentation/group-words.js';
import { html } from '../../presentation/html.js';
import { reportHead } from '../report/report-head.js';
import { evidenceSection } from './evidence-section.js';

/** The same analysis gives the same bytes. */
export function evidencePage(analysis: Analysis, version: string): string {
  const title = `${visible(analysis.experiment)} in ${visible(analysis.course)}`;
  return html`${reportHead(title, version)}
<body>
<main id="main">
<h1>${title}</h1>
${evidenceSection(analysis)}
</main>
</body>
</html>
`.text;
}
