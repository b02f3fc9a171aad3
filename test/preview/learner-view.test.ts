import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AbtestError, type FlagVerdict, openStore, type StoreWithData } from '../../src/index.js';
import { liveMedium } from '../../src/live/live-medium.js';
import { experimentView } from '../../src/preview/experiment/experiment-view.js';
import { learnerView } from '../../src/preview/learner/learner-view.js';
import type { Medium } from '../../src/preview/page/medium.js';
import type { PreviewCourse } from '../../src/preview/page/preview-course.js';
import { courseFolder, loaded, SAMPLE, unitCourse } from './courses.js';

const SCOPE = 'course-v1:HiveX+BEE101+2026_T1';
const TONE = 'Tone of the texts';

async function store(groups: Readonly<Record<string, string>> = {}, scope = SCOPE): Promise<StoreWithData> {
  const opened = await openStore('memory:');
  onTestFinished(() => opened.close());
  for (const [learner, group] of Object.entries(groups)) {
    const assignedAt = new Date('2026-03-02T09:00:00Z');
    await opened.claim({ scope, experiment: TONE, learner, group, strategy: 'import@1', assignedAt });
  }
  return opened;
}

interface Asked {
  readonly learner: string;
  readonly other?: string;
  readonly groups?: Readonly<Record<string, string>>;
  readonly medium?: (preview: PreviewCourse) => Medium;
}

async function seen(
  preview: PreviewCourse,
  { groups, medium = liveMedium, ...asked }: Asked,
): Promise<string> {
  const scope = `course-v1:${preview.course.org}+${preview.course.course}+${preview.course.run}`;
  return (await learnerView(preview, medium(preview), { ...asked, store: await store(groups, scope) })).body
    .text;
}

const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');

describe('the learner view', () => {
  test('without a learner: only a form', async () => {
    const markup = await seen(await loaded(SAMPLE), { learner: '' });
    expect(markup).toContain('<form class="ask" method="get">');
    expect([...markup.matchAll(/<input name="(\w+)"/g)].map(([, name]) => name)).toEqual([
      'learner',
      'other',
    ]);
    expect(markup).not.toContain('<ul');
  });

  test('a stored group, with its time and strategy', async () => {
    const text = textOf(await seen(await loaded(SAMPLE), { learner: 'cleo', groups: { cleo: 'plain' } }));
    expect(text).toContain('plain Stored since 2026-03-02 09:00 UTC , by import@1.');
    // Of the other experiment nothing is stored.
    expect(text).toContain('No group is recorded; this tool would put cleo here.');
  });

  test('content of groups that the learner does not get is absent', async () => {
    const text = textOf(await seen(await loaded(SAMPLE), { learner: 'cleo', groups: { cleo: 'plain' } }));
    expect(text).not.toContain('Have you met bees before?');
    const other = textOf(await seen(await loaded(SAMPLE), { learner: 'cleo', groups: { cleo: 'story' } }));
    expect(other).toContain('Have you met bees before?');
  });

  test('a stored group that is no longer in the block, and what is shown instead', async () => {
    const text = textOf(await seen(await loaded(SAMPLE), { learner: 'dan', groups: { dan: 'poem' } }));
    expect(text).toContain(
      'poem gone Stored since 2026-03-02 09:00 UTC , but this group is no longer in the block: the default group is shown.',
    );
  });

  test('a block that cannot assign learners', async () => {
    const preview = await loaded(
      courseFolder(
        unitCourse(
          '<abtest url_name="ab" experiment="E"><group name="a" portion="2"><html url_name="x">x</html></group></abtest>',
        ),
      ),
    );
    const text = textOf(await seen(preview, { learner: 'ada' }));
    expect(text).toContain('no group This block cannot assign learners and shows nothing.');
  });

  test('a group without a name has a placeholder, here and in the table of its experiment', async () => {
    const preview = await loaded(
      courseFolder(
        unitCourse(
          '<abtest url_name="ab" experiment="E"><group name="" portion="1"><html url_name="x">x</html></group></abtest>',
        ),
      ),
    );
    expect(textOf(await seen(preview, { learner: 'ada' }))).toContain('(no name) No group is recorded');
    const [experiment] = preview.experiments.experiments;
    const { body } = await experimentView(preview, liveMedium(preview), experiment!, {
      learners: 10,
      seed: '1',
      store: await store(),
    });
    expect(body.text).toContain('<span class="group-name">(no name)</span></th>');
    expect(body.text).not.toMatch(/<th[^>]*>(<span[^>]*><\/span>)?<\/th>/);
  });

  test('a course without A/B blocks', async () => {
    const preview = await loaded(courseFolder(unitCourse('<html url_name="x">x</html>')));
    const text = textOf(await seen(preview, { learner: 'ada' }));
    expect(text).toContain('The course has no A/B blocks: all learners see the same content.');
    expect(text).toContain('the same for all learners');
  });

  test('a course that could not be read', async () => {
    const preview = await loaded(courseFolder({ 'course.xml': '<course url_name="run" org="O" course="C"' }));
    expect(textOf(await seen(preview, { learner: 'ada' }))).toContain('could not be read');
  });

  test('a course whose pointers multiply beyond the limit gives a message', async () => {
    const files: Record<string, string> = {};
    for (let level = 0; level < 40; level += 1) {
      const next = `<vertical url_name="v${level + 1}"/>`;
      files[`vertical/v${level}.xml`] = `<vertical>${next}${next}</vertical>`;
    }
    files['vertical/v40.xml'] = '<vertical><html url_name="h">x</html></vertical>';
    const preview = await loaded(courseFolder(unitCourse('<vertical url_name="v0"/>', files)));
    expect(textOf(await seen(preview, { learner: 'ada' }))).toContain(
      'more than 100,000 in all. Point to the same block fewer times.',
    );
  });

  test.each<[FlagVerdict, string]>([
    [{ reason: 'flag-off', group: '_DEFAULT_GROUP' }, 'default The flag of the experiment is off. Welcome'],
    [
      { reason: 'flag-outside-window', group: '_DEFAULT_GROUP' },
      'default The learner is outside the enrolment window of the experiment; without a known date, as here, the enrolment counts as made now.',
    ],
    [{ reason: 'flag-forced', group: 'story' }, 'story A flag forces this group.'],
  ])('the decision of a flag, though another group is stored: %o', async (verdict, said) => {
    const preview = await loaded(SAMPLE);
    const flags = async () => (experiment: string) => (experiment === TONE ? verdict : null);
    const opened = await store({ cleo: 'plain' });
    const view = await learnerView(preview, liveMedium(preview), { learner: 'cleo', store: opened, flags });
    expect(textOf(view.body.text)).toContain(said);
    expect(textOf(view.body.text)).toContain('No group is recorded; this tool would put cleo here.');
  });

  test('flags that cannot be read give a message, with the form', async () => {
    const preview = await loaded(SAMPLE);
    const flags = async () => {
      throw new AbtestError('bad-configuration', 'f.json:1:1: wrong', { hint: 'Mend it.' });
    };
    const { body } = await learnerView(preview, liveMedium(preview), {
      learner: 'cleo',
      store: await store(),
      flags,
    });
    expect(textOf(body.text)).toContain('f.json:1:1: wrong. Mend it.');
    expect(body.text).toContain('<form');
  });

  test('looking stores nothing', async () => {
    const preview = await loaded(SAMPLE);
    const opened = await store();
    await learnerView(preview, liveMedium(preview), { learner: 'ada', other: 'bob', store: opened });
    expect(await opened.experiments()).toEqual([]);
  });
});

describe('two learners', () => {
  const groups = { cleo: 'plain', dan: 'story' };

  test('the number of experiments in which they differ, with links to the places', async () => {
    const markup = await seen(await loaded(SAMPLE), { learner: 'cleo', other: 'dan', groups });
    const text = textOf(markup);
    const links = [...markup.matchAll(/<a href="#(difference[^"]*)">/g)].map(([, id]) => id!);
    expect(text).toMatch(/They differ in [12] of 2 experiments\./);
    expect(text).toContain('Tone of the texts ( cleo : plain, dan : story): Welcome text , Goodbye text');
    expect(links.length).toBeGreaterThanOrEqual(2);
    for (const id of links) expect(markup.split(`id="${id}"`).length, id).toBe(2);
    // Said in words at each place, not by colour only.
    expect(text.split('≠ They see different groups').length - 1).toBe(links.length);
  });

  test('with the same groups share one outline', async () => {
    const same = { cleo: 'plain', dan: 'plain' };
    const markup = await seen(await loaded(SAMPLE), { learner: 'cleo', other: 'dan', groups: same });
    expect(textOf(markup)).toContain('plain for both cleo : Stored since');
    expect(markup.split('Welcome text</a>').length, 'once in the outline').toBe(2);
  });

  test('the link to the view contains both names', async () => {
    const names = ['a&b=c #/?%', 'é\u202e"<i>'] as const;
    const markup = await seen(await loaded(SAMPLE), { learner: names[0], other: names[1] });
    const [, address = ''] = /<a href="([^"]*)">Link to this view/.exec(markup) ?? [];
    const url = new URL(address.replaceAll('&amp;', '&'), 'http://127.0.0.1/');
    expect([url.searchParams.get('learner'), url.searchParams.get('other')]).toEqual([...names]);
  });

  test('the same name twice is one learner; a second one alone is the first', async () => {
    const preview = await loaded(SAMPLE);
    expect(await seen(preview, { learner: 'ada', other: 'ada' })).not.toContain('for both');
    expect(textOf(await seen(preview, { learner: '', other: 'ada' }))).toContain('As ada');
  });
});

describe('names', () => {
  test.each([
    ['a NUL character', 'a\0b', 'The field learner has a NUL character.'],
    [
      'more than stores take',
      'x'.repeat(1001),
      'The field learner has 1001 characters; at most 1000 are allowed.',
    ],
    ['a lone surrogate', '\ud800', 'The field learner has a lone surrogate.'],
  ])('%s: a message, with the form', async (_, learner, message) => {
    const markup = await seen(await loaded(SAMPLE), { learner });
    expect(textOf(markup)).toContain(message);
    expect(markup).toContain('role="alert"');
    expect(markup).toContain('<form');
  });

  test('characters that would reorder the text are shown by their number', async () => {
    const text = textOf(await seen(await loaded(SAMPLE), { learner: 'ada\u202ebob\u0007' }));
    expect(text).toContain('As ada\\u{202e}bob\\u{7}');
  });

  /** Text without bare `<`, `>`, `&`, and tags of which every attribute value is in double quotes. */
  const WELL_FORMED =
    /^(?:[^<>&]|&(?:amp|lt|gt|quot|#39);|<\/?[a-z][a-z0-9]*(?:\s[a-z-]+(?:="[^"<>]*")?)*\s?\/?>)*$/;
  const skeleton = (markup: string): Set<string> =>
    new Set(
      [...markup.matchAll(/<([a-z0-9]+)((?:\s[a-z-]+(?:="[^"]*")?)*)/g)].flatMap(([, tag, attributes]) => [
        tag!,
        ...[...attributes!.matchAll(/\s([a-z-]+)(?:="[^"]*")?/g)].map(([, name]) => `${tag} ${name}`),
      ]),
    );

  test('no name adds a tag or an attribute to the page', async () => {
    const preview = await loaded(SAMPLE);
    const opened = await store({ plain: 'plain', story: 'story' });
    const ofPlainNames = skeleton(
      [
        await learnerView(preview, liveMedium(preview), { learner: 'ada', other: 'bob', store: opened }),
        await learnerView(preview, liveMedium(preview), { learner: 'plain', other: 'story', store: opened }),
        await learnerView(preview, liveMedium(preview), { learner: 'x'.repeat(1001), store: opened }),
      ]
        .map(({ body }) => body.text)
        .join(''),
    );
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom('<', '>', '"', "'", '&', '=', ' ', '/', '`', 'a', '#', '\u202e', '\0'),
      }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '" onfocus="alert(1)',
        '&lt;b&gt;',
        '</bdi><img src=x>',
        '__proto__',
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, nasty, async (learner, other) => {
        const { body } = await learnerView(preview, liveMedium(preview), { learner, other, store: opened });
        expect(WELL_FORMED.test(body.text)).toBe(true);
        for (const part of skeleton(body.text)) expect(ofPlainNames).toContain(part);
      }),
      { numRuns: 150 },
    );
  });
});

describe('in a report', () => {
  const onPaper = (preview: PreviewCourse): Medium => ({
    ...liveMedium(preview),
    isLive: false,
    learner: () => null,
  });

  test('no forms, no frames, and what all learners share is counted instead of listed', async () => {
    const preview = await loaded(
      courseFolder(
        unitCourse(
          '<abtest url_name="ab" experiment="E"><default><html url_name="x">x</html></default></abtest>',
          {
            'course/run.xml':
              '<course><chapter url_name="ch"><sequential url_name="se"><vertical url_name="un"/></sequential><sequential url_name="plain" display_name="Plain"><vertical url_name="v2"><html url_name="h1">1</html><html url_name="h2">2</html></vertical></sequential></chapter></course>',
          },
        ),
      ),
    );
    const markup = await seen(preview, { learner: 'ada', medium: onPaper });
    expect(markup).not.toMatch(/<form|<iframe|<input/);
    expect(textOf(markup)).toContain('Plain 3 blocks, the same for all learners');
    expect(textOf(markup)).not.toContain('h1');
  });
});

test('the markup conforms to a policy without inline styles and scripts', async () => {
  const markup = await seen(await loaded(SAMPLE), { learner: 'ada', other: 'bob' });
  expect(markup).not.toMatch(/\sstyle=|<script|<style|\son[a-z]+=/);
});

test('the content of a leaf is a link to its frame, which a script makes where the fold is open', async () => {
  const around = '<html url_name="before">1</html><html url_name="after">2</html>';
  const block = `<abtest url_name="ab" experiment="E"><default><html url_name="x">x</html></default></abtest>`;
  const preview = await loaded(courseFolder(unitCourse(block + around)));
  const markup = await seen(preview, { learner: 'ada' });
  expect(markup).not.toContain('<iframe');
  const links = [
    ...markup.matchAll(/<a class="late-frame" href="([^"]*)" data-sandbox="allow-same-origin">/g),
  ];
  expect(links.map(([, href]) => href)).toEqual(
    ['x', 'before', 'after'].map((name) => `/frame?id=html/${name}&amp;for=ada`),
  );
});
