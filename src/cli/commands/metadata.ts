/** `olx-abtest metadata`: what is known of a learner in a course, as Open edX's user metadata. */
import { defineCommand } from '../args/command.js';
import { path } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { LEARNER_OPTIONS, LEARNER_POSITIONALS, learnerInCourse } from '../stores/learner-in-course.js';
import { stdout } from '../terminal/output.js';

export const command = defineCommand({
  describe: "Show Open edX's user metadata of a learner in a course; stores nothing",
  positionals: LEARNER_POSITIONALS,
  options: {
    ...LEARNER_OPTIONS,
    content: path('The course itself, whose random partitions have groups'),
  },
  examples: [['$0 metadata course-v1:a+b+c ada --facts facts/', 'what experiments see of ada']],
  run: (argv) =>
    learnerInCourse(argv, { groups: true }, async ({ situation, learner, ...about }) => {
      const { getExperimentUserMetadataContext, metadataJson } = await import('../../facts.js');
      stdout(`${metadataJson(getExperimentUserMetadataContext(about, learner, situation).user_metadata)}\n`);
      return FINE;
    }),
});
