/** Changes inside the text of `group_id_to_child`: entries that an edit does not name keep their bytes. */
import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { MAP, type MapEntry } from '../../convert/blocks/child-map.js';
import { impossible, setAttribute } from '../../olx/edit/placing.js';
import { AttributeSource } from '../../olx/policy/attribute-source.js';
import { pythonObject, pythonString } from '../../olx/policy/print-python-json.js';
import { type Change, quoted } from '../../xml/edit.js';
import type { XmlAttribute, XmlElement } from '../../xml/node.js';

/** The entries of a block's map as they are written. */
export class MapText {
  readonly #element: XmlElement;
  readonly #attribute: XmlAttribute | undefined;
  readonly #properties: readonly Node[];
  readonly #places: AttributeSource | undefined;
  /** Group id and usage key, keys that come twice included. */
  readonly entries: readonly MapEntry[];

  /** @throws AbtestError `edit-impossible` for a map that is not an object of texts; a missing one is empty */
  constructor(element: XmlElement) {
    this.#element = element;
    this.#attribute = element.attribute(MAP);
    this.#places = this.#attribute && new AttributeSource(this.#attribute);
    this.#properties = this.#attribute === undefined ? [] : propertiesOf(this.#attribute);
    this.entries = this.#properties.map(({ children }) => [
      String(children![0]!.value),
      String(children![1]!.value),
    ]);
  }

  /** One change: entries that do not pass `keeps` go, new ones come last. */
  change(keeps: (entry: MapEntry) => boolean, added: readonly MapEntry[]): Change[] {
    if (this.#attribute === undefined)
      return added.length === 0 ? [] : [setAttribute(this.#element, MAP, pythonObject(added))];
    const kept = this.#properties.filter((_, index) => keeps(this.entries[index]!));
    if (kept.length === this.#properties.length && added.length === 0) return [];
    const { value } = this.#attribute;
    const textOf = ({ offset, length }: Node): string => this.#raw(offset, offset + length);
    const open = value.indexOf('{') + 1;
    const end = value.lastIndexOf('}');
    const [first] = this.#properties;
    const last = this.#properties.at(-1);
    const separator = this.#separator();
    const news = added.map((entry) => quoted(pythonObject([entry]).slice(1, -1), this.#attribute!.quote));
    const texts = [...kept.map(textOf), ...news];
    const from = first === undefined ? open : first.offset;
    const to = last === undefined ? end : last.offset + last.length;
    return [{ start: this.#at(from), end: this.#at(to), text: texts.join(separator) }];
  }

  /** Other usage keys in entries; `null` leaves a key as it is. */
  rename(newKey: (usageKey: string) => string | null): Change[] {
    return this.#properties.flatMap(({ children }, index): Change[] => {
      const key = newKey(this.entries[index]![1]);
      if (key === null) return [];
      const { offset, length } = children![1]!;
      const text = quoted(pythonString(key), this.#attribute!.quote);
      return [{ start: this.#at(offset), end: this.#at(offset + length), text }];
    });
  }

  /** What is between the first two entries. */
  #separator(): string {
    const [first, second] = this.#properties;
    if (first === undefined || second === undefined) return ', ';
    return this.#raw(first.offset + first.length, second.offset);
  }

  #raw(start: number, end: number): string {
    return this.#element.context.source.text.slice(this.#at(start), this.#at(end));
  }

  #at(offset: number): number {
    return this.#places!.place(offset, offset).start.offset;
  }
}

function propertiesOf({ value }: XmlAttribute): readonly Node[] {
  const errors: ParseError[] = [];
  const tree = parseTree(value, errors, { disallowComments: true });
  const properties = tree?.children ?? [];
  const isMap =
    tree?.type === 'object' && properties.every(({ children }) => children?.[1]?.type === 'string');
  if (isMap && errors.length === 0) return properties;
  throw impossible(
    `${MAP} is not a JSON object of usage keys`,
    'Correct it first: olx-abtest validate shows what is wrong.',
  );
}
