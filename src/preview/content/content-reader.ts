/** For whom content is rendered: an author, who sees the answers, or a learner. */
export interface Reader {
  /** Right answers, hints, solutions and scripts. */
  readonly showsAnswers: boolean;
  /** Takes the place of `%%USER_ID%%`; `null` leaves it as it is written. */
  readonly learner: string | null;
}

export const AUTHOR: Reader = { showsAnswers: true, learner: null };
