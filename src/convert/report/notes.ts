/** What a conversion does and finds, collected on the way. */
import { type Diagnostic, frameOf, type RelatedPlace, type Severity } from '../../diagnostics/diagnostic.js';
import type { Place } from '../../diagnostics/source.js';
import type { Course } from '../../olx/course/course.js';
import type { ConversionChange, ConversionChangeKind } from '../conversion.js';

interface Trouble {
  readonly place: Place;
  readonly message: string;
  readonly hint: string;
  readonly related?: readonly RelatedPlace[];
  readonly severity?: Severity;
}

export class Notes {
  readonly changes: ConversionChange[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #course: Course;

  constructor(course: Course) {
    this.#course = course;
  }

  change(kind: ConversionChangeKind, path: string, message: string, place?: Place): void {
    this.changes.push({ kind, path, message, ...(place && { place }) });
  }

  /**
   * Adds an error, or another severity if one is given; one error refuses the whole conversion.
   * @param course the course that the place is in, where that is not the one before the conversion
   */
  report(
    ruleId: string,
    { severity = 'error', related = [], ...trouble }: Trouble,
    course: Course = this.#course,
  ): void {
    const source = course.sourceOf(trouble.place.file);
    const frame = source && frameOf(source, trouble.place);
    this.diagnostics.push({ ruleId, severity, related, ...trouble, frame });
  }

  get isRefused(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }
}
