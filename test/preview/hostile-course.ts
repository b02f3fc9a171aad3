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

/** Each kind of block that the preview draws, with what would run or load in each of its texts. */
function hostileKinds(canary: string): string {
  const bad = `&quot;>&lt;script>${PWN}&lt;/script>&lt;img src=${canary}/kind.png onerror=${PWN}>`;
  const value = `"><script>${PWN}</script><img src=${canary}/kind.png onerror=${PWN}>`;
  const json = (data: unknown): string =>
    JSON.stringify(data).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const labels = json([
    [value, { label: value, img: `${canary}/poll.png`, img_alt: value }],
    [value, value],
    null,
    1,
    {},
  ]);
  const data = json({
    targetImg: `${canary}/target.png`,
    targetImgDescription: value,
    feedback: { start: value },
    zones: [{ uid: '__proto__', title: value, description: value }, null],
    items: [{ displayName: value, imageURL: `${canary}/item.png`, zones: ['__proto__', value, 1] }, 'x'],
  });
  return `<poll url_name="k1" question="${bad}" answers="${labels}" feedback="${bad}"/>
<poll url_name="k2" answers="{&quot;__proto__&quot;: 1}"/><poll url_name="k3" answers="[[[[[["/>
<survey url_name="k4" questions="${labels}" answers="${labels}" feedback="${bad}"/>
<poll_question url_name="k5"><p onclick="${PWN}"><![CDATA[${value}]]></p><answer id="${bad}"><![CDATA[${value}]]></answer></poll_question>
<word_cloud url_name="k6" instructions="${bad}" num_inputs="99999999"/>
<video url_name="k7" display_name="${bad}" youtube_id_1_0="${bad}" transcripts="${json({ [value]: 'javascript:alert(1)', b: null })}" html5_sources="[1, null, &quot;javascript:alert(1)&quot;]"/>
<lti url_name="k8" display_name="${bad}" launch_url="javascript:${PWN}" description="${bad}"/>
<lti_consumer url_name="k9" launch_url="data:text/html,x" lti_1p3_launch_url="${bad}" lti_id="${bad}"/>
<discussion url_name="ka" discussion_category="${bad}" discussion_target="${bad}"/>
<drag-and-drop-v2 url_name="kb" question_text="${bad}" data="${data}"/>
<openassessment url_name="kc" prompts_type="html" show_rubric_during_response="True"><assessments><assessment name="constructor" must_grade="${bad}"/></assessments><prompts><prompt><description>${bad}</description></prompt></prompts><rubric><criterion><label>${bad}</label><option points="${bad}"><label>${bad}</label></option></criterion></rubric></openassessment>
<problem url_name="kd"><imageresponse><imageinput src="${canary}/click.png" alt="${bad}" width="${bad}" rectangle="(1,1)-(9,9);(${bad})"/></imageresponse><optionresponse><optioninput options="('${bad}')" correct="${bad}"/></optionresponse><jsinput html_file="${canary}/js.html"/><math>$\\href{javascript:${PWN}}{x}$</math><customresponse><drag_and_drop_input img="${canary}/old.png"><draggable icon="${canary}/icon.png" label="${bad}"/></drag_and_drop_input><answer>${bad}</answer></customresponse></problem>
<library_content url_name="ke" max_count="${bad}" source_library_id="${bad}" capa_type="${bad}"><html url_name="kf"><video src="${canary}/v.mp4"/></html></library_content>
<conditional url_name="kg" sources="${bad};__proto__;constructor" poll_answer="${bad}" message="${bad}"><html url_name="kh"><a class="trap" href="/jump_to_id/../../..//evil.example/">jump</a></html></conditional>
<strange-kind url_name="ki" data="${bad}"><a b="${bad}"/></strange-kind>`;
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
  files['course/vertical/kinds.xml'] = `<vertical>${hostileKinds(canary)}</vertical>`;
  const unit = `<abtest url_name="ab" experiment="${EVIL}" display_name="${EVIL}"><group name="${EVIL}" portion="0.5">${blocks}<html url_name="formulas"/><vertical url_name="kinds"/></group>
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
