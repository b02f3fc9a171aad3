/** An analysis as one self-contained page, to send and print. */
import type { Analysis } from '../../index.js';
import { REPORT_MARK } from '../../presentation/file-kinds.js';
import { visible } from '../../presentation/group-words.js';
import { html, trusted } from '../../presentation/html.js';
import { VIEW_STYLE } from '../page/view-style.js';
import { REPORT_POLICY, REPORT_STYLE } from '../report/report-head.js';
import { evidenceSection } from './evidence-section.js';

/** The same analysis gives the same bytes. */
export function evidencePage(analysis: Analysis, version: string): string {
  const title = `${visible(analysis.experiment)} in ${visible(analysis.course)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY}">
${trusted(REPORT_MARK)} ${version}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(VIEW_STYLE + REPORT_STYLE)}</style>
</head>
<body>
<main id="main">
<h1>${title}</h1>
${evidenceSection(analysis)}
</main>
</body>
</html>
`.text;
}
