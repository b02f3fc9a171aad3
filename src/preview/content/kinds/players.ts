/** Blocks that show something from elsewhere, as cards: videos, LTI tools, discussions, word clouds. */
import type { XmlElement } from '../../../index.js';
import { type Html, html, type Piece } from '../../../presentation/html.js';
import type { Reader } from '../content-reader.js';
import { jsonOf, settingRows, settingsList } from './block-settings.js';

/** A box of the video's shape with its links. */
export function video(root: XmlElement, title: string, { showsAnswers }: Reader): Html {
  const youtube = root.get('youtube_id_1_0') || youtubeOf(root.get('youtube'));
  const listed = jsonOf(root.get('html5_sources'));
  const sources = [
    ...(Array.isArray(listed)
      ? listed.filter((each) => typeof each === 'string')
      : [root.get('html5_sources')]),
    root.get('source'),
    ...root.elements.filter(({ name }) => name === 'source').map((each) => each.get('src')),
  ].filter((each): each is string => each !== null && each !== '');
  const links = [
    youtube && link(`https://www.youtube.com/watch?v=${encodeURIComponent(youtube)}`, `YouTube ${youtube}`),
    ...[...new Set(sources)].map((each) => link(each, each)),
  ].filter(Boolean);
  const player =
    links.length > 0
      ? links.map((each) => html`<span>${each}</span>`)
      : html`<span>No file and no address</span>`;
  const known = [
    'youtube_id_1_0',
    'youtube',
    'html5_sources',
    'source',
    'sub',
    'track',
    'transcripts',
    'edx_video_id',
  ];
  return html`<div class="player" role="group" aria-label="Video: ${title}"><span class="player-name">▶ ${title}</span>${player}</div>
<dl class="settings">${transcripts(root).map((each) => html`<dt>Transcript</dt><dd>${each}</dd>`)}
${showsAnswers && settingRows(root, known)}</dl>`;
}

/** The files in `<transcript>`, in the JSON of `transcripts`, and the older `sub` and `track`. */
function transcripts(root: XmlElement): Piece[] {
  const json = jsonOf(root.get('transcripts'));
  const named = Object.entries(typeof json === 'object' && json !== null ? json : {}).map(
    ([language, file]) => [language, String(file)],
  );
  const elements = root.elements
    .filter(({ name }) => name === 'transcript' || name === 'track')
    .map((each) => [each.get('language') ?? '', each.get('src') ?? '']);
  const older = [root.get('sub'), root.get('track')].flatMap((each) => (each ? [['', each]] : []));
  const seen = new Map(
    [...named, ...elements, ...older].map(([language, file]) => [`${language} ${file}`, [language, file]]),
  );
  return [...seen.values()].map(
    ([language, file]) => html`${language && `${language}: `}${link(file!, file!)}`,
  );
}

/** The video at normal speed in `0.75:aaa,1.00:bbb`, the format of 2012. */
function youtubeOf(speeds: string | null): string | null {
  return /(?:^|,)\s*1\.0+:([^,]*)/.exec(speeds ?? '')?.[1]?.trim() ?? null;
}

/** Only http and https URLs become links; other values are shown as text. */
function link(address: string, text: string): Piece {
  return /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noreferrer noopener" target="_blank">${text}</a>`
    : text;
}

export function lti(root: XmlElement, title: string, { showsAnswers }: Reader): Html {
  const address = root.get('launch_url') || root.get('lti_1p3_launch_url') || '';
  const where =
    /true/i.test(root.get('open_in_a_new_page') ?? '') || root.get('launch_target') === 'new_window';
  const description = root.get('description');
  return html`<div class="player low" role="group" aria-label="External tool: ${title}"><span class="player-name">${title}</span>
<span>External tool (LTI)${root.get('lti_id') && html`, ${root.get('lti_id')}`}${where && ', in a window of its own'}</span>
<span>${address === '' ? 'No address' : link(address, address)}</span></div>
${description && html`<p>${description}</p>`}
${showsAnswers && settingsList(root, ['launch_url', 'lti_1p3_launch_url', 'lti_id', 'open_in_a_new_page', 'launch_target', 'description'])}`;
}

export function discussion(root: XmlElement): Html {
  const category = [root.get('discussion_category'), root.get('discussion_target')]
    .filter(Boolean)
    .join(' › ');
  return html`<p>Discussion${category !== '' && html`: <b>${category}</b>`}</p>`;
}

export function wordCloud(root: XmlElement, { showsAnswers }: Reader): Html {
  const instructions = root.get('instructions');
  const words = Math.min(Math.max(Number.parseInt(root.get('num_inputs') ?? '5', 10) || 5, 1), 20);
  const fields = Array.from(
    { length: words },
    (_, index) => html`<li><input disabled aria-label="Word ${index + 1}"></li>`,
  );
  return html`${instructions && html`<p>${instructions}</p>`}<ol class="words">${fields}</ol>
<p class="soft">The words of all learners are shown as a cloud.</p>
${showsAnswers && settingsList(root, ['instructions', 'num_inputs'])}`;
}

/** The names that a list in an attribute separates by semicolons: the last part of each address. */
export function sourceNames(sources: string | null): string[] {
  return (sources ?? '')
    .split(';')
    .map((each) => each.trim().split(/[/@]/).at(-1) ?? '')
    .filter((name) => name !== '');
}
