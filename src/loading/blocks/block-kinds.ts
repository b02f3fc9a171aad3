/** What Open edX makes of a tag: which class reads it, and how. */

/** How the definition of a block is found and read. */
type BlockKind =
  /** Element children are blocks. */
  | 'container'
  /** The body is content; `filename` names a file of HTML. */
  | 'html'
  /** The body is content, the definition a file of its own. */
  | 'content'
  /** An XBlock from elsewhere: whole as it is written, whatever it holds. */
  | 'external'
  /** As `external`, and a pointer to a file is followed if the file is there. */
  | 'discussion'
  /** No class of this name: kept as it is written, and never shown. */
  | 'unknown';

const CONTAINERS = new Set([
  'course',
  'chapter',
  'sequential',
  'problemset',
  'videosequence',
  'vertical',
  'split_test',
  'conditional',
  'randomize',
  'wrapper',
  'library_content',
  'itembank',
]);

/** Content with a class of its own in the platform. */
const CONTENT = new Set([
  'about',
  'annotatable',
  'course_info',
  'custom_tag_template',
  'customtag',
  'lti',
  'poll_question',
  'problem',
  'static_tab',
  'video',
  'videoalpha',
  'word_cloud',
]);

/** XBlocks that come with most installations but not with the platform itself. */
const EXTERNAL = new Set([
  'done',
  'drag-and-drop-v2',
  'edx_sga',
  'google-calendar',
  'google-document',
  'image-explorer',
  'invideoquiz',
  'lti_consumer',
  'openassessment',
  'pdf',
  'poll',
  'problem-builder',
  'recommender',
  'scorm',
  'step-builder',
  'submit-and-compare',
  'survey',
  'ubcpi',
]);

/**
 * Tags of which the import renames the second use of a name, after which a pointer finds no file: their blocks store what
 * learners did. Of other tags the second use is the same block, and of two definitions the last one is shown everywhere.
 */
const UNIQUE = new Set(['problem', 'sequential', 'video', 'course', 'chapter', 'poll_question', 'vertical']);

/** Containers that print their children in ASCII, of which names are hashed. */
const ASCII = new Set(['split_test', 'library_content', 'itembank']);

/** Containers that survive a child only if its XML is at fault; any other trouble of a child is their own. */
const FRAGILE = new Set(['library_content', 'itembank']);

export function blockKind(tag: string): BlockKind {
  if (CONTAINERS.has(tag)) return 'container';
  if (tag === 'html') return 'html';
  if (tag === 'discussion') return 'discussion';
  if (CONTENT.has(tag)) return 'content';
  return EXTERNAL.has(tag) ? 'external' : 'unknown';
}

export function isUnique(tag: string): boolean {
  return UNIQUE.has(tag);
}

export function printsAscii(tag: string): boolean {
  return ASCII.has(tag);
}

export function isFragile(tag: string): boolean {
  return FRAGILE.has(tag);
}

/** Blocks whose children the outline of a course never counts as lost content: what is in them is data. */
export function holdsBlocks(tag: string): boolean {
  return CONTAINERS.has(tag) || tag === 'abtest';
}
