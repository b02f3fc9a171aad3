/** Binds experiments to flags: a kill switch, groups forced for courses and orgs, an enrolment window. */
import { AbtestError } from '../diagnostics/abtest-error.js';
import { requireKnownOptions } from '../diagnostics/options.js';
import type { LearningContextKey } from '../flags/course-key.js';
import type { ExperimentFlag } from '../flags/flag.js';
import type { FlagContext } from '../flags/flag-request.js';
import type { FlagReason } from './decision.js';

export interface FlagBinding {
  readonly flag: ExperimentFlag;
  /**
   * The group of each bucket of the flag, in order: names, or ids of a partition's groups. The first replaces the
   * default group where a block has none.
   */
  readonly groups: readonly string[];
}

/** The decision of a flag for a learner. `group` is forced, or replaces the default group. */
export interface FlagVerdict {
  readonly reason: FlagReason;
  readonly group: string;
}

/** Called with an experiment and a learner; `null` leaves the learner to the block's own portions. */
export type FlagGate = (experiment: string, learner: string) => FlagVerdict | null;

export interface FlagGateOptions {
  /** By experiment: an abtest's name, or the key of a split_test's partition (`partitionKey`). */
  readonly bindings: ReadonlyMap<string, FlagBinding>;
  /** The course of the blocks; empty, `null` or absent for none. */
  readonly courseKey?: LearningContextKey | string | null;
  /** The request of a learner. Return the same one while a page is built: one request has one answer. */
  readonly contextFor: (learner: string) => FlagContext;
}

const OPTIONS = { bindings: true, courseKey: true, contextFor: true } as const;

/**
 * The `flags` of `createRuntime`. The flag's own hash is not used, the block's portions are, and nothing is tracked:
 * `expose` records what was shown.
 * @throws AbtestError `bad-argument` when a binding does not have a group for each bucket, and for an option that does not exist
 * @example
 * const flag = new ExperimentFlag('experiments.tone', 'courseware');
 * const bindings = new Map([['Tone of the texts', { flag, groups: ['_DEFAULT_GROUP', 'story'] }]]);
 * const contextFor = (username: string) => new FlagContext(new FlagSettings(), { user: { id: 7, username } });
 * const gated = createRuntime({ store, flags: flagGate({ bindings, contextFor }) });
 * console.log((await gated.peek(block, 'ada')).reason); // → flag-off
 */
export function flagGate(options: FlagGateOptions): FlagGate {
  requireKnownOptions('flagGate', options, OPTIONS);
  const { bindings, courseKey, contextFor } = options;
  for (const [experiment, { flag, groups }] of bindings) {
    if (groups.length === flag.numBuckets) continue;
    throw new AbtestError(
      'bad-argument',
      `"${experiment}" is bound with ${groups.length} groups to ${flag.name}, which has ${flag.numBuckets} buckets`,
      { hint: 'List one group for each bucket, in order.' },
    );
  }
  return (experiment, learner) => {
    const binding = bindings.get(experiment);
    return binding === undefined ? null : verdictOf(binding, contextFor(learner), courseKey);
  };
}

function verdictOf(
  { flag, groups }: FlagBinding,
  context: FlagContext,
  courseKey: LearningContextKey | string | null | undefined,
): FlagVerdict | null {
  const { bucket, reason } = flag.decide(context, courseKey);
  switch (reason) {
    case 'outside-window':
      return { reason: 'flag-outside-window', group: groups[0]! };
    case 'forced':
      return { reason: 'flag-forced', group: groups[bucket]! };
    case 'hash':
      return null;
    case 'override':
      return flag.isExperimentOn(context, courseKey)
        ? { reason: 'flag-forced', group: groups[bucket]! }
        : { reason: 'flag-off', group: groups[0]! };
    default:
      return { reason: 'flag-off', group: groups[0]! };
  }
}
