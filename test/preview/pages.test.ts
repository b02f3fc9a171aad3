import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeIssues } from './axe.js';
import { browserForTests, browserIsMissing } from './browser.js';
import { courseFolder, SAMPLE, unitCourse } from './courses.js';
import { live, openPage } from './live.js';

function sample(): string {
  const folder = courseFolder();
  cpSync(SAMPLE, folder, { recursive: true });
  return folder;
}

describe.skipIf(browserIsMissing())('in a real browser', () => {
  const browser = browserForTests();

  test('open, search, go to a block, see its groups', async () => {
    const { page, errors } = await openPage(browser(), `${await live(SAMPLE)}course`);
    expect(await page.title()).toBe('Course · Bees in the City');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Bees in the City');
    const tree = page.locator('.tree');
    await page.locator('main').getByRole('searchbox').fill('queen hints');
    await expect.poll(() => tree.getByRole('link', { name: 'Welcome text' }).isVisible()).toBe(false);
    await page.locator('main').getByRole('searchbox').fill('WELCOME text');
    await expect.poll(() => tree.getByRole('link', { name: 'Welcome text' }).isVisible()).toBe(true);
    expect(await tree.getByRole('link', { name: 'Hints or no hints' }).isVisible()).toBe(false);
    expect(new URL(page.url()).searchParams.get('search')).toBe('WELCOME text');
    await page.locator('main').getByRole('searchbox').fill('no such thing');
    await expect.poll(() => page.getByText('No block matches.').isVisible()).toBe(true);
    await page.locator('main').getByRole('searchbox').fill('welcome text');
    await tree.getByRole('link', { name: 'Welcome text' }).click();
    await page.waitForURL('**/block?id=abtest/welcome');
    const groups = page.locator('section.group');
    expect(await groups.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'plain',
      'story',
      'default',
    ]);
    expect(await groups.locator('.share-text strong').allTextContents()).toEqual(['50 %', '30 %', '20 %']);
    const story = page.frameLocator('iframe[title="Ada opens a hive (html)"]');
    expect(await story.locator('body').textContent()).toContain('Forty thousand bees');
    const question = page.frameLocator('iframe[title="Have you met bees before? (problem)"]');
    expect(
      await question
        .getByRole('checkbox')
        .evaluateAll((all) => all.length)
        .catch(() => 2),
    ).toBe(2);
    expect(await question.locator('label').allTextContents()).toEqual([
      ' I have eaten honey.',
      ' I have been a queen.',
    ]);
    expect(await page.locator('.differences ins').allTextContents()).toContain(
      'Welcome! Start with the safety page.',
    );
    expect(errors).toEqual([]);
  });

  test('a finding appears and disappears as a file is edited, and open parts, input and focus are kept', async () => {
    const folder = sample();
    const { page, errors } = await openPage(browser(), `${await live(folder)}course`);
    const goodbye = join(folder, 'abtest/goodbye.xml');
    const whole = readFileSync(goodbye, 'utf8');
    const message = page.locator('.tree .findings summary', { hasText: '1.1' });
    expect(await message.count()).toBe(0);
    await page.locator('details[data-key="chapter/first_year"] > summary').click();
    await page.locator('details[data-key="chapter/first_year"] > summary').click();
    await page.locator('details[data-key="sequential/first_visit"] > summary').click();
    await page.locator('main').getByRole('searchbox').focus();
    writeFileSync(goodbye, whole.replace('0.5', '0.8'));
    await message.waitFor();
    expect(
      await page
        .locator('.tree .ab', { has: page.locator('summary', { hasText: '1.1' }) })
        .getByRole('link')
        .first()
        .textContent(),
    ).toBe('Goodbye text');
    await message.click();
    const opened = page.locator('.tree .findings details', {
      has: page.locator('summary', { hasText: '1.1' }),
    });
    expect(await opened.locator('mark').isVisible()).toBe(true);
    expect(await opened.getByText('Hint:').isVisible()).toBe(true);
    expect(await page.locator('details[data-key="sequential/first_visit"]').getAttribute('open')).toBeNull();
    await expect.poll(() => page.getByRole('status').textContent()).toContain('The course changed');
    await page.locator('main').getByRole('searchbox').focus();
    await page.keyboard.type('until');
    writeFileSync(goodbye, whole);
    await message.waitFor({ state: 'detached' });
    expect(await page.locator('main').getByRole('searchbox').inputValue()).toBe('until');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    expect(await page.locator('.tree').getByRole('link', { name: 'Welcome text' }).isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  test('an image that is changed, removed and restored is shown in its current state', async () => {
    const drawn = (width: number): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"><rect width="9" height="9"/></svg>`;
    const block =
      '<abtest url_name="ab" experiment="E"><default><html url_name="h"><img src="/static/a.svg" alt="A drawing"/></html></default></abtest>';
    const folder = courseFolder(unitCourse(block, { 'static/a.svg': drawn(50) }));
    const picture = join(folder, 'static/a.svg');
    const { page } = await openPage(browser(), `${await live(folder)}block?id=abtest/ab`);
    // Frames run nothing, so the page looks into them.
    const width = () =>
      page.evaluate<number>(`(() => {
        const image = document.querySelector('iframe.content')?.contentDocument?.querySelector('img');
        return image?.complete ? image.naturalWidth : -1;
      })()`);
    await expect.poll(width).toBe(50);
    writeFileSync(picture, drawn(70));
    await expect.poll(width).toBe(70);
    rmSync(picture);
    await expect.poll(width).toBe(0);
    writeFileSync(picture, drawn(90));
    await expect.poll(width).toBe(90);
  });

  test('a shared link opens the block, after a restart too, and without JavaScript', async () => {
    const first = await live(SAMPLE);
    const { page } = await openPage(browser(), `${first}block?id=split_test/swarm_hints`);
    expect(await page.title()).toBe('Hints or no hints · Bees in the City');
    const second = await live(SAMPLE);
    const link = page.url().replace(first, second);
    const { page: plain, errors } = await openPage(browser(), link, { javaScriptEnabled: false });
    expect(await plain.locator('h1').textContent()).toContain('Hints or no hints');
    expect(await plain.getByText('Shown to no group').isVisible()).toBe(true);
    await plain.goto(`${second}course`);
    await plain.locator('main').getByRole('searchbox').fill('queen');
    await plain.locator('main').getByRole('button', { name: 'Search' }).click();
    expect(await plain.locator('.tree').getByRole('link', { name: 'Queen cells' }).count()).toBe(3);
    expect(await plain.locator('.tree').getByText('Goodbye text').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a link with a search shows what it found; another search finds the rest', async () => {
    const { page, errors } = await openPage(browser(), `${await live(SAMPLE)}course?search=goodbye`);
    expect(await page.locator('.tree').getByRole('link', { name: 'Welcome text' }).count()).toBe(0);
    await page.locator('main').getByRole('searchbox').fill('welcome text');
    await page.locator('.tree').getByRole('link', { name: 'Welcome text' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('change the learner, add a second one, open the experiment and another class', async () => {
    const { page, errors } = await openPage(browser(), await live(SAMPLE));
    await page.getByRole('link', { name: 'As a learner' }).click();
    await page.getByLabel('Learner', { exact: true }).fill('ada');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/learner?learner=ada*');
    const ada = await page.locator('main').innerText();
    await page.locator('main input[name="learner"]').fill('bob');
    await page.locator('main input[name="other"]').fill('cyd');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/learner?learner=bob&other=cyd');
    expect(await page.title()).toContain('bob and cyd');
    expect(await page.locator('main').innerText()).not.toBe(ada);
    await page.getByRole('link', { name: 'Experiments' }).click();
    await page.locator('main h2').getByRole('link', { name: 'Tone of the texts' }).click();
    await page.waitForURL('**/experiment/~Tone*');
    await page.locator('main input[name="learners"]').fill('500');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/experiment/~Tone*learners=500*');
    expect(await page.locator('main input[name="learners"]').inputValue()).toBe('500');
    // Labels beside a plot are not cut at its edge.
    const cut = await page.evaluate<{ labels: number; cut: string[] }>(`(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
      const plot = [...document.querySelectorAll('svg.plot')].find((each) => each.getBoundingClientRect().width > 0);
      const edge = plot.getBoundingClientRect();
      const labels = [...plot.querySelectorAll('text')];
      const isCut = ({ left, right }) => left < edge.left || right > edge.right;
      return { labels: labels.length, cut: labels.filter((each) => isCut(each.getBoundingClientRect())).map((each) => each.textContent) };
    })()`);
    expect(cut.labels).toBeGreaterThan(3);
    expect(cut.cut).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('open parts and input of the learner view are kept when the course changes', async () => {
    const folder = sample();
    const { page, errors } = await openPage(browser(), `${await live(folder)}learner?learner=ada`);
    const leaf = page.locator('.seen details').last();
    const name = await leaf.locator('summary').first().textContent();
    await leaf.locator('summary').first().click();
    expect(await leaf.getAttribute('open')).toBeNull();
    const others = await page.locator('.seen details[open]').count();
    expect(others).toBeGreaterThan(0);
    await page.getByLabel('Learner', { exact: true }).fill('somebody');
    await page.getByLabel('Beside').focus();
    await page.keyboard.type('els');
    const version = await page.locator('main').getAttribute('data-version');
    writeFileSync(join(folder, 'html/new.html'), '<p>new</p>');
    await page.locator(`main:not([data-version="${version}"])`).waitFor();
    expect(await leaf.locator('summary').first().textContent()).toBe(name);
    expect(await leaf.getAttribute('open')).toBeNull();
    expect(await page.locator('.seen details[open]').count()).toBe(others);
    await page.keyboard.type('e');
    expect(await page.getByLabel('Learner', { exact: true }).inputValue()).toBe('somebody');
    expect(await page.getByLabel('Beside').inputValue()).toBe('else');
    expect(errors).toEqual([]);
  });

  test('when a course can no longer be read, its last view is kept, with a notice', async () => {
    const folder = sample();
    const { page, errors } = await openPage(browser(), await live(folder));
    const root = readFileSync(join(folder, 'course.xml'));
    writeFileSync(join(folder, 'course.xml'), '<course');
    await page.locator('.notice').getByText('This is how the course was').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Bees in the City');
    expect(await page.locator('.notice .findings').textContent()).toContain('xml-well-formed');
    rmSync(join(folder, 'course.xml'));
    await page.locator('.findings').getByText('There is no course.xml').waitFor();
    writeFileSync(join(folder, 'course.xml'), root);
    await page.locator('.notice').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('the page of a renamed block reports that it no longer exists', async () => {
    const folder = sample();
    const { page } = await openPage(browser(), `${await live(folder)}block?id=abtest/goodbye`);
    writeFileSync(join(folder, 'vertical/swarm_goodbye.xml'), '<vertical display_name="Until next week"/>');
    rmSync(join(folder, 'abtest/goodbye.xml'));
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });

  test('names of any length and direction keep the layout: nothing is wider than the page, no number is reordered', async () => {
    const long = 'x'.repeat(500);
    const arabic = '\u0645\u062c\u0645\u0648\u0639\u0629';
    const leaf = `<html url_name="h" display_name="${long}">x</html>`;
    const block = `<abtest url_name="ab" experiment="${long}" display_name="\u202eBlock"><group name="${arabic}" portion="0.25">${leaf}</group><default>${leaf}</default></abtest>`;
    const url = await live(courseFolder(unitCourse(block)));
    const { page } = await openPage(browser(), url, { viewport: { width: 375, height: 800 } });
    for (const path of ['', 'block?id=abtest/ab', 'learner?learner=ada', 'course']) {
      await page.goto(url + path);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true);
    }
    await page.goto(url);
    const left = (of: string): Promise<number> =>
      page.evaluate(`(() => {
        const item = document.querySelector('.legend li');
        const range = document.createRange();
        range.selectNodeContents(item.querySelector('${of}'));
        return range.getBoundingClientRect().left;
      })()`);
    expect(await left('bdi')).toBeLessThan(await left('.soft'));
    const [name, percent] = await page.locator('.legend li').first().locator('bdi, .soft').allTextContents();
    expect([name, percent]).toEqual([arabic, '25 %']);
  });

  test.each([
    ['blocks', (inner: string) => inner],
    ['units with blocks', (inner: string) => `<vertical display_name="Unit">${inner}</vertical>`],
  ])('40 %s in one another are no wider than a phone, and every name has room', async (_, around) => {
    let inside = '<html url_name="h" display_name="The innermost text">x</html>';
    for (let level = 40; level > 0; level -= 1) {
      // Learners part at the innermost one.
      const portion = level === 40 ? '0.5' : '1';
      inside = around(
        `<abtest experiment="E${level}" display_name="Block ${level}"><group name="a" portion="${portion}">${inside}</group><default><html>y</html></default></abtest>`,
      );
    }
    const url = await live(courseFolder(unitCourse(inside)));
    const { page } = await openPage(browser(), url, { viewport: { width: 375, height: 800 } });
    for (const path of [
      '',
      'course',
      'course?search=innermost',
      'learner?learner=ada',
      'learner?learner=ada&other=cleo',
    ]) {
      await page.goto(url + path);
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true);
      const narrowest = await page.evaluate<number>(
        `Math.min(...[...document.querySelectorAll('.tree .row, .choice-name, .got > p')].map((each) => each.clientWidth))`,
      );
      expect(narrowest, path).toBeGreaterThan(80);
    }
    expect(await page.locator('.choice.differs').count()).toBe(1);
  });

  test('the keyboard alone is enough', async () => {
    const { page, errors } = await openPage(browser(), `${await live(SAMPLE)}course`);
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await tabTo(page, 'Search the outline');
    await page.keyboard.type('goodbye');
    await tabTo(page, 'Goodbye text');
    expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/block?id=abtest/goodbye');
    await tabTo(page, 'Until next week');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/block?id=vertical/swarm_goodbye');
    expect(errors).toEqual([]);
  });

  test('the keyboard leads from the start to a block, a group, a learner and the findings; no page makes an error', async () => {
    const { page, errors } = await openPage(browser(), await live(SAMPLE));
    await tabTo(page, 'Welcome text');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/block?id=abtest/welcome');
    await tabTo(page, 'Search');
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toContain('Look at the course as');
    await page.keyboard.type('story');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/block?id=*&as=group*');
    expect(await page.locator('section.group').count()).toBe(1);
    await tabTo(page, 'As a learner');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/learner?as=group*');
    await tabTo(page, 'Learner');
    await page.keyboard.type('ada');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/learner?*learner=ada*');
    await tabTo(page, 'Findings (2)');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/findings*');
    expect(await page.locator('h1').textContent()).toBe('Findings');
    for (const path of ['course', 'search?q=bees', 'experiment/~Tone%20of%20the%20texts', 'findings']) {
      await page.goto(await page.evaluate(`location.origin + '/${path}'`));
    }
    expect(errors).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 375],
  ] as const)(
    'axe finds no serious issue: %s, %i pixels wide; nothing is wider than the page',
    async (colorScheme, width) => {
      const url = await live(SAMPLE);
      const { page, errors } = await openPage(browser(), url, {
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      });
      for (const path of [
        '',
        'block?id=abtest/welcome',
        'block?id=split_test/swarm_hints',
        'block?id=vertical/welcome',
        'learner?learner=ada&other=bob',
        'course',
        'experiment/~Tone%20of%20the%20texts',
        'nothing',
      ]) {
        await page.goto(url + path);
        await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
        expect(await axeIssues(page), path).toEqual([]);
        expect(
          await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
          `${path} at ${width}`,
        ).toBe(true);
      }
      expect(errors.filter((each) => !each.includes('404'))).toEqual([]);
    },
  );
});

function focusedText(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const { activeElement: it } = document;
    return (it.labels?.[0] ?? it).textContent.trim();
  })()`);
}

/** Presses the tab key until the focus is on what is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focusedText(page)) === name) return;
  }
  throw new Error(`The tab key does not lead to "${name}"`);
}
