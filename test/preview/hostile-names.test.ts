import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserForTests, browserIsMissing } from './browser.js';
import { canary } from './canary.js';
import { courseFolder, unitCourse } from './courses.js';
import { live, openPage } from './live.js';

const PWN = `document.documentElement.dataset.pwned='yes'`;

/** Names of blocks, groups, experiments, partitions and learners that try to run, to load, to lead away or to hide a property. */
function hostileNames(evil: string): readonly string[] {
  return [
    `<script>${PWN}</script>`,
    `"><script>${PWN}</script>`,
    `'><img src=x onerror=${PWN}>`,
    `" autofocus onfocus="${PWN}" x="`,
    `' onmouseover='${PWN}`,
    `</title><script>${PWN}</script>`,
    `</option></select><img src=${evil}/option onerror=${PWN}>`,
    `</summary></details><svg onload="${PWN}">`,
    `</mark><iframe src="${evil}/frame"></iframe>`,
    `<base href="${evil}/">`,
    `<meta http-equiv="refresh" content="0;url=${evil}/refresh">`,
    `<link rel="stylesheet" href="${evil}/style.css">`,
    `<style>@import url(${evil}/import.css)</style>`,
    `<form action="${evil}" id="forms"><input name="body">`,
    `<main id="main" data-version="x"></main>`,
    `javascript:${PWN}`,
    `data:text/html,<script>${PWN}</script>`,
    `vscode://file/etc/passwd" onclick="${PWN}`,
    `//${new URL(evil).host}/double`,
    `\\\\${new URL(evil).host}\\back`,
    `${evil}/absolute`,
    `/../../..`,
    '..',
    '?as=group:x&who=y#z',
    '&lt;script&gt;&quot;&#39;&#x3c;',
    `%3Cscript%3E${PWN}%3C/script%3E`,
    `\`\${${PWN}}\``,
    '@~~a@:',
    'a\u202egnp.\u2066x',
    'body',
    'forms',
    'documentElement',
    'main',
    'activeElement',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
  ];
}

/** A block for each name, which carries it wherever a name can be; some of them again in policy.json and as names of files. */
function namedCourse(names: readonly string[]): Record<string, string | Uint8Array> {
  const escaped = names.map((name) =>
    name.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;'),
  );
  const blocks = escaped.map(
    (name) =>
      `<abtest url_name="${name}" display_name="${name}" experiment="${name}"><group name="${name}" portion="0.5"><html url_name="h ${name}" display_name="${name}">${name.replace(/&/g, '&amp;')}</html></group><default><video url_name="v ${name}" display_name="${name}" youtube_id_1_0="${name}"/></default></abtest>`,
  );
  const partitions = names.map((name, id) => ({
    id,
    name,
    description: name,
    scheme: 'random',
    version: 3,
    groups: [
      { id: 1, name, version: 1 },
      { id: 2, name: `${name} 2`, version: 1 },
    ],
  }));
  const splits = partitions.map(
    ({ id }) =>
      `<split_test url_name="s${id}" user_partition_id="${id}" group_id_to_child="{&quot;1&quot;: &quot;i4x://Org/C1/html/a${id}&quot;, &quot;${escaped[id]}&quot;: 1}"><html url_name="a${id}" group_access="{&quot;${id}&quot;: [1]}">text</html></split_test>`,
  );
  const files = names
    .filter((name) => !/[/\0]|^\.\.$/.test(name))
    .map((name) => [`html/${name}.xml`, `<html display_name="${name.replace(/[<&"]/g, ' ')}"`] as const);
  const policy = Object.fromEntries(names.map((name) => [name, { display_name: name, [name]: name }]));
  return {
    ...unitCourse([...blocks, ...splits].join('\n'), Object.fromEntries(files)),
    'vertical/un.xml': `<vertical display_name="${escaped[1]}">${[...blocks, ...splits].join('\n')}</vertical>`,
    'course/run.xml': `<course display_name="${escaped[0]}"><chapter url_name="ch" display_name="${escaped[5]}"><sequential url_name="se" display_name="${escaped[6]}"><vertical url_name="un"/></sequential></chapter></course>`,
    'policies/run/policy.json': JSON.stringify({
      ...policy,
      'course/run': { user_partitions: partitions, display_name: names[5] },
    }),
  };
}

/** What a page has become: the properties that scripts use, and where its links and forms lead. */
const STATE = `(() => {
  // The link to a video is the only one that leads away, and only to its host.
  const isVideo = (each) => each.matches('a[rel="noreferrer noopener"]') && each.origin === 'https://www.youtube.com';
  const outside = [...document.querySelectorAll('a[href], form, link, script[src], iframe, img')].filter((each) => {
    const address = each.getAttribute('href') ?? each.getAttribute('action') ?? each.getAttribute('src') ?? '';
    const url = new URL(address, location.href);
    return url.origin !== location.origin && url.protocol !== 'vscode:' && !isVideo(each);
  });
  return {
    pwned: document.documentElement.dataset.pwned ?? null,
    body: document.body instanceof HTMLBodyElement,
    forms: document.forms instanceof HTMLCollection,
    root: document.documentElement instanceof HTMLHtmlElement,
    mains: document.querySelectorAll('main').length,
    headers: document.querySelectorAll('header').length,
    titles: document.querySelectorAll('head > title, body title:not(svg title)').length,
    foreign: document.querySelectorAll('base, meta[http-equiv], style, object, embed, main script, header script').length,
    handlers: [...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()).filter((name) => name.startsWith('on')),
    outside: outside.map((each) => each.outerHTML),
    protocols: [...new Set([...document.querySelectorAll('a[href]')].filter((each) => !isVideo(each)).map(({ protocol }) => protocol))].filter((each) => each !== 'http:' && each !== 'vscode:'),
  };
})()`;
const WHOLE = {
  pwned: null,
  body: true,
  forms: true,
  root: true,
  mains: 1,
  headers: 1,
  titles: 1,
  foreign: 0,
  handlers: [],
  outside: [],
  protocols: [],
};

describe.skipIf(browserIsMissing())('hostile names, searches and viewpoints', () => {
  const browser = browserForTests();

  test('nothing runs, nothing leaves, and no page is changed, on any page of the navigation', async () => {
    const { url: evil, met } = await canary();
    const names = hostileNames(evil);
    const folder = courseFolder(namedCourse(names));
    const url = await live(folder, 'vscode');
    const { page, errors } = await openPage(browser(), url);
    const left = watchLeaving(page, url);
    const expectWhole = async (path: string): Promise<void> => {
      await page.goto(url + path, { waitUntil: 'domcontentloaded' });
      expect(await page.evaluate(STATE), path).toEqual(WHOLE);
    };
    for (const path of ['', 'course', 'findings', 'search', 'learner?learner=ada&other=bob'])
      await expectWhole(path);
    expect(await page.locator('header option').count()).toBeGreaterThan(names.length);
    expect(errors).toEqual([]);
    for (const [index, name] of names.entries()) {
      const text = encodeURIComponent(name);
      // Each page with some of the names: all names are on the pages above.
      const paths = [
        `search?q=${text}&as=learner&who=${text}&${text}=${text}`,
        `learner?learner=${text}&other=bob&as=group:${text}`,
        `experiment/~${text}?learners=${text}&seed=${text}`,
        `block?id=abtest/${text}&as=group:${text}`,
        `findings?in=abtest/${text}&as=${text}`,
        `course?search=${text}&as=group:1@xblock.partition_service.partition_${index}`,
        `jump?to=/jump_to_id/${text}&as=${text}&who=${text}`,
        `${text}?as=${text}`,
      ];
      await expectWhole(paths[index % paths.length]!);
    }
    // A page that does not exist is an error of the address, and of nothing else.
    expect(errors.filter((each) => !/status of 404/.test(each))).toEqual([]);
    // The script of the page still works: a change shows.
    await page.goto(`${url}course`);
    const changed = namedCourse(names)['course/run.xml'] as string;
    writeFileSync(join(folder, 'course/run.xml'), changed.replace('url_name="ch"', 'url_name="changed"'));
    await page.locator('[data-words*="chapter changed"]').waitFor({ state: 'attached' });
    expect(await page.evaluate(STATE)).toEqual(WHOLE);
    expect({ met, left }).toEqual({ met: [], left: [] });
  });
});

/** Requests to elsewhere, windows and dialogs, as they happen. */
function watchLeaving(page: Page, url: string): string[] {
  const left: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) left.push(request.url());
  });
  page.context().on('page', (popup) => left.push(popup.url()));
  page.on('dialog', (dialog) => {
    left.push(dialog.message());
    return dialog.dismiss();
  });
  return left;
}
