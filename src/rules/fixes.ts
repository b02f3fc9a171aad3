/** Fixes as rules write them: changes of a text, with the places that a diagnostic carries. */
import type { Fix, TextEdit } from '../diagnostics/diagnostic.js';
import { distance } from '../diagnostics/nearest.js';
import type { Source } from '../diagnostics/source.js';
import { type JsonSlip, jsonFault } from '../olx/policy/json-place.js';
import type { Change } from '../xml/edit.js';
import { quoted } from '../xml/edit.js';
import type { XmlAttribute, XmlElement } from '../xml/node.js';

/** Changes of one file as a fix, in the order of the text. */
export function fixOf(title: string, source: Source, changes: readonly Change[]): Fix {
  const sorted = [...changes].sort((a, b) => a.start - b.start);
  return {
    title,
    edits: sorted.map((each): TextEdit => ({ place: source.place(each.start, each.end), text: each.text })),
  };
}

/** A property for a finding, or none: `{...withFix(fix)}`. */
export function withFix(fix: Fix | undefined): { readonly fix?: Fix } {
  return fix === undefined ? {} : { fix };
}

/** Another name in the start tag and in the end tag. */
export function renameTag(element: XmlElement, name: string): Fix {
  const end = element.closeStart + 2;
  const changes = [
    { start: element.start + 1, end: element.start + 1 + element.name.length, text: name },
    ...(element.selfClosing ? [] : [{ start: end, end: end + element.name.length, text: name }]),
  ];
  return fixOf(`Write <${name}> in place of <${element.name}>`, element.context.source, changes);
}

/** Another name for an attribute; its value stays as it is written. */
export function renameAttribute({ context, start, name }: XmlAttribute, to: string): Fix {
  return fixOf(`Write ${to} in place of ${name}`, context.source, [
    { start, end: start + name.length, text: to },
  ]);
}

/** Another value between the author's quotes. */
export function setValue({ context, name, quote, valueStart, valueEnd }: XmlAttribute, value: string): Fix {
  const change = { start: valueStart, end: valueEnd, text: quoted(value, quote) };
  return fixOf(`Write ${name}=${quote}${change.text}${quote}`, context.source, [change]);
}

/** Is the name one slip away: capitals, one letter, or two letters that are swapped? A synonym is not. */
export function isSlipOf(name: string, meant: string): boolean {
  return name !== meant && !name.includes(':') && distance(name.toLowerCase(), meant, 2) <= 1;
}

/** The fix of the first slip of a JSON text; `source` may be the value of an attribute. */
export function fixOfJson(source: Source): Fix | undefined {
  const slip: JsonSlip | undefined = jsonFault(source)?.slip;
  if (slip === undefined) return undefined;
  return { title: slip.title, edits: [{ place: source.place(slip.start, slip.end), text: slip.text }] };
}
