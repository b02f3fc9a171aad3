/** Options of the comparison of two courses: how they are run. */
import type { MoveOptions } from './moves.js';

export interface DiffOptions extends MoveOptions {
  /**
   * Are assignments stored? Then learners keep their groups through changes of portions and order. Default false: such
   * changes are judged by what they do where groups are derived anew.
   */
  readonly kept?: boolean;
  /** Is white space alone no change of content? */
  readonly ignoreWhitespace?: boolean;
}
