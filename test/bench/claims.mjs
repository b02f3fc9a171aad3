/** First assignments for the benchmarks of stores: learners whose names are in no order, each once. */
let run = 0;

export function claim() {
  run += 1;
  return {
    scope: 'course-v1:edX+DemoX+2026_T1',
    experiment: 'video_length',
    learner: `learner_${(run * 7919) % 10_000_019}`,
    group: run % 2 === 0 ? 'control' : 'treatment',
    strategy: 'stable@1',
    assignedAt: new Date(),
  };
}
