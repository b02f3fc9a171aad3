/** `olx-abtest upsell`: whether the mobile app offers a learner the upgrade, and why, step by step. */
import { defineCommand } from '../args/command.js';
import { TABLE_FORMAT } from '../args/options.js';
import { FINE } from '../process/cli-errors.js';
import { tableOf } from '../reports/rows.js';
import { LEARNER_OPTIONS, LEARNER_POSITIONALS, learnerInCourse } from '../stores/learner-in-course.js';
import { stdout } from '../terminal/output.js';

export const command = defineCommand({
  describe: 'Explain step by step whether a learner is offered an upgrade; stores nothing',
  positionals: LEARNER_POSITIONALS,
  options: { ...LEARNER_OPTIONS, format: TABLE_FORMAT },
  examples: [['$0 upsell course-v1:a+b+c ada --facts facts/', 'why ada sees the offer or not']],
  run: ({ format, ...argv }) =>
    learnerInCourse(argv, { groups: false }, async ({ course, learner, situation }, isFlagOn) => {
      const { explainUpsell, MOBILE_UPSELL_FLAG } = await import('../../facts.js');
      const isOn = await isFlagOn(MOBILE_UPSELL_FLAG);
      const { body, steps } = explainUpsell(isOn, course, learner, situation);
      const rows = steps.map(({ step, says }) => [step, says]);
      stdout(
        format === 'json' ? `${JSON.stringify(body)}\n` : await tableOf(['step', 'what is found'], rows),
      );
      return FINE;
    }),
});
