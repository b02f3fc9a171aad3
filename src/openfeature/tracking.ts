/** What tracking events mean: an exposure, or the outcome of a learner. */

/** The name of the event that records that a group was shown. */
export const EXPOSURE_EVENT = 'feature_flag.exposure';

export type TrackedEvent =
  | {
      readonly kind: 'exposure';
      readonly flagKey: string;
      /** The group that was shown; `null` where the event does not say. */
      readonly variant: string | null;
      /** Where it was shown: recorded once for each. */
      readonly context: string;
    }
  | { readonly kind: 'outcome'; readonly name: string; readonly value: number }
  /** Neither: the message says why. */
  | { readonly kind: 'unknown'; readonly message: string };

/** Reads an event of `client.track`; without a context, an exposure is recorded once for the flag. */
export function readEvent(name: string, details: Readonly<Record<string, unknown>>): TrackedEvent {
  if (name !== EXPOSURE_EVENT) {
    const { value } = details;
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'outcome', name, value };
    return {
      kind: 'unknown',
      message: `The event "${name}" has no value, so that there is no outcome to record`,
    };
  }
  const { flagKey, variant = null, context } = details;
  if (typeof flagKey !== 'string' || flagKey === '')
    return { kind: 'unknown', message: `The event "${EXPOSURE_EVENT}" has no flagKey` };
  if (variant !== null && typeof variant !== 'string')
    return {
      kind: 'unknown',
      message: `The event "${EXPOSURE_EVENT}" of "${flagKey}" has a variant that is no text`,
    };
  const shown = typeof context === 'string' && context !== '' ? context : flagKey;
  return { kind: 'exposure', flagKey, variant, context: shown };
}
