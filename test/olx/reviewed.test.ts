/** What a stranger stumbled over, so that nobody does again. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  checkCourse,
  formatJunit,
  fromDefinition,
  loadCourse,
  parseAbtest,
  parseXml,
  summarizeDiagnostics,
  writeXml,
} from '../../src/index.js';
import { readXml } from '../../src/xml/parse.js';
import { courseWith, onDisk } from './trees.js';

const ABTEST =
  '<abtest experiment="E"><group name="a" portion="0.5"><html url_name="x"/></group><default/></abtest>';

test('JUnit reports are well-formed whatever the messages say', async () => {
  for (const text of [
    '<a>&nbsp;</a>',
    '<abtest experiment="R&amp;D &amp;amp;x; &amp;#27; \ue000"><group name="&amp;lt;" portion="3"/></abtest>',
  ]) {
    const { course } = await loadCourse({ text });
    const found = checkCourse(course);
    const report = await formatJunit(found, summarizeDiagnostics(found, { files: 1, blocks: 1 }));
    const { document, problems } = readXml(report, 'junit');
    expect(problems).toEqual([]);
    const messages = document!.root.elements.flatMap((suite) =>
      suite.elements.flatMap((each) => each.elements.map((e) => e.get('message'))),
    );
    for (const { message, severity } of found)
      if (severity === 'error') expect(messages).toContain(message.replaceAll('\ue000', '\\u{e000}'));
  }
});

test('JSON that is nested without end is a finding, not a crash', async () => {
  const deep = '['.repeat(20_000);
  const course = await loadCourse(
    onDisk(
      courseWith(`<split_test user_partition_id="1" group_id_to_child="${deep}"/>`, {
        'policies/run/policy.json': deep,
      }),
    ),
  );
  const said = checkCourse(course.course).map((each) => each.ruleId);
  expect(said).toContain('policy-format');
  expect(said).toContain('group-map-format');
});

test('what could not be read says so: root and policy', async () => {
  expect((await loadCourse(onDisk({ 'readme.txt': '' }))).diagnostics.map((each) => each.ruleId)).toEqual([
    'course-root',
  ]);
  const broken = await loadCourse(
    onDisk(courseWith(ABTEST, { 'html/x.xml': '<html/>', 'policies/run/policy.json': '{]' })),
  );
  expect(broken.diagnostics.map((each) => each.ruleId)).toEqual(['policy-format']);
});

test('silencing the first abtest does not silence the others', async () => {
  const text = `<vertical>\n<!-- olx-abtest-disable-next-line abtest-retired -->\n${ABTEST}\n${ABTEST}\n</vertical>`;
  const { course } = await loadCourse({ text });
  expect(
    checkCourse(course)
      .filter((each) => each.ruleId === 'abtest-retired')
      .map((each) => each.place.start.line),
  ).toEqual([4]);
});

test('a folder link that stays inside is followed, and no circle is', async () => {
  const root = onDisk(courseWith('<html url_name="d:x"/>', { 'other/x.xml': '<html/>' }));
  mkdirSync(join(root, 'html'));
  symlinkSync('../other', join(root, 'html/d'));
  symlinkSync('..', join(root, 'other/up'));
  const { course } = await loadCourse(root);
  expect(course.nodes.find((node) => node.tag === 'html')?.target).toBe('found');
});

test('what is no definition is refused with a sentence', () => {
  const definition = (experiment: string, portions: unknown) =>
    ({ data: { experiment, group_portions: portions, group_content: {} }, children: [] }) as Parameters<
      typeof fromDefinition
    >[0];
  expect(() => fromDefinition(definition('E\u0001', {}))).toThrow(
    expect.objectContaining({ code: 'bad-argument' }),
  );
  expect(() => fromDefinition(definition('E', null))).toThrow(
    expect.objectContaining({ code: 'bad-argument' }),
  );
});

test('what is no abtest is called what it is', () => {
  expect(parseAbtest('<vertical><html/></vertical>').diagnostics.map((each) => each.message)).toContain(
    'There is no <abtest> here: this is <vertical>',
  );
});

test('markup inside html is not formatted', () => {
  const text = `<html><abtest   experiment='E'/></html>`;
  expect(Buffer.from(writeXml(parseXml(text).document!, { style: 'canonical' })).toString()).toBe(text);
});

test('bytes are read as a text', async () => {
  expect((await loadCourse(Buffer.from(ABTEST) as unknown as string)).course.blocks).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)('a file that cannot be read does not hide the others', async () => {
  const root = onDisk(
    courseWith(`${ABTEST}<problem url_name="p"/>`, { 'html/x.xml': '<html/>', 'problem/p.xml': '<problem>' }),
  );
  chmodSync(join(root, 'html/x.xml'), 0);
  const failures: unknown[] = [];
  const { course } = await loadCourse(root, { onFailure: (error) => failures.push(error) });
  expect(failures).toHaveLength(1);
  expect(checkCourse(course!).map((each) => each.ruleId)).toContain('xml-well-formed');
});
