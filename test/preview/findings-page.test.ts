import { expect, test } from 'vitest';
import { liveMedium } from '../../src/live/live-medium.js';
import { blockView } from '../../src/preview/block/block-view.js';
import { findingsPage } from '../../src/preview/findings/findings-page.js';
import { placedFindings } from '../../src/preview/findings/findings-places.js';
import type { PreviewCourse } from '../../src/preview/page/preview-course.js';
import { groupViewpoint } from '../../src/preview/viewpoint/group-viewpoints.js';
import { courseFolder, loaded, unitCourse } from './courses.js';
import { ORCHARD, orchardCourse } from './orchard-course.js';

/** A text that group B alone gets. */
const CAN = '0054'.repeat(8);

const wrong = (): Promise<PreviewCourse> =>
  loaded(
    courseFolder({
      ...orchardCourse(),
      [`html/${CAN}.xml`]: '<html filename="gone" display_name="By can"/>',
      'policies/run/grading_policy.json': '{',
    }),
  );

test('the gravest findings come first, under the blocks that they belong to, with what the rule requires', async () => {
  const preview = await wrong();
  const { title, body } = findingsPage(preview, liveMedium(preview));
  expect(title).toBe('Findings');
  const severities = [...body.text.matchAll(/<h2><span class="badge (\w+)">/g)].map(
    ([, severity]) => severity,
  );
  expect(severities).toEqual([...severities].sort((a, b) => 'ewi'.indexOf(a![0]!) - 'ewi'.indexOf(b![0]!)));
  expect(severities[0]).toBe('error');
  const [first] = /<h3>.*?<\/h3>/.exec(body.text)!;
  expect(first).toContain('Cider &lt;test&gt;');
  expect(first).toContain('Harvest › 2.2 Pressing › Cider');
  expect(body.text).toContain('The portions of the groups add up to at most 1.');
});

test('every finding of the course is counted and shown once; those of a block and below it by themselves', async () => {
  const preview = await wrong();
  const items = (text: string): number => text.split('<li><details').length - 1;
  expect(items(findingsPage(preview, liveMedium(preview)).body.text)).toBe(preview.diagnostics.length);
  const cider = findingsPage(preview, liveMedium(preview), preview.nodeOf(ORCHARD.broken)!);
  expect(cider.title).toBe('Findings in Cider <test>');
  expect(items(cider.body.text)).toBeGreaterThan(0);
  expect(items(cider.body.text)).toBeLessThan(preview.diagnostics.length);
  expect(cider.body.text).toContain('href="/findings"');
});

test('each rule is explained once, folded beside its first finding; the others lead there', async () => {
  const preview = await loaded(
    courseFolder({
      ...orchardCourse(),
      'abtest/tone.xml':
        '<abtest display_name="Tone" experiment="T"><group name="a" portion="3"/><group name="b" portion="4"/></abtest>',
    }),
  );
  const { text } = findingsPage(preview, liveMedium(preview)).body;
  const rules = new Set(preview.diagnostics.map(({ ruleId }) => ruleId));
  expect(text.split('<details class="rule">').length - 1).toBe(rules.size);
  const [range] =
    /<details class="rule">(?:(?!<\/details>).)*id="rule-portion_2d_range"[\s\S]*?<\/details>/.exec(text)!;
  expect(range).toContain('<strong>Why</strong>');
  expect(range).toMatch(/<pre tabindex="0">&lt;abtest/);
  expect(text).toContain('<a href="#rule-portion_2d_range">');
  expect(text).not.toContain('olx-abtest explain');
});

test('what a group does not see has no findings for it, and how many are left out is told', async () => {
  const preview = await wrong();
  const groupA = groupViewpoint(preview, 'group:1@xblock.partition_service.partition_11')!;
  const { text } = findingsPage(preview, liveMedium(preview, groupA)).body;
  const groupB = groupViewpoint(preview, 'group:2@xblock.partition_service.partition_11')!;
  expect(findingsPage(preview, liveMedium(preview, groupB)).body.text).toContain('By can');
  expect(text).not.toContain('By can');
  expect(text).toMatch(/1 finding in content that this group does not see is left out/);
});

test('places are paths from the root of the course, and links where an editor is named', async () => {
  const folder = courseFolder({
    ...orchardCourse(),
    'abtest/tone.xml': '<abtest display_name="Tone" experiment="T"><group name="a" portion="3"/></abtest>',
  });
  const preview = await loaded(folder);
  const shown = (editor?: 'vscode' | 'vscodium' | 'idea'): string =>
    findingsPage(preview, liveMedium(preview, undefined, editor)).body.text;
  expect(shown()).toMatch(/<span class="code">abtest\/tone\.xml:1:\d+<\/span>/);
  expect(shown()).not.toContain('://file');
  expect(shown('vscode')).toMatch(new RegExp(`<a href="vscode://file${folder}/abtest/tone\\.xml:1:\\d+">`));
  expect(shown('idea')).toContain(`idea://open?file=${folder}/abtest/tone.xml&amp;line=1&amp;column=`);
});

test('pictures that A/B content shows and the course does not have are warnings of the preview at their block', async () => {
  const abtest = `<abtest display_name="Bees" experiment="E" url_name="bees">
<group name="a" portion="0.5"><html url_name="a" filename="a"/></group>
<group name="b" portion="0.5"><problem url_name="b"><p>Look:
<img src="static/sub/gone%20too.jpg"/></p><multiplechoiceresponse/></problem></group>
<default/></abtest><html url_name="outside"><img src="/static/elsewhere.png"/></html>`;
  const files = {
    'html/a.html':
      '<img src="/static/here.png">\n<!-- <img src="/static/old.png"> --><img alt="x"\n src=\'/static/gone.png?raw\'><img src="/static/gone.png"><img src="/static/cleaned_name.png"><img src="/static/named.png"><a href="/static/a.png">a</a><img src="https://x.test/static/y.png">',
  };
  const pictures = {
    'static/here.png': 'x',
    'static/cleaned name.png': 'x',
    'static/other.png': 'x',
    'policies/assets.json': '{"named.png": {"displayname": "other.png"}}',
  };
  const preview = await loaded(courseFolder({ ...unitCourse(abtest, files), ...pictures }));
  const { text } = findingsPage(preview, liveMedium(preview)).body;
  const named = [...text.matchAll(/The picture &quot;(.+?)&quot; is not in the folder static/g)];
  expect(named.map(([, name]) => name).sort()).toEqual(['gone.png', 'sub/gone too.jpg']);
  expect(text).toContain('html/a.html:3:15');
  expect(text).toContain('vertical/un.xml:5:18');
  expect(text).toContain('<mark>gone.png</mark>');
  expect(text).toContain('Found by the preview alone');
  expect(preview.diagnostics.filter(({ message }) => message.includes('picture'))).toEqual([]);
  const at = (id: string): string[] =>
    placedFindings(preview)
      .of(preview.nodeOf(id)!)
      .filter(({ message }) => message.includes('picture'))
      .map(({ severity, message }) => `${severity} ${message}`);
  expect(at('html/a')).toEqual(['warning The picture "gone.png" is not in the folder static']);
  expect(blockView(preview, liveMedium(preview), preview.nodeOf('abtest/bees')!).body.text).toContain(
    'The picture &quot;gone.png&quot;',
  );
  const without = await loaded(courseFolder(unitCourse(abtest, files)));
  expect(placedFindings(without).all).toEqual(without.diagnostics);
});
