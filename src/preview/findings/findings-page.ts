/** The page of all findings, the gravest first, each with its place, its rule and the lines of code. */
import type { CourseNode, Diagnostic, Severity } from '../../index.js';
import { divisionOf, rules } from '../../index.js';
import { type Html, html, type Piece } from '../../presentation/html.js';
import { hasStaticFiles } from '../content/static-names.js';
import { counted } from '../differs/words.js';
import type { Medium, View } from '../page/medium.js';
import { type PreviewCourse, wayTo } from '../page/preview-course.js';
import { nodesWithin, placedFindings } from './findings-places.js';
import { type Counts, countsOf, countText, findingsList, SEVERITIES } from './findings-view.js';

const TITLES: Readonly<Record<Severity, string>> = {
  error: 'Errors: content is lost, or the import fails',
  warning: 'Warnings: works, but hardly as it was meant',
  info: 'Notes',
};

interface Entry {
  readonly finding: Diagnostic;
  /** The block that it belongs to, if any. */
  readonly node: CourseNode | null;
}

/** @param within shows the findings of this block and of what is inside it */
export function findingsPage(preview: PreviewCourse, medium: Medium, within: CourseNode | null = null): View {
  const all = entriesOf(preview, within);
  const { viewpoint } = medium;
  const shown =
    viewpoint === undefined ? all : all.filter(({ node }) => node === null || viewpoint.sees(node));
  const away = all.length - shown.length;
  const title = within === null ? 'Findings' : `Findings in ${preview.nameOf(within)}`;
  const explained = new Set<string>();
  const sections = SEVERITIES.map((severity) => {
    const own = shown.filter(({ finding }) => finding.severity === severity);
    return own.length > 0 && section(preview, medium, severity, own, explained);
  });
  return {
    title,
    body: html`<h1>${title}</h1>
<p>${within === null && away === 0 ? checkedText(preview) : summary(shown)}${within !== null && html` <a href="${medium.findings?.()}">All findings of the course</a>`}</p>
${sections}
${away > 0 && html`<p class="soft">${countText(away, 'finding')} in content that ${viewpoint?.kind === 'learner' ? 'this learner' : 'this group'} does not see ${away === 1 ? 'is' : 'are'} left out.</p>`}`,
  };
}

function summary(entries: readonly Entry[]): string {
  if (entries.length === 0) return 'There are no findings.';
  return `${foundText(countsOf(entries.map(({ finding }) => finding)))}.`;
}

/** What was checked, and what it came to: `774 XML files and 13 A/B blocks were checked against 40 rules: nothing was found.` */
export function checkedText(preview: PreviewCourse): string {
  const { course } = preview;
  const files = counted(course.xmlFiles.length, 'XML file');
  const blocks = counted(course.blocks.length, 'A/B block');
  const pictures = hasStaticFiles(course) ? ', and their pictures looked for in the folder static' : '';
  const found = foundText(countsOf(placedFindings(preview).all)) || 'nothing was found';
  return `${files} and ${blocks} were checked against ${counted(rules.length, 'rule')}${pictures}: ${found}.`;
}

/** `3 errors, 2 warnings`; empty for none. */
function foundText(counts: Counts): string {
  return SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => countText(counts[severity], severity))
    .join(', ');
}

function entriesOf(preview: PreviewCourse, within: CourseNode | null): Entry[] {
  const placed = placedFindings(preview);
  const nodes = within === null ? preview.course.nodes : nodesWithin(within);
  const entries: Entry[] =
    within === null ? placed.elsewhere.map((finding) => ({ finding, node: null })) : [];
  for (const node of nodes) for (const finding of placed.of(node)) entries.push({ finding, node });
  return entries;
}

/** Under a heading for each block: those that cannot assign learners first. */
function section(
  preview: PreviewCourse,
  medium: Medium,
  severity: Severity,
  entries: readonly Entry[],
  explained: Set<string>,
): Html {
  const byNode = new Map<CourseNode | null, Diagnostic[]>();
  for (const { finding, node } of entries) byNode.set(node, [...(byNode.get(node) ?? []), finding]);
  const isBroken = (node: CourseNode | null): boolean =>
    node?.block != null && divisionOf(node.block) === null;
  const sorted = [...byNode].sort(([a], [b]) => Number(isBroken(b)) - Number(isBroken(a)));
  return html`<section><h2><span class="badge ${severity}">${entries.length.toLocaleString('en')}</span> ${TITLES[severity]}</h2>
${sorted.map(
  ([
    node,
    findings,
  ]) => html`<div class="found-in"><h3>${node === null ? 'The course as a whole' : heading(preview, medium, node)}</h3>
${isBroken(node) && html`<p class="soft">This block assigns no learner to a group, and shows nothing.</p>`}
${findingsList(findings, { open: severity === 'error', ...(node === null && { placed: preview.course }), place: medium.place, explained })}</div>`,
)}</section>`;
}

function heading(preview: PreviewCourse, medium: Medium, node: CourseNode): Piece {
  const way = wayTo(preview, node).map((each) => preview.nameOf(each));
  return html`<a href="${medium.block(node)}">${preview.nameOf(node)}</a> <span class="tag">${node.tag}</span>${way.length > 0 && html` <span class="soft">${way.join(' › ')}</span>`}`;
}
