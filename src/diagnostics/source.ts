/** A decoded text that converts an offset into line and column. */

/** Lines and columns count from 1, offsets from 0; columns and offsets count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A range of one file; `end` is the position after its last character. */
export interface Place {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** The text of one file without its byte order mark. Line ends are LF, CR LF and a lone CR, as XML 1.0 §2.11 has them. */
export class Source {
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  position(offset: number): Position {
    const starts = this.#lines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1, offset };
  }

  place(start: number, end: number): Place {
    return { file: this.file, start: this.position(start), end: this.position(end) };
  }

  /** The text of a line (counted from 1) without its line end; empty when there is no such line. */
  line(number: number): string {
    const starts = this.#lines();
    const start = starts[number - 1];
    if (start === undefined) return '';
    let end = starts[number] ?? this.text.length;
    while (end > start && /[\r\n]/.test(this.text.charAt(end - 1))) end -= 1;
    return this.text.slice(start, end);
  }

  get lineCount(): number {
    return this.#lines().length;
  }

  #lines(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      const lineEnd = /\r\n?|\n/g;
      while (lineEnd.exec(this.text) !== null) starts.push(lineEnd.lastIndex);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
