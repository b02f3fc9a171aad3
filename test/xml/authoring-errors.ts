/** Slips that course authors make, each with the place that a person would point at. */

interface Slip {
  readonly name: string;
  readonly text: string;
  /** `line:column`, counted from 1. */
  readonly at: string;
  readonly says: RegExp;
}

const lines = (...all: string[]): string => all.join('\n');

export const slips: readonly Slip[] = [
  {
    name: 'a bare ampersand',
    text: lines('<problem>', '  <p>', '    one', '  </p>', '  <p>Salt & pepper</p>', '</problem>'),
    at: '5:11',
    says: /bare "&"/,
  },
  {
    name: 'an ampersand in a link',
    text: lines('<html>', '  <a href="?a=1&b=2">x</a>', '</html>'),
    at: '2:16',
    says: /bare "&"/,
  },
  {
    name: 'an HTML entity',
    text: lines('<html>', '<p>a&nbsp;b</p>', '</html>'),
    at: '2:5',
    says: /&nbsp;.*not defined/,
  },
  {
    name: 'an entity without its semicolon',
    text: lines('<p>', 'a &amp b', '</p>'),
    at: '2:3',
    says: /semicolon/,
  },
  { name: 'a bare less-than', text: lines('<p>', 'if x < 5', '</p>'), at: '2:6', says: /bare "<"/ },
  { name: 'a less-than before a digit', text: lines('<p>', 'x <5', '</p>'), at: '2:3', says: /bare "<"/ },
  {
    name: 'an end tag that is missing',
    text: lines('<problem>', '  <p>text', '</problem>'),
    at: '3:1',
    says: /<\/problem> does not match the open <p>/,
  },
  {
    name: 'crossed tags',
    text: lines('<p>', '<b><i>x</b></i>', '</p>'),
    at: '2:8',
    says: /<\/b> does not match/,
  },
  {
    name: 'another case in the end tag',
    text: lines('<p>', '<B>x</b>', '</p>'),
    at: '2:5',
    says: /<\/b> does not match/,
  },
  { name: 'an end tag too many', text: lines('<p>', '</p>', '</p>'), at: '3:1', says: /closes nothing/ },
  {
    name: 'a root that is not closed',
    text: lines('<vertical>', '  <html/>', ''),
    at: '3:1',
    says: /still open/,
  },
  { name: 'two root elements', text: lines('<html/>', '<html/>'), at: '2:1', says: /second root/ },
  { name: 'text behind the root', text: lines('<html/>', 'note'), at: '2:1', says: /Text after the end/ },
  { name: 'text before the root', text: lines('', 'note <html/>'), at: '2:1', says: /Text before/ },
  {
    name: 'an attribute without quotes',
    text: lines('<p>', '<a b=c>x</a>', '</p>'),
    at: '2:6',
    says: /not in quotes/,
  },
  {
    name: 'an attribute without a value',
    text: lines('<p>', '<video controls/>', '</p>'),
    at: '2:8',
    says: /no value/,
  },
  { name: 'typographic quotes', text: lines('<p>', '<a b=“c”/>', '</p>'), at: '2:6', says: /not in quotes/ },
  {
    name: 'an attribute twice',
    text: lines('<p>', '<a b="1" b="2"/>', '</p>'),
    at: '2:10',
    says: /occurs twice/,
  },
  {
    name: 'no blank between attributes',
    text: lines('<p>', '<a b="1"c="2"/>', '</p>'),
    at: '2:9',
    says: /No space/,
  },
  {
    name: 'a quote that is not closed',
    text: lines('<p>', '<a b="1>x</a>', '</p>'),
    at: '2:10',
    says: /"<" in the value/,
  },
  {
    name: 'a less-than in an attribute',
    text: lines('<p>', '<a b="1 < 2"/>', '</p>'),
    at: '2:9',
    says: /"<" in the value/,
  },
  {
    name: 'a tag that is not finished',
    text: lines('<p>', '<a b="1"', '<c/>', '</p>'),
    at: '3:1',
    says: /lacks its ">"/,
  },
  {
    name: 'two hyphens in a comment',
    text: lines('<p>', '<!-- a -- b -->', '</p>'),
    at: '2:8',
    says: /"--" inside/,
  },
  {
    name: 'a comment that Unterminated',
    text: lines('<p>', '  <!-- a', '</p>'),
    at: '2:3',
    says: /Unterminated/,
  },
  {
    name: 'a CDATA section that Unterminated',
    text: lines('<p>', '<![CDATA[ a', '</p>'),
    at: '2:1',
    says: /Unterminated/,
  },
  { name: 'a control character', text: lines('<p>', 'a\u0008b', '</p>'), at: '2:2', says: /U\+0008/ },
  {
    name: 'the end of a CDATA section in text',
    text: lines('<p>', 'a ]]> b', '</p>'),
    at: '2:3',
    says: /"\]\]>"/,
  },
  {
    name: 'a blank line before the declaration',
    text: lines('', '<?xml version="1.0"?>', '<p/>'),
    at: '2:1',
    says: /declaration/,
  },
  {
    name: 'a number that is no character',
    text: lines('<p>', 'a&#0;b', '</p>'),
    at: '2:2',
    says: /not allow/,
  },
  {
    name: 'a blank behind the slash',
    text: lines('<p>', '<br/ >', '</p>'),
    at: '2:4',
    says: /No ">" after/,
  },
  {
    name: 'a name that begins with a digit',
    text: lines('<p>', '<1st/>', '</p>'),
    at: '2:1',
    says: /bare "<"/,
  },
  { name: 'text in an end tag', text: lines('<p>', '<b>x</b y>', '</p>'), at: '2:9', says: /end tag/ },
  {
    name: 'a quote too many',
    text: lines('<p>', '<a b="1""/>', '</p>'),
    at: '2:9',
    says: /is not allowed in a tag/,
  },
  { name: 'an empty file', text: '', at: '1:1', says: /empty/ },
];
