/** The body of an `<html>` block is what Open edX renders of it. */
import { expect, it } from 'vitest';
import { contentOf } from '../../src/olx/block/content.js';
import { courseOf, nodeNamed } from '../runtime/blocks.js';

const bodies: readonly (readonly [why: string, inside: string, html: string])[] = [
  ['elements', '<p>one</p><br/>', '<p>one</p><br/>'],
  ['text before elements', 'one <b>two</b> &amp; three', 'one <b>two</b> &amp; three'],
  ['a CDATA section is markup', '<![CDATA[<p>one</p> &amp; more]]>', '<p>one</p> &amp; more'],
  ['references are markup', '\n&lt;p&gt;one&lt;/p&gt;', '\n<p>one</p>'],
  ['text and CDATA are one text', '1 <![CDATA[<i>2</i>]]> &#60;i>3&lt;/i>', '1 <i>2</i> <i>3</i>'],
  ['not behind an element', '<hr/>&lt;p&gt;<![CDATA[<i>&]]>', '<hr/>&lt;p&gt;&lt;i&gt;&amp;'],
  ['not behind a comment', '<!-- <![CDATA[ --><![CDATA[<i>]]>', '<!-- <![CDATA[ -->&lt;i&gt;'],
  ['not inside an element', '<pre a="1"><![CDATA[a < b]]><b/></pre>', '<pre a="1">a &lt; b<b/></pre>'],
];

it.each(bodies)('%s', (_why, inside, html) => {
  const course = courseOf({
    'course.xml': '<course org="o" course="c" url_name="r"/>',
    'course/r.xml': `<course><html url_name="h">${inside}</html></course>`,
  });
  const node = nodeNamed(course, 'h');
  expect(contentOf(course, node)).toMatchObject({ html, xml: `<html url_name="h">${inside}</html>` });
});
