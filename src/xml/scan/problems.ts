/** The problems of a text as XML, collected during the scan, each with its place. */
import type { Finding } from '../../diagnostics/diagnostic.js';
import type { Source } from '../../diagnostics/source.js';

/** Rules that are decided while the text is parsed. */
export type XmlRuleId = 'xml-well-formed' | 'xml-encoding' | 'xml-depth' | 'no-doctype';

/** A finding of one of these rules. */
export interface XmlProblem extends Finding {
  readonly ruleId: XmlRuleId;
}

/** Thrown, and caught by `scan`, where scanning further would only mislead. */
export class Stop extends Error {}

/** A mistake is often repeated; after this many problems the scan stops. */
const MOST_PROBLEMS = 20;

/** A range of the text that explains a problem, such as the start tag that an end tag does not match. */
interface RelatedStretch {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** What was certainly meant in a range of the text. */
interface Meant {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** One instruction. */
  readonly title: string;
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
   * Reports a problem after which the scan can continue.
   * @throws Stop when the limit of problems is reached
   */
  note(
    start: number,
    end: number,
    message: string,
    hint: string,
    related?: RelatedStretch,
    ruleId: XmlRuleId = 'xml-well-formed',
    meant?: Meant,
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
      ...(meant && {
        fix: {
          title: meant.title,
          edits: [{ place: source.place(meant.start, meant.end), text: meant.text }],
        },
      }),
    });
    if (this.#found.length >= MOST_PROBLEMS) throw new Stop();
  }

  /** Reports a problem after which the scan has to stop. */
  fatal(...problem: Parameters<Problems['note']>): never {
    this.note(...problem);
    throw new Stop();
  }
}
