import { describe, expect, test } from 'vitest';
import { type BlockDiffers, blockDiffers } from '../../src/preview/differs/block-differs.js';
import { courseFolder, loaded, unitCourse } from './courses.js';
import { ORCHARD, orchardCourse } from './orchard-course.js';

async function orchardBlock(id: string): Promise<BlockDiffers> {
  const preview = await loaded(courseFolder(orchardCourse()));
  const node = preview.nodeOf(id)!;
  return blockDiffers(preview, node, node.block!);
}

/** The sentence for a block of two groups, whose first gets `a` and whose default group gets `b`. */
async function sentence(a: string, b: string, files: Record<string, string> = {}): Promise<string> {
  const unit = `<abtest url_name="ab" experiment="E"><group name="A" portion="0.5">${a}</group><default>${b}</default></abtest>`;
  const preview = await loaded(courseFolder(unitCourse(unit, files)));
  const node = preview.nodeOf('abtest/ab')!;
  return blockDiffers(preview, node, node.block!).sentence;
}

const choices = (tag: string, ...labels: readonly string[]): string =>
  `<problem url_name="${tag}" display_name="Trees"><p>How many?</p><multiplechoiceresponse><choicegroup>${labels.map((label) => `<choice correct="${label.startsWith('*')}">${label.replace('*', '')}</choice>`).join('')}</choicegroup></multiplechoiceresponse></problem>`;

describe('one sentence tells what differs', () => {
  test('the right answer alone', async () => {
    const { sentence: told, same } = await orchardBlock(ORCHARD.answer);
    expect(told).toBe(
      'problem “How many trees?”: only the right answer differs: “3 trees” (Group A) against “4 trees” (Group B)',
    );
    expect(same).toBe(0);
  });

  test('a video against a text of the same title', async () => {
    expect((await orchardBlock(ORCHARD.video)).sentence).toBe(
      '“Watering by hand”: video (Group A) against text (Group B)',
    );
  });

  test('the answers of a poll, and a style that one variant brings; groups that show the same are one variant', async () => {
    const { sentence: told, variants, differences } = await orchardBlock(ORCHARD.faces);
    expect(told).toBe(
      'poll “Poll”: 3 answers differ (“I love it” (Group A and Words) against “😍” (Faces)) · only Faces: style “css”',
    );
    expect(variants.map(({ name }) => name)).toEqual(['Group A and Words', 'Faces']);
    expect(differences.map(({ isQuiet }) => isQuiet)).toEqual([false, true]);
  });

  test('a group that sees nothing', async () => {
    expect((await orchardBlock(ORCHARD.tone)).sentence).toBe(
      'default sees nothing (its <default> is empty) · only story: text “Ada presses”',
    );
    expect(await sentence('<html url_name="h">x</html>', '')).toBe(
      'default sees nothing (its <default> is empty) · A sees text',
    );
    expect(await sentence('', '')).toBe(
      'No group sees anything here · A sees nothing (the group is empty) · default sees nothing (its <default> is empty)',
    );
  });

  test('a group that no learner is in comes last', async () => {
    const unit =
      '<abtest url_name="ab" experiment="E"><group name="A" portion="0.5"><html url_name="h"><p>red</p></html></group><group name="B" portion="0.5"><html url_name="i"><p>blue</p></html></group><default/></abtest>';
    const preview = await loaded(courseFolder(unitCourse(unit, {})));
    const node = preview.nodeOf('abtest/ab')!;
    expect(blockDiffers(preview, node, node.block!).sentence).toBe(
      'text: “red” (A) against “blue” (B) · default sees nothing (its <default> is empty), with 0 % of the learners',
    );
  });

  test('the words of a text that are not the same', async () => {
    const text = (name: string, words: string): string =>
      `<html url_name="${name}" display_name="T"><table><tr><td>Queens</td><td>hatch</td></tr></table><p>${words}</p></html>`;
    expect(await sentence(text('h', 'After 16 days.'), text('i', 'After 21 days.'))).toBe(
      'text “T”: “16” (A) against “21” (default)',
    );
    expect(await sentence(text('h', 'After days.'), text('i', 'After many days.'))).toBe(
      'text “T”: “After days.” (A) against “After many days.” (default)',
    );
    expect(await sentence(text('h', '<b>x</b>'), text('i', 'x'))).toBe('text “T”: only the markup differs');
    expect(await sentence(text('h', 'x<script>1</script>'), text('i', 'x'))).toBe(
      'text “T”: scripts only in A',
    );
    expect(await sentence(text('h', '<img src="a.png"/>'), text('i', '<img src="b.png"/>'))).toBe(
      'text “T”: other pictures',
    );
    expect(await sentence(text('h', 'x'), text('i', 'x'))).toBe('All groups see the same');
  });

  test('the parts of a problem', async () => {
    expect(await sentence(choices('p', '*a', 'b'), choices('q', 'b', '*a'))).toBe(
      'problem “Trees”: the answers in another order',
    );
    expect(await sentence(choices('p', '*a', 'b'), choices('q', '*a', 'c'))).toBe(
      'problem “Trees”: one answer differs: “b” (A) against “c” (default)',
    );
    expect(await sentence(choices('p', '*a', 'b'), choices('q', '*a', 'b', 'c'))).toBe(
      'problem “Trees”: 2 answers (A) against 3 answers (default)',
    );
    const number =
      '<problem url_name="q" display_name="Trees"><p>How many?</p><numericalresponse answer="4"/></problem>';
    expect(await sentence(choices('p', '*a', 'b'), number)).toContain(
      'problem “Trees”: single choice (A) against number input (default)',
    );
    expect(
      await sentence(
        choices('p', '*a'),
        choices('q', '*a').replace('display_name', 'max_attempts="3" display_name'),
      ),
    ).toBe('problem “Trees”: settings: max_attempts not set (A) against 3 (default)');
    expect(await sentence(choices('p', '*a'), choices('q', '*a').replace('Trees', 'Woods'))).toBe(
      'problem “Trees” (A) against “Woods” (default): only the title differs',
    );
  });

  test('several blocks that only one group gets are counted; what is the same is not told', async () => {
    const same = (name: string): string => `<html url_name="${name}" display_name="Same"><p>x</p></html>`;
    const more = `${choices('p1', '*a')}${choices('p2', '*b')}<video url_name="v" display_name="V" youtube_id_1_0="a"/>`;
    expect(await sentence(same('s') + more, same('t'))).toBe('only A: 2 problems and video “V”');
  });

  test('of many differences the first three, and how many more there are', async () => {
    const texts = (side: string): string =>
      ['a', 'b', 'c', 'd', 'e']
        .map(
          (title) => `<html url_name="${side}${title}" display_name="${title}"><p>${side} words</p></html>`,
        )
        .join('');
    expect(await sentence(texts('x'), texts('y'))).toMatch(
      /^text “a”: .* · text “c”: .* · and 2 more differences$/,
    );
  });

  test('the gravest difference first: a group without the block, its content, the right answer, settings, the title', async () => {
    const title = (name: string): string =>
      choices('t', '*a').replace('Trees', name).replace('How many?', 'Whose title?');
    const answer = (right: string): string =>
      choices('w', ...['a', 'b'].map((each) => (each === right ? `*${each}` : each))).replace(
        'Trees',
        'Answer',
      );
    const setting = (attempts: string): string =>
      choices('s', '*a')
        .replace('Trees', 'Setting')
        .replace('How many?', 'How often?')
        .replace('display_name', `max_attempts="${attempts}" display_name`);
    const text = (words: string): string => `<html url_name="h${words}"><p>A nameless ${words}</p></html>`;
    const video = '<video url_name="v" display_name="V" youtube_id_1_0="a"/>';
    const unit = (own: string): string =>
      `<abtest url_name="ab" experiment="E"><group name="A" portion="0.5">${title('One')}${setting('1')}${answer('a')}${text('x')}${own}</group><default>${title('Two')}${setting('2')}${answer('b')}${text('y')}</default></abtest>`;
    const preview = await loaded(courseFolder(unitCourse(unit(video), {})));
    const node = preview.nodeOf('abtest/ab')!;
    const { differences } = blockDiffers(preview, node, node.block!);
    expect(differences.map(({ name }) => name)).toEqual([
      'video “V”',
      'text',
      'problem “Answer”',
      'problem “Setting”',
      'problem “One” (A) against “Two” (default)',
    ]);
  });

  test('a block at another place in the order is neither a difference in content nor in one group only', async () => {
    const text = (name: string, words: string): string =>
      `<html url_name="${name}" display_name="${words}"><p>${words}</p></html>`;
    expect(
      await sentence(
        text('a', 'one') + text('b', 'two') + text('c', 'three'),
        text('d', 'three') + text('e', 'one') + text('f', 'two'),
      ),
    ).toBe('text “three”: at another place in the order');
  });

  test('nameless blocks of a kind are told apart by their number in the group', async () => {
    const text = (name: string, words: string): string => `<html url_name="${name}"><p>${words}</p></html>`;
    expect(
      await sentence(
        text('a', 'Bees in spring') + text('b', 'Ants in autumn'),
        text('c', 'Bees in spring') + text('d', 'Ants in winter'),
      ),
    ).toBe('2nd text: “autumn” (A) against “winter” (default)');
  });

  test('what two of three groups show differently is told, and that the third has none of it', async () => {
    const text = (name: string, words: string): string =>
      `<html url_name="${name}" display_name="T"><p>${words}</p></html>`;
    const video = (name: string): string => `<video url_name="${name}" youtube_id_1_0="a"/>`;
    const unit = `<abtest url_name="ab" experiment="E"><group name="A" portion="0.3">${text('a', 'The red bee')}${video('va')}</group><group name="B" portion="0.3">${text('b', 'The blue bee')}${video('vb')}</group><default>${video('vc')}</default></abtest>`;
    const preview = await loaded(courseFolder(unitCourse(unit, {})));
    const node = preview.nodeOf('abtest/ab')!;
    const found = blockDiffers(preview, node, node.block!);
    expect(found.sentence).toBe('only A and B: text “T”');
    expect(found.differences[0]!.words).toEqual(['“red” (A) against “blue” (B)']);
  });

  test('an A/B block inside a group, a unit, a missing file', async () => {
    const inner = (text: string): string =>
      `<abtest url_name="in${text}" experiment="F"><default><html url_name="h${text}">${text}</html></default></abtest>`;
    expect(await sentence(inner('x'), inner('y'))).toBe('A/B block: what is inside differs');
    expect(await sentence('<problem url_name="gone"/>', '<html url_name="h">x</html>')).toBe(
      'A sees nothing (the file problem/gone.xml is missing) · default sees text',
    );
  });
});

test('comparing long groups ends soon, and gives the same each time', async () => {
  const group = (side: string): string =>
    Array.from(
      { length: 200 },
      (_, index) =>
        `<html url_name="${side}${index}"><p>${'word '.repeat(index % 7)}${side}${index % 11}</p></html>`,
    ).join('');
  const told = await sentence(group('x'), group('y'));
  expect(told).toContain('more differences');
  expect(await sentence(group('x'), group('y'))).toBe(told);
});
