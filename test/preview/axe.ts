/** What axe finds in a page, for all tests of pages in a browser. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Look {
  /** Reported are issues of this impact and worse; `serious` unless told. */
  readonly from?: 'moderate' | 'serious';
  /** Whether frames of the page are looked at too. */
  readonly frames?: boolean;
}

/** The rules that a page breaks, each with the elements that break it. */
export async function axeIssues(
  page: Page,
  { from = 'serious', frames = false }: Look = {},
): Promise<string[]> {
  await page.evaluate(axe.source);
  // The whole result names every element of the page, and reading it here took longer than the look itself.
  const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
    `axe.run(document, { iframes: ${frames}, resultTypes: ['violations'] }).then((result) =>
      result.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  const counts = ['critical', 'serious', ...(from === 'moderate' ? ['moderate'] : [])];
  return violations
    .filter(({ impact }) => counts.includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
