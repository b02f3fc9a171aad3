/** A decision as it is answered. */
import type { Decision } from '../../index.js';
import type { ServedCourse } from './served-course.js';

export function decisionView({ experimentName }: ServedCourse, decision: Decision) {
  const { experiment, learner, group, reason, stale, shown, assignment } = decision;
  return {
    experiment: experimentName(experiment),
    learner,
    group,
    reason,
    stale,
    shown: shown === null ? null : (shown.name ?? String(shown.id)),
    assignment:
      assignment === null
        ? null
        : {
            group: assignment.group,
            strategy: assignment.strategy,
            assignedAt: assignment.assignedAt.toISOString(),
          },
  };
}
