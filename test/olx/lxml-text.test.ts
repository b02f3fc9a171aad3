import { expect, test } from 'vitest';
import { lxmlText, madeUpName } from '../../src/olx/print/lxml-text.js';
import { readXml } from '../../src/xml/parse.js';

/** Each pair was printed by lxml 4.9.2: `etree.tostring(etree.fromstring(text, parser))`, blanks and comments removed. */
test.each([
  ['<a> <b/> </a>', '<a><b/></a>'],
  ['<a> </a>', '<a> </a>'],
  ['<a>x <b/> <c/> </a>', '<a>x <b/> <c/> </a>'],
  ['<a><!-- c --> <b/> y</a>', '<a><b/> y</a>'],
  ['<a><![CDATA[x<y]]>&#13;\t"\'é😀</a>', '<a>x&lt;y&#13;\t"\'&#233;&#128512;</a>'],
  ['<a t="x&#10;y&#9;z\'&quot;é>"/>', '<a t="x&#10;y&#9;z\'&quot;&#233;&gt;"/>'],
  ['<a><?pi d?> <b/></a>', '<a><?pi d?><b/></a>'],
  ['<a>&#32;<b/> </a>', '<a> <b/> </a>'],
  ['<a b="1" xmlns:x="u"><x:c/></a>', '<a xmlns:x="u" b="1"><x:c/></a>'],
  ['<a>t<!--c-->u <!--d--> <b/></a>', '<a>tu  <b/></a>'],
  ['<a>\n<b></b>\n</a>', '<a><b/></a>'],
  ['<a><b/>tail <c/> </a>', '<a><b/>tail <c/></a>'],
])('%s', (text, printed) => {
  expect(lxmlText(readXml(text, 'x').document!.root)).toBe(printed);
});

test('a name is made of the tag and the hash of what lxml prints', () => {
  const nameOf = (text: string): string => madeUpName(readXml(text, 'x').document!.root);
  expect(nameOf('<html>same</html>')).toBe('html_2c3b75e1d339');
  expect(nameOf('<html><!-- no --><![CDATA[same]]></html>')).toBe('html_2c3b75e1d339');
});
