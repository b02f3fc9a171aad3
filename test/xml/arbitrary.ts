/** Generators of XML text: everything that the grammar allows, in every spelling. */
import fc from 'fast-check';

const name = fc.constantFrom(
  'a',
  'group',
  'abtest',
  'constructor',
  '__proto__',
  'toString',
  'ü',
  'a-b.c',
  '_x',
  'n:s',
  '𐀀x',
);
const blank = fc.constantFrom(' ', '\n', '\t', '  ', '\r\n', '\n  ');
const maybeBlank = fc.option(blank, { nil: '' });
const plain = fc.string({
  unit: fc.constantFrom('a', 'é', '😀', ' ', '\n', '\r\n', '\r', '\t', '.', ']', '-', '>', '=', 'Ω', '?'),
});
const reference = fc.constantFrom(
  '&amp;',
  '&lt;',
  '&gt;',
  '&quot;',
  '&apos;',
  '&#10;',
  '&#xE9;',
  '&#x1F600;',
);

const text = fc
  .array(fc.oneof(plain, reference), { maxLength: 4 })
  .map((parts) => parts.join('').replaceAll(']]>', ']]&gt;'));
const maybeText = fc.option(text, { nil: '' });
const comment = plain.map((inner) => `<!--${inner.replace(/-+/g, '-').replace(/-$/, '')}-->`);
const cdata = fc.oneof(plain, fc.constant('<&')).map((inner) => `<![CDATA[${inner.replaceAll(']', '')}]]>`);
const instruction = plain.map((inner) => `<?target ${inner.replaceAll('>', '')}?>`);

const attribute = fc
  .tuple(
    blank,
    maybeBlank,
    maybeBlank,
    fc.constantFrom('"', "'"),
    fc.array(fc.oneof(plain, reference), { maxLength: 3 }),
  )
  .map(([before, left, right, quote, parts]) => (key: string) => {
    const value = parts.join('').replaceAll(quote, '');
    return `${before}${key}${left}=${right}${quote}${value}${quote}`;
  });
const attributes = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('name', 'portion', 'url_name', '__proto__', 'constructor', 'é'), {
      maxLength: 3,
    }),
    fc.array(attribute, { minLength: 3, maxLength: 3 }),
  )
  .map(([keys, makers]) => keys.map((key, index) => makers[index]!(key)).join(''));

const { element } = fc.letrec<{ element: string; content: string; markup: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(name, attributes, maybeBlank).map(([tag, list, end]) => `<${tag}${list}${end}/>`),
    fc
      .tuple(name, attributes, maybeBlank, tie('content'), maybeBlank)
      .map(([tag, list, end, content, close]) => `<${tag}${list}${end}>${content}</${tag}${close}>`),
  ),
  // Two texts are never neighbours: together they could hold "]]>", which is not well-formed.
  content: fc
    .tuple(fc.array(fc.tuple(maybeText, tie('markup')), { maxLength: 5 }), maybeText)
    .map(([pieces, last]) => pieces.flat().join('') + last),
  markup: fc.oneof(tie('element'), comment, cdata, instruction),
}));

const declaration = fc.constantFrom(
  '',
  '<?xml version="1.0"?>',
  "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n",
);
const around = fc
  .array(fc.oneof(blank, comment, instruction), { maxLength: 2 })
  .map((parts) => parts.join(''));

/** A well-formed document as text. */
export const xmlText = fc
  .tuple(declaration, around, element, around)
  .map(([head, before, root, after]) => (head === '' ? before.trimStart() : head + before) + root + after);
