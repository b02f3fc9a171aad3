/** Checking a text. */
import { describe, expect, test } from 'vitest';
import { checkCourse, loadCourse } from '../../../src/index.js';
import { type Scene, V1 } from './scene.js';

export function documents({ service }: Scene): void {
  describe('documents', () => {
    const validate = async (body: unknown) =>
      (await service().as('ada')).ask('POST', `${V1}/documents/validate`, body);

    test.each([
      [
        'well made',
        '<abtest experiment="E"><group name="a" portion=".5"><html url_name="x">x</html></group><default><html url_name="y">y</html></default></abtest>',
        true,
      ],
      ['portions beyond 1', '<abtest experiment="E"><group name="a" portion="2"/></abtest>', false],
      ['not XML', '<abtest', false],
      ['empty', '', false],
      ['no A/B block', '<html>fine</html>', true],
      ['NUL', '<html>\0</html>', false],
      ['half a surrogate pair, which is read as U+FFFD', '<html>\ud800</html>', true],
    ])('%s: the diagnostics of the library', async (_, text, valid) => {
      const { status, body } = await validate({ text, file: 'unit.xml' });
      const { course } = await loadCourse({ text, file: 'unit.xml' });
      const diagnostics = checkCourse(course).map(({ ruleId, severity, message, hint }) => ({
        ruleId,
        severity,
        message,
        hint,
      }));
      expect([status, body.valid]).toEqual([200, valid]);
      expect(body.diagnostics).toMatchObject(JSON.parse(JSON.stringify(diagnostics)));
      expect(body.diagnostics).toHaveLength(diagnostics.length);
      expect(body.summary.errors > 0).toBe(!valid);
    });

    test('more than 2,000 A/B blocks are refused', async () => {
      const { status, body } = await validate({ text: `<vertical>${'<abtest/>'.repeat(2001)}</vertical>` });
      expect([status, body.type, body.detail]).toEqual([
        413,
        '/api/#problem-too-many-blocks',
        'The text has 2001 A/B blocks; the limit is 2000',
      ]);
    });

    test('with very many errors the first thousand are returned, and all are counted', async () => {
      const { status, body } = await validate({ text: `<vertical>${'<abtest/>'.repeat(2000)}</vertical>` });
      expect([status, body.diagnostics.length]).toEqual([200, 1000]);
      expect(body.summary.errors).toBeGreaterThan(2000);
    });

    test('a text larger than the limit is refused', async () => {
      expect((await validate({ text: ' '.repeat(2 ** 18) })).status).toBe(413);
    });

    test('places have the given file name, else <text>', async () => {
      const text = '<abtest';
      expect((await validate({ text })).body.diagnostics[0].place.file).toBe('<text>');
      expect((await validate({ text, file: 'a/b.xml' })).body.diagnostics[0].place.file).toBe('a/b.xml');
    });
  });
}
