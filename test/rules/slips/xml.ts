/** Slips that make a file no XML, or XML that says something else. */
import { inFile, inTone, type Slip, TONE } from './slip.js';

const inStory = inFile('abtest/bye.xml');
const inUnit = inFile('vertical/practice.xml');
const inProblem = inFile('problem/welcome_question.xml');
const P = '<p>Welcome! Start with the safety page.</p>';

export const xmlSlips: readonly Slip[] = [
  inTone('end-tag-missing', 'The end tag of a group is missing', [
    '<html url_name="welcome_plain"/>\n  </group>',
    '<html url_name="welcome_plain"/>',
  ]),
  inTone('end-tag-misspelt', 'The end tag of a group is misspelt', [
    '</group>\n  <group',
    '</gruop>\n  <group',
  ]),
  inTone('end-tag-in-capitals', 'The end tag is in capitals', ['</default>', '</DEFAULT>']),
  inTone('end-tags-crossed', 'Two end tags are crossed', [
    '</p>\n    </html>\n  </default>',
    '</p>\n  </default>\n    </html>',
  ]),
  inTone('end-tag-twice', 'An end tag is there twice', ['</default>', '</default>\n  </default>']),
  inTone('end-slash-at-start', 'An end tag is written as a start tag', ['</p>', '<p>']),
  inTone('root-not-closed', 'The file ends before the last end tag', ['</abtest>', '']),
  inTone('quote-missing', 'The closing quote of a portion is missing', ['portion="0.5">', 'portion="0.5>']),
  inTone('quotes-missing', 'A portion has no quotes', ['portion="0.5"', 'portion=0.5']),
  inTone('quotes-curly', 'Quotes are curly, as word processors write them', [
    'portion="0.5"',
    'portion=“0.5”',
  ]),
  inTone('quotes-mixed', 'A value opens with one quote and closes with the other', [
    'name="plain"',
    'name="plain\'',
  ]),
  inTone('quote-extra', 'There is a quote too many', ['name="plain"', 'name="plain""']),
  inTone('equals-missing', 'The equals sign is missing', ['portion="0.5"', 'portion "0.5"']),
  inTone('equals-colon', 'A colon in place of the equals sign', ['portion="0.5"', 'portion:"0.5"']),
  inTone('space-missing', 'There is no space between two attributes', ['"plain" portion', '"plain"portion']),
  inTone('comma-between-attributes', 'A comma between two attributes', [
    '"plain" portion',
    '"plain", portion',
  ]),
  inTone('attribute-twice', 'An attribute is there twice', ['name="plain"', 'name="plain" name="simple"']),
  inTone('ampersand', 'A bare & in a text', ['Start with', 'Safety & care:'], 'Safety &amp; care:'),
  inTone(
    'ampersand-in-attribute',
    'A bare & in an attribute',
    ['"Welcome text"', '"Welcome & more"'],
    '"Welcome &amp; more"',
  ),
  inTone('less-than', 'A bare < in a text', ['Start with', 'x < 3:'], 'x &lt; 3:'),
  inTone(
    'less-than-in-attribute',
    'A bare < in an attribute',
    ['"Welcome text"', '"Less < more"'],
    '"Less &lt; more"',
  ),
  inTone(
    'entity-of-html',
    'An entity of HTML, unknown to XML',
    ['Start with', 'Start&nbsp;with'],
    'Start&#160;with',
  ),
  inTone(
    'entity-without-semicolon',
    'An entity without its semicolon',
    ['Start with', 'Start &amp with'],
    'Start &amp; with',
  ),
  inTone('br', '<br> as in HTML', ['Start with', '<br>Start with'], '<br/>Start with'),
  inTone(
    'img',
    '<img> as in HTML',
    ['Start with', '<img src="a.png" alt="">Start with'],
    '<img src="a.png" alt=""/>Start with',
  ),
  inTone('hr', '<hr> as in HTML', ['Start with', '<hr>Start with'], '<hr/>Start with'),
  inTone(
    'attribute-without-value',
    'An attribute without a value, as in HTML',
    ['<p>', '<p hidden>'],
    '<p hidden="hidden">',
  ),
  inTone(
    'li-not-closed',
    '<li> not closed, as in HTML',
    [P, '<ul><li>one<li>two</ul>'],
    '<ul><li>one</li><li>two</li></ul>',
  ),
  inTone(
    'comment-dashes',
    'Two dashes inside a comment',
    ['<default>', '<!-- short -- and sweet --><default>'],
    '<!-- short, and sweet --><default>',
  ),
  inTone(
    'comment-not-closed',
    'A comment is not closed',
    ['<default>', '<!-- short <default>'],
    '<!-- short --><default>',
  ),
  inTone('cdata-not-closed', 'A CDATA section is not closed', [P, `<![CDATA[${P}`], `<![CDATA[${P}]]>`),
  inTone(
    'cdata-in-cdata',
    'A CDATA section inside another one',
    [P, '<![CDATA[<p>a</p><![CDATA[b]]>c]]>'],
    '<![CDATA[<p>a</p>bc]]>',
  ),
  inTone(
    'cdata-in-cdata-with-markup',
    'A CDATA section inside another one, with markup after it',
    [P, '<![CDATA[<p>a <![CDATA[b]]> c</p>]]>'],
    '<![CDATA[<p>a b c</p>]]>',
  ),
  inTone('cdata-misspelt', 'CDATA is misspelt', [P, `<![CDATE[${P}]]>`], `<![CDATA[${P}]]>`),
  inTone(
    'declaration-after-blank-line',
    'An XML declaration after an empty line',
    ['<abtest experiment', '\n<?xml version="1.0"?>\n<abtest experiment'],
    '<abtest experiment',
  ),
  inTone(
    'two-roots',
    'A second block in the same file',
    ['</abtest>', '</abtest>\n<abtest experiment="Other"/>'],
    '</abtest>',
  ),
  inTone('text-after-root', 'A word after the last end tag', ['</abtest>', '</abtest> done'], '</abtest>'),
  inTone('tag-without-end', 'A start tag is not closed by >', [
    '<html url_name="welcome_plain"/>',
    '<html url_name="welcome_plain"',
  ]),
  inTone('slash-in-start-tag', 'A group closes itself and has content', [
    '<group name="plain" portion="0.5">',
    '<group name="plain" portion="0.5"/>',
  ]),
  inTone('space-after-bracket', 'A space after <', ['<default>', '< default>']),
  inTone('prefix', 'A prefix that nothing declares', ['<default>', '<ab:default>']),
  inTone(
    'default-namespace',
    'A default namespace',
    ['<abtest experiment', '<abtest xmlns="http://example.org/abtest" experiment'],
    '<abtest experiment',
  ),
  inTone(
    'doctype',
    'A DOCTYPE',
    ['<abtest experiment', '<!DOCTYPE abtest>\n<abtest experiment'],
    '<abtest experiment',
  ),
  inTone(
    'control-character',
    'A control character from a copied text',
    ['Start with', 'Start \u0001with'],
    'Start with',
  ),
  inTone(
    'merge-conflict',
    'An unresolved merge conflict',
    ['  <default>\n', '<<<<<<< HEAD\n  <default>\n=======\n  <default>\n>>>>>>> texts\n'],
    '  <default>\n',
  ),
  inTone(
    'template-mako',
    'A Mako template',
    [
      '<abtest experiment="Tone of the texts"',
      '<%namespace name="x" file="x.xml"/>\n% if ready:\n<abtest experiment="%{name}"',
    ],
    '<abtest experiment="Tone of the texts"',
  ),
  inTone(
    'template-jinja',
    'A Jinja template',
    ['  <default>\n', '  {% if ready %}\n  <default>\n'],
    '  <default>\n',
  ),
  {
    id: 'file-empty',
    slip: 'A file is empty',
    edits: [{ file: TONE, write: '' }],
  },
  {
    id: 'file-of-spaces',
    slip: 'A file holds spaces only',
    edits: [{ file: TONE, write: ' \n\n' }],
  },
  {
    id: 'file-latin-1',
    slip: 'A file is saved in Latin-1 and says nothing of it',
    edits: [
      {
        file: 'vertical/practice.xml',
        write: Buffer.from(
          '<vertical display_name="Zubeh\xf6r"><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
          'latin1',
        ),
      },
    ],
    mend: [
      {
        file: 'vertical/practice.xml',
        write:
          '<vertical display_name="Zubehör"><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
      },
    ],
  },
  {
    id: 'file-declared-latin-1',
    slip: 'A file is saved in Latin-1 and declares it',
    edits: [
      {
        file: 'vertical/practice.xml',
        write: Buffer.from(
          '<?xml version="1.0" encoding="iso-8859-1"?>\n<vertical display_name="Zubeh\xf6r"><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
          'latin1',
        ),
      },
    ],
    mend: [
      {
        file: 'vertical/practice.xml',
        write:
          '<vertical display_name="Zubehör"><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
      },
    ],
  },
  {
    id: 'file-utf-16',
    slip: 'A file is saved in UTF-16',
    edits: [
      {
        file: 'vertical/practice.xml',
        write: Buffer.from(
          '\ufeff<vertical><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
          'utf16le',
        ),
      },
    ],
    mend: [
      {
        file: 'vertical/practice.xml',
        write: '<vertical><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
      },
    ],
  },
  {
    id: 'file-with-bom',
    slip: 'A file begins with a byte order mark',
    edits: [
      {
        file: 'vertical/practice.xml',
        write: '\ufeff<vertical><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
      },
    ],
    mend: [
      {
        file: 'vertical/practice.xml',
        write: '<vertical><html url_name="about_swarms"/><split_test url_name="hints"/></vertical>',
      },
    ],
  },
  inStory(
    'text-after-a-group',
    'A word after a group',
    ['</group>\n  <default>', '</group> or\n  <default>'],
    '</group>\n  <default>',
  ),
  inStory(
    'text-after-a-child',
    'A word after the block of a group',
    ['</html>\n  </group>\n  <default>', '</html> and so on\n  </group>\n  <default>'],
    '</html>\n  </group>\n  <default>',
  ),
  inUnit(
    'text-after-the-split-test',
    'A word after the split_test in its unit',
    ['<split_test url_name="hints"/>', '<split_test url_name="hints"/> TODO'],
    '<split_test url_name="hints"/>',
  ),
  inFile('sequential/visit.xml')(
    'text-after-the-unit',
    'A word after the unit that holds the experiment',
    ['<vertical url_name="practice"/>', '<vertical url_name="practice"/> draft'],
    '<vertical url_name="practice"/>',
  ),
  inProblem('child-file-broken', 'The file of a child is not well-formed', ['</p>', '']),
];
