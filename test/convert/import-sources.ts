/** Random courses with abtests, as awkward as authors made them, and what each group of each use shows. */
import fc from 'fast-check';
import type { Groups, Leaf } from './import-reader.js';

interface Source {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly uses: readonly { readonly experiment: string; readonly groups: Groups; readonly draft: boolean }[];
}

type Encoding = 'utf8' | 'declared' | 'bom' | 'latin1' | 'cp1252' | 'utf16' | 'wrong';

interface LeafPlan {
  readonly tag: 'html' | 'problem';
  readonly form: 'pointer' | 'inline' | 'nameless' | 'titled' | 'page';
  readonly name: number;
}

interface UnitPlan {
  readonly form: 'pointer' | 'inline' | 'titled' | 'none';
  readonly name: number;
  readonly leaves: readonly LeafPlan[];
  readonly text: boolean;
}

interface BlockPlan {
  readonly experiment: number;
  readonly form: 'pointer' | 'inline' | 'nameless' | 'slug';
  readonly name: number;
  readonly where:
    | 'unit'
    | 'shared-unit'
    | 'sequential'
    | 'chapter'
    | 'unit-in-chapter'
    | 'course'
    | 'draft'
    | 'both';
  readonly groups: readonly UnitPlan[];
  readonly nested: boolean;
  readonly text: boolean;
  readonly times: number;
}

interface Plan {
  readonly blocks: readonly BlockPlan[];
  readonly outside: readonly LeafPlan[];
  readonly encodings: readonly Encoding[];
  readonly policy: 'none' | 'plain' | 'bom' | 'twice';
}

const NAMES = ['a', 'b', 'my name', 'v/x', '50%', 'q?', 'ü', 'u\u0308', 'c:d', 'x.y', '😀', 'a@b'];
const name = fc.nat(NAMES.length - 1);
const leaf: fc.Arbitrary<LeafPlan> = fc.record({
  tag: fc.constantFrom('html', 'problem'),
  form: fc.constantFrom('pointer', 'inline', 'nameless', 'titled', 'page'),
  name,
});
const unit: fc.Arbitrary<UnitPlan> = fc.record({
  form: fc.constantFrom('pointer', 'inline', 'titled', 'none'),
  name,
  leaves: fc.array(leaf, { maxLength: 3 }),
  text: fc.boolean(),
});
export const plan: fc.Arbitrary<Plan> = fc.record({
  blocks: fc.array(
    fc.record({
      experiment: fc.nat(2),
      form: fc.constantFrom('pointer', 'inline', 'nameless', 'slug'),
      name,
      where: fc.constantFrom(
        'unit',
        'shared-unit',
        'sequential',
        'chapter',
        'unit-in-chapter',
        'course',
        'draft',
        'both',
      ),
      groups: fc.array(unit, { minLength: 2, maxLength: 2 }),
      nested: fc.boolean(),
      text: fc.boolean(),
      times: fc.integer({ min: 1, max: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  outside: fc.array(leaf, { maxLength: 2 }),
  encodings: fc.array(
    fc.constantFrom<Encoding>('utf8', 'declared', 'bom', 'latin1', 'cp1252', 'utf16', 'wrong'),
    { minLength: 1, maxLength: 5 },
  ),
  policy: fc.constantFrom('none', 'plain', 'bom', 'twice'),
});

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** A definition, and what it shows. */
interface Made {
  readonly xml: string;
  readonly leaves: readonly Leaf[];
}

export function sourceOf(all: Plan): Source {
  return new Builder(all).source();
}

class Builder {
  readonly #plan: Plan;
  readonly #texts = new Map<string, string>();
  readonly #bodies = new Map<string, string>();
  readonly #defined = new Map<string, readonly Leaf[]>();
  readonly #groups = new Map<string, { experiment: string; groups: Groups }>();
  readonly #uses: { experiment: string; groups: Groups; draft: boolean }[] = [];
  #serial = 0;

  constructor(all: Plan) {
    this.#plan = all;
  }

  source(): Source {
    const course: string[] = [];
    const chapter: string[] = [];
    const sequential: string[] = [];
    const units: string[] = [];
    const drafts: string[] = [];
    for (const block of this.#plan.blocks) {
      const isDraft = block.where === 'draft';
      for (let time = 0; time < (block.form === 'pointer' ? block.times : 1); time += 1) {
        const { xml, shown, nested } = this.#block(block, isDraft ? 'drafts/' : '');
        const text = block.text ? ' words' : '';
        this.#serial += 1;
        const unitName = `unit${this.#serial}`;
        const inUnit = `<vertical url_name="${unitName}">${xml}${text}</vertical>`;
        if (block.where === 'course') course.push(xml + text);
        else if (block.where === 'chapter') chapter.push(xml + text);
        else if (block.where === 'unit-in-chapter') chapter.push(inUnit);
        else if (block.where === 'sequential') sequential.push(xml + text);
        else if (block.where === 'draft') drafts.push(xml + text);
        else if (block.where === 'shared-unit') {
          this.#texts.set(`vertical/${unitName}.xml`, `<vertical>${xml}${text}</vertical>`);
          units.push(`<vertical url_name="${unitName}"/><vertical url_name="${unitName}"/>`);
          for (const each of [shown, ...nested]) this.#uses.push({ ...each, draft: false });
        } else units.push(inUnit);
        for (const each of [shown, ...nested]) this.#uses.push({ ...each, draft: isDraft });
      }
    }
    const outside = this.#plan.outside.map((each) => this.#leaf(each, '').xml).join('');
    this.#texts.set('course/R.xml', `<course><chapter url_name="ch"/>${course.join('')}</course>`);
    this.#texts.set(
      'chapter/ch.xml',
      `<chapter display_name="é"><sequential url_name="sq"><vertical url_name="out">${outside}</vertical>${units.join('')}${sequential.join('')}</sequential>${chapter.join('')}</chapter>`,
    );
    if (drafts.length > 0)
      this.#texts.set(
        'drafts/vertical/draft.xml',
        `<vertical index_in_children_list="0" parent_url="i4x://O/C/sequential/sq">${drafts.join('')}</vertical>`,
      );
    return { files: this.#files(), uses: this.#uses };
  }

  #files(): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>([
      ['course.xml', Buffer.from('<course url_name="R" org="O" course="C"/>')],
    ]);
    const { encodings, policy } = this.#plan;
    let index = 0;
    for (const [path, text] of this.#texts) {
      files.set(path, encoded(text, encodings[index % encodings.length]!));
      index += 1;
    }
    for (const [path, text] of this.#bodies) files.set(path, Buffer.from(text));
    const plain = '{"course/R": {"display_name": "ü"}}';
    const policies = {
      none: undefined,
      plain,
      bom: `\ufeff${plain}`,
      twice: `{"course/R": {"a": 1}, ${plain.slice(1)}`,
    };
    const text = policies[policy];
    if (text !== undefined) files.set('policies/R/policy.json', Buffer.from(text));
    return files;
  }

  /** @param prefix `drafts/` or empty: pointers find their definitions there */
  #block(block: BlockPlan, prefix: string) {
    const experiment = `E${block.experiment}`;
    const own = NAMES[block.name]!;
    const path = `${prefix}abtest/${own.replaceAll(':', '/')}.xml`;
    if (block.form === 'pointer') {
      const known = this.#groups.get(path);
      const xml = `<abtest url_name="${escaped(own)}"/>`;
      if (known !== undefined) return { xml, shown: known, nested: nestedIn(known.groups) };
    }
    const groups: Record<string, readonly Leaf[]> = Object.create(null);
    const parts = block.groups.map((each, index) => {
      const { xml, leaves } = this.#unit(each, prefix);
      const inner = block.nested && index === 0 ? this.#inner() : { xml: '', leaves: [] };
      const title = `g${index} é`;
      groups[title] = [...leaves, ...inner.leaves];
      return `<group portion="0.5" name="${title}">${xml}${inner.xml}${each.text ? 'after' : ''}</group>${block.text ? 'between' : ''}`;
    });
    const idle = `<group portion="0" name="nobody"><html url_name="idle${this.#serial}">never</html></group>`;
    const attributes =
      block.form === 'inline'
        ? ` url_name="${escaped(own)}"`
        : block.form === 'slug'
          ? ` slug="${escaped(own)}"`
          : '';
    const text = `<abtest experiment="${experiment}"${attributes}>${parts.join('')}${block.text ? idle : ''}</abtest>`;
    const shown = { experiment, groups };
    if (block.form !== 'pointer') return { xml: text, shown, nested: nestedIn(groups) };
    this.#texts.set(path, text);
    this.#groups.set(path, shown);
    return { xml: `<abtest url_name="${escaped(own)}"/>`, shown, nested: nestedIn(groups) };
  }

  #inner(): Made {
    this.#serial += 1;
    const texts = [`inner ${this.#serial} x`, `inner ${this.#serial} y`];
    const groups = Object.fromEntries(texts.map((text, index) => [`i${index}`, [{ type: 'html', text }]]));
    const parts = texts.map(
      (text, index) =>
        `<group portion="0.5" name="i${index}"><html url_name="in${this.#serial}_${index}">${text}</html></group>`,
    );
    return {
      xml: `<abtest experiment="Inner">${parts.join('')}</abtest>`,
      leaves: [{ type: 'abtest', experiment: 'Inner', groups }],
    };
  }

  #unit({ form, name: index, leaves, text }: UnitPlan, prefix: string): Made {
    const own = NAMES[index]!;
    const path = `${prefix}vertical/${own.replaceAll(':', '/')}.xml`;
    const known = form === 'pointer' ? this.#defined.get(path) : undefined;
    if (known !== undefined) return { xml: `<vertical url_name="${escaped(own)}"/>`, leaves: known };
    const made = leaves.map((each) => this.#leaf(each, prefix));
    const shown = made.flatMap((each) => each.leaves);
    const inside = made.map(({ xml }) => xml).join(text ? ' loose ' : '\n');
    if (form === 'none') return { xml: inside, leaves: shown };
    if (form === 'inline')
      return {
        xml: `<vertical url_name="${escaped(own)}" graded="true">${inside}</vertical>`,
        leaves: shown,
      };
    if (form === 'titled')
      return { xml: `<vertical display_name="${escaped(own)}">${inside}</vertical>`, leaves: shown };
    this.#texts.set(path, `<vertical>${inside}</vertical>`);
    this.#defined.set(path, shown);
    return { xml: `<vertical url_name="${escaped(own)}"/>`, leaves: shown };
  }

  #leaf({ tag, form, name: index }: LeafPlan, prefix: string): Made {
    const own = NAMES[index]!;
    const path = `${prefix}${tag}/${own.replaceAll(':', '/')}.xml`;
    const isFile = form === 'pointer' || form === 'page';
    const known = isFile ? this.#defined.get(path) : undefined;
    const pointer = `<${tag} url_name="${escaped(own)}"/>`;
    if (known !== undefined) return { xml: pointer, leaves: known };
    this.#serial += 1;
    const text = `${tag}${this.#serial}é`;
    const leaves = [{ type: tag, text }];
    if (form === 'inline') return { xml: `<${tag} url_name="${escaped(own)}">${text}</${tag}>`, leaves };
    if (form === 'nameless') return { xml: `<${tag}>${text}</${tag}>`, leaves };
    if (form === 'titled') return { xml: `<${tag} display_name="${escaped(own)}">${text}</${tag}>`, leaves };
    this.#defined.set(path, leaves);
    if (form === 'page' && tag === 'html') {
      this.#bodies.set(`${path.slice(0, path.lastIndexOf('/'))}/page${this.#serial}.html`, `<p>${text}</p>`);
      this.#texts.set(path, `<html filename="page${this.#serial}"/>`);
    } else this.#texts.set(path, `<${tag}>${text}</${tag}>`);
    return { xml: pointer, leaves };
  }
}

function nestedIn(groups: Groups) {
  return Object.values(groups).flatMap((leaves) =>
    (leaves ?? []).flatMap(({ experiment, groups: inner }) =>
      experiment === undefined || inner === undefined ? [] : [{ experiment, groups: inner }],
    ),
  );
}

function encoded(text: string, encoding: Encoding): Uint8Array {
  const isLatin = /^[\x00-\xff]*$/.test(text);
  if (encoding === 'declared') return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  if (encoding === 'bom') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'utf16') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'wrong') return Buffer.from(`<?xml version="1.0" encoding="us-ascii"?>\n${text}`);
  if (encoding === 'utf8' || !isLatin) return Buffer.from(text);
  const label = encoding === 'latin1' ? 'ISO-8859-1' : 'windows-1252';
  return Buffer.from(`<?xml version="1.0" encoding="${label}"?>\n${text}`, 'latin1');
}
