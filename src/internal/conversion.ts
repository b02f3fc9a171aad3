/** What the command of conversions says of learners' states, apart from what all commands load. Not public. */

export { tagSummary } from '../convert/learners/course-tags.js';
