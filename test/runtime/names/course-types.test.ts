/** Types of a course's experiments: printed as the fixture shows, and a renderer with a wrong name does not compile. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { courseTypes, loadCourse, parseCourse } from '../../../src/index.js';
import { compileErrors, samplesOf } from '../../doors/compiled.js';

const root = new URL('../../..', import.meta.url).pathname;
const folder = `${root}fixtures/types/`;

test('the types of the sample course are those of the fixture', async () => {
  const { course } = await loadCourse(`${root}fixtures/courses/sample`);
  await expect(courseTypes(course)).toMatchFileSnapshot(`${folder}course-types.ts`);
});

test('a renderer that knows every group compiles, and each wrong name is a compile error', {
  timeout: 60_000,
}, () => {
  const samples = samplesOf('types.md').map((text, index) => [`${folder}sample-${index}.ts`, text] as const);
  expect(samples.length).toBeGreaterThan(0);
  const [right, wrong] = [`${folder}renderer.ts`, `${folder}wrong-renderer.ts`];
  const errors = compileErrors(new Map([...samples, [right, null], [wrong, null]]));
  for (const [file, found] of errors) if (file !== wrong) expect([file, found]).toEqual([file, []]);
  const lines = readFileSync(wrong, 'utf8').split('\n');
  const marked = lines.flatMap((line, index) => (line.endsWith('// wrong') ? [index + 1] : []));
  expect(marked.length).toBe(7);
  expect([...new Set(errors.get(wrong)!.map((each) => Number.parseInt(each, 10)))]).toEqual(marked);
});

/** The names that the compiler reads from the printed text. */
function namesRead(text: string): { experiment: string; groups: string[] }[] {
  const source = ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
  expect(parseDiagnostics).toEqual([]);
  const textOf = (node: ts.Node): string => (node as ts.StringLiteral).text;
  const [types] = source.statements.filter(ts.isTypeAliasDeclaration);
  return (types!.type as ts.TypeLiteralNode).members.map((member) => {
    const { name, type } = member as ts.PropertySignature;
    const literals = ts.isUnionTypeNode(type!) ? [...type.types] : [type!];
    return {
      experiment: textOf(name!),
      groups: literals.map((each) => textOf((each as ts.LiteralTypeNode).literal)),
    };
  });
}

const escaped = (name: string): string =>
  name
    .replace(/[&<"]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\t\n\r]/g, (each) => `&#${each.charCodeAt(0)};`);

function typesOf(experiment: string, group: string): string {
  const { course } = parseCourse(
    new Map([
      ['course.xml', '<course org="O" course="C" url_name="R"/>'],
      [
        'course/R.xml',
        `<course><chapter url_name="c"><sequential url_name="s"><vertical url_name="v"><abtest experiment="${escaped(experiment)}"><group name="${escaped(group)}" portion=".5"><html url_name="h"/></group><default/></abtest></vertical></sequential></chapter></course>`,
      ],
    ]),
  );
  return courseTypes(course!);
}

test.each(["it's", 'back\\slash', '*/', '\u2028', '\u202e', '__proto__', 'a\tb\nc', '`', '// no'])(
  'the odd name %j is the same for the compiler',
  (name) => {
    expect(namesRead(typesOf(name, name))).toEqual([{ experiment: name, groups: [name, '_DEFAULT_GROUP'] }]);
  },
);

test('so is every name that XML can hold', () => {
  const names = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 12 })
    .filter(
      (name) => /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(name) && name.trim() !== '',
    );
  fc.assert(
    fc.property(names, names, (experiment, group) => {
      const [read] = namesRead(typesOf(experiment, group));
      expect(read).toEqual({ experiment, groups: [group, '_DEFAULT_GROUP'] });
    }),
  );
});

test('a course without experiments has types without names', () => {
  const { course } = parseCourse(new Map([['course.xml', '<course org="O" course="C" url_name="R"/>']]));
  expect(courseTypes(course!)).toContain('export type CourseTypes = Record<never, never>;');
});
