/**
 * Comments that silence rules: `<!-- olx-abtest-disable-next-line RULE: reason -->`, `olx-abtest-disable-file`, and
 * `olx-abtest-disable` up to `olx-abtest-enable`.
 */
import type { Source } from '../diagnostics/source.js';

/** With the global flag: use it with `matchAll` only. Two hyphens cannot be in a comment, so a colon is before the reason. */
export const COMMENT =
  /<!--\s*olx-abtest-(disable-next-line|disable-file|disable|enable)((?:[\s,]+[a-z][a-z0-9-]*)*)\s*(?::([\s\S]*?))?-->/g;

/** A comment that silences rules on some lines, both included. */
export interface Silence {
  /** Offsets of the comment. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'disable-next-line' | 'disable-file' | 'disable';
  readonly rules: readonly string[];
  readonly from: number;
  readonly to: number;
  /** Of its rules, those with a finding that it has silenced. */
  readonly used: Set<string>;
}

const known = new WeakMap<Source, readonly Silence[]>();

/** Is a rule silenced on a line? The comment that does it is marked as used. */
export function isSilenced(source: Source, ruleId: string, line: number): boolean {
  const found = silencesOf(source).find(
    ({ rules, from, to }) => from <= line && line <= to && rules.includes(ruleId),
  );
  found?.used.add(ruleId);
  return found !== undefined;
}

/** The comments of a text that silence something, in their order. */
export function silencesOf(source: Source): readonly Silence[] {
  let silences = known.get(source);
  if (silences === undefined) {
    silences = read(source);
    known.set(source, silences);
  }
  return silences;
}

function read(source: Source): Silence[] {
  if (!source.text.includes('olx-abtest-')) return [];
  const matches = [...source.text.matchAll(COMMENT)];
  return matches.flatMap((match, index): Silence[] => {
    const kind = match[1] as Silence['kind'] | 'enable';
    const rules = silenced(match);
    if (kind === 'enable' || rules.length === 0) return [];
    const end = match.index + match[0].length;
    const common = { start: match.index, end, kind, used: new Set<string>() };
    const here = source.position(end).line;
    if (kind === 'disable-next-line') return [{ ...common, rules, from: here + 1, to: here + 1 }];
    if (kind === 'disable-file') return [{ ...common, rules, from: 1, to: source.lineCount }];
    // Each rule of a range ends where it is enabled again.
    return rules.map((rule) => ({
      ...common,
      rules: [rule],
      from: here,
      to: endOf(rule, matches.slice(index), source),
    }));
  });
}

function endOf(rule: string, matches: readonly RegExpExecArray[], source: Source): number {
  const end = matches.find((each) => each[1] === 'enable' && isFor(rule, silenced(each)));
  return end === undefined ? source.lineCount : source.position(end.index).line;
}

/** An `enable` without rules ends all ranges. */
function isFor(rule: string, enabled: readonly string[]): boolean {
  return enabled.length === 0 || enabled.includes(rule);
}

/** The rules that a comment names, as `COMMENT` matches it. */
export function silenced(match: RegExpMatchArray): string[] {
  return match[2]!.split(/[\s,]+/).filter((each) => each !== '');
}
