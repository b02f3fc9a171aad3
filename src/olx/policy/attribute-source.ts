/** The value of an attribute as a text of its own, whose places still point into the file. */
import { type Place, Source } from '../../diagnostics/source.js';
import type { XmlAttribute } from '../../xml/node.js';
import { attributeValue } from '../../xml/references.js';

/** For JSON in attributes: `text` is the value, references replaced; `place` leads to what the author wrote. */
export class AttributeSource extends Source {
  readonly #attribute: XmlAttribute;
  #offsets: number[] | undefined;

  constructor(attribute: XmlAttribute) {
    super(attribute.context.source.file, attribute.value);
    this.#attribute = attribute;
  }

  override place(start: number, end: number): Place {
    const { source } = this.#attribute.context;
    this.#offsets ??= offsetsOf(this.#attribute);
    return source.place(this.#at(start), this.#at(end));
  }

  #at(offset: number): number {
    return this.#offsets![offset] ?? this.#attribute.valueEnd;
  }
}

/** Where each code unit of the value starts in the file. */
function offsetsOf({ context, valueStart, valueEnd }: XmlAttribute): number[] {
  const offsets: number[] = [];
  const raw = context.source.text.slice(valueStart, valueEnd);
  for (const piece of raw.matchAll(/&[^;]*;|\r\n|[\s\S]/g)) {
    const { length } = attributeValue(piece[0], context.entities);
    for (let unit = 0; unit < length; unit += 1) offsets.push(valueStart + piece.index);
  }
  return offsets;
}
