import { describe, expect, test } from 'vitest';
import { html } from '../../src/presentation/html.js';
import { frameBody } from '../../src/preview/content/content-body.js';
import { contentCard } from '../../src/preview/content/content-card.js';
import { frameDocument } from '../../src/preview/content/content-frame.js';
import { AUTHOR, type Reader } from '../../src/preview/content/content-reader.js';
import { textOfMarkup } from '../../src/preview/content/content-text.js';
import { jumpTarget } from '../../src/preview/content/jump-target.js';
import { containerNote } from '../../src/preview/content/kinds/containers.js';
import { staticName } from '../../src/preview/content/static-names.js';
import { courseFolder, loaded, unitCourse } from './courses.js';

const LEARNER: Reader = { showsAnswers: false, learner: 'ann "<b>' };
const asset = (path: string): string => `/at/${path}`;

async function shown(block: string, id: string, reader: Reader = LEARNER): Promise<string> {
  const preview = await loaded(courseFolder(unitCourse(block)));
  const node = preview.nodeOf(id)!;
  return frameBody(preview, node, reader) ?? html`${contentCard(preview, node, reader)}`.text;
}

async function lines(block: string, id: string, reader: Reader = LEARNER): Promise<string[]> {
  return textOfMarkup(await shown(block, id, reader)).split('\n');
}

const json = (value: unknown): string =>
  JSON.stringify(value, null, 2).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');

describe('the blocks that experiments use are shown as learners see them', () => {
  const POLL = `<poll url_name="p" xblock-family="xblock.v1" question="How was it?&#10;Be honest." feedback="Thanks" max_submissions="1" answers="${json(
    [
      ['A', { label: 'I love it', img: '/static/love.png', img_alt: 'A heart' }],
      ['B', { label: 'Not so much', img: '', img_alt: '' }],
    ],
  )}"/>`;

  test('a poll: its question and answers, with their pictures', async () => {
    expect(await lines(POLL, 'poll/p')).toEqual([
      'How was it?',
      'Be honest.',
      '[picture: A heart, /static/love.png] I love it',
      'Not so much',
    ]);
    expect((await shown(POLL, 'poll/p')).match(/type="radio" disabled/g)).toHaveLength(2);
    expect(await lines(POLL, 'poll/p', AUTHOR)).toEqual(expect.arrayContaining(['After voting', 'Thanks']));
  });

  test('a poll and a survey that were never changed: what Open edX shows', async () => {
    expect(await lines('<poll url_name="p" xblock-family="xblock.v1"/>', 'poll/p')).toEqual([
      'What is your favorite color?',
      'Red',
      'Blue',
      'Green',
      'Other',
    ]);
    expect(await shown('<survey url_name="s" xblock-family="xblock.v1"/>', 'survey/s')).toContain('Maybe');
  });

  test('a survey: a table of questions and answers', async () => {
    const questions = json([['q', { label: 'Enjoying?', img: '', img_alt: '' }]]);
    const answers = json([
      ['Y', 'Yes'],
      ['N', 'No'],
    ]);
    const text = await shown(
      `<survey url_name="s" questions="${questions}" answers="${answers}"/>`,
      'survey/s',
    );
    expect(text).toContain('<th scope="col">Yes</th>');
    expect(text).toContain('<th scope="row">Enjoying?</th>');
    expect(text.match(/type="radio"/g)).toHaveLength(2);
  });

  test('a poll question of 2012: its text, and its answers as choices', async () => {
    expect(
      await lines(
        '<poll_question url_name="q" display_name="D"><h3>Right?</h3><p>Would <b>you</b>?</p><answer id="y">Yes</answer><answer id="n">No</answer></poll_question>',
        'poll_question/q',
      ),
    ).toEqual(['Right?', 'Would you?', 'Yes', 'No']);
  });

  test('a word cloud: its instructions, and as many fields as words are asked for', async () => {
    const text = await shown(
      '<word_cloud url_name="w" instructions="Three words" num_inputs="3"/>',
      'word_cloud/w',
    );
    expect(text).toContain('Three words');
    expect(text.match(/<input disabled/g)).toHaveLength(3);
  });

  test('a video: a box with its title, its addresses and its transcripts', async () => {
    const text = await shown(
      '<video url_name="v" display_name="Bees" youtube_id_1_0="abc" html5_sources="[&quot;https://a.example/v.mp4&quot;]" transcripts="{&quot;de&quot;: &quot;bees-de.srt&quot;}" download_video="true"><transcript language="en" src="https://a.example/en.srt"/></video>',
      'video/v',
    );
    expect(text).toContain('aria-label="Video: Bees"');
    expect(text).toContain('href="https://www.youtube.com/watch?v=abc"');
    expect(text).toContain('href="https://a.example/v.mp4"');
    expect(text).toContain('<a href="https://a.example/en.srt"');
    expect(text).toContain('de: bees-de.srt');
    expect(text).not.toContain('download_video');
  });

  test('external tools and discussions: what and where', async () => {
    const lti =
      '<lti url_name="l" display_name="Lab" launch_url="https://lab.example/launch" lti_id="lab" open_in_a_new_page="true" has_score="true"/>';
    expect(await shown(lti, 'lti/l')).toContain('External tool (LTI), lab, in a window of its own');
    expect(
      await shown('<lti_consumer url_name="l" launch_url="javascript:x"/>', 'lti_consumer/l'),
    ).not.toContain('href');
    expect(
      await lines(
        '<discussion url_name="d" discussion_category="Week 1" discussion_target="Hives"/>',
        'discussion/d',
      ),
    ).toEqual(['Discussion: Week 1 › Hives']);
  });

  test('drag and drop: its items, picture and zones; where items belong is for authors', async () => {
    const data = json({
      targetImg: '/static/hive.png',
      targetImgDescription: 'A hive',
      feedback: { start: 'Drag them.' },
      zones: [{ uid: 'z1', title: 'Top', description: 'the roof' }],
      items: [
        { displayName: 'Roof', zones: ['z1'], imageURL: '' },
        { displayName: 'Stone', zones: [] },
      ],
    });
    const block = `<drag-and-drop-v2 url_name="d" xblock-family="xblock.v1" question_text="Where?" data="${data}"/>`;
    expect(await lines(block, 'drag-and-drop-v2/d')).toEqual([
      'Where?',
      'Drag them.',
      'Items to drag',
      'Roof',
      'Stone',
      '[picture: A hive, /static/hive.png]',
      'Zones',
      'Top the roof',
    ]);
    expect(await lines(block, 'drag-and-drop-v2/d', AUTHOR)).toEqual(
      expect.arrayContaining(['Roof ✓ Top', 'Stone ✓ belongs nowhere']),
    );
  });

  test('an open response assessment: prompts and steps; its rubric where learners see it', async () => {
    const block = (shows: string): string =>
      `<openassessment url_name="o" prompts_type="html" show_rubric_during_response="${shows}"><title>T</title><assessments><assessment name="peer-assessment" must_grade="3" must_be_graded_by="2"/><assessment name="self-assessment"/></assessments><prompts><prompt><description>&lt;p&gt;Write an &lt;b&gt;essay&lt;/b&gt;.&lt;/p&gt;</description></prompt></prompts><rubric><criterion><name>C</name><label>Ideas</label><prompt>How many?</prompt><option points="2"><name>0</name><label>Many</label><explanation>More than one</explanation></option></criterion></rubric></openassessment>`;
    expect(await lines(block('False'), 'openassessment/o')).toEqual([
      'Write an essay.',
      'Steps',
      'Peer assessment grades 3, is graded by 2',
      'Self assessment',
    ]);
    for (const text of [
      await lines(block('True'), 'openassessment/o'),
      await lines(block('False'), 'openassessment/o', AUTHOR),
    ])
      expect(text).toEqual(expect.arrayContaining(['Ideas How many?', 'Many 2 points More than one']));
  });

  test('a click on a picture: the picture; the right rectangle is for authors', async () => {
    const block =
      '<problem url_name="p"><imageresponse><imageinput src="/static/map.png" width="600" height="400" rectangle="(10,20)-(30,50)" alt="A map"/></imageresponse></problem>';
    expect(await shown(block, 'problem/p')).toContain(
      '<img src="/static/map.png" alt="A map" width="600" height="400">',
    );
    expect(await shown(block, 'problem/p')).not.toContain('olx-area');
    expect(await shown(block, 'problem/p', AUTHOR)).toContain('left:10px;top:20px;width:20px;height:30px');
  });

  test('an interactive input of a problem: what it would be, in place of a dead field', async () => {
    const block =
      '<problem url_name="p"><customresponse><jsinput html_file="/static/truss.html"/></customresponse></problem>';
    expect(await lines(block, 'problem/p')).toContain(
      'An interactive input (jsinput), which is not run here: /static/truss.html',
    );
  });

  test('what the preview cannot draw is said to a learner, and indented for an author', async () => {
    const block = `<mystery url_name="m"><a b="${'x'.repeat(120)}" c="d"><e>text <i>and</i> more</e></a></mystery>`;
    expect(await lines(block, 'mystery/m')).toEqual([
      'A block of the kind mystery, which the preview cannot draw.',
    ]);
    const text = await shown(block, 'mystery/m', AUTHOR);
    expect(text).toContain('    &lt;e&gt;text &lt;i&gt;and&lt;/i&gt; more&lt;/e&gt;');
    expect(text).toContain('      c=&quot;d&quot;');
  });
});

describe('a learner sees', () => {
  const PROBLEM = `<problem url_name="p"><script>secret = 1</script><p>Ask %%USER_ID%%</p><multiplechoiceresponse><choicegroup><choice correct="true">A<choicehint>secret</choicehint></choice><choice correct="false">B</choice></choicegroup></multiplechoiceresponse>
<stringresponse answer="secret" type="ci"><additional_answer answer="secret"/><textline/></stringresponse><optionresponse><optioninput options="('x','y')" correct="y"/></optionresponse>
<numericalresponse answer="42secret"><responseparam type="tolerance" default="secret"/><formulaequationinput/></numericalresponse><customresponse cfn="secret"><textline/><answer>secret</answer></customresponse>
<solution><div><p>Explanation</p><p>secret</p></div></solution><demandhint><hint>secret</hint></demandhint></problem>`;

  test('no right answers, hints, solutions, scripts or names of kinds', async () => {
    expect(await lines(PROBLEM, 'problem/p')).toEqual(['Ask %%USER_ID%%', 'A', 'B', 'Select an option x y']);
    expect(await shown(PROBLEM, 'problem/p')).not.toMatch(/secret|checked|✓|Dropdown/);
  });

  test('their own name in place of %%USER_ID%%, as text', async () => {
    const preview = await loaded(courseFolder(unitCourse(PROBLEM)));
    const node = preview.nodeOf('problem/p')!;
    expect(frameDocument(preview, node, { asset }, LEARNER)).toContain('Ask ann &quot;&lt;b&gt;');
    expect(frameDocument(preview, node, { asset })).toContain('Ask %%USER_ID%%');
  });

  test('an author sees all of it, and one heading above an explanation', async () => {
    const all = await lines(PROBLEM, 'problem/p', AUTHOR);
    expect(all.filter((line) => line.includes('secret')).length).toBeGreaterThan(8);
    expect(all.filter((line) => line === 'Explanation')).toHaveLength(1);
  });
});

describe('containers say what learners see of them', () => {
  async function note(block: string, id: string): Promise<string> {
    const preview = await loaded(courseFolder(unitCourse(block)));
    return textOfMarkup(html`${containerNote(preview, preview.nodeOf(id)!)}`.text);
  }
  const blocks =
    '<problem url_name="a"><p>a</p></problem><problem url_name="b" display_name="Quiz"><p>b</p></problem><problem url_name="c"><p>c</p></problem>';

  test.each([
    [
      `<library_content url_name="l" max_count="2" source_library_id="library-v1:X+Y" capa_type="choiceresponse">${blocks}</library_content>`,
      'library_content/l',
      'Each learner sees 2 of these 3 blocks, chosen at random. They come from the library library-v1:X+Y. Only problems of the kind choiceresponse are drawn.',
    ],
    [
      `<library_content url_name="l">${blocks}</library_content>`,
      'library_content/l',
      'Each learner sees 1 of these 3 blocks, chosen at random.',
    ],
    [
      `<itembank url_name="l" max_count="-1">${blocks}</itembank>`,
      'itembank/l',
      'Each learner sees all 3 of these blocks, in an order of their own.',
    ],
    [
      `${blocks}<conditional url_name="k" sources="i4x://O/C/problem/b" attempted="True"><html url_name="h">x</html></conditional>`,
      'conditional/k',
      'Learners see this only if Quiz was attempted.',
    ],
    [
      `${blocks}<conditional url_name="k" sources="block-v1:O+C+R+type@problem+block@b" correct="False"><html url_name="h">x</html></conditional>`,
      'conditional/k',
      'Learners see this only if Quiz was not answered correctly.',
    ],
    [
      '<conditional url_name="k" sources="" correct="True"/>',
      'conditional/k',
      'A conditional block without a source: learners see only its message.',
    ],
    ['<vertical url_name="v"><html url_name="h">x</html></vertical>', 'vertical/v', ''],
  ])('%s', async (block, id, text) => {
    expect(await note(block, id)).toBe(text);
  });
});

describe('links of a course to its own blocks', () => {
  test.each([
    ['/jump_to_id/h', 'html/h'],
    ['/courses/course-v1:O+C+R/jump_to_id/h#part', 'html/h'],
    ['/courses/course-v1:O+C+R/jump_to/block-v1:O+C+R+type@html+block@h?x=1', 'html/h'],
    ['../jump_to/i4x://O/C/vertical/un', 'vertical/un'],
    ['/jump_to/block-v1%3AO+C+R+type%40html+block%40h', 'html/h'],
  ])('%s leads to the block', async (address, id) => {
    const preview = await loaded(courseFolder(unitCourse('<html url_name="h">x</html>')));
    expect(preview.idOf(jumpTarget(preview, address)!)).toBe(id);
  });

  test.each(['/jump_to_id/gone', 'https://evil.example/', '/jump_to/%', 'javascript:alert(1)', ''])(
    '%j leads nowhere',
    async (address) => {
      const preview = await loaded(courseFolder(unitCourse('<html url_name="h">x</html>')));
      expect(jumpTarget(preview, address)).toBeUndefined();
    },
  );
});

describe('pictures whose names Studio changed', () => {
  const files = {
    'static/6-dowel structure (1).jpg': new Uint8Array([1]),
    'static/sub/a b.png': new Uint8Array([2]),
    'static/plain.png': new Uint8Array([3]),
    'policies/assets.json': JSON.stringify({
      'odd-name.png': { displayname: 'plain.png' },
      'gone.png': { displayname: 'x.png' },
    }),
  };

  test.each([
    ['plain.png', 'plain.png'],
    ['6-dowel_structure__1_.jpg', '6-dowel structure (1).jpg'],
    ['sub_a_b.png', 'sub/a b.png'],
    ['odd-name.png', 'plain.png'],
    ['gone.png', null],
    ['../course.xml', null],
    ['nul\0.png', null],
  ])('%j is the file %j', async (written, name) => {
    const { course } = await loaded(courseFolder(unitCourse('<html url_name="h">x</html>', files)));
    expect(staticName(course, written)).toBe(name);
  });

  test('those that are missing are named above the content, where the course comes with its pictures', async () => {
    const block = '<html url_name="h"><img src="/static/gone.png"/><img src="/static/plain.png"/></html>';
    const withStatic = await loaded(courseFolder(unitCourse(block, files)));
    const text = frameDocument(withStatic, withStatic.nodeOf('html/h')!, { asset });
    expect(text).toContain('Missing in the folder static: gone.png<');
    const without = await loaded(courseFolder(unitCourse(block)));
    expect(frameDocument(without, without.nodeOf('html/h')!, { asset })).not.toContain('Missing in');
  });
});

test.each([
  ['<style>p { color: red }</style>\n<!-- only styles -->', true],
  ['<script>document.write("x")</script><p> </p><link href="a.css" rel="stylesheet"/>', true],
  ['<style>p { color: red }</style><p>Text</p>', false],
  ['<img src="/static/a.png"/>', false],
  ['<div style="background: url(/static/a.png); height: 9em"></div>', false],
  ['<table><tr><td> </td></tr></table>', false],
])('a frame that would be blank says so: %s, %s', async (content, isBlank) => {
  const files = { 'html/h.xml': '<html filename="h"/>', 'html/h.html': content };
  const preview = await loaded(courseFolder(unitCourse('<html url_name="h"/>', files)));
  const text = frameDocument(preview, preview.nodeOf('html/h')!, { asset });
  expect(text.includes('This block shows nothing by itself')).toBe(isBlank);
});
