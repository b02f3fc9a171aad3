import { describe, expect, test } from 'vitest';
import { html } from '../../src/presentation/html.js';
import { contentCard } from '../../src/preview/content/content-card.js';
import { frameDocument } from '../../src/preview/content/content-frame.js';
import { quietHtml } from '../../src/preview/content/content-outside.js';
import { textOfMarkup } from '../../src/preview/content/content-text.js';
import { courseFolder, loaded, unitCourse } from './courses.js';

const asset = (path: string): string | null => (path.endsWith('.png') ? `/at/${path}` : null);

async function frame(block: string, id: string, files: Record<string, string> = {}): Promise<string> {
  const preview = await loaded(courseFolder(unitCourse(block, files)));
  return frameDocument(preview, preview.nodeOf(id)!, { asset });
}

async function card(block: string, id: string, files: Record<string, string> = {}): Promise<string> {
  const preview = await loaded(courseFolder(unitCourse(block, files)));
  return html`${contentCard(preview, preview.nodeOf(id)!)}`.text;
}

/** A problem's form as its text, a line for each paragraph. */
async function form(problem: string): Promise<string[]> {
  const document = await frame(`<problem url_name="p">${problem}</problem>`, 'problem/p');
  return textOfMarkup(document.slice(document.indexOf('<body>'))).split('\n');
}

describe('the document of a frame', () => {
  test('begins with our own head: the policy, and links without effect', async () => {
    const document = await frame('<html url_name="h"><b>bold</b></html>', 'html/h');
    const policy = document.indexOf('http-equiv="Content-Security-Policy"');
    expect(policy).toBeGreaterThan(0);
    expect(document.indexOf('<base target="_blank">')).toBeGreaterThan(policy);
    expect(document.indexOf('<b>bold</b>')).toBeGreaterThan(document.indexOf('<body>'));
  });

  test('references to other hosts are counted and listed', async () => {
    const body =
      '<img src="https://a.example/x.png"/><img src="//b.example/y.png"/><a href="https://c.example/">c</a>';
    const document = await frame(`<html url_name="h">${body}</html>`, 'html/h');
    expect(document).toContain('2 items from elsewhere are not loaded here: a.example, b.example');
    expect(document).not.toContain(': c.example');
    expect(await frame('<html url_name="h"><p>x</p></html>', 'html/h')).not.toContain('from elsewhere');
  });

  test('has a notice where there is nothing to show', async () => {
    for (const block of [
      '<html url_name="h" filename="gone"/>',
      '<html url_name="h" filename="../../etc/passwd"/>',
      '<html url_name="h"/>',
    ])
      expect(await frame(block, 'html/h')).toContain('This block has no content to show.');
  });
});

describe('foreign HTML without outside references', () => {
  const quiet = (markup: string): string => quietHtml(markup, { asset });

  test('images of the course get their URL, in whatever form they are referenced', () => {
    expect(quiet('<img src="/static/a.png">')).toBe('<img src="/at/a.png">');
    expect(quiet(`<img alt='x' SRC = '/static/d/a%20b.png?raw=1'>`)).toBe(
      `<img alt='x' SRC = '/at/d/a%20b.png'>`,
    );
    expect(quiet('<img src="/c4x/Org/C1/asset/a.png">')).toBe('<img src="/at/a.png">');
    expect(quiet('<img src="/asset-v1:Org+C1+run+type@asset+block@a.png">')).toBe('<img src="/at/a.png">');
    expect(quiet('<p style="background: url(/static/a.png)">')).toBe(
      '<p style="background: url(/at/a.png)">',
    );
    expect(quiet('<img src="/static/a.pdf">')).toBe('<img src="data:,">');
    expect(quiet('<img src="/static/%zz.png">')).toBe('<img src="/at/%zz.png">');
  });

  test('a URL cannot break out of its attribute', () => {
    expect(quiet('<img src="/static/a%22%20onerror=%22x.png">')).toBe(
      '<img src="/at/a%22%20onerror=%22x.png">',
    );
    expect(quiet("<img src='/static/a%27 onerror=x.png'>")).not.toContain("a'");
    expect(quiet('<p style="background:url(/static/a%29;x.png)">')).toContain('/at/a%29;x.png)');
  });

  test.each(['link', 'META', 'base', 'iframe', 'object', 'embed', 'frameset', 'a', 'area'])(
    '<%s> is renamed',
    (tag) => {
      expect(quiet(`<${tag} href="x">y</${tag}>`)).toBe(`<outside-${tag} href="x">y</outside-${tag}>`);
    },
  );

  test('other tags with the same beginning are unchanged, and renaming creates no new tags', () => {
    for (const markup of ['<abbr>', '<article>', '<linked>', '<metal>', '<link-x>', '< link>', '<b>a<c'])
      expect(quiet(markup)).toBe(markup);
    expect(quiet('<li<linknk rel=x>')).toBe('<li<linknk rel=x>');
    expect(quiet('<li<link rel=x>')).toBe('<li<outside-link rel=x>');
  });
});

describe('a problem as a form', () => {
  test('single choice, checkboxes and hints, the right ones marked', async () => {
    expect(
      await form(`<multiplechoiceresponse><label>Which?</label><description>One.</description><choicegroup type="MultipleChoice">
        <choice correct="true" name="a">Right <choicehint>Well done</choicehint></choice><choice correct="false">Wrong</choice><choice correct="partial">Half</choice></choicegroup></multiplechoiceresponse>
        <solution><p>Because.</p></solution><demandhint><hint>Think.</hint></demandhint>`),
    ).toEqual([
      'Single choice',
      'Which?',
      'One.',
      'Right',
      'Well done',
      '✓ right',
      'Wrong',
      'Half',
      'partly right',
      'Explanation',
      'Because.',
      'Hints',
      'Think.',
    ]);
    const checkboxes = await frame(
      '<problem url_name="p"><choiceresponse><checkboxgroup><choice correct="true">A</choice><choice correct="false">B</choice></checkboxgroup></choiceresponse></problem>',
      'problem/p',
    );
    expect(checkboxes).toContain('<input type="checkbox" disabled checked>');
    expect(checkboxes).toContain('<input type="checkbox" disabled>');
  });

  test('a dropdown, old style and new style', async () => {
    expect(
      await form(
        `<optionresponse><optioninput options="('red','it\\'s blue')" correct="red"/></optionresponse>`,
      ),
    ).toEqual(['Dropdown', "Select an option red it\\'s blue", 'red ✓ right', "it\\'s blue"]);
    expect(
      await form(
        '<optionresponse><optioninput><option correct="False">red</option><option correct="True">blue</option></optioninput></optionresponse>',
      ),
    ).toEqual(['Dropdown', 'Select an option red blue', 'red', 'blue ✓ right']);
  });

  test('text answers', async () => {
    expect(
      await form(
        '<stringresponse answer="bee" type="ci"><additional_answer answer="honeybee"/><textline size="20"/></stringresponse>',
      ),
    ).toEqual(['Text input', '✓ also right: honeybee', 'Right answer bee', 'Compared as ci']);
    expect(
      await form(
        '<numericalresponse answer="$x"><responseparam type="tolerance" default="5%"/><formulaequationinput trailing_text="cm"/></numericalresponse>',
      ),
    ).toEqual(['Number input', 'type tolerance, default 5%', 'cm', 'Right answer $x']);
    expect(
      await form(
        '<formularesponse answer="a*b" samples="a,b@1:2#3"><formulaequationinput/></formularesponse>',
      ),
    ).toEqual(['Formula input', 'Right answer a*b', 'Samples a,b@1:2#3']);
    expect(
      await form(
        '<script type="loncapa/python"> x = 1 &lt; 2 </script><customresponse cfn="check" expect="7"><textline/></customresponse>',
      ),
    ).toEqual([
      'Script',
      'x = 1 < 2',
      'Custom answer, checked by a script',
      'Right answer 7',
      'Checked by the function check',
    ]);
    expect(
      await form(
        '<customresponse><textline/><answer type="loncapa/python"> correct = [1] </answer></customresponse>',
      ),
    ).toEqual(['Custom answer, checked by a script', 'Grading code', 'correct = [1]']);
  });

  test('unknown elements keep their text, known HTML its tags; handlers and styles are removed', async () => {
    const document = await frame(
      '<problem url_name="p"><mystery><p onclick="x()" class="y" title="t">One <b>two</b></p></mystery><style>p{}</style><!-- no --><strangeresponse>three</strangeresponse></problem>',
      'problem/p',
    );
    expect(document).toContain('<p title="t">One <b>two</b></p>');
    expect(document).toContain('strangeresponse');
    expect(document).not.toMatch(/onclick|p\{\}|no --/);
  });

  test('text of an author is escaped', async () => {
    const document = await frame(
      '<problem url_name="p"><p>&lt;script>x&lt;/script></p><![CDATA[<img src=x onerror=y>]]></problem>',
      'problem/p',
    );
    expect(document).not.toMatch(/<script|<img/);
  });
});

test('tags of problems with names of Object properties are treated like others', async () => {
  const lines = await form(
    '<constructor>one</constructor><toString>two</toString><hasOwnProperty>3</hasOwnProperty>',
  );
  expect(lines).toEqual(['one two 3']);
});

describe('cards', () => {
  test('a video with its links; only http and https URLs are links', async () => {
    const text = await card(
      `<video url_name="v" youtube="0.75:x,1.00:abc_-1" html5_sources='["https://a.example/v.mp4", "javascript:alert(1)"]' sub="subs" start_time="10" display_name="V"><source src="//b.example/v.webm"/><transcript language="de" src="v.srt"/></video>`,
      'video/v',
    );
    expect(text).toContain(
      '<a href="https://www.youtube.com/watch?v=abc_-1" rel="noreferrer noopener" target="_blank">YouTube abc_-1</a>',
    );
    expect(text).toContain('<a href="https://a.example/v.mp4"');
    expect(text).toContain('<span>javascript:alert(1)</span>');
    expect(text).not.toContain('href="javascript');
    expect(text).toContain('de: v.srt');
    expect(text).toContain('<dt class="code">start_time</dt><dd>10</dd>');
    expect(
      await card('<video url_name="v" html5_sources="not json" youtube_id_1_0="&quot;>&lt;b>"/>', 'video/v', {
        'video/v.xml': '<video html5_sources="not json" youtube_id_1_0="&quot;>&lt;b>"/>',
      }),
    ).not.toContain('<b>');
  });

  test('settings of a small block, the XML of another, missing files', async () => {
    expect(
      await card(
        '<google-calendar url_name="d" calendar_id="Week 1" default_view="1"/>',
        'google-calendar/d',
      ),
    ).toContain('<dd>Week 1</dd>');
    expect(
      await card('<slider url_name="d"><a><answer id="1">Yes</answer></a><b c="d"/></slider>', 'slider/d'),
    ).toMatch(/&lt;a&gt;\n<.*> {4}&lt;answer id=&quot;1&quot;&gt;Yes&lt;\/answer&gt;\n/s);
    expect(await card('<done url_name="d"/>', 'done/d')).toContain('It has no settings.');
    expect(await card('<video url_name="gone"/>', 'video/gone')).toContain('does not exist');
    expect(await card('<problem url_name="../../x"/>', 'problem/../../x')).toContain('outside the course');
    expect(await card('<vertical url_name="un"/>', 'vertical/un~1')).toContain('contains itself');
    expect(await card(`<edx_sga url_name="d" data="${'x'.repeat(500)}"/>`, 'edx_sga/d')).toContain(
      `${'x'.repeat(300)}…`,
    );
  });
});

describe('readable text', () => {
  test('reads as a reader would', () => {
    expect(
      textOfMarkup(
        '<h2>A &amp; B</h2><p>one<br>two   three</p><script>no()</script><style>p{}</style><!-- no --><ul><li>&#8211;&nbsp;x&#x41;</ul>',
      ),
    ).toBe('A & B\none\ntwo three\n– xA');
    expect(textOfMarkup('<img alt="bee" src="/static/a.png"> a < b <!DOCTYPE x> &unknown; &#9999999;')).toBe(
      '[picture: bee, /static/a.png] a < b &unknown; &#9999999;',
    );
    expect(textOfMarkup('x <!-- open')).toBe('x');
  });

  test.each([
    '<',
    '<!--',
    '<script>',
    '<p ',
    '&#1',
    ' ',
    '<img src="',
    '</script',
    'url(/static/',
    ' src="/static/',
    '<a =',
    'src= ',
  ])('ends on a megabyte of %j, where quadratic work would reach the time limit', (piece) => {
    const large = piece.repeat(Math.ceil(2 ** 20 / piece.length));
    expect(typeof textOfMarkup(large)).toBe('string');
    expect(quietHtml(large, { asset })).not.toBe('');
  });
});
