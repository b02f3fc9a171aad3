/** Runs the rules over a course or a block, with the severities and the silences that people ask for. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { type Diagnostic, frameOf, type RelatedPlace, type Severity } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import { requireOneOf } from '../diagnostics/options.js';
import type { Source } from '../diagnostics/source.js';
import { isUnloaded } from '../loading/unloaded.js';
import type { Block } from '../olx/block/block.js';
import { requireBlock } from '../olx/block/block.js';
import type { Course, XmlFile } from '../olx/course/course.js';
import { rules } from './index.js';
import type { Rule, RuleReport } from './rule.js';
import { isSilenced } from './silence.js';

/** Rule id to severity, for all that the rule finds; rules that are not named keep their own. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

const ruleIds: ReadonlySet<string> = new Set(rules.map(({ id }) => id));
const backstops: ReadonlySet<string> = new Set(rules.filter((each) => each.backstop).map(({ id }) => id));

const NONE: ReadonlySet<string> = new Set();

/** Rules whose findings keep a file, or the course, from being read. */
const aboutReading: ReadonlySet<string> = new Set([
  'xml-well-formed',
  'xml-encoding',
  'xml-depth',
  'no-doctype',
  'course-root',
]);

/**
 * All findings about a course, in the order of files and lines.
 * @example
 * for (const { ruleId, severity, place } of checkCourse(course, { 'abtest-retired': 'off' })) {
 *   console.log(severity, ruleId, place.start.line); // → warning child-without-group 4
 * }
 */
export function checkCourse(course: Course, severities: Severities = {}): Diagnostic[] {
  return drained(checkWhole(course, severities));
}

/** As `checkCourse`, step by step: between two steps other work can have a turn. */
export function checkingCourse(course: Course): Generator<void, Diagnostic[]> {
  return checkWhole(course, {});
}

/** What did not fit: further findings by severity, before consequences are left out. */
type Further = Readonly<Record<Severity, number>>;

/** As `checkCourse`, in bounded memory: the first `most` findings of each rule; its further ones are counted only. */
export function checkCourseWithin(
  course: Course,
  most: number,
): { readonly diagnostics: Diagnostic[]; readonly further: Further } {
  const further = { error: 0, warning: 0, info: 0 };
  return { diagnostics: drained(checkWhole(course, {}, { most, further })), further };
}

function checkWhole(course: Course, severities: Severities, bound?: Bound): Generator<void, Diagnostic[]> {
  const ran = new Set<string>();
  return running(
    severities,
    (file) => course.sourceOf(file),
    function* (rule, report) {
      if (rule.checkFile !== undefined)
        for (const [index, file] of course.xmlFiles.entries()) {
          rule.checkFile(file, report, ruleIds, ran);
          if (index % FILES_OF_A_STEP === 0) yield;
        }
      if (rule.checkBlock !== undefined)
        for (const { block } of course.blocks) rule.checkBlock(block, report);
      rule.checkBlocks?.(
        course.blocks.map(({ block }) => block),
        report,
      );
      if (course.kind !== 'blocks') rule.checkCourse?.(course, report);
      if (course.kind !== 'blocks' || rule.checkCourse === undefined) ran.add(rule.id);
    },
    (file) => isUnloaded(course, file),
    bound,
  );
}

/** What kept parts of a course from being read: the verdicts on its files, its policy and its root. */
export function checkReading(course: Course): Diagnostic[] {
  return run(
    {},
    (file) => course.sourceOf(file),
    (rule, report) => {
      if (rule.checkFile !== undefined)
        for (const file of course.xmlFiles) rule.checkFile(file, report, ruleIds, NONE);
      else if (rule.aboutReading && course.kind !== 'blocks') rule.checkCourse?.(course, report);
    },
  );
}

/**
 * All findings about a single block; rules that need a course are not run.
 * @example
 * const { block } = parseAbtest('<abtest experiment="E"><group name="a" portion="1.5"/><default/></abtest>');
 * console.log(checkBlock(block!)[0].ruleId); // → abtest-retired
 */
export function checkBlock(block: Block, severities: Severities = {}): Diagnostic[] {
  requireBlock(block);
  const { source } = block.document;
  return run(severities, sourceFor(source), (rule, report) => {
    rule.checkBlock?.(block, report);
    rule.checkBlocks?.([block], report);
  });
}

/** All findings about the blocks of one document; rules that need a course are not run. */
export function checkBlocks(blocks: readonly Block[]): Diagnostic[] {
  const source = blocks[0]?.document.source ?? null;
  return run({}, sourceFor(source), (rule, report) => {
    for (const block of blocks) rule.checkBlock?.(block, report);
    rule.checkBlocks?.(blocks, report);
  });
}

/** The findings about a file as XML. */
export function checkXmlFile(file: XmlFile, severities: Severities = {}): Diagnostic[] {
  return run(severities, sourceFor(file.source), (rule, report) =>
    rule.checkFile?.(file, report, ruleIds, NONE),
  );
}

/** Files that a rule looks at between two turns of other work. */
const FILES_OF_A_STEP = 500;

type SourceOf = (file: string) => Source | undefined;

interface Bound {
  /** Findings of one rule. */
  readonly most: number;
  readonly further: Record<Severity, number>;
}

function run(
  severities: Severities,
  sourceOf: SourceOf,
  visit: (rule: Rule, report: RuleReport) => void,
): Diagnostic[] {
  const whole = function* (rule: Rule, report: RuleReport): Generator<void> {
    visit(rule, report);
    yield;
  };
  return drained(running(severities, sourceOf, whole));
}

function drained<Result>(steps: Generator<void, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** A step for each rule, and those of the rule. */
function* running(
  severities: Severities,
  sourceOf: SourceOf,
  visit: (rule: Rule, report: RuleReport) => Iterable<void>,
  isUseless: (file: string) => boolean = () => false,
  bound: Bound = { most: Number.POSITIVE_INFINITY, further: { error: 0, warning: 0, info: 0 } },
): Generator<void, Diagnostic[]> {
  requireKnownRules(severities);
  const diagnostics: Diagnostic[] = [];
  for (const rule of rules) {
    const wanted = Object.hasOwn(severities, rule.id) ? severities[rule.id] : undefined;
    if (wanted === 'off') continue;
    let kept = 0;
    yield* visit(rule, (finding) => {
      const source = sourceOf(finding.place.file);
      if (source !== undefined && isSilenced(source, rule.id, finding.place.start.line)) return;
      const own = finding.severity ?? rule.severity;
      // What Open edX never reads does no harm.
      const severity = wanted ?? (own === 'error' && isUseless(finding.place.file) ? 'warning' : own);
      kept += 1;
      if (kept > bound.most) {
        bound.further[severity] += 1;
        return;
      }
      const frame = finding.frame ?? (source && frameOf(source, finding.place));
      diagnostics.push({ ruleId: rule.id, related: [], ...finding, severity, frame });
    });
    yield;
  }
  return withoutRepeats(diagnostics).sort(byPlace);
}

/** @throws AbtestError `bad-argument` for a rule that does not exist, and for a severity that is none */
function requireKnownRules(severities: Severities): void {
  for (const [id, severity] of Object.entries(severities)) {
    if (!ruleIds.has(id))
      throw new AbtestError('bad-argument', `There is no rule "${id}"`, {
        hint: didYouMean(id, ruleIds) || 'Use the id of one of the rules in "rules".',
      });
    requireOneOf(id, severity, ['error', 'warning', 'info', 'off']);
  }
}

/**
 * Leaves out findings of backstop rules at or inside a place where another rule has found an error. Of a file that cannot be read
 * the error also names the consequence.
 */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const repeats = diagnostics.filter(isBackstop);
  if (repeats.length === 0) return [...diagnostics];
  const errors = new Map<string, Diagnostic[]>();
  for (const each of diagnostics) {
    if (each.severity !== 'error' || isBackstop(each)) continue;
    const known = errors.get(each.place.file) ?? [];
    known.push(each);
    errors.set(each.place.file, known);
  }
  for (const known of errors.values()) known.sort(byPlace);
  const consequences = new Map<Diagnostic, RelatedPlace[]>();
  const dropped = new Set<Diagnostic>();
  for (const each of repeats) {
    const { file, start, end } = each.place;
    const error = firstFrom(errors.get(file) ?? [], start.offset);
    if (error === undefined || error.place.start.offset > Math.max(start.offset, end.offset - 1)) continue;
    dropped.add(each);
    if (!aboutReading.has(error.ruleId)) continue;
    const place = each.related[0]?.place ?? each.place;
    consequences.set(error, [...(consequences.get(error) ?? []), { message: each.message, place }]);
  }
  return diagnostics
    .filter((each) => !dropped.has(each))
    .map((each) => ({ ...each, related: [...each.related, ...(consequences.get(each) ?? [])] }));
}

function isBackstop({ ruleId }: Diagnostic): boolean {
  return backstops.has(ruleId);
}

/** The first of the sorted findings that does not start before an offset. */
function firstFrom(sorted: readonly Diagnostic[], offset: number): Diagnostic | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.place.start.offset < offset) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}

function sourceFor(source: Source | null): SourceOf {
  return (file) => (source?.file === file ? source : undefined);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return (
    a.place.start.offset - b.place.start.offset || (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0)
  );
}
