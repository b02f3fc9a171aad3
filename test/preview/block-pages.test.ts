import { describe, expect, test } from 'vitest';
import { axeIssues } from './axe.js';
import { browserForTests, browserIsMissing } from './browser.js';
import { courseFolder, unitCourse } from './courses.js';
import { live, openPage } from './live.js';

const KINDS = `<html url_name="h"><p>\\(a+b\\) <a href="/jump_to_id/v">The video</a> <a href="https://away.example/">Away</a></p><img alt="A hive" src="/static/a_hive__1_.svg"/></html>
<video url_name="v" display_name="Bees" youtube_id_1_0="abc" sub="subs"/>
<poll url_name="p" xblock-family="xblock.v1"/><survey url_name="s" xblock-family="xblock.v1"/>
<word_cloud url_name="w" instructions="Three words" num_inputs="3"/><lti url_name="l" launch_url="https://lab.example/"/>
<discussion url_name="d" discussion_category="Week 1"/>
<problem url_name="q"><p>Which?</p><optionresponse><optioninput options="('a','b')" correct="a"/></optionresponse></problem>
<library_content url_name="lc" max_count="1"><html url_name="x">x</html><html url_name="y">y</html></library_content>`;
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>';

const course = (): string => courseFolder(unitCourse(KINDS, { 'static/a hive (1).svg': PICTURE }));

describe.skipIf(browserIsMissing())('blocks of every kind in a real browser', () => {
  const browser = browserForTests();

  test('formulas, pictures with changed names, and links to blocks work in a frame, by keyboard too', async () => {
    const url = await live(course());
    const { page, errors } = await openPage(browser(), `${url}block?id=vertical/un`);
    const frame = page.frameLocator('iframe[src="/frame?id=html/h"]');
    await frame.locator('math').waitFor();
    const width = "document.querySelector('iframe').contentDocument.querySelector('img').naturalWidth";
    await expect.poll(() => page.evaluate(width)).toBe(30);
    await frame.getByText('Away').click();
    const link = frame.getByRole('link', { name: 'The video' });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/block?id=video/v');
    await page.goBack();
    await page
      .frameLocator('iframe[src="/frame?id=html/h"]')
      .getByRole('link', { name: 'The video' })
      .click();
    await page.waitForURL('**/block?id=video/v');
    expect(
      await page.getByRole('group', { name: 'Video: Bees' }).getByRole('link').getAttribute('href'),
    ).toContain('youtube');
    expect(errors).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 375],
  ] as const)('axe finds nothing moderate or worse: %s, %i pixels wide', async (colorScheme, width) => {
    const url = await live(course());
    const options = { colorScheme, viewport: { width, height: 800 }, bypassCSP: true };
    const { page, errors } = await openPage(browser(), `${url}block?id=vertical/un`, options);
    await page.frameLocator('iframe[src="/frame?id=html/h"]').locator('math').waitFor();
    expect(await axeIssues(page, { from: 'moderate', frames: true })).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });
});
