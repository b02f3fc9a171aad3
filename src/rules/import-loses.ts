/** The rule `import-loses`: every block of the course arrives, and what is in it. */
import { blockKind } from '../loading/blocks/block-kinds.js';
import { explainDraft, explainLoss } from '../loading/explain.js';
import { type ImportLoss, importLosses, LossFinder } from '../loading/losses.js';
import { type ImportOutcome, importOutcome } from '../loading/outcome.js';
import { SourceBlocks } from '../loading/source-blocks.js';
import type { Rule, RuleReport } from './rule.js';
import { meantTag } from './suggestions.js';

export const importLoses: Rule = {
  id: 'import-loses',
  severity: 'error',
  backstop: true,
  summary: 'The import loses no block of an experiment, and nothing that is in one.',
  checkCourse(course, report) {
    if (course.kind !== 'course') return;
    const outcome = importOutcome(course);
    const splitTests = new SourceBlocks(outcome.texts, '', ['split_test']);
    for (const loss of importLosses(outcome))
      tell(loss, splitTests.holdsExperiment(loss.use.element), report);
    checkDrafts(outcome, report);
  },
};

function tell({ use, why, inExperiment }: ImportLoss, holdsSplitTest: boolean, report: RuleReport): void {
  // `name-used-twice` reports a name that occurs twice, `abtest-retired` the content of an abtest.
  if (why.why === 'name-used') return;
  if (why.why === 'unknown-kind' && use.tag === 'abtest' && !holdsSplitTest) return;
  // Of a kind that Open edX itself does not have, an XBlock may be installed that needs no file.
  if (!inExperiment && why.why === 'file' && why.fault === 'missing' && blockKind(use.tag) === 'unknown')
    return;
  const related = why.place === use.place ? [] : [{ message: 'the block', place: use.place }];
  const meant = meantTag(use.tag);
  report({
    place: why.place,
    ...explainLoss(use, why),
    ...(meant !== undefined && { hint: `Did you mean <${meant}>?` }),
    severity: inExperiment ? 'error' : 'warning',
    related,
  });
}

function checkDrafts({ drafts, texts }: ImportOutcome, report: RuleReport): void {
  if (drafts === null) return;
  // Nothing of a draft is expendable: it is read nowhere else.
  const finder = new LossFinder(drafts.tree, new SourceBlocks(texts, 'drafts/'));
  for (const { lost, use, path, place, unlisted } of drafts.units) {
    if (lost !== null) {
      const root = use?.element ?? texts.asWritten(path);
      const related = root === null ? [] : [{ message: 'the draft', place: root.tagPlace }];
      report({ place: lost.why === 'drop' ? lost.drop.place : place, ...explainDraft(lost), related });
    } else if (use !== null) {
      for (const loss of finder.below(use)) tell({ ...loss, inExperiment: true }, false, report);
    }
    if (unlisted) {
      const message = 'This draft is in no list of children after the import: Studio does not show it';
      report({ place, message, hint: 'Add parent_url and index_in_children_list.', severity: 'warning' });
    }
  }
}
