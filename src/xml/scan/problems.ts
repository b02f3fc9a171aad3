/** What is wrong with a text as XML: noted while it is scanned, each problem with its place. */
import type { Finding } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';

/** The rules whose verdict falls while a text is read. */
export type XmlRuleId = 'xml-well-formed' | 'xml-encoding' | 'xml-depth' | 'no-doctype';

/** A finding of one of these rules. */
export interface XmlProblem extends Finding {
  readonly ruleId: XmlRuleId;
}

/** Thrown, and caught by `scan`, where reading on could only mislead. */
export class Stop extends Error {}

/** One slip often repeats itself; after so many the author knows. */
const MOST_PROBLEMS = 20;

/** A stretch of the text that explains a problem, such as the start tag that an end tag does not match. */
interface RelatedStretch {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export class Problems {
  readonly text: string;
  readonly #source: Source;
  readonly #found: XmlProblem[] = [];

  constructor(source: Source) {
    this.#source = source;
    this.text = source.text;
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    return this.#source.place(offset, offset).start.line;
  }

  get hasAny(): boolean {
    return this.#found.length > 0;
  }

  /** All problems in the order of the text. */
  inOrder(): readonly XmlProblem[] {
    return this.#found.sort((a, b) => a.place.start.offset - b.place.start.offset);
  }

  /**
   * Notes a problem after which the scan can go on.
   * @throws Stop when it is the last one that is told
   */
  note(
    start: number,
    end: number,
    message: string,
    hint: string,
    related?: RelatedStretch,
    ruleId: XmlRuleId = 'xml-well-formed',
  ): void {
    const source = this.#source;
    this.#found.push({
      ruleId,
      place: source.place(start, end),
      message,
      hint,
      ...(related && {
        related: [{ message: related.message, place: source.place(related.start, related.end) }],
      }),
    });
    if (this.#found.length >= MOST_PROBLEMS) throw new Stop();
  }

  /** Notes a problem after which nothing can be trusted. */
  fatal(...problem: Parameters<Problems['note']>): never {
    this.note(...problem);
    throw new Stop();
  }
}
