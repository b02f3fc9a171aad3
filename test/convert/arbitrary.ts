/** Generators of whole courses with abtests, as odd as authors make them. */
import fc from 'fast-check';
import { equalPortion } from '../../src/convert/to-split-test/equal-portion.js';
import { escapeAttribute } from '../../src/xml/references.js';
import type { Tree } from '../olx/trees.js';

const groupName = fc.constantFrom(
  'a',
  'B',
  'Ä é',
  '"q"',
  '<&>',
  "it's",
  ' padded ',
  'default',
  'constructor',
  '__proto__',
  '1',
  'Group 1',
  '😀',
);
const experimentName = fc.constantFrom('Ways in', 'E2', 'A/B "test" <1>', '__proto__', 'Ünï', 'x'.repeat(80));
/** Few names, so that they are taken in several tags, and odd ones. */
const urlName = fc.constantFrom('x', 'y', '1', 'a:b', 'constructor', 'ü', 'u-1.x');

interface Experiment {
  readonly name: string;
  readonly groups: readonly string[];
  /** Does the last group stand in `<default>`? */
  readonly usesDefault: boolean;
}

const experiment = fc
  .record({
    name: experimentName,
    groups: fc.uniqueArray(groupName, { minLength: 1, maxLength: 6 }),
    usesDefault: fc.boolean(),
  })
  .map((each): Experiment => each);

interface Plan {
  readonly experiments: readonly Experiment[];
  readonly blocks: readonly BlockPlan[];
  readonly policy: 'none' | 'empty' | 'indented' | 'partitions';
}

interface BlockPlan {
  readonly experiment: number;
  readonly urlName: string;
  readonly where: 'unit' | 'sequential' | 'inline' | 'nested' | 'draft' | 'orphan' | 'both';
  /** What stands in each group; the number says which leaf. */
  readonly content: readonly (readonly [kind: ChildKind, leaf: number])[][];
  readonly title: string | undefined;
  readonly comment: boolean;
}

type ChildKind = 'html' | 'problem' | 'unit' | 'inline' | 'inline-unit' | 'nameless-unit' | 'odd';

const child = fc.tuple(
  fc.constantFrom<ChildKind>('html', 'problem', 'unit', 'inline', 'inline-unit', 'nameless-unit', 'odd'),
  fc.nat(9),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  experiments: fc.uniqueArray(experiment, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
  blocks: fc.array(
    fc.record({
      experiment: fc.nat(2),
      urlName,
      where: fc.constantFrom('unit', 'sequential', 'inline', 'nested', 'draft', 'orphan', 'both'),
      content: fc.array(fc.array(child, { maxLength: 3 }), { minLength: 6, maxLength: 6 }),
      title: fc.option(fc.constantFrom('Title', 'x', 'Ti<t>le "1"'), { nil: undefined }),
      comment: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  policy: fc.constantFrom('none', 'empty', 'indented', 'partitions'),
});

export const courseTree: fc.Arbitrary<Tree> = plan.map((each) => new Build(each, false).tree());
/** Every group gets a tenth, the default group the rest. */
export const unequalTree: fc.Arbitrary<Tree> = plan.map((each) => new Build(each, true).tree());

class Build {
  readonly #plan: Plan;
  readonly #isUnequal: boolean;
  readonly #files: Record<string, string> = {};
  #serial = 0;

  constructor(all: Plan, isUnequal: boolean) {
    this.#plan = all;
    this.#isUnequal = isUnequal;
  }

  tree(): Tree {
    const unit: string[] = [];
    const sequence: string[] = [];
    let nested = '';
    for (const block of this.#plan.blocks) {
      const experiment = this.#plan.experiments[block.experiment % this.#plan.experiments.length]!;
      const inside = nested;
      nested = '';
      const name = escapeAttribute(block.urlName);
      const path = `abtest/${block.urlName.replaceAll(':', '/')}.xml`;
      const pointer = `<abtest url_name="${name}"/>`;
      const { where } = block;
      if (where === 'inline') unit.push(this.#block(block, experiment, inside, ` url_name="${name}"`));
      else if (where === 'nested') nested = this.#block(block, experiment, inside, '');
      else {
        const text = this.#block(block, experiment, inside, '');
        if (where === 'draft' || where === 'both') {
          this.#files[`drafts/${path}`] ??= text;
          this.#files['drafts/vertical/page.xml'] =
            `<vertical parent_url="i4x://O/C/sequential/seq" index_in_children_list="0">\n  ${pointer}\n</vertical>\n`;
        }
        if (where !== 'draft') this.#files[path] ??= text;
        if (where === 'unit' || where === 'both') unit.push(pointer);
        if (where === 'sequential') sequence.push(pointer);
      }
    }
    return {
      'course.xml': '<course url_name="run" org="O" course="C"/>',
      'course/run.xml': '<course>\n  <chapter url_name="ch"/>\n</course>\n',
      'chapter/ch.xml': '<chapter>\n  <sequential url_name="seq"/>\n</chapter>\n',
      'sequential/seq.xml': `<sequential>\n  <vertical url_name="page"/>\n  ${sequence.join('\n  ')}\n</sequential>\n`,
      'vertical/page.xml': `<vertical>\r\n  ${unit.join('\n')}${nested}<html url_name="leaf0"/>\n</vertical>`,
      'split_test/x.xml': '<split_test group_id_to_child="{}" user_partition_id="-1"/>\n',
      ...this.#policy(),
      ...this.#files,
    };
  }

  #block(block: BlockPlan, experiment: Experiment, nested: string, attributes: string): string {
    const { name, groups } = experiment;
    const usesDefault = experiment.usesDefault || this.#isUnequal;
    const { text, leavesRest } = this.#isUnequal
      ? { text: '0.1', leavesRest: false }
      : equalPortion(groups.length);
    const parts = groups.map((group, index) => {
      const content =
        block.content[index]!.map(([kind, leaf]) => this.#child(kind, leaf)).join('\n    ') +
        (index === 0 ? nested : '');
      return usesDefault && index === groups.length - 1
        ? `<default>${content}</default>`
        : `<group portion="${text}" name="${escapeAttribute(group)}">\n    ${content}\n  </group>`;
    });
    const rest = leavesRest && !usesDefault ? '<default/>' : '';
    const title = block.title === undefined ? '' : ` display_name="${escapeAttribute(block.title)}"`;
    const comment = block.comment ? '\n  <!-- a note -->' : '';
    return `<abtest experiment="${escapeAttribute(name)}"${attributes}${title}>${comment}\n  ${parts.join('\n  ')}${rest}\n</abtest>`;
  }

  #child(kind: ChildKind, leaf: number): string {
    const content = `leaf ${leaf}`;
    const name = `leaf${leaf}`;
    this.#files[`html/${name}.xml`] = `<html>${content}</html>`;
    this.#files[`problem/${name}.xml`] = `<problem>${content}</problem>`;
    this.#files[`vertical/${name}.xml`] = `<vertical><html url_name="${name}"/></vertical>`;
    this.#serial += 1;
    switch (kind) {
      case 'html':
      case 'problem':
        return `<${kind} url_name="${name}"/>`;
      case 'unit':
        return `<vertical url_name="${name}"/>`;
      case 'inline':
        return `<html url_name="in${this.#serial}">${content}</html>`;
      case 'inline-unit':
        return `<vertical url_name="unit${this.#serial}">\n<html url_name="${name}"/></vertical>`;
      case 'nameless-unit':
        return `<vertical display_name="same"><html url_name="in${this.#serial}">${content}</html></vertical>`;
      case 'odd':
        return `<html>${content} of no name</html>`;
    }
  }

  #policy(): Record<string, string> {
    const path = 'policies/run/policy.json';
    if (this.#plan.policy === 'none') return {};
    if (this.#plan.policy === 'empty') return { [path]: '{}' };
    if (this.#plan.policy === 'indented')
      return {
        [path]: '{\n    "course/run": {\n        "display_name": "C", \n        "start": "2020"\n    }\n}',
      };
    const partitions = [
      {
        id: 100,
        name: 'Ways in',
        description: '',
        version: 1,
        groups: [{ id: 101, name: 'other', version: 1 }],
      },
    ];
    return {
      [path]: JSON.stringify({
        'course/run': { advanced_modules: ['split_test'], user_partitions: partitions },
        'abtest/x': { graded: true },
      }),
    };
  }
}
