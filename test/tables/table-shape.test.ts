/** Line ends of a lone CR and a line `sep=`, in the pieces in which a file comes. */
import { expect, it } from 'vitest';
import { delimiterIn, paddedFault, tableOf } from '../../src/tables/table-shape.js';

async function read(...texts: readonly string[]) {
  const [first, ...others] = texts.map((text, index) => ({ line: index + 1, text }));
  const table = tableOf(
    first!,
    (async function* () {
      yield* others;
    })(),
  );
  let text = '';
  for await (const piece of table.pieces) text += piece.text;
  return { text, head: table.head, delimiter: delimiterIn(table) };
}

it('a lone CR ends lines where it ends the first one, in every piece', async () => {
  expect((await read('a,b\r1,2\r', '3,4\r')).text).toBe('a,b\n1,2\n3,4\n');
  expect((await read('a,b\r', '1,2\r')).head).toBe('a,b');
});

it('elsewhere a CR is part of the text', async () => {
  const text = 'a,b\n"1\r2",3\n';
  expect((await read(text)).text).toBe(text);
  expect((await read('a,b\r\n1\r2,3\r\n')).text).toBe('a,b\r\n1\r2,3\r\n');
});

it('a line sep= names the delimiter, and stays as a blank line', async () => {
  expect(await read('sep=;\na,b;c\n')).toEqual({ text: '\na,b;c\n', head: 'a,b;c', delimiter: ';' });
  expect((await read('\n\na;b\n')).delimiter).toBe(';');
});

it('a name is refused for spaces at either end only', () => {
  expect(paddedFault('ada lovelace')).toBeNull();
  for (const name of [' ada', 'ada ', 'ada\u00a0'])
    expect(paddedFault(name)).toContain(`"${name}" has spaces`);
});
