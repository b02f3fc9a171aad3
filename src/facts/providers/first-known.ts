/** Several providers as one: the first known answer counts. */
import type { Fact, LearnerFacts } from '../facts.js';
import { UNKNOWN_FACT } from '../facts.js';

/**
 * Asks in order, so that what an LMS does not tell can come from what was imported. Closing it closes all.
 * @example
 * const both = firstKnownFacts([facts, storedFacts(store.data.facts)]);
 * console.log(await both.staffAccess('ada', demo.key)); // → { known: true, value: false }
 */
export function firstKnownFacts(providers: readonly LearnerFacts[]): LearnerFacts {
  const [only] = providers;
  if (only !== undefined && providers.length === 1) return only;
  const ask = async <T>(question: (facts: LearnerFacts) => Promise<Fact<T>>): Promise<Fact<T>> => {
    for (const facts of providers) {
      const answer = await question(facts);
      if (answer.known) return answer;
    }
    return UNKNOWN_FACT;
  };
  return {
    user: (name) => ask((facts) => facts.user(name)),
    course: (key) => ask((facts) => facts.course(key)),
    modes: (key) => ask((facts) => facts.modes(key)),
    enrolments: (username) => ask((facts) => facts.enrolments(username)),
    entitlements: (username) => ask((facts) => facts.entitlements(username)),
    programs: (key) => ask((facts) => facts.programs(key)),
    schedule: (username, key) => ask((facts) => facts.schedule(username, key)),
    staffAccess: (username, key) => ask((facts) => facts.staffAccess(username, key)),
    forumRoles: (username, key) => ask((facts) => facts.forumRoles(username, key)),
    durationLimits: (key) => ask((facts) => facts.durationLimits(key)),
    deadlineConfig: (key) => ask((facts) => facts.deadlineConfig(key)),
    close: async () => {
      await Promise.all(providers.map((facts) => facts.close()));
    },
  };
}
