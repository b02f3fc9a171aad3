/** `<!-- olx-abtest-disable-next-line RULE -->`: a comment that silences rules on the line below it. */
import type { Source } from '../diagnostics/source.js';

/** With the global flag: use it with `matchAll` only. */
export const COMMENT =
  /<!--\s*olx-abtest-disable-next-line\s+([a-z][a-z0-9-]*(?:[\s,]+[a-z][a-z0-9-]*)*)\s*-->/g;

/** Rule ids by the line that they are silenced on. */
type Silences = ReadonlyMap<number, ReadonlySet<string>>;

const known = new WeakMap<Source, Silences>();

export function isSilenced(source: Source, ruleId: string, line: number): boolean {
  let silences = known.get(source);
  if (silences === undefined) {
    silences = read(source);
    known.set(source, silences);
  }
  return silences.get(line)?.has(ruleId) ?? false;
}

function read(source: Source): Silences {
  const silences = new Map<number, ReadonlySet<string>>();
  for (const match of source.text.matchAll(COMMENT)) {
    const next = source.position(match.index + match[0].length).line + 1;
    silences.set(next, new Set(silenced(match)));
  }
  return silences;
}

/** The rules that a comment names, as `COMMENT` matches it. */
export function silenced(match: RegExpMatchArray): string[] {
  return match[1]!.split(/[\s,]+/);
}
