/** The rule `group-access-exists`: group_access names partitions and groups that the course has. */
import type { Place, Source } from '../diagnostics/source.js';
import type { Course } from '../olx/course/course.js';
import { AttributeSource } from '../olx/policy/attribute-source.js';
import { placeInJson } from '../olx/policy/json-place.js';
import { jsonObject } from '../olx/policy/policy.js';
import type { XmlAttribute, XmlElement } from '../xml/node.js';
import { isWritten, knowsPartitions } from './partitions.js';
import type { Rule, RuleReport } from './rule.js';
import { idWords, jsonWords } from './words.js';

/** Partitions that the platform makes itself: enrolment tracks and content gating. */
const OF_THE_PLATFORM = new Set([50, 51]);
/** Schemes whose groups are listed in the policy. */
const STATIC_SCHEMES = new Set(['random', 'cohort']);

export const groupAccessExists: Rule = {
  id: 'group-access-exists',
  severity: 'error',
  summary: 'group_access names partitions and groups that the course has.',
  checkCourse(course, report) {
    if (!knowsPartitions(course)) return;
    const teams = teamIds(course);
    for (const attribute of attributes(course)) {
      const source = new AttributeSource(attribute);
      const access = jsonObject(source.text);
      const at = (path: Path) => placeInJson(source, path);
      if (access !== null) check(access, course, teams, at, report);
      else report(notAnObject(attribute));
    }
    const { source, entries } = course.policy ?? {};
    for (const [key, entry] of Object.entries(entries ?? {})) {
      const access = (entry as { group_access?: unknown } | null)?.group_access;
      if (typeof access !== 'object' || access === null) continue;
      check(
        access,
        course,
        teams,
        (path) => placeInJson(source as Source, [key, 'group_access', ...path]),
        report,
      );
    }
  },
};

type Path = readonly (string | number)[];

function check(
  access: object,
  course: Course,
  teams: ReadonlySet<number>,
  at: (path: Path) => Place,
  report: RuleReport,
) {
  for (const [key, groups] of Object.entries(access)) {
    const id = Number(key);
    // An empty list opens the block to everybody, whatever its partition.
    if (!Array.isArray(groups) || groups.length === 0 || OF_THE_PLATFORM.has(id) || teams.has(id)) continue;
    const partition = course.partitions.find((each) => each.id === id);
    if (partition === undefined) {
      if (isWritten(course, id)) continue;
      report({
        place: at([key]),
        message: `group_access names the partition ${key}, which the course does not have: no learner gets in`,
        hint: 'Take the entry out, or add the partition to "user_partitions" in policy.json.',
      });
    } else if (partition.active && STATIC_SCHEMES.has(partition.scheme)) {
      groups.forEach((group: unknown, index) => {
        if (partition.groups.some((each) => each.id === group)) return;
        report({
          place: at([key, index]),
          message: `group_access names the group ${jsonWords(group)}, which the partition ${idWords(id, partition.name)} does not have: no learner gets in`,
          hint: `Its groups are ${partition.groups.map((each) => idWords(each.id, each.name)).join(', ') || 'none'}: write one of these numbers.`,
        });
      });
    }
  }
}

function notAnObject({ value, place }: XmlAttribute) {
  return {
    place,
    message: `group_access is ${jsonWords(value)}, not a JSON object`,
    hint: 'Write {"<partition id>": [<group id>, …]}, or take the attribute out.',
  };
}

function attributes({ xmlFiles }: Course): XmlAttribute[] {
  const found: XmlAttribute[] = [];
  const visit = (element: XmlElement): void => {
    const attribute = element.attribute('group_access');
    if (attribute !== undefined) found.push(attribute);
    for (const child of element.elements) visit(child);
  };
  for (const { document } of xmlFiles) {
    if (document?.source.text.includes('group_access')) visit(document.root);
  }
  return found;
}

/** Each set of teams may be a partition: every number in the configuration of the teams may be its id. */
function teamIds({ policy, run }: Course): ReadonlySet<number> {
  const entry = policy?.entries?.[`course/${run}`] as { teams_configuration?: unknown } | null | undefined;
  const numbers = JSON.stringify(entry?.teams_configuration ?? null).match(/\d+/g);
  return new Set((numbers ?? []).map(Number));
}
