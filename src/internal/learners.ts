/**
 * What our own faces share with the rooms of learners, flags, facts and evidence: the default store, hidden passwords,
 * single fields, numbers as a verdict writes them. Not public.
 */

export { type OptionNames, requireKnownOptions } from '../diagnostics/options.js';
export { levelText, writerOf } from '../evidence/words/verdict.js';
export { indentedJson } from '../facts/metadata/metadata-json.js';
export { isCourseKey } from '../flags/course-key.js';
export { LARGEST_EXPERIMENT_ID } from '../flags/flag.js';
export { readInstant } from '../flags/instant.js';
export { EVALUATION_REASONS } from '../openfeature/evaluation.js';
export { readDataKey, readExperimentId } from '../records/data-fields.js';
export { childrenOnly, nodesByElement } from '../runtime/children.js';
export { oneByOneIfRefused } from '../runtime/one-by-one.js';
export { PortionsOfDraws } from '../runtime/sizes/written-portions.js';
export { MOST_DATA_KEY_CHARACTERS } from '../storage/limits.js';
export { storeFile, storeUrl } from '../storage/open.js';
export { mask, secretsIn } from '../storage/secret.js';
