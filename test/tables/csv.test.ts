/** CSV that spreadsheets do not run, and that our own reader gives back as it was. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRecords, delimiterOf } from '../../src/tables/csv.js';
import { cellText, csvLine } from '../../src/tables/csv-cells.js';

async function recordsOf(text: string) {
  const records = [];
  async function* pieces() {
    yield { line: 1, text };
  }
  for await (const record of csvRecords(pieces())) records.push(record);
  return records;
}

/** What spreadsheets and quoting are about, more often than chance would have it. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...`'"=+-@,;\t\r\n \ufeff`),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
});

it('reads every written cell back unchanged', async () => {
  const table = fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const header = ['a', 'b', 'c'];
      const written = [header, ...rows].map(csvLine).join('');
      const records = await recordsOf(written);
      expect(records.map((record) => ('cells' in record ? record.cells : record))).toEqual([header, ...rows]);
    }),
    { numRuns: 300 },
  );
});

it('writes no cell that a spreadsheet would execute', () => {
  fc.assert(
    fc.property(text, (cell) => {
      const [first = ''] = csvLine([cell]).replace(/^"/, '');
      expect('=+-@\t\r').not.toContain(first === '\n' ? 'x' : first || 'x');
    }),
  );
});

it.each([
  ['ada', 'ada'],
  ['=1+1', "'=1+1"],
  ["'=1+1", "''=1+1"],
  ["'quoted", "'quoted"],
  ['-', "'-"],
  ['a,b', '"a,b"'],
  ['\ttab', "'\ttab"],
])('writes %j as %s', (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\n`);
  expect(cellText(written.replaceAll('"', ''))).toBe(cell);
});

it('reports a bad record at its place among the others', async () => {
  expect(await recordsOf('a,b\n1,2\n"x"y,3\n4,5\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', '2'] },
    { line: 3, fault: 'a quoted cell continues after its closing quote' },
    { line: 4, cells: ['4', '5'] },
  ]);
});

it.each([
  ['a,b;c', ','],
  ['a;b;c,d', ';'],
  ['a\tb', '\t'],
  ['"a;b;c;d",e', ','],
  ['alone', ','],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(delimiterOf({ line: 1, text: `${text}\n1;2;3;4;5` })).toBe(delimiter);
});
