/** What a rule is: one check of course XML, with an id that never changes. */
import type { Finding, Severity } from '../diagnostics/diagnostic.js';
import type { Block } from '../olx/block/block.js';
import type { Course, XmlFile } from '../olx/course/course.js';

export interface Rule {
  /** The name of the rule's file, its page in the docs, its folder of fixtures, and what is printed. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence: what must hold. */
  readonly summary: string;
  /** One sentence, for a rule some of whose findings carry a fix: what the fix does. */
  readonly fix?: string;
  /**
   * For a rule that asks the model of the import: what another rule has an error for, at or inside the same place, is not
   * reported a second time.
   */
  readonly backstop?: boolean;
  /** For a course rule: does it tell what could not be read? */
  readonly aboutReading?: boolean;
  /**
   * Looks at one XML file; `ruleIds` are those of all rules that there are, `ran` those that have looked at everything already: none
   * where only some rules run.
   */
  readonly checkFile?: (
    file: XmlFile,
    report: RuleReport,
    ruleIds: ReadonlySet<string>,
    ran: ReadonlySet<string>,
  ) => void;
  /** Looks at one A/B block. */
  readonly checkBlock?: (block: Block, report: RuleReport) => void;
  /** Looks at all A/B blocks of a course, or at the lone one, at once. */
  readonly checkBlocks?: (blocks: readonly Block[], report: RuleReport) => void;
  /** Looks at a whole course; not called for a lone block. */
  readonly checkCourse?: (course: Course, report: RuleReport) => void;
}

/** What a rule reports. `severity` is for this finding alone, where it is less grave than the rule is as a whole. */
export interface ReportedFinding extends Finding {
  readonly severity?: Severity;
}

export type RuleReport = (finding: ReportedFinding) => void;
