/** The table of `inspect`, for people: a section for each experiment, with its blocks, groups and portions. */
import type { AccessExperiment, Block, Child, Course, CourseBlock, Group } from '../../index.js';
import { paintFor, type TerminalPaint } from '../terminal/paint.js';
import { blockName, portionText } from './inspection.js';
import { bar, counted } from './rows.js';

const DEFAULT_WIDTH = 80;
const BAR_CELLS = 8;
const WIDEST_NAME = 24;
const INDENT = '    ';

/** The table in pieces, to be written in sequence. */
export async function inspectionTable(
  courses: readonly Course[],
  stream: NodeJS.WriteStream,
): Promise<string[]> {
  const content = await import('../../content.js');
  const terminal = await import('../../internal/content.js');
  const paint = paintFor(stream);
  const table = new Table({ ...content, ...terminal }, paint, stream.columns ?? DEFAULT_WIDTH);
  const holding = courses.filter(
    (course) => course.blocks.length > 0 || content.accessExperiments(course).length > 0,
  );
  const others = courses.length - holding.length;
  const shown = holding.length === 0 ? courses.slice(0, 1) : holding;
  const pieces = shown.flatMap((course, index) => [index === 0 ? '' : '\n', ...table.course(course)]);
  if (others > 0 && courses.length > 1) pieces.push(`\n${counted(others, 'course')} without A/B blocks\n`);
  return pieces;
}

interface Row {
  readonly name: string;
  readonly portion: string;
  readonly bar: string;
  /** Each with its width in columns. */
  readonly children: readonly { readonly text: string; readonly width: number }[];
}

type Library = typeof import('../../content.js') & typeof import('../../internal/content.js');

class Table {
  readonly #content: Library;
  readonly #paint: TerminalPaint;
  readonly #width: number;

  constructor(content: Library, paint: TerminalPaint, width: number) {
    this.#content = content;
    this.#paint = paint;
    this.#width = width;
  }

  course(course: Course): string[] {
    const experiments = byExperiment(course.blocks);
    const { org, course: number, run } = course;
    const key =
      course.root === null || course.kind === 'blocks'
        ? []
        : [org, number, run].filter((part) => part !== null);
    const name = [this.#safe(course.label), ...(key.length > 0 ? [this.#safe(key.join('/'))] : [])];
    const access = this.#content.accessExperiments(course);
    const all = experiments.size + access.length;
    const counts = `${counted(course.blocks.length, 'A/B block')} in ${counted(all, 'experiment')}`;
    const head = `${this.#paint.bold(name[0]!)}${name[1] ? `  ${name[1]}` : ''}`;
    return [
      `${head}  ${this.#paint.dim(all === 0 ? 'no A/B blocks' : counts)}\n`,
      ...[...experiments.values()].map((blocks) => this.#experiment(course, blocks)),
      ...access.map((each) => this.#access(each)),
    ];
  }

  /** A partition that only `group_access` uses: each group with the blocks that are open to it. */
  #access({ partition, groups }: AccessExperiment): string {
    const restricted = new Set(groups.flatMap(({ nodes }) => nodes)).size;
    const about = `group_access, partition ${partition.id}, ${counted(restricted, 'block')}`;
    const head = `${this.#paint.bold(`"${this.#safe(partition.name)}"`)}  ${this.#paint.dim(about)}`;
    const rows = groups.map(({ group, nodes }) => ({
      name: this.#safe(group.name),
      portion: `1/${groups.length}`,
      bar: bar(1 / groups.length, BAR_CELLS),
      children: nodes.map(({ tag, urlName, place }) => {
        const name = this.#safe(`${tag}/${urlName ?? '(no url_name)'}`);
        const where = `${this.#safe(place.file)}:${place.start.line}`;
        return {
          text: `${name} ${this.#paint.dim(where)}`,
          width: this.#content.columnsOf(name) + 1 + where.length,
        };
      }),
    }));
    return `\n${head}\n${this.#rows(rows).join('\n')}\n`;
  }

  #experiment(course: Course, blocks: readonly CourseBlock[]): string {
    const [{ block }] = blocks as [CourseBlock];
    const name = block.experiment === null ? '(no name)' : `"${this.#safe(block.experiment)}"`;
    const about = `${block.kind}${partitionText(block)}, ${counted(blocks.length, 'block')}`;
    const lines = [`\n${this.#paint.bold(name)}  ${this.#paint.dim(about)}`];
    for (const each of blocks) lines.push(...this.#block(course, each));
    return `${lines.join('\n')}\n`;
  }

  #block(course: Course, found: CourseBlock): string[] {
    const { node, block } = found;
    const displayName = this.#content.displayNameOf(course, node);
    const name = this.#safe(`${block.kind}/${blockName(found) ?? '(no url_name)'}`);
    const title = displayName === null ? '' : `"${this.#safe(displayName)}"`;
    const draft = block.draft ? `  ${this.#paint.severity('warning', 'draft')}` : '';
    const isOneLine = 4 + this.#content.columnsOf(name + title) <= this.#width;
    const titled = title === '' ? '' : `${isOneLine ? '  ' : '\n  '}${this.#paint.bold(title)}`;
    const { file, start } = block.place;
    return [
      `  ${name}${titled}${draft}`,
      `  ${this.#paint.dim(`${this.#safe(file)}:${start.line}`)}`,
      ...this.#groups(block, file),
    ];
  }

  #groups(block: Block, file: string): string[] {
    const rows = block.groups.filter(isWorthShowing).map((group) => ({
      name: this.#groupName(group),
      portion: this.#safe(short(portionText(group, this.#content.fractionText))),
      bar: bar(group.portion.float, BAR_CELLS),
      children: group.children.map((child) => this.#child(child, file)),
    }));
    const unseen = childrenWithoutGroup(block).map((child) => this.#child(child, file));
    if (unseen.length > 0)
      rows.push({ name: '(no group)', portion: '', bar: bar(0, BAR_CELLS), children: unseen });
    return this.#rows(rows);
  }

  #rows(rows: readonly Row[]): string[] {
    const { columnsOf } = this.#content;
    const nameWidth = Math.min(WIDEST_NAME, Math.max(0, ...rows.map(({ name }) => columnsOf(name))));
    const portionWidth = Math.max(0, ...rows.map(({ portion }) => portion.length));
    const column = INDENT.length + nameWidth + BAR_CELLS + portionWidth + 4;
    const widest = Math.max(0, ...rows.flatMap(({ children }) => children.map(({ width }) => width)));
    const isBeside = column + widest <= this.#width;
    return rows.flatMap(({ name, portion, bar: cells, children }) => {
      const overlong = columnsOf(name) > nameWidth;
      const gap = overlong ? `\n${INDENT}${' '.repeat(nameWidth)}` : ' '.repeat(nameWidth - columnsOf(name));
      const head = `${INDENT}${name}${gap} ${this.#paint.code(cells)} ${portion.padEnd(portionWidth)}`;
      const texts = children.length === 0 ? [this.#paint.dim('(nothing)')] : children.map(({ text }) => text);
      if (isBeside || children.length === 0) {
        const [first, ...rest] = texts;
        return [`${head}  ${first}`, ...rest.map((text) => `${' '.repeat(column)}${text}`)];
      }
      return [head.trimEnd(), ...texts.map((text) => `${INDENT}  ${text}`)];
    });
  }

  #groupName({ name, isDefault, element }: Group): string {
    if (isDefault) return element === null ? 'default (not written)' : 'default';
    return name === null || name.trim() === '' ? '(no name)' : this.#safe(name);
  }

  #child({ tag, urlName, pointer, place }: Child, file: string): { text: string; width: number } {
    const name = this.#safe(`${tag}/${urlName ?? '(no url_name)'}`);
    const where =
      place.file === file ? `:${place.start.line}` : `${this.#safe(place.file)}:${place.start.line}`;
    const how = pointer ? where : `${where} inline`;
    return { text: `${name} ${this.#paint.dim(how)}`, width: this.#content.columnsOf(name) + 1 + how.length };
  }

  #safe(text: string): string {
    return this.#content.visible(text);
  }
}

/** Groups blocks that share their learners' groups. */
function byExperiment(blocks: readonly CourseBlock[]): Map<string, CourseBlock[]> {
  const experiments = new Map<string, CourseBlock[]>();
  for (const each of blocks) {
    const { block } = each;
    const key = block.kind === 'abtest' ? `abtest ${block.experiment}` : `split_test ${block.partitionId}`;
    const found = experiments.get(key);
    if (found === undefined) experiments.set(key, [each]);
    else found.push(each);
  }
  return experiments;
}

/** Children of groups that the partition no longer has. */
function childrenWithoutGroup(block: Block): readonly Child[] {
  if (block.kind === 'abtest') return [];
  const shown = new Set(block.groups.flatMap(({ children }) => children));
  return block.children.filter((child) => !shown.has(child));
}

/** Hides a default group that is not written and gets no learners. */
function isWorthShowing({ isDefault, element, portion }: Group): boolean {
  return !isDefault || element !== null || portion.float !== 0;
}

function partitionText(block: Block): string {
  if (block.kind === 'abtest') return '';
  if (block.partitionId === null) return ' without a partition';
  return `, partition ${block.partitionId}${block.partition === null ? ' (unknown here)' : ''}`;
}

/** Exact decimals can have hundreds of digits. */
function short(text: string): string {
  return text.length <= 12 ? text : `${text.slice(0, 11)}…`;
}
