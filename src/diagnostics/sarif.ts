/** Diagnostics as SARIF 2.1.0, the format that code scanning services and editors read. */
import type { Diagnostic, Fix, Severity } from './diagnostic.js';
import { requireKnownOptions } from './options.js';
import { jsonText } from './report-json.js';
import type { Place } from './source.js';

export interface SarifOptions {
  /** The version of olx-abtest. */
  readonly version: string;
  readonly rules: readonly { readonly id: string; readonly severity: Severity; readonly summary: string }[];
  /** The absolute URL of the folder with the rules' pages: adds a `helpUri` to every rule. */
  readonly docsUrl?: string;
  /** The command or page with more about a rule; default `olx-abtest explain <id>`. */
  readonly more?: (id: string) => string;
  /** The page of a rule as Markdown: the help of the rule; without it the help names `more`. */
  readonly page?: (id: string) => string | undefined;
  /** What could not be read at all; the run is then marked unsuccessful. */
  readonly failures?: readonly string[];
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

const OPTIONS = {
  version: true,
  rules: true,
  docsUrl: true,
  more: true,
  page: true,
  failures: true,
} as const;

/** GitHub's code scanning refuses a run with more results. */
export const MOST_SARIF_RESULTS = 25_000;

/**
 * The text of a SARIF 2.1.0 log with one run. Of more than 25,000 diagnostics the gravest are written, and a notification
 * gives the number of the others.
 * @throws AbtestError `bad-argument` for an option that does not exist
 * @example
 * const log = JSON.parse(formatSarif(checkCourse(course), { version: '1.0.0', rules }));
 * console.log(log.runs[0].results.map((each: { ruleId: string }) => each.ruleId).join(' ')); // → abtest-retired child-without-group
 */
export function formatSarif(all: readonly Diagnostic[], options: SarifOptions): string {
  requireKnownOptions('formatSarif', options, OPTIONS);
  const { version, rules, failures = [] } = options;
  const diagnostics = gravest(all);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: 'olx-abtest',
        version,
        semanticVersion: version,
        rules: rules.map((rule) => ruleDescriptor(rule, options)),
      },
    },
    invocations: [
      {
        executionSuccessful: failures.length === 0,
        toolExecutionNotifications: [
          ...failures.map((text) => ({ level: 'error', message: { text } })),
          ...(diagnostics.length < all.length
            ? [{ level: 'warning', message: { text: leftOut(all.length) } }]
            : []),
        ],
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: diagnostics.map((each) => result(each, indexOf.get(each.ruleId))),
  };
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
}

function gravest(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= MOST_SARIF_RESULTS) return diagnostics;
  const order = Object.keys(LEVELS) as Severity[];
  const kept = order.flatMap((severity) => diagnostics.filter((each) => each.severity === severity));
  const wanted = new Set(kept.slice(0, MOST_SARIF_RESULTS));
  return diagnostics.filter((each) => wanted.has(each));
}

/** `The gravest 25,000 of 31,204 findings are in the report, ...`. */
export function leftOut(count: number): string {
  const [most, all] = [MOST_SARIF_RESULTS, count].map((each) => each.toLocaleString('en'));
  return `The gravest ${most} of ${all} findings are in the report, since GitHub takes no more`;
}

function ruleDescriptor(
  { id, severity, summary }: SarifOptions['rules'][number],
  { docsUrl, more = explaining, page }: SarifOptions,
): object {
  const command = more(id);
  const markdown = page?.(id) ?? `${summary}\n\nFor more: \`${command}\``;
  return {
    id,
    shortDescription: { text: summary },
    help: { text: `${summary} For more: ${command}`, markdown },
    ...(docsUrl === undefined ? {} : { helpUri: `${docsUrl.replace(/\/*$/, '/')}${id}.md` }),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function explaining(id: string): string {
  return `olx-abtest explain ${id}`;
}

function result(diagnostic: Diagnostic, ruleIndex: number | undefined): object {
  const { ruleId, severity, message, hint, place, related, fix } = diagnostic;
  return {
    ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: hint === '' ? message : `${message}\n${hint}` },
    locations: [location(place)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each, id) => ({
            id,
            ...location(each.place),
            message: { text: each.message },
          })),
        }),
    ...(fix === undefined || fix.edits.length === 0 ? {} : { fixes: [sarifFix(fix)] }),
  };
}

/** Fixes that save a file in another encoding are left out: SARIF has no words for them. */
function sarifFix({ title, edits }: Fix): object {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: { uri: uriOf(edits[0]!.place.file) },
        replacements: edits.map(({ place, text }) => ({
          deletedRegion: regionOf(place),
          insertedContent: { text },
        })),
      },
    ],
  };
}

function location(place: Place): object {
  return { physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, region: regionOf(place) } };
}

function regionOf({ start, end }: Place): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A file name need not be well-formed Unicode; a URI must be. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A path as a relative URI reference: spaces, `#`, `:` and other reserved characters are escaped. */
function uriOf(file: string): string {
  return file
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(LONE_SURROGATE, '\ufffd')))
    .join('/');
}
