/** An abtest printed as a split_test: one unit for each group of the partition, and the map that leads to it. */
import { visible } from '../../diagnostics/visible.js';
import { type Child, DEFAULT_GROUP } from '../../olx/block/block.js';
import type { CourseBlock } from '../../olx/course/course.js';
import { definitionPath } from '../../olx/course/names.js';
import { isUnit } from '../../olx/course/tags.js';
import { pythonObject } from '../../olx/policy/print-python-json.js';
import { escapeAttribute } from '../../xml/references.js';
import { type Content, contentOf, loseAttributes } from '../blocks/group-content.js';
import { prefixOf } from '../blocks/new-names.js';
import { type Attribute, keyOfChild, MAP_ORDER, otherAttributes, print } from '../blocks/print-definition.js';
import type { Rewriter } from '../blocks/rewriter.js';
import type { Arm, DividedBlock } from './divide.js';
import { freeGroupId } from './ids.js';
import type { Plan } from './plan-partition.js';

/** A unit that a split_test shows. */
interface Unit {
  readonly name: string;
  readonly tag: string;
  readonly text: string;
}

export class ToSplitTest {
  readonly #rewriter: Rewriter;
  readonly #planned = new Map<CourseBlock, { plan: Plan; divided: DividedBlock }>();

  constructor(rewriter: Rewriter, plans: readonly Plan[]) {
    this.#rewriter = rewriter;
    for (const plan of plans)
      for (const divided of plan.division.blocks) this.#planned.set(divided.found, { plan, divided });
  }

  readonly print = (found: CourseBlock, path: string, name: string): string => {
    const { plan, divided } = this.#planned.get(found)!;
    const { element } = found.block;
    const one = new OneBlock(this.#rewriter, found, path, name);
    const around = one.around();
    const armOf = new Map(divided.arms.map((arm) => [arm.name, arm]));
    const shown = plan.arms.flatMap(({ arm, ids }) => {
      const content = one.content(armOf.get(arm.name)!);
      return ids.map((id, slot): [number, Unit] => {
        const title = plan.partition.groups.find((group) => group.id === id)!.name;
        return [id, one.unit(content, title, slot, ids.length)];
      });
    });
    const order = new Map(plan.partition.groups.map(({ id }, index) => [id, index]));
    shown.sort(([a], [b]) => order.get(a)! - order.get(b)!);
    const units = [...shown, ...this.#idle(one, divided, plan)];
    const { course } = this.#rewriter;
    const entries = units.map(([id, unit]): [string, string] => [
      String(id),
      keyOfChild(course, unit.tag, unit.name),
    ]);
    const attributes: Attribute[] = [
      ['group_id_to_child', pythonObject(inMapOrder(entries, element.get(MAP_ORDER)))],
      ['user_partition_id', String(plan.partition.id)],
      ...otherAttributes(element, NOT_KEPT),
    ];
    return print('split_test', attributes, [...one.stray, ...around, ...units.map(([, { text }]) => text)]);
  };

  /** Each is mapped to an id that its partition lacks: the staff view of Open edX fails on a child without an entry. */
  #idle(one: OneBlock, { block, idle }: DividedBlock, { partition }: Plan): [number, Unit][] {
    const taken = new Set(partition.groups.map(({ id }) => String(id)));
    return idle.map((arm) => [Number(freeGroupId(block.experiment!, arm.name, taken)), one.idle(arm)]);
  }
}

const NOT_KEPT = ['experiment', 'url_name', 'slug', 'group_id_to_child', 'user_partition_id', MAP_ORDER];

/** The entries in the order that `to-abtest.ts` noted; those that it did not note come last. */
function inMapOrder(entries: [string, string][], order: string | null): [string, string][] {
  const ids = order?.trim().split(/\s+/) ?? [];
  const rankOf = new Map(ids.map((id, index) => [id, index]));
  const rank = ([id]: [string, string]): number => rankOf.get(id) ?? ids.length;
  return [...entries].sort((a, b) => rank(a) - rank(b));
}

interface ArmContent extends Content {
  readonly arm: Arm;
}

class OneBlock {
  readonly #rewriter: Rewriter;
  readonly #found: CourseBlock;
  readonly #path: string;
  readonly #name: string;
  /** Text of groups that have no unit of their own to take it. */
  readonly stray: string[] = [];

  constructor(rewriter: Rewriter, found: CourseBlock, path: string, name: string) {
    this.#rewriter = rewriter;
    this.#found = found;
    this.#path = path;
    this.#name = name;
  }

  /** Comments between the groups. */
  around(): string[] {
    const { element } = this.#found.block;
    const groups = new Set(this.#found.block.groups.map((group) => group.element));
    const { stray, pieces } = contentOf(element, this.#path, this.#rewriter.notes, (child) =>
      groups.has(child) ? '' : child.raw,
    );
    this.stray.push(...stray);
    return pieces.filter((text) => text !== '');
  }

  content(arm: Arm): ArmContent {
    const { element } = arm.group;
    if (element === null) return { arm, stray: [], pieces: [] };
    const { notes } = this.#rewriter;
    loseAttributes(element, element.name === 'group' ? ['name', 'portion'] : [], this.#path, notes);
    const content = contentOf(element, this.#path, notes, (child) =>
      this.#rewriter.textOf(child, this.#found.node.path),
    );
    return { arm, ...content };
  }

  unit(content: ArmContent, title: string, slot: number, slots: number): Unit {
    const { children } = content.arm.group;
    const [only] = children;
    const isPlain = slots === 1 && children.length === 1 && content.pieces.length === 1;
    if (!isPlain || only === undefined || !isUnit(only.tag))
      return this.#wrapped(content, title, slot, slots);
    this.stray.push(...content.stray);
    return this.#direct(only, content.pieces[0]!);
  }

  /** A child that no group of the partition is mapped to: Studio shows it as inactive. */
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

  #wrapped({ arm, stray, pieces }: ArmContent, title: string, slot: number, slots: number): Unit {
    const { names, notes } = this.#rewriter;
    const prefix = prefixOf(this.#path);
    const name = names.claim('vertical', prefix, JSON.stringify(['group', this.#name, arm.name, slot]));
    const path = prefix + definitionPath('vertical', name);
    this.#rewriter.write(path, print('vertical', [['display_name', title]], [...stray, ...pieces]));
    const { children, place } = arm.group;
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
}
