/** Which tags of course XML hold other blocks, and which hold content. */

/** Blocks whose inside is content, not blocks: their files only pass the scanner. */
const LEAVES = new Set([
  'about',
  'annotatable',
  'assets',
  'combinedopenended',
  'course_info',
  'custom_tag_template',
  'customtag',
  'discussion',
  'done',
  'drag-and-drop-v2',
  'edx_sga',
  'graphical_slider_tool',
  'google-calendar',
  'google-document',
  'html',
  'image-explorer',
  'imageannotation',
  'lti',
  'lti_consumer',
  'openassessment',
  'pdf',
  'peergrading',
  'poll',
  'poll_question',
  'problem',
  'recommender',
  'scorm',
  'slider',
  'static_tab',
  'survey',
  'textannotation',
  'textbook',
  'video',
  'videoalpha',
  'videoannotation',
  'wiki',
  'word_cloud',
]);

/** Blocks whose element children are blocks. */
const CONTAINERS = new Set([
  'course',
  'library',
  'chapter',
  'section',
  'sequential',
  'sequence',
  'videosequence',
  'problemset',
  'vertical',
  'unit',
  'wrapper',
  'conditional',
  'randomize',
  'library_content',
  'itembank',
  'split_test',
  'abtest',
]);

/** Leaves that Open edX keeps in files of their own; other kinds, such as external XBlocks, may be whole as `<x url_name="…"/>`. */
const LEAVES_WITH_FILES = new Set([
  'about',
  'annotatable',
  'combinedopenended',
  'course_info',
  'customtag',
  'graphical_slider_tool',
  'html',
  'imageannotation',
  'lti',
  'peergrading',
  'poll_question',
  'problem',
  'static_tab',
  'textannotation',
  'video',
  'videoalpha',
  'videoannotation',
  'word_cloud',
]);

/** Units: what holds the blocks of one page. Open edX shows an experiment only inside one. */
const UNITS = new Set(['vertical', 'unit']);

/** Children of a course that are settings, not blocks. */
const SETTINGS = new Set(['wiki', 'textbook', 'meta', 'tabs', 'grading_policy', 'grader', 'show']);

export function isLeaf(tag: string): boolean {
  return LEAVES.has(tag);
}

export function isContainer(tag: string): boolean {
  return CONTAINERS.has(tag);
}

/** Does `<tag url_name="x"/>` always refer to a definition in a file? */
export function needsFile(tag: string): boolean {
  return CONTAINERS.has(tag) || LEAVES_WITH_FILES.has(tag);
}

export function isUnit(tag: string): boolean {
  return UNITS.has(tag);
}

export function isSetting(tag: string): boolean {
  return SETTINGS.has(tag);
}

/** Every tag that Open edX itself has, the settings of a course apart. */
export const KNOWN_TAGS: ReadonlySet<string> = new Set([...LEAVES, ...CONTAINERS]);

export function isAbTag(tag: string): boolean {
  return tag === 'abtest' || tag === 'split_test';
}
