/** The rule `policy-format`: policy.json is a JSON object of settings by block, and is there when experiments need it. */

import { importOutcome } from '../loading/outcome.js';
import type { Course } from '../olx/course/course.js';
import { namePlace } from '../olx/course/names.js';
import { jsonEntries, jsonFault } from '../olx/policy/json-place.js';
import type { CoursePolicy } from '../olx/policy/policy.js';
import { decode } from '../xml/decode.js';
import { fixOfJson, withFix } from './fixes.js';
import { knowsPartitions } from './partitions.js';
import type { Rule, RuleReport } from './rule.js';
import { splitTests } from './splittests.js';
import { jsonWords } from './words.js';

const SAVE = 'Save it as UTF-8 without a byte order mark';
const HINT = 'Write {"course/<run>": { … }, "<tag>/<url_name>": { … }, …}.';

export const policyFormat: Rule = {
  id: 'policy-format',
  severity: 'error',
  aboutReading: true,
  summary:
    'The policy of the course is a JSON object of settings by block, and is there when a split_test needs it.',
  fix: 'The file is saved as UTF-8 without a byte order mark, a comma too many goes, and True, False and None are written as in JSON.',
  checkCourse(course, report) {
    if (course.policy !== null) {
      checkBytes(course, course.policy, report);
      checkPolicy(course.policy, report);
    } else if (course.partitions.length === 0) checkNeed(course, report);
  },
};

/** Open edX opens the file as UTF-8 text, and takes whatever fails for an empty policy. */
function checkBytes(course: Course, { source, entries }: CoursePolicy, report: RuleReport): void {
  const ignored = importOutcome(course).policy?.ignored ?? [];
  const path = ignored.find((each) => course.files.display(each) === source.file);
  if (entries === null || path === undefined) return;
  const isWhole = decode(course.files.read(path)).fault === undefined;
  report({
    place: source.place(0, Math.min(1, source.text.length)),
    message:
      'This policy is not UTF-8 without a byte order mark: Open edX takes it for empty, so all settings and partitions are lost',
    hint: `${SAVE}.`,
    ...withFix(isWhole ? { title: SAVE, edits: [], plainUtf8: source.file } : undefined),
  });
}

function checkPolicy({ source, entries }: CoursePolicy, report: RuleReport): void {
  if (entries === null) {
    const fault = jsonFault(source);
    const place = fault?.place ?? source.place(0, Math.min(1, source.text.length));
    const message =
      fault === undefined ? 'The policy is not a JSON object' : `The policy is not JSON: ${fault.message}`;
    const lost = 'its settings and partitions are lost';
    report({
      place,
      message: `${message}, so ${lost}`,
      hint:
        fault === undefined
          ? HINT
          : (fault.hint ??
            'Check the JSON here and just before it for a missing or extra comma, quote or bracket.'),
      ...withFix(fixOfJson(source)),
    });
    return;
  }
  if (isPlainlyFine(source.text, entries)) return;
  const seen = new Map<string, string>();
  for (const { key, value, keyPlace, place } of jsonEntries(source)) {
    // Keys without a slash, such as the "tabs" of old policies, belong to no block.
    const isBlock = key.includes('/');
    if (isBlock && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      const message = `The settings of "${key}" are ${jsonWords(value)}, not an object`;
      report({ place, message, hint: 'Write { "<setting>": <value>, … }.' });
    }
    const text = JSON.stringify(value);
    // The same settings twice do no harm.
    if ((seen.get(key) ?? text) !== text) {
      const message = `"${key}" comes twice: Open edX forgets what the first one sets`;
      report({
        severity: 'warning',
        place: keyPlace,
        message,
        hint: 'Put the settings of both into one object.',
      });
    }
    seen.set(key, text);
  }
}

/**
 * A quick look, so that the usual policy is not read a second time with places: every block's settings are an
 * object, and there are no more names with a slash in the text than there are keys, so none comes twice.
 */
function isPlainlyFine(text: string, entries: Readonly<Record<string, unknown>>): boolean {
  const blocks = Object.entries(entries).filter(([key]) => key.includes('/'));
  if (blocks.some(([, value]) => typeof value !== 'object' || value === null || Array.isArray(value)))
    return false;
  return (text.match(/"[^"\n]*(?:\/|\\u)[^"\n]*"\s*:/g)?.length ?? 0) === blocks.length;
}

/** The policy holds the partitions of experiments. */
function checkNeed(course: Course, report: RuleReport): void {
  const needing = splitTests(course).filter((block) => block.partitionId !== null);
  const { root, run } = course;
  const element = root?.pointer ?? root?.element;
  if (!knowsPartitions(course) || needing.length === 0 || element == null || run === null) return;
  report({
    place: namePlace(element),
    message: `There is no policies/${run}/policy.json, where the partitions of this course's experiments must be`,
    hint: hintFor(course),
    related: [{ message: 'a split_test that needs it', place: needing[0]!.place }],
  });
}

function hintFor({ files, run }: Course): string {
  const other = [...files.paths()].find((path) => /^policies\/[^/]+\/policy\.json$/.test(path));
  return other === undefined
    ? `Add it with the "user_partitions" under "course/${run}".`
    : `There is a ${other}: is "${run}" the right url_name for the course?`;
}
