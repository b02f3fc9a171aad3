import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AbtestError } from '../../src/diagnostics/abtest-error.js';
import type { AbtestBlock } from '../../src/olx/block/block.js';
import { readLoneFile } from '../../src/olx/course/read-course.js';
import * as edits from '../../src/olx/edit/edit-abtest.js';
import { writeXml } from '../../src/olx/print/canonical.js';
import { parseAbtest } from '../../src/reading/parse.js';
import { abtestText } from './arbitrary.js';

const TEXT = `<vertical>
  <abtest experiment="E" url_name='u'>  <!-- weights of 2013 -->
    <group name='a' portion=".5">
      <html url_name="x"/>
    </group>
    <group name="b" portion="0.25"/>
    <default>
      <html url_name="y"/> <!-- keep -->
    </default>
  </abtest>
</vertical>`;

const block = (text = TEXT): AbtestBlock => parseAbtest(text).block!;
const written = ({ document }: edits.AbtestEdit): string => Buffer.from(writeXml(document)).toString();
const edited = (edit: edits.AbtestEdit): string => diff(TEXT, written(edit));

/** What stands only in the old text and only in the new one, around which both are the same. */
function diff(before: string, after: string): string {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  return `${before.slice(start, before.length - end)} → ${after.slice(start, after.length - end)}`;
}

test('each edit touches its own bytes only', () => {
  expect(edited(edits.setPortion(block(), 'a', '0.4'))).toBe('.5 → 0.4');
  expect(edited(edits.setExperiment(block(), 'F & "G"'))).toBe('E → F &amp; &quot;G&quot;');
  expect(edited(edits.renameGroup(block(), 'a', `it's "A"`))).toBe('a → it&apos;s "A"');
  expect(edited(edits.removeGroup(block(), 'b'))).toBe('group name="b" portion="0.25"/>\n    < → ');
  expect(edited(edits.removeChild(block(), 'a', { tag: 'html', urlName: 'x' }))).toBe(
    '  <html url_name="x"/>\n     → ',
  );
  expect(edited(edits.addChild(block(), 'a', { tag: 'video', urlName: 'v' }))).toBe(
    ' →   <video url_name="v"/>\n    ',
  );
  expect(edited(edits.addChild(block(), '_DEFAULT_GROUP', '<p>x</p>'))).toBe(' →   <p>x</p>\n    ');
  expect(edited(edits.addChild(block(), 'b', '<p/>'))).toBe('/ → >\n      <p/>\n    </group');
  expect(
    edited(edits.addGroup(block(), { name: 'c', portion: 0.1, children: [{ tag: 'html', urlName: 'z' }] })),
  ).toBe(' → group portion="0.1" name="c">\n      <html url_name="z"/>\n    </group>\n    <');
});

test('groups change places, and what is between them stays', () => {
  const { document, block: after } = edits.reorderGroups(block(), ['_DEFAULT_GROUP', 'a', 'b']);
  expect(Buffer.from(writeXml(document)).toString()).toBe(`<vertical>
  <abtest experiment="E" url_name='u'>  <!-- weights of 2013 -->
    <default>
      <html url_name="y"/> <!-- keep -->
    </default>
    <group name='a' portion=".5">
      <html url_name="x"/>
    </group>
    <group name="b" portion="0.25"/>
  </abtest>
</vertical>`);
  expect(after.groups.map(({ name }) => name)).toEqual(['_DEFAULT_GROUP', 'a', 'b']);
  expect(edited(edits.reorderGroups(block(), ['a', 'b', '_DEFAULT_GROUP']))).toBe(' → ');
});

test('a child moves to another group as it is written', () => {
  const child = { tag: 'html', urlName: 'x' };
  const { document } = edits.moveChild(block(), 'a', 'b', child);
  expect(Buffer.from(writeXml(document)).toString()).toBe(`<vertical>
  <abtest experiment="E" url_name='u'>  <!-- weights of 2013 -->
    <group name='a' portion=".5">
    </group>
    <group name="b" portion="0.25">
      <html url_name="x"/>
    </group>
    <default>
      <html url_name="y"/> <!-- keep -->
    </default>
  </abtest>
</vertical>`);
  const without = edits.removeGroup(block(), '_DEFAULT_GROUP').block;
  const moved = edits.moveChild(without, 'a', '_DEFAULT_GROUP', child).block;
  expect(moved.defaultGroup.children.map(({ urlName }) => urlName)).toEqual(['x']);
});

test('the title and the default group come and go', () => {
  expect(edited(edits.setDisplayName(block(), 'A "b"'))).toBe(' → display_name="A &quot;b&quot;" ');
  const titled = edits.setDisplayName(block(), 'T').block;
  expect(diff(TEXT, written(edits.setDisplayName(titled, null)))).toBe(' → ');
  expect(edited(edits.setDisplayName(block(), null))).toBe(' → ');
  const without = edits.removeGroup(block(), '_DEFAULT_GROUP').block;
  const again = edits.addDefault(without, [{ tag: 'html', urlName: 'z' }]);
  expect(again.block.defaultGroup.children.map(({ urlName }) => urlName)).toEqual(['z']);
});

test('an edit of an abtest refuses a split_test and changes nothing', () => {
  const text =
    '<vertical><split_test url_name="s" group_id_to_child="{}"><vertical url_name="a"/></split_test></vertical>';
  const split = readLoneFile(text, 'x').blocks[0]!.block as unknown as AbtestBlock;
  for (const edit of [
    () => edits.setExperiment(split, 'E'),
    () => edits.setDisplayName(split, 'T'),
    () => edits.addGroup(split, { name: 'a', portion: 0 }),
  ])
    expect(edit).toThrow(expect.objectContaining<Partial<AbtestError>>({ code: 'edit-impossible' }));
});

test('edits follow one another', () => {
  let now = edits.setPortion(block(), 'a', 0.2);
  now = edits.renameGroup(now.block, 'a', 'first');
  now = edits.addGroup(now.block, { name: 'c', portion: '0.1' });
  now = edits.removeGroup(now.block, '_DEFAULT_GROUP');
  now = edits.addChild(now.block, '_DEFAULT_GROUP', { tag: 'html', urlName: 'again' });
  expect(now.block.groups.map((group) => [group.name, group.portion.text, group.children.length])).toEqual([
    ['first', '0.2', 1],
    ['b', '0.25', 0],
    ['c', '0.1', 0],
    ['_DEFAULT_GROUP', '0.45', 1],
  ]);
  expect(written(now)).toContain('<!-- weights of 2013 -->');
});

test.each<[string, (b: AbtestBlock) => edits.AbtestEdit, RegExp]>([
  ['an unknown group', (b) => edits.setPortion(b, 'z', 0.1), /no group "z"/],
  [
    'the portion of the default group',
    (b) => edits.setPortion(b, '_DEFAULT_GROUP', 0.1),
    /default group has no portion/,
  ],
  ['a portion that is none', (b) => edits.setPortion(b, 'a', '50%'), /"50%" is not a portion/],
  ['a portion above 1', (b) => edits.addGroup(b, { name: 'n', portion: 2 }), /"2" is not a portion/],
  ['a name that is taken', (b) => edits.renameGroup(b, 'a', 'b'), /already has a group "b"/],
  [
    'the reserved name',
    (b) => edits.addGroup(b, { name: '_DEFAULT_GROUP', portion: 0 }),
    /name of the default group/,
  ],
  [
    'a child that is not there',
    (b) => edits.removeChild(b, 'b', { tag: 'html', urlName: 'x' }),
    /no child html\/x/,
  ],
  [
    'an order that leaves one out',
    (b) => edits.reorderGroups(b, ['a', 'b']),
    /does not name each group once/,
  ],
  ['a second default group', (b) => edits.addDefault(b), /already has a <default>/],
  ['a move to where it is', (b) => edits.moveChild(b, 'a', 'a', { tag: 'html', urlName: 'x' }), /already/],
  ['a child that breaks out', (b) => edits.addChild(b, 'a', '<p/></group><group>'), /not one XML element/],
  [
    'a tag that is none',
    (b) => edits.addChild(b, 'a', { tag: 'p a="1"', urlName: 'x' }),
    /not the name of a tag/,
  ],
  [
    'a child without a url_name',
    (b) => edits.addGroup(b, { name: 'n', portion: 0, children: [{ tag: 'html' } as never] }),
    /<html> has no urlName/,
  ],
])('%s is refused', (_, edit, message) => {
  expect(() => edit(block())).toThrow(message);
  expect(() => edit(block())).toThrow(
    expect.objectContaining<Partial<AbtestError>>({ code: 'edit-impossible' }),
  );
});

test.each<[string, (b: AbtestBlock) => edits.AbtestEdit, RegExp]>([
  [
    'an unknown group',
    (b) => edits.setPortion(b, 'z', 0.1),
    /^Use one of its groups: .*"a", .*"_DEFAULT_GROUP"\.$/,
  ],
  [
    'the portion of the default group',
    (b) => edits.setPortion(b, '_DEFAULT_GROUP', 0.1),
    /^Change the portions of/,
  ],
])('the hint about %s tells what to do', (_, edit, hint) => {
  expect(() => edit(block())).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(hint) }) as Partial<AbtestError>,
  );
});

test('a group of which there are two is refused', () => {
  const two = block(
    '<abtest experiment="E"><group name="a" portion="0"/><group name="a" portion="0"/></abtest>',
  );
  expect(() => edits.setPortion(two, 'a', 1)).toThrow('2 groups "a"');
});

test('in an encoding that lacks a character it is written as a reference', () => {
  const bytes = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><abtest experiment="é"/>', 'latin1');
  const { document } = edits.setExperiment(parseAbtest(bytes).block!, 'é→😀');
  const text = Buffer.from(writeXml(document)).toString('latin1');
  expect(text).toBe('<?xml version="1.0" encoding="ISO-8859-1"?><abtest experiment="é&#8594;&#128512;"/>');
  expect(parseAbtest(writeXml(document)).block?.experiment).toBe('é→😀');
});

test('whatever the block: an edit does what it says, and the rest stays', () => {
  fc.assert(
    fc.property(abtestText, fc.nat(), (text, pick) => {
      const before = block(text);
      const names = before.groups.map((group) => group.name!);
      const once = before.groups.filter((group) => names.filter((name) => name === group.name).length === 1);
      const own = once.filter((group) => !group.isDefault);
      if (own.length === 0) return;
      const { name } = own[pick % own.length]!;
      const after = edits.setPortion(before, name!, '0.125');
      expect(after.block.groups.find((group) => group.name === name)?.portion.text).toBe('0.125');
      expect(after.block.groups.map((group) => group.name)).toEqual(names);
      const grown = edits.addChild(after.block, name!, { tag: 'html', urlName: 'added' });
      const children = grown.block.groups.find((group) => group.name === name)!.children;
      expect(children.at(-1)?.urlName).toBe('added');
      const shrunk = edits.removeChild(grown.block, name!, children.at(-1)!);
      expect(shrunk.block.groups.map((group) => group.children.map((each) => each.element.raw))).toEqual(
        before.groups.map((group) => group.children.map((each) => each.element.raw)),
      );
    }),
    { numRuns: 500 },
  );
});
