/** An abtest printed as a split_test: one unit for each group of the partition, and the map that leads to it. */
import { visible } from '../../diagnostics/visible.js';
import { type Child, DEFAULT_GROUP } from '../../olx/block/block.js';
import type { CourseBlock } from '../../olx/course/course.js';
import { definitionPath } from '../../olx/course/names.js';
import { isUnit } from '../../olx/course/tags.js';
import { escapeAttribute } from '../../xml/references.js';
import type { CopyJob } from '../blocks/copies.js';
import { contentOf, loseAttributes } from '../blocks/group-content.js';
import { prefixOf } from '../blocks/new-names.js';
import { keyOfChild, otherAttributes, print } from '../blocks/print-definition.js';
import type { Rewriter } from '../blocks/rewriter.js';
import { pythonObject } from '../policy/python-json.js';
import type { Arm, DividedBlock } from './divide.js';
import type { Plan } from './plan-partition.js';

/** A unit that a split_test shows. */
interface Unit {
  readonly name: string;
  readonly tag: string;
  readonly text: string;
}

export class ToSplitTest {
  readonly jobs: CopyJob[] = [];
  readonly #rewriter: Rewriter;
  readonly #planned = new Map<CourseBlock, { plan: Plan; divided: DividedBlock }>();

  constructor(rewriter: Rewriter, plans: readonly Plan[]) {
    this.#rewriter = rewriter;
    for (const plan of plans)
      for (const divided of plan.division.blocks) this.#planned.set(divided.found, { plan, divided });
  }

  readonly print = (found: CourseBlock, path: string, name: string): string => {
    const { plan, divided } = this.#planned.get(found)!;
    const one = new OneBlock(this.#rewriter, found, path, name, this.jobs);
    const armOf = new Map(divided.arms.map((arm) => [arm.name, arm]));
    const units = plan.arms.flatMap(({ arm, ids }) => {
      const content = one.content(armOf.get(arm.name)!);
      return ids.map((id, slot): [number, Unit] => {
        const title = plan.partition.groups.find((group) => group.id === id)!.name;
        return [id, one.unit(content, title, slot, ids.length)];
      });
    });
    const order = new Map(plan.partition.groups.map(({ id }, index) => [id, index]));
    units.sort(([a], [b]) => order.get(a)! - order.get(b)!);
    const idle = divided.idle.map((arm) => one.idle(arm));
    const { course } = this.#rewriter;
    const map = pythonObject(
      units.map(([id, unit]) => [String(id), keyOfChild(course, unit.tag, unit.name)]),
    );
    const { element } = found.block;
    return print(
      'split_test',
      [
        ['group_id_to_child', map],
        ['user_partition_id', String(plan.partition.id)],
        ...otherAttributes(element, [
          'experiment',
          'url_name',
          'slug',
          'group_id_to_child',
          'user_partition_id',
        ]),
      ],
      [...one.around(), ...units.map(([, { text }]) => text), ...idle.map(({ text }) => text)],
    );
  };
}

interface Content {
  readonly arm: Arm;
  readonly pieces: readonly string[];
}

class OneBlock {
  readonly #rewriter: Rewriter;
  readonly #found: CourseBlock;
  readonly #path: string;
  readonly #name: string;
  readonly #jobs: CopyJob[];
  /** Children that stand in a group already, by tag and name. */
  readonly #used = new Set<string>();

  constructor(rewriter: Rewriter, found: CourseBlock, path: string, name: string, jobs: CopyJob[]) {
    this.#rewriter = rewriter;
    this.#found = found;
    this.#path = path;
    this.#name = name;
    this.#jobs = jobs;
  }

  /** Comments between the groups. */
  around(): string[] {
    const { element } = this.#found.block;
    const groups = new Set(this.#found.block.groups.map((group) => group.element));
    const texts = contentOf(element, this.#path, this.#rewriter.notes, (child) =>
      groups.has(child) ? '' : child.raw,
    );
    return texts.filter((text) => text !== '');
  }

  content(arm: Arm): Content {
    const { element } = arm.group;
    if (element === null) return { arm, pieces: [] };
    const { notes } = this.#rewriter;
    loseAttributes(element, element.name === 'group' ? ['name', 'portion'] : [], this.#path, notes);
    const pieces = contentOf(element, this.#path, notes, (child) =>
      this.#rewriter.textOf(child, this.#found.node.path),
    );
    return { arm, pieces };
  }

  unit(content: Content, title: string, slot: number, slots: number): Unit {
    const { children } = content.arm.group;
    const [only] = children;
    const isPlain = slots === 1 && children.length === 1 && content.pieces.length === 1;
    if (isPlain && only !== undefined && isUnit(only.tag) && !this.#isUsed(only)) {
      this.#use(children);
      return this.#direct(only, content.pieces[0]!);
    }
    return this.#wrapped(content, title, slot, slots);
  }

  /** A child that no group is mapped to: Studio shows it as inactive. */
  idle(arm: Arm): Unit {
    const title = arm.name === DEFAULT_GROUP ? 'default' : arm.name;
    const unit = this.unit(this.content(arm), title, 0, 1);
    const { notes } = this.#rewriter;
    notes.change(
      'inactive',
      this.#path,
      `no learner gets into "${visible(title)}" (portion 0); ${unit.tag}/${unit.name} stays as an inactive child`,
      arm.group.place,
    );
    return unit;
  }

  /** A unit of the author's, which needs a name that the map can hold. */
  #direct({ tag, urlName, element, place }: Child, text: string): Unit {
    if (urlName !== null && element.get('url_name') === urlName) return { name: urlName, tag, text };
    const name =
      urlName ?? this.#rewriter.names.claim(tag, prefixOf(this.#path), `child ${this.#name} ${text}`);
    this.#rewriter.notes.change(
      'renamed',
      this.#path,
      `the ${tag} is called ${name}, as the map needs a name`,
      place,
    );
    const at = 1 + tag.length;
    const old = element.attributes.find((each) => each.name === 'url_name' || each.name === 'slug');
    const rest =
      old === undefined
        ? text.slice(at)
        : text.slice(at).replace(old.context.source.text.slice(old.start, old.end), '');
    return { name, tag, text: `<${tag} url_name="${escapeAttribute(name)}"${rest}` };
  }

  #wrapped({ arm, pieces }: Content, title: string, slot: number, slots: number): Unit {
    const { names, notes } = this.#rewriter;
    const prefix = prefixOf(this.#path);
    const name = names.claim('vertical', prefix, JSON.stringify(['group', this.#name, arm.name, slot]));
    const path = prefix + definitionPath('vertical', name);
    this.#rewriter.write(path, print('vertical', [['display_name', title]], pieces));
    const { children, place } = arm.group;
    const which = children
      .map((child, index) => (slot > 0 || this.#isUsed(child) ? index : -1))
      .filter((index) => index >= 0);
    if (which.length > 0) this.#jobs.push({ path, which });
    this.#use(children);
    const why =
      slots > 1
        ? `slot ${slot + 1} of ${slots}`
        : `${children.length} ${children.length === 1 ? 'block' : 'blocks'}`;
    notes.change(
      'wrapped',
      path,
      `the group "${visible(title)}" of ${this.#path} (${why}) is a unit of its own`,
      place,
    );
    return { name, tag: 'vertical', text: `<vertical url_name="${name}"/>` };
  }

  #isUsed(child: Child): boolean {
    return child.urlName !== null && this.#used.has(`${child.tag}/${child.urlName}`);
  }

  #use(children: readonly Child[]): void {
    for (const { tag, urlName } of children) if (urlName !== null) this.#used.add(`${tag}/${urlName}`);
  }
}
