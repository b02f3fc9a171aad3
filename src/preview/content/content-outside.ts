/**
 * Removes outside references from foreign HTML: images of the course get their URL, everything else from outside is
 * named and not loaded.
 */
import { html, type Piece } from '../../presentation/html.js';

/**
 * Tags that could make connections despite sandbox and policy (`<link rel="preconnect">`; a clicked link, since
 * Chromium connects before the navigation is refused), or that would only show an error when they are blocked. They are
 * renamed by inserting letters, which cannot turn one tag into another.
 */
const LOUD =
  /<(\/?)(?=(?:a|area|link|meta|base|iframe|frame|frameset|noframes|object|embed|applet|portal|fencedframe|video|audio|source|track)(?![\w-]))/gi;
const STATIC =
  /(\s(?:src|href|poster|data)\s*=\s*)(["'])(?:\/static\/|\/c4x\/[^"'/]*\/[^"'/]*\/asset\/|\/asset-v1:[^"'@]*@asset\+block@)([^"'?#]{0,300})(?:[?#][^"']{0,300})?\2/gi;
const STATIC_IN_STYLE = /url\((["']?|&quot;)\/static\/([^"'()?#&]{0,300})(?:[?#&][^"'()]{0,300})?\1\)/gi;
const OUTSIDE =
  /<(?!a\s)[a-z][^<>\s]*\s[^<>]*?\b(?:src|href|data|poster|background)\s*=\s*(?:["']\s*)?(?:https?:)?\/\/([^"'\s/>?#]{1,200})/gi;
const HOSTS_SHOWN = 3;

export interface FrameOptions {
  /**
   * The URL of a file of the course's folder `static/`, such as `/static/a.png` or a data: URI; `path` is relative to
   * that folder. `null` where it cannot be shown.
   */
  asset(path: string): string | null;
}

export function quietHtml(markup: string, { asset }: FrameOptions): string {
  return markup
    .replace(LOUD, '<$1outside-')
    .replace(STATIC, (_, before: string, quote: string, path: string) => {
      return `${before}${quote}${address(path, asset)}${quote}`;
    })
    .replace(
      STATIC_IN_STYLE,
      (_, quote: string, path: string) => `url(${quote}${address(path, asset)}${quote})`,
    );
}

/** A notice of what is left out; empty when nothing is. */
export function outsideNotice(markup: string): Piece {
  const hosts = [...markup.matchAll(OUTSIDE)].map((match) => match[1]!.toLowerCase());
  if (hosts.length === 0) return null;
  const distinct = [...new Set(hosts)];
  const named = distinct.slice(0, HOSTS_SHOWN).join(', ');
  const more = distinct.length > HOSTS_SHOWN ? ` and ${distinct.length - HOSTS_SHOWN} more` : '';
  const things = hosts.length === 1 ? '1 item from elsewhere is' : `${hosts.length} items from elsewhere are`;
  return html`<p class="olx-notice">${things} not loaded here: ${named}${more}</p>`;
}

/** The path below `static/` that a reference in markup means. */
export function assetPath(written: string): string {
  return decoded(written.replaceAll('&amp;', '&'));
}

/** Safe inside an attribute with any quotes. */
function address(path: string, asset: FrameOptions['asset']): string {
  const found = asset(assetPath(path));
  return (found ?? 'data:,').replace(/["'<>()\s]/g, (character) =>
    encodeURIComponent(character).replace(/['()]/g, escaped),
  );
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
