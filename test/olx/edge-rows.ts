/**
 * What Open edX did with odd blocks, row by row. `same`: our definition is the original's. `rules`: what the author
 * is told. A row whose definition is not the original's names the deviation that docs/deviations.md lists.
 */
interface EdgeRow {
  readonly row: string;
  /** What stands inside `<abtest experiment="E">…</abtest>`; or the whole text when it starts with `<abtest`. */
  readonly xml: string;
  readonly portions?: Readonly<Record<string, number>>;
  readonly content?: Readonly<Record<string, readonly string[]>>;
  readonly children?: readonly string[];
  readonly rules?: readonly string[];
  readonly deviation?: string;
}

const html = (name: string): string => `i4x://edX/test/html/${name}`;
const D = '_DEFAULT_GROUP';

export const edgeRows: readonly EdgeRow[] = [
  { row: 'no groups', xml: '', portions: { [D]: 1 }, content: { [D]: [] } },
  { row: 'text only', xml: 'words', portions: { [D]: 1 }, content: { [D]: [] }, rules: ['no-stray-text'] },
  {
    row: 'text before the first child of a group',
    xml: '<group name="a" portion="1">words<html url_name="x"/></group>',
    portions: { a: 1, [D]: 0 },
    content: { [D]: [], a: [html('x')] },
    rules: ['no-stray-text'],
  },
  {
    row: 'text after a child of a group',
    xml: '<group name="a" portion="1"><html url_name="x"/>words</group>',
    content: { [D]: [], a: [html('x')] },
    rules: ['no-stray-text'],
    deviation: 'text-after-child',
  },
  {
    row: 'comment in abtest and in a group',
    xml: '<!-- c --><group name="a" portion="1"><!-- c --><html url_name="x"/></group>',
    portions: { a: 1, [D]: 0 },
    content: { [D]: [], a: [html('x')] },
  },
  {
    row: 'PI in abtest',
    xml: '<?group name="x" portion="0.5"?><default/>',
    portions: { [D]: 1 },
    rules: ['no-processing-instruction'],
    deviation: 'processing-instruction',
  },
  {
    row: 'PI in a group',
    xml: '<group name="a" portion="1"><?pi?><html url_name="x"/></group>',
    content: { [D]: [], a: [html('x')] },
    rules: ['no-processing-instruction'],
  },
  {
    row: 'group without name',
    xml: '<group portion="0.4"><html url_name="x"/></group><default/>',
    portions: { null: 0.4, [D]: 0.6 },
    rules: ['group-name-required'],
    deviation: 'nameless-group',
  },
  {
    row: 'two groups without name collapse',
    xml: '<group portion="0.4"><html url_name="x"/></group><group portion="0.3"><html url_name="y"/></group><default/>',
    portions: { null: 0.3, [D]: 0.7 },
    content: { [D]: [], null: [html('y')] },
    children: [html('x'), html('y')],
    rules: ['group-name-required'],
    deviation: 'nameless-group',
  },
  {
    row: 'empty name',
    xml: '<group name="" portion="0.5"/><default/>',
    portions: { '': 0.5, [D]: 0.5 },
    rules: ['group-name-required'],
  },
  {
    row: 'name with surrounding blanks',
    xml: '<group name=" a " portion="0.5"/><default/>',
    portions: { ' a ': 0.5, [D]: 0.5 },
    rules: ['group-name-padded'],
  },
  {
    row: 'duplicate names: last portion and last content win',
    xml: '<group name="a" portion=".9"><html url_name="x"/></group><group name="a" portion=".3"><html url_name="y"/></group><default/>',
    portions: { a: 0.3, [D]: 0.7 },
    content: { [D]: [], a: [html('y')] },
    children: [html('x'), html('y')],
    rules: ['group-name-unique', 'portion-sum'],
  },
  {
    row: 'duplicate default: last content wins',
    xml: '<default><html url_name="y"/></default><default><html url_name="x"/></default>',
    content: { [D]: [html('x')] },
    children: [html('x'), html('y')],
    rules: ['default-single'],
  },
  {
    row: 'group named _DEFAULT_GROUP',
    xml: '<group name="_DEFAULT_GROUP" portion="0.3"><html url_name="x"/></group><group name="a" portion="0.5"/>',
    portions: { a: 0.5, [D]: 1 - (0.3 + 0.5) },
    content: { [D]: [html('x')], a: [] },
    rules: ['group-name-reserved'],
  },
  {
    row: 'portion and name on default',
    xml: '<group name="a" portion="0.5"/><default name="b" portion="0.9"/>',
    portions: { a: 0.5, [D]: 0.5 },
    rules: ['default-attributes'],
  },
  {
    row: '<Default> is a group with a null name',
    xml: '<Default><html url_name="x"/></Default>',
    portions: { null: 0, [D]: 1 },
    content: { [D]: [], null: [html('x')] },
    rules: ['no-unknown-element'],
  },
  {
    row: 'namespaced default is a group with a null name',
    xml: '<abtest experiment="E" xmlns:n="u"><n:default><html url_name="x"/></n:default></abtest>',
    content: { [D]: [], null: [html('x')] },
    rules: ['no-unknown-element'],
  },
  {
    row: 'stray block: a group of its name, with its inner elements as blocks',
    xml: '<problem name="q" portion="0.5"><html url_name="x"/></problem><default/>',
    portions: { q: 0.5, [D]: 0.5 },
    content: { [D]: [], q: [html('x')] },
    rules: ['no-unknown-element'],
  },
  ...['abc', '', '50%', '0,5', '0x1', '.', '-', '1_0'].map((portion) => ({
    row: `portion "${portion}" is no number`,
    xml: `<group name="a" portion="${portion}"/><default/>`,
    portions: { a: Number.NaN, [D]: Number.NaN },
    rules: ['portion-number'],
    deviation: 'refused-blocks',
  })),
  ...[
    [' .5 ', 0.5],
    ['+.5', 0.5],
    ['5e-1', 0.5],
    ['1.', 1],
    ['00.5', 0.5],
    ['\u00a0.5\u00a0', 0.5],
    ['٠.٥', 0.5],
  ].map(([portion, value]) => ({
    row: `portion "${portion}" is accepted`,
    xml: `<group name="a" portion="${portion}"/><default/>`,
    portions: { a: Number(value), [D]: 1 - Number(value) },
  })),
  ...['inf', '1e400'].map((portion) => ({
    row: `portion ${portion}`,
    xml: `<group name="a" portion="${portion}"/>`,
    portions: { a: Number.POSITIVE_INFINITY, [D]: Number.NEGATIVE_INFINITY },
    rules: ['portion-range'],
    deviation: 'refused-blocks',
  })),
  {
    row: 'portion -inf is accepted, the default gets inf',
    xml: '<group name="a" portion="-inf"/>',
    portions: { a: Number.NEGATIVE_INFINITY, [D]: Number.POSITIVE_INFINITY },
    rules: ['portion-range'],
  },
  {
    row: 'portion nan is accepted',
    xml: '<group name="a" portion="nan"/>',
    portions: { a: Number.NaN, [D]: Number.NaN },
    rules: ['portion-range'],
  },
  {
    row: 'negative portions are accepted',
    xml: '<group name="a" portion="-0.5"/><default/>',
    portions: { a: -0.5, [D]: 1.5 },
    rules: ['portion-range'],
  },
  {
    row: 'a negative portion can make room for more than 1',
    xml: '<group name="a" portion="1.5"/><group name="b" portion="-0.5"/>',
    portions: { a: 1.5, b: -0.5, [D]: 0 },
    rules: ['portion-range'],
  },
  {
    row: '1.0000000000000001 reads as 1.0',
    xml: '<group name="a" portion="1.0000000000000001"/>',
    portions: { a: 1, [D]: 0 },
    rules: ['portion-range'],
    deviation: 'exact-portions',
  },
  {
    row: '1.0000000000000002 is refused',
    xml: '<group name="a" portion="1.0000000000000002"/>',
    rules: ['portion-range'],
    deviation: 'refused-blocks',
  },
  {
    row: 'sum over 1 is refused',
    xml: '<group name="a" portion="0.6"/><group name="b" portion="0.6"/>',
    rules: ['portion-sum'],
    deviation: 'refused-blocks',
  },
  {
    row: 'portion missing is 0',
    xml: '<group name="a"/><default/>',
    portions: { a: 0, [D]: 1 },
    rules: ['portion-required'],
  },
  {
    row: 'default missing: empty list',
    xml: '<group name="a" portion="0.5"/>',
    portions: { a: 0.5, [D]: 0.5 },
    content: { [D]: [], a: [] },
    rules: ['default-required'],
  },
  {
    row: 'group with no children',
    xml: '<group name="a" portion="1"/>',
    content: { [D]: [], a: [] },
    rules: ['group-not-empty'],
  },
  {
    row: 'nested abtest',
    xml: '<group name="a" portion="1"><abtest url_name="n" experiment="F"><default/></abtest></group>',
    content: { [D]: [], a: ['i4x://edX/test/abtest/n'] },
  },
  {
    row: 'same block in two groups',
    xml: '<group name="a" portion="0.5"><problem url_name="x"/></group><default><problem url_name="x"/></default>',
    content: { [D]: ['i4x://edX/test/problem/x'], a: ['i4x://edX/test/problem/x'] },
    children: ['i4x://edX/test/problem/x', 'i4x://edX/test/problem/x'],
    rules: ['child-in-one-group'],
  },
  {
    row: 'child without any name: hash of its serialisation',
    xml: '<group name="a" portion="1"><html>same</html></group><default><html>same</html></default>',
    content: { [D]: [html('html_2c3b75e1d339')], a: [html('html_2c3b75e1d339')] },
  },
  {
    row: 'child url_name with illegal characters',
    xml: '<group name="a" portion="1"><html url_name="a b"/></group>',
    content: { [D]: [], a: [html('a b')] },
    rules: ['child-name-legal'],
    deviation: 'failing-children',
  },
  {
    row: 'non-ASCII url_name',
    xml: '<group name="a" portion="1"><html url_name="é"/></group>',
    content: { [D]: [], a: [html('é')] },
  },
  {
    row: 'unknown attributes survive on abtest',
    xml: '<abtest experiment="E" colour="red"><default/></abtest>',
    portions: { [D]: 1 },
  },
  {
    row: 'no experiment',
    xml: '<abtest><default/></abtest>',
    rules: ['experiment-required'],
    deviation: 'refused-blocks',
  },
  {
    row: 'the meta element is taken away',
    xml: '<meta name="x"/><default/>',
    portions: { [D]: 1 },
    content: { [D]: [] },
  },
];
