/** What the import does to a block in words: what is wrong, what follows, and what to do. */

import type { ImportFailure, MapFault, Use } from './blocks/uses.js';
import type { DraftFault } from './drafts/draft-units.js';
import type { FileFault } from './files/course-texts.js';
import type { ImportLossCause } from './losses.js';

/** What follows, in the words that all findings share. */
export const CONSEQUENCE = {
  dropped: 'the import drops it in silence',
  lost: 'its content is lost',
  fails: 'the whole import fails',
  unreached: 'learners never reach it',
  staff: 'staff get an error in place of the unit',
  overwritten: 'the last definition wins everywhere',
} as const;

export interface ImportExplanation {
  /** One sentence without a full stop. */
  readonly message: string;
  /** One instruction. */
  readonly hint: string;
}

/** `<html url_name="x">`, by the attribute that the name comes from. */
export function useWords({ tag, name, element }: Pick<Use, 'tag' | 'name' | 'element'>): string {
  const attribute = ['url_name', 'slug', 'name', 'display_name'].find((each) => element.attribute(each));
  return name === null ? `this <${tag}>` : `<${tag} ${attribute}="${name}">`;
}

const SHORTEN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= SHORTEN ? text : `${text.slice(0, SHORTEN - 1)}…`;
}

/** Why a block is lost. */
export function explainLoss(use: Use, why: ImportLossCause): ImportExplanation {
  const block = useWords(use);
  const dropped = `${capital(block)} is lost: ${reasonOf(why)}, and ${CONSEQUENCE.dropped}`;
  if (why.why === 'replaced')
    return {
      message: `${capital(block)} is lost: ${useWords(why.by.use)}, which holds it, is defined twice, and ${CONSEQUENCE.overwritten}`,
      hint: 'Give one of the two definitions a name of its own.',
    };
  if (why.why === 'not-a-pointer')
    return {
      message: `${capital(block)} has more than a url_name, so it is no pointer: what is in its file is lost`,
      hint: 'Move the other attributes into the file.',
    };
  if (why.why === 'unknown-kind')
    return {
      message: `Open edX has no block of the kind <${use.tag}>: what is inside is kept as text, and ${CONSEQUENCE.unreached}`,
      hint: 'Take the blocks out of it.',
    };
  return { message: dropped, hint: remedyOf(why) };
}

type DropCause = Exclude<ImportLossCause, { why: 'replaced' | 'not-a-pointer' | 'unknown-kind' }>;

function reasonOf(
  why: DropCause | Extract<ImportLossCause, { why: 'replaced' | 'not-a-pointer' | 'unknown-kind' }>,
): string {
  switch (why.why) {
    case 'text-after':
      return `the text ${shown(why.text)} comes directly after it`;
    case 'name':
      return `the name ${shown(why.name)} has characters that course keys do not allow`;
    case 'namespace':
      return 'its tag is in an XML namespace';
    case 'file':
      return why.fault === 'missing'
        ? `the file ${why.path} is not there`
        : `Open edX cannot read ${why.path}, ${faultWords(why.fault)}`;
    case 'name-used':
      return 'the name was used before, so Open edX renames this pointer and then finds no file for it';
    case 'html-file':
      return why.fault === 'missing'
        ? `its page ${why.path} is not there`
        : `its page ${why.path} is not UTF-8`;
    case 'setting':
      return `Open edX cannot read the ${why.setting.from === 'policy' ? 'policy' : 'attribute'} ${why.setting.name} ${shown(why.setting.shown)}`;
    case 'policy-entry':
      return `its entry in the policy is ${shown(why.shown)}, not an object`;
    case 'group-map':
      return MAP_WORDS[why.what];
    case 'partition-id':
      return `the user_partition_id ${shown(why.text)} is not a whole number`;
    case 'sources':
      return 'its sources are not usage keys';
    case 'poll-without-answer':
      return 'it has no <answer>';
    case 'child':
      return `its child ${useWords(why.child)} cannot be read`;
    case 'too-deep':
      return 'it is nested too deeply';
    default:
      return 'it is in no list of children';
  }
}

const MAP_WORDS: Readonly<Record<MapFault, string>> = {
  missing: 'it has no group_id_to_child',
  'not-json': 'group_id_to_child is not JSON',
  'not-an-object': 'group_id_to_child is not a JSON object',
  'value-not-a-key': 'a value of group_id_to_child is not a usage key',
};

const REMEDIES: Readonly<Record<DropCause['why'], string>> = {
  'text-after': 'Put the text into a block such as <html>, or delete it.',
  name: 'Use only letters, digits and _ - ~ . : in the name.',
  namespace: 'Take the prefix or the xmlns attribute away.',
  file: 'Add the file, or correct the name.',
  'name-used': 'Give this block a name and a file of its own.',
  'html-file': 'Add the page as UTF-8, or write the content into the <html> element.',
  setting: 'Correct the value, or take it out.',
  'policy-entry': 'Write { "<setting>": <value>, … }.',
  'group-map': 'Write {"<group id>": "i4x://org/course/tag/url_name", …}.',
  'partition-id': 'Write the id of a partition as a plain number.',
  sources: 'Write usage keys with ; between them.',
  'poll-without-answer': 'Add an <answer id="…">.',
  child: 'Correct the child, or take it out.',
  'too-deep': 'Use fewer levels.',
};

function remedyOf(why: DropCause): string {
  if (why.why !== 'file' || why.fault === 'missing') return REMEDIES[why.why];
  return why.fault === 'XML is not well-formed'
    ? 'Correct the XML of the file.'
    : 'Save the file as UTF-8 without a byte order mark, and declare no other encoding.';
}

function faultWords(fault: FileFault): string {
  if (fault === 'a file opened as text is not UTF-8') return 'which is not UTF-8';
  if (fault.includes('byte order mark')) return 'which begins with a byte order mark';
  return fault.includes('encoding')
    ? 'whose declared encoding it does not support'
    : 'which is not well-formed';
}

/** Why the import fails. */
export function explainFailure({ cause, use, detail }: ImportFailure): ImportExplanation {
  const about = use === null ? '' : ` at ${useWords(use)}`;
  const value = detail.shown === undefined ? '' : `: ${shown(detail.shown)}`;
  const hint = Object.hasOwn(FAILURE_HINTS, cause)
    ? FAILURE_HINTS[cause]!
    : 'Correct this first: nothing of the course arrives.';
  return { message: `${capital(CONSEQUENCE.fails)}${about}: ${cause}${value}`, hint };
}

const FAILURE_HINTS: Readonly<Record<string, string>> = {
  'a name or reference cannot be a key':
    'Use only letters, digits and _ - ~ . : in names; give a block whose display_name has other characters a url_name.',
  'course.xml names no run': 'Give <course> the attributes url_name, org and course.',
  'there is no course.xml': 'Give the directory that holds course.xml.',
  'the file that course.xml points to is missing':
    'Give course.xml the url_name of a file in the folder course/.',
  'group_id_to_child is null':
    'Write {"<group id>": "i4x://org/course/tag/url_name", …}; for a block without groups write {}.',
  'the document store refuses a key of the map': 'Write plain group ids, such as "1", as keys.',
  'a child block could not be stored under its parent': 'Take the <course> out of the course.',
  'a number is too large': 'Write a smaller number.',
  'policy.json is not an object': 'Write {"course/<run>": { … }, "<tag>/<url_name>": { … }, …}.',
  'a map or policy entry is not an object': 'Write { "<setting>": <value>, … }.',
  'a file opened as text is not UTF-8': 'Save the file as UTF-8.',
  'a block contains itself': 'Take the pointer to itself out.',
};

/** Why a draft is lost. */
export function explainDraft(fault: DraftFault): ImportExplanation {
  const lost = (reason: string, hint: string): ImportExplanation => ({
    message: `This draft is lost: ${reason}, and ${CONSEQUENCE.dropped}`,
    hint,
  });
  switch (fault.why) {
    case 'file':
      return lost(
        `Open edX cannot read the file, ${faultWords(fault.fault)}`,
        'Save it as UTF-8 without an XML declaration.',
      );
    case 'declaration':
      return lost('its XML declaration names an encoding', 'Take the declaration out.');
    case 'index':
      return lost(
        `index_in_children_list is ${shown(fault.text)}, not a whole number`,
        'Write the place of the unit, counted from 0.',
      );
    case 'parent':
      return lost(
        `parent_url ${shown(fault.text)} names no block of the course that has children`,
        'Name the sequential that the unit belongs to.',
      );
    case 'store':
      return lost(fault.cause, 'Correct the name.');
    case 'drop':
      return lost(reasonOf(fault.drop), remedyOf(fault.drop));
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
