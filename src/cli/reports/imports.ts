/** What the import makes of the blocks of A/B tests, as a table or as JSON. */
import type { Course, ExplainedBlock, ExplainedImport } from '../../content.js';
import { tableOf } from './rows.js';

/** A part for each course: a line that names it, then a table of its blocks. */
export async function importTable(courses: readonly Course[]): Promise<string> {
  const { explainImport } = await import('../../content.js');
  const parts: string[] = [];
  for (const course of courses) parts.push(await partOf(course.label, explainImport(course)));
  return parts.join('\n');
}

/** `{version: 1, courses: [{course, failure, blocks}]}`. */
export async function importJson(courses: readonly Course[]): Promise<string> {
  const { explainImport } = await import('../../content.js');
  const { jsonText, plainPlace } = await import('../../internal/content.js');
  return jsonText({
    version: 1,
    courses: courses.map((course) => {
      const { failure, blocks } = explainImport(course);
      const plain = blocks.map((each) => ({ ...each, place: plainPlace(each.place) }));
      return { course: course.label, failure, blocks: plain };
    }),
  });
}

async function partOf(label: string, { failure, blocks }: ExplainedImport): Promise<string> {
  const { visible } = await import('../../internal/content.js');
  if (failure !== null) return `${visible(label)}: ${visible(failure.message)}\n`;
  if (blocks.length === 0) return `${visible(label)}: no A/B blocks\n`;
  const rows = blocks.map((each) => [
    `${'  '.repeat(each.depth)}${each.tag}${each.name === null ? '' : `/${each.name}`}${each.draft ? ' (draft)' : ''}`,
    fateOf(each),
    each.shownTo.join(', '),
    each.why?.message ?? '',
  ]);
  return `${visible(label)}\n${await tableOf(['block', 'import', 'shown to', 'why'], rows)}`;
}

function fateOf({ fate, becomes }: ExplainedBlock): string {
  return fate === 'renamed' ? `renamed to ${becomes}` : fate;
}
