/** CSV that spreadsheets do not run, and that our own reader gives back as it was. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellText, csvLine, csvRecords } from '../../src/cli/files/csv.js';

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
