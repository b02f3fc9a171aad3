import { describe, expect, test } from 'vitest';
import { loadCourse } from '../../src/index.js';
import { frameBody } from '../../src/preview/content/content-body.js';
import { withFormulas } from '../../src/preview/content/formula/formula-markup.js';
import { mathmlOf } from '../../src/preview/content/formula/formula-tex.js';
import { previewCourse } from '../../src/preview/page/preview-course.js';
import { expectLinear } from '../growth.js';
import { sharedCourses, warnWhenAbsent } from '../shared.js';
import { formulaTricks } from './hostile-course.js';

const SUM = '<math><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></math>';
const raw = (text: string): string =>
  `<code class="olx-tex" title="This formula is shown as it is written">${text}</code>`;

describe('the formulas of a text', () => {
  test.each([
    ['\\(a+b\\)', SUM],
    ['[mathjaxinline]a+b[/mathjaxinline]', SUM],
    ['<p>x \\(a+b\\) y</p>', `<p>x ${SUM} y</p>`],
    ['\\(a<br/>+b\\)', SUM],
    ['\\(\\text{\\(x\\)}\\)', null],
  ])('%s is shown as MathML inside its line', (markup, expected) => {
    const shown = withFormulas(markup);
    if (expected !== null) expect(shown).toBe(expected);
    expect(shown).toContain('<math>');
    expect(shown).not.toContain('olx-tex');
  });

  test.each([
    '\\[a+b\\]',
    '[mathjax]a+b[/mathjax]',
    '\\begin{align*}a&amp;=b\\\\c&amp;=d\\end{align*}',
    '\\begin{eqnarray}a&=&b\\end{eqnarray}',
    '\\begin{equation}a=b\\end{equation}',
  ])('%s is shown as MathML on lines of its own', (markup) => {
    expect(withFormulas(markup)).toMatch(/^<math display="block"[^>]*>(?:(?!olx-tex).)*<\/math>$/);
  });

  test.each([
    ['\\(\\nonsense{x}\\)', '\\(\\nonsense{x}\\)'],
    ['\\[\\frac{a}\\]', '\\[\\frac{a}\\]'],
    ['[mathjax]{a &lt; b[/mathjax]', '[mathjax]{a &lt; b[/mathjax]'],
    ['\\(\\newcommand{\\a}{b}\\a\\)', '\\(\\newcommand{\\a}{b}\\a\\)'],
  ])('%s, which cannot be shown, is shown as it is written', (markup, text) => {
    expect(withFormulas(markup)).toBe(raw(text));
  });

  test.each([
    '<script>\\(a\\)</script>',
    '<pre>\\(a\\)</pre>',
    '<code>\\(a\\)</code>',
    '<textarea>\\[a\\]</textarea>',
    '<img alt="x > \\(a\\)">',
    '<!-- \\(a\\) -->',
    '\\(a <b>bold</b>\\)',
    '\\(never closed',
    '[mathjax]never closed',
    'costs $5$ and $$6$$',
  ])('%s is left as it is, as in Open edX', (markup) => {
    expect(withFormulas(markup)).toBe(markup);
  });

  test.each([
    'a&lt;b',
    '\\mbox{if }x',
    '\\text{a_b 50%}',
    '\\pmatrix{a&b\\cr c&d}',
    '\\cases{a&b\\cr c&d}',
    '\\begin{array}{*{3}{c}|r}a&b&c&d\\end{array}',
    '\\bbox[5px]{x}',
    '\\require{cancel}\\cancel{x}',
    '\\unicode{x2103}',
    'a\\tag{1}',
    '\\ce{H2O}',
    '\\href{https://a.example/%20#b}{x}',
    '\\class{a}{\\style{color:red}{\\cssId{b}{x}}}',
  ])('%s, as MathJax knows it, is shown as MathML', (tex) => {
    expect(withFormulas(`\\[${tex}\\]`)).toMatch(/^<math/);
  });
});

describe('untrusted formulas', () => {
  test.each(Object.entries(formulaTricks('http://127.0.0.1:1')))(
    '%s: no link, file, event or identifier results',
    (_, tex) => {
      const encoded = tex.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      for (const shown of [withFormulas(`\\(${encoded}\\)`), withFormulas(`[mathjax]${encoded}[/mathjax]`)]) {
        const tags = shown.replace(/<code class="olx-tex"[^>]*>[^<]*<\/code>/g, '');
        expect(tags).not.toMatch(/<[^>]*(?:href|src|url\(|\son\w|\sid=|action|javascript:)/i);
        expect(tags.replace(/<\/?m[a-z]*(?:\s[^<>]*)?>/g, '')).not.toMatch(/[<>]/);
        expect(shown.length).toBeLessThan(200_000);
      }
    },
  );

  test('one that is too long or too deep is shown as it is written', () => {
    expect(mathmlOf('x'.repeat(3001), false)).toBeNull();
    expect(mathmlOf(`${'{'.repeat(41)}x${'}'.repeat(41)}`, false)).toBeNull();
    expect(mathmlOf(`${'\\left('.repeat(41)}x${'\\right)'.repeat(41)}`, false)).toBeNull();
    expect(mathmlOf('\\sqrt'.repeat(500), false)).toBeNull();
  });

  test('after 60,000 letters of formulas in a text the others are shown as they are written', () => {
    const shown = withFormulas(`\\(${'x'.repeat(2900)}\\)`.repeat(30));
    expect(shown.match(/<math>/g)).toHaveLength(20);
    expect(shown.match(/olx-tex/g)).toHaveLength(10);
  });

  test.each([
    ['openings without an end', '\\( [mathjax] \\begin{a} '],
    ['tags without an end', '<a "'],
    ['elements without an end', '<pre>\\('],
    ['formulas that cannot be shown', '\\(}\\)'],
    ['braces', '\\({\\) '],
  ])('%s: the time is proportional to the length', (_, part) => {
    expectLinear(6000, (size) => {
      const markup = part.repeat(size);
      return () => withFormulas(markup);
    });
  });
});

warnWhenAbsent();

test.skipIf(sharedCourses === null)(
  'at least 96 % of the formulas of public courses are shown as MathML',
  async () => {
    const { courses } = await loadCourse(sharedCourses!, { onFailure: () => undefined });
    const count = { shown: 0, written: 0 };
    for (const course of courses) {
      const preview = previewCourse(course);
      for (const node of course.nodes) {
        const body = frameBody(preview, node) ?? '';
        const result = withFormulas(body);
        count.shown += matches(result, '<math') - matches(body, '<math');
        count.written += matches(result, 'class="olx-tex"');
      }
    }
    expect(count.shown + count.written).toBeGreaterThan(150);
    expect(count.shown / (count.shown + count.written)).toBeGreaterThanOrEqual(0.96);
  },
);

function matches(text: string, part: string): number {
  return text.split(part).length - 1;
}
