import { describe, expect, test } from 'vitest';
import { formatPlace } from '../../src/index.js';
import { html } from '../../src/presentation/html.js';
import { differences } from '../../src/preview/block/block-differences.js';
import { blockView } from '../../src/preview/block/block-view.js';
import { placedFindings } from '../../src/preview/findings/findings-places.js';
import { outlineView } from '../../src/preview/outline/outline-view.js';
import type { Medium } from '../../src/preview/page/medium.js';
import { page } from '../../src/preview/page/page.js';
import { startView } from '../../src/preview/start/start-view.js';
import { courseFolder, loaded, SAMPLE, unitCourse } from './courses.js';

const medium = (isLive: boolean): Medium => ({
  isLive,
  outline: () => '#outline',
  block: (node) => `#${node.tag}-${node.urlName}`,
  experiment: ({ key }) => `#${key}`,
  learner: () => null,
  place: (place) => html`<span class="code">${formatPlace(place)}</span>`,
  frame: (_, title) => html`<iframe title="${title}"></iframe>`,
});

const twoGroups = (a: string, b: string): string =>
  `<abtest url_name="ab" experiment="E" display_name="AB"><group name="a" portion="0.25">${a}</group><default>${b}</default></abtest>`;

async function block(unit: string, files: Record<string, string> = {}, id = 'abtest/ab'): Promise<string> {
  const preview = await loaded(courseFolder(unitCourse(unit, files)));
  return blockView(preview, medium(true), preview.nodeOf(id)!).body.text;
}

test('an experiment that only group_access makes has a card with what each group sees', async () => {
  const partition = {
    id: 100,
    name: 'Length',
    description: '',
    scheme: 'random',
    version: 3,
    groups: [
      { id: 1, name: 'Short & sweet', version: 1 },
      { id: 2, name: 'Long', version: 1 },
    ],
  };
  const unit = `<html url_name="h" group_access='{"100": [1]}'><p>Short.</p></html>`;
  const preview = await loaded(
    courseFolder(
      unitCourse(unit, {
        'policies/run/policy.json': JSON.stringify({ 'course/run': { user_partitions: [partition] } }),
      }),
    ),
  );
  const { text } = startView(preview, medium(true)).body;
  expect(text).toContain('Experiments by group_access');
  expect(text).toMatch(/<dt>Short &amp; sweet<\/dt>\s*<dd><ul><li>h </);
  expect(text).toMatch(/<dt>Long<\/dt>\s*<dd>no block of its own/);
});

test('nothing is marked inside a nested block, which only some learners of the group see', async () => {
  const inner =
    '<abtest url_name="in" experiment="F"><group name="x" portion="0.5"><html url_name="h"/></group><default/></abtest>';
  const text = await block(twoGroups(inner, '<html url_name="h"/>'), { 'html/h.xml': '<html>same</html>' });
  const badges = [...text.matchAll(/class="badge (?:same|differs)">([^<]*)</g)].map((match) => match[1]);
  // What differs tells them as a pair of different kinds.
  expect(badges).toEqual(['differs', 'differs']);
});

test('the badges of blocks say what the section above them says', async () => {
  const text = (name: string, words: string): string =>
    `<html url_name="${name}" display_name="${words}"><p>${words}</p></html>`;
  const page = await block(
    twoGroups(
      text('a', 'First') + text('b', 'Shared by both') + text('c', 'Moved'),
      text('d', 'Moved') + text('e', 'Shared by both'),
    ),
  );
  const badges = [...page.matchAll(/class="badge (?:same|differs)">([^<]*)</g)].map((match) => match[1]);
  expect(badges).toEqual([
    'only here',
    'same in all groups',
    'same in all groups',
    'same in all groups',
    'same in all groups',
  ]);
  expect(page).toContain('only a: text “First” · text “Shared by both”: at another place in the order');
  expect(page).toContain('1 block is the same for all.');
});

describe('the names of leaves', () => {
  const nameOf = async (definition: string | Uint8Array): Promise<string> => {
    const preview = await loaded(
      courseFolder(unitCourse('<problem url_name="p"/>', { 'problem/p.xml': definition })),
    );
    return preview.nameOf(preview.nodeOf('problem/p')!);
  };

  test('come from their start tags, whatever precedes these', async () => {
    expect(await nameOf('<problem display_name="A &amp; B"/>')).toBe('A & B');
    expect(
      await nameOf('\n<!-- a > b --> <!-- c -->\n<problem max="1"\n display_name="C"><p/></problem>'),
    ).toBe('C');
    expect(await nameOf('<problem><p display_name="inner"/></problem>')).toBe('p');
  });

  test('default, where url_names are generated, to the first words of texts, else to the unit', async () => {
    const [text, block, problem] = ['a', 'b', 'c'].map((digit) => digit.repeat(32));
    const unit = `<html url_name="${text}"/><problem url_name="${problem}"/><abtest url_name="${block}" experiment="E"><default><html url_name="plain">x</html></default></abtest>`;
    const preview = await loaded(
      courseFolder(
        unitCourse(unit, {
          [`html/${text}.xml`]: `<html filename="${text}"/>`,
          [`html/${text}.html`]:
            '<h3>Why  bees</h3><p>dance when they come home, and what the others make of it</p>',
          [`problem/${problem}.xml`]: '<problem><p>What?</p></problem>',
        }),
      ),
    );
    const nameOf = (id: string): string => preview.nameOf(preview.nodeOf(id)!);
    expect(nameOf(`html/${text}`)).toBe('Why bees dance when they come home, and what the…');
    expect(nameOf(`problem/${problem}`)).toBe('problem in “Unit”');
    expect(nameOf(`abtest/${block}`)).toBe('A/B block in “Unit”');
    expect(nameOf('html/plain')).toBe('plain');
  });

  test('never come from the file that points to a broken one', async () => {
    const preview = await loaded(
      courseFolder(unitCourse('', { 'vertical/un.xml': '<vertical display_name="Unit"><p>' })),
    );
    expect(preview.nameOf(preview.nodeOf('vertical/un')!)).toBe('un');
  });

  test('are decoded by the encoding that the file declares', async () => {
    const text = '<?xml version="1.0" encoding="iso-8859-1"?><problem display_name="Été"/>';
    expect(await nameOf(Buffer.from(text, 'latin1'))).toBe('Été');
  });

  test('are searched for in linear time in a file that is not XML', async () => {
    // Quadratic work takes hours for a text of this length, and ends with the limit of the test.
    expect(await nameOf(`${' \n'.repeat(500_000)}< problem display_name="x"/>`)).toBe('p');
  });
});

describe('the outline', () => {
  test('a finding that belongs to no block shows its file in the summary', async () => {
    const preview = await loaded(courseFolder(unitCourse('', { 'html/lost.xml': '<html' })));
    // Nothing leads to the file, so that the error is a warning.
    const [summary] = /<summary><span class="badge warning">.*?<\/summary>/.exec(
      startView(preview, medium(true)).body.text,
    )!;
    expect(summary).toContain('html/lost.xml');
  });

  test('every link and button has a target, in a report without any of the live ones', async () => {
    const preview = await loaded(SAMPLE);
    const report = outlineView(preview, medium(false)).body.text;
    expect(report).not.toContain('<form');
    expect(
      [...report.matchAll(/href="#([^"]*)"/g)]
        .map((match) => match[1])
        .filter((each) => !/^(abtest|split_test)-|^Tone|^xblock/.test(each!)),
    ).toEqual([]);
    expect(outlineView(preview, medium(true)).body.text).toContain('<form');
    expect(blockView(preview, medium(false), preview.nodeOf('abtest/welcome')!).body.text).not.toContain(
      '#vertical-',
    );
  });

  test('ids differ between views, and are plain', async () => {
    const preview = await loaded(SAMPLE);
    const bodies = [
      outlineView(preview, medium(true)),
      ...preview.course.nodes.map((node) => blockView(preview, medium(true), node)),
    ].map(({ body }) => body.text);
    const ids = bodies.flatMap((body) => [...body.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]!));
    expect(ids.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((each) => !/^[A-Za-z][\w-]*$/.test(each))).toEqual([]);
    for (const body of bodies)
      for (const [, id] of body.matchAll(/(?:for|aria-labelledby)="([^"]*)"/g))
        expect(body).toContain(`id="${id}"`);
  });

  test('the search matches all words in names, tags and experiments, and keeps ancestors', async () => {
    const preview = await loaded(SAMPLE);
    const found = (search: string): string[] => {
      const text = outlineView(preview, medium(true), { search }).body.text;
      return [...text.slice(text.indexOf('class="tree"')).matchAll(/data-words="([^"]*)"/g)].map(
        (match) => match[1]!.split(' ').at(-1)!,
      );
    };
    expect(found('WELCOME problem')).toEqual([
      'first_year',
      'first_visit',
      'welcome',
      'texts',
      'welcome_question',
    ]);
    expect(found('swarm video nothing')).toEqual([]);
    expect(outlineView(preview, medium(true), { search: '"><b>' }).body.text).not.toContain('<b>');
  });

  test('a shared definition is written once, so that no course can make the page explode', async () => {
    const files: Record<string, string> = {};
    for (let level = 0; level < 40; level += 1)
      files[`vertical/v${level}.xml`] =
        `<vertical><vertical url_name="v${level + 1}"/><vertical url_name="v${level + 1}"/></vertical>`;
    files['vertical/v40.xml'] =
      `<vertical>${twoGroups('<html url_name="h">x</html>', '<html url_name="i">x</html>')}</vertical>`;
    const preview = await loaded(courseFolder(unitCourse('<vertical url_name="v0"/>', files)));
    const text = outlineView(preview, medium(true)).body.text;
    expect(text.match(/shown above/g)?.length).toBe(40);
    expect(blockView(preview, medium(true), preview.nodeOf('vertical/v0')!).body.text.length).toBeLessThan(
      100_000,
    );
  });

  test('drafts, orphans, missing files, a library and a lone file are shown', async () => {
    const preview = await loaded(
      courseFolder(
        unitCourse('<html url_name="gone"/>', {
          'drafts/vertical/d.xml': '<vertical display_name="Draft" index_in_children_list="0"/>',
          'abtest/lost.xml': '<abtest display_name="Lost" experiment="E"/>',
        }),
      ),
    );
    const text = outlineView(preview, medium(true)).body.text;
    expect(text).toMatch(
      /<h2>Drafts<\/h2>[\s\S]*Draft[\s\S]*<h2>Orphans \(nothing points to these\)<\/h2>[\s\S]*Lost/,
    );
    expect(text).toContain('not there');
    const plain = await loaded(courseFolder(unitCourse('<html url_name="h">x</html>')));
    expect(startView(plain, medium(true)).body.text).toContain('The course has no A/B blocks.');
    const library = await loaded(
      courseFolder({
        'library.xml':
          '<library org="O" library="L" url_name="library" display_name="Lib"><problem url_name="p"/></library>',
        'problem/p.xml': '<problem/>',
      }),
    );
    expect(outlineView(library, medium(true)).body.text).toContain('<h1>Lib</h1>');
    const broken = await loaded(courseFolder({ 'course.xml': '<course' }));
    expect(startView(broken, medium(true)).body.text).toContain('xml-well-formed');
  });
});

describe('findings', () => {
  test('are at the innermost block around them; those about no block are at the top', async () => {
    const preview = await loaded(
      courseFolder(
        unitCourse(
          `${twoGroups('<problem url_name="gone"/>', '<problem url_name="broken"/>')}<abtest url_name="far"/>`,
          {
            'problem/broken.xml': '<problem><p></problem>',
            'abtest/far.xml':
              '<abtest experiment="E"><group name="x" portion="2"><html url_name="q">x</html></group></abtest>',
            'policies/run/policy.json': '{',
          },
        ),
      ),
    );
    const placed = placedFindings(preview);
    const rulesOf = (id: string): string[] => placed.of(preview.nodeOf(id)!).map(({ ruleId }) => ruleId);
    expect(rulesOf('problem/gone')).toEqual(['pointer-target-exists']);
    expect(rulesOf('problem/broken')).toContain('xml-well-formed');
    expect(rulesOf('abtest/far')).toContain('portion-range');
    expect(placed.elsewhere.map(({ ruleId }) => ruleId)).toContain('policy-format');
    const all = preview.course.nodes.flatMap((node) => placed.of(node)).length + placed.elsewhere.length;
    expect(all).toBe(preview.diagnostics.length);
    const text = outlineView(preview, medium(true)).body.text;
    expect(startView(preview, medium(true)).body.text).toMatch(
      /About the course as a whole[\s\S]*policy-format[\s\S]*<th scope="col">What differs/,
    );
    expect(text).toMatch(/<mark>portion=&quot;2&quot;<\/mark>/);
  });
});

describe('a block', () => {
  test('children have a badge: the same in all groups, different, or only in one', async () => {
    const text = await block(
      twoGroups(
        '<html url_name="s1" display_name="Same"><p>x</p></html><html url_name="d1" display_name="One"><p>a</p></html>',
        '<html url_name="s2" display_name="Same"><p>x</p></html><html url_name="d2" display_name="One"><p>b</p></html><html url_name="o" display_name="More"><p>c</p></html>',
      ),
    );
    expect(text.match(/same in all groups/g)?.length).toBe(2);
    expect(text.match(/>differs</g)?.length).toBe(2);
    expect(text.match(/>only here</g)?.length).toBe(1);
    expect(text).toMatch(/<del>a<\/del>[\s\S]*<ins>b<\/ins>[\s\S]*<ins>c<\/ins>/);
  });

  test('blocks are compared inside the units of a split_test', async () => {
    const preview = await loaded(SAMPLE);
    const text = blockView(preview, medium(true), preview.nodeOf('split_test/swarm_hints')!).body.text;
    expect(text).toContain('Shown to no group');
    expect(text).toMatch(
      /Queen cells<\/a> <span class="tag">problem<\/span> <span class="badge differs">differs/,
    );
  });

  test('the same text with different markup is distinguished from identical content', async () => {
    expect(
      await block(
        twoGroups(
          '<html url_name="a" display_name="T"><p>x</p></html>',
          '<html url_name="b" display_name="T"><p><b>x</b></p></html>',
        ),
      ),
    ).toContain('The text is the same; the markup or the settings differ.');
    expect(
      await block(
        twoGroups(
          '<html url_name="a" display_name="T"><p>x</p></html>',
          '<html url_name="b" display_name="T"><p>x</p></html>',
        ),
      ),
    ).toContain('All groups see the same.');
  });

  test('portions that are not numbers, empty groups, nested and unknown blocks', async () => {
    const inner = twoGroups('<html url_name="i1">x</html>', '<html url_name="i2">y</html>')
      .replace('url_name="ab"', 'url_name="inner"')
      .replace('"E"', '"F"');
    const text = await block(
      `<abtest url_name="ab" experiment="E"><group portion="many"/><group name="third" portion="0.33333">${inner}<mystery url_name="m">text</mystery></group></abtest>`,
    );
    expect(text).toContain('“many”, which is not a valid portion');
    expect(text).toContain('(no name)');
    expect(text).toContain('33.33 % (0.33333)');
    expect(text).toContain('This group sees nothing (the group is empty).');
    expect(text).toContain('An A/B block in this one');
    expect(text).toContain('&lt;mystery url_name=&quot;m&quot;&gt;text&lt;/mystery&gt;');
  });

  test('the source has the line numbers of its file, and is cut when it is too long', async () => {
    const unit = twoGroups(
      '<html url_name="a">x</html>',
      `<html url_name="b">${'<br/>\n'.repeat(1000)}</html>`,
    );
    const text = await block(unit);
    expect(text).toMatch(
      /vertical\/un\.xml:2:1<\/span><\/p>[\s\S]*<span class="line-number">2<\/span>&lt;abtest/,
    );
    expect(text).toContain('The source is longer; only its first lines are shown.');
  });

  test('a leaf, a unit and a block in several places', async () => {
    const files = {
      'html/h.xml': '<html filename="h" display_name="Title &amp; more"/>',
      'html/h.html': '<p>x</p>',
    };
    expect(await block('<html url_name="h"/><html url_name="h"/>', files, 'html/h')).toMatch(
      /and in 1 more place<[\s\S]*<h1>Title &amp; more/,
    );
    expect(await block('<html url_name="h"/>', files, 'vertical/un')).toContain(
      '<iframe title="Title &amp; more (html)">',
    );
    expect(await block('<html url_name="gone"/>', {}, 'html/gone')).toContain(
      'The file that this points to does not exist.',
    );
  });
});

describe('differences', () => {
  test('a changed word is marked in its paragraph; other paragraphs are removed and added', () => {
    const text = differences(
      'Same\nThe queen hatches after 16 days.\nOld thing here',
      'Same\nThe queen hatches after 21 days.\nWholly other words instead',
    ).text;
    expect(text).toContain('<p>The queen hatches after <del>16</del><ins>21</ins> days.</p>');
    expect(text).toContain('<p class="gone"><del>Old thing here</del></p>');
    expect(text).toContain('<p class="come"><ins>Wholly other words instead</ins></p>');
  });

  test('long equal parts are left out', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    const text = differences([...lines, 'a'].join('\n'), [...lines, 'b'].join('\n')).text;
    expect(text).toContain('… 49 lines that are the same …');
    expect(text).not.toContain('line 3<');
  });

  test('texts that cannot be compared are said to be too different', () => {
    const text = (word: string): string =>
      Array.from({ length: 30_000 }, (_, index) => `${word} ${index}`).join('\n');
    expect(differences(text('a'), text('b')).text).toContain('too different');
  });

  test.each([
    ['of other words', (line: number, index: number, side: number) => `${side}w${line}${index}`],
    [
      'of the same words',
      (line: number, index: number, side: number) => `w${(index * (side + 20 * line)) % 499}`,
    ],
  ])('long paragraphs %s give the same result each time', (_, word) => {
    const text = (side: number): string =>
      Array.from({ length: 100 }, (_, line) =>
        Array.from({ length: 498 }, (_, index) => word(line, index + 1, side)).join(' '),
      ).join('\n');
    const [before, after] = [text(7), text(11)];
    const { text: shown } = differences(before, after);
    expect(differences(before, after).text).toBe(shown);
  });
});

test('a page escapes whatever a course is called', () => {
  const evil = '"><script>x</script>';
  const { text } = page(
    { title: evil, body: html`<p>${evil}</p>` },
    { course: evil, navigation: [{ name: evil, href: evil, current: true }], tools: null, head: null },
  );
  expect(text).not.toContain('<script>');
  expect(text).toContain('<main id="main"');
});
