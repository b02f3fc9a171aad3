/** What a slip is: a change to the course of `fixtures/slips/course`, and the change that the finding asks for. */

/** A piece of a file replaced, or the whole file. `write: null` removes the file. */
export type Edit =
  | { readonly file: string; readonly from: string; readonly to: string }
  | { readonly file: string; readonly write: string | Uint8Array | null };

export interface Slip {
  /** The name of its file in `fixtures/slips`. */
  readonly id: string;
  /** What the author did. */
  readonly slip: string;
  readonly edits: readonly Edit[];
  /** What the hint asks for; by default the slip is undone. */
  readonly mend?: readonly Edit[];
}

const TONE = 'abtest/tone.xml';
const HINTS = 'split_test/hints.xml';
const POLICY = 'policies/2026/policy.json';

type Replacement = readonly [from: string, to: string];

function slipIn(file: string) {
  return (id: string, slip: string, [from, to]: Replacement, mended?: string): Slip => ({
    id,
    slip,
    edits: [{ file, from, to }],
    ...(mended !== undefined && { mend: [{ file, from: to, to: mended }] }),
  });
}

/** A slip in the abtest `tone`, in the split_test `hints`, in policy.json; `mended` is what stands there afterwards. */
export const inTone = slipIn(TONE);
export const inHints = slipIn(HINTS);
export const inPolicy = slipIn(POLICY);
export const inFile = (file: string) => slipIn(file);
export { HINTS, POLICY, TONE };
