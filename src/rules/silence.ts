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

/** The comments that silence one rule, as they are looked up: a text may have thousands, and as many findings. */
interface OfRule {
  /** The first for the file. */
  file: Silence | undefined;
  /** The first for each line. */
  readonly lines: Map<number, Silence>;
  /** In their order; neither their first nor their last lines decrease. */
  readonly ranges: Silence[];
}
const lookups = new WeakMap<Source, ReadonlyMap<string, OfRule>>();

/** Is a rule silenced on a line? The first comment that does it is marked as used. */
export function isSilenced(source: Source, ruleId: string, line: number): boolean {
  const own = lookupOf(source).get(ruleId);
  if (own === undefined) return false;
  const range = own.ranges[firstReaching(own.ranges, line)];
  const around = range !== undefined && range.from <= line ? range : undefined;
  const [found] = [own.file, own.lines.get(line), around]
    .filter((each) => each !== undefined)
    .sort((a, b) => a.start - b.start);
  found?.used.add(ruleId);
  return found !== undefined;
}

function lookupOf(source: Source): ReadonlyMap<string, OfRule> {
  const made = lookups.get(source);
  if (made !== undefined) return made;
  const lookup = new Map<string, OfRule>();
  for (const silence of silencesOf(source)) {
    for (const rule of silence.rules) {
      const own: OfRule = lookup.get(rule) ?? { file: undefined, lines: new Map(), ranges: [] };
      lookup.set(rule, own);
      if (silence.kind === 'disable-file') own.file ??= silence;
      else if (silence.kind === 'disable') own.ranges.push(silence);
      else if (!own.lines.has(silence.from)) own.lines.set(silence.from, silence);
    }
  }
  lookups.set(source, lookup);
  return lookup;
}

/** The index of the first range that does not end before a line. */
function firstReaching(ranges: readonly Silence[], line: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.to < line) low = middle + 1;
    else high = middle;
  }
  return low;
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
  const ends = endsOf(matches, source);
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
      to: ends[index]!.get(rule) ?? source.lineCount,
    }));
  });
}

/** For each match of `disable` the lines of the next `enable` of its rules; an `enable` without rules ends all ranges. */
function endsOf(matches: readonly RegExpExecArray[], source: Source): Map<string, number>[] {
  const ends: Map<string, number>[] = new Array(matches.length);
  const next = new Map<string, number>();
  let nextOfAll: number | undefined;
  for (let index = matches.length - 1; index >= 0; index -= 1) {
    const match = matches[index]!;
    const rules = silenced(match);
    if (match[1] === 'enable') {
      const { line } = source.position(match.index);
      if (rules.length === 0) {
        nextOfAll = line;
        next.clear();
      }
      for (const rule of rules) next.set(rule, line);
    }
    const own = new Map<string, number>();
    ends[index] = own;
    if (match[1] !== 'disable') continue;
    for (const rule of rules) {
      const line = next.get(rule) ?? nextOfAll;
      if (line !== undefined) own.set(rule, line);
    }
  }
  return ends;
}

/** The rules that a comment names, as `COMMENT` matches it. */
export function silenced(match: RegExpMatchArray): string[] {
  return match[2]!.split(/[\s,]+/).filter((each) => each !== '');
}
