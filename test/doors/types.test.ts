/** Types that a signature needs can be imported, and names are public once. */
import { expect, test } from 'vitest';
import { isOurs, mainNames, publicNames, typesIn } from './public.js';

const known = new Set(publicNames.map(({ symbol }) => symbol));

test('every type that a public declaration names is public: add it to the door of what needs it', () => {
  const missing = publicNames.flatMap(({ name, declaration, symbol }) =>
    (symbol.declarations ?? [declaration]).flatMap((each) =>
      typesIn(each)
        .filter((type) => isOurs(type) && !known.has(type))
        .map((type) => {
          const file = type.declarations![0]!.getSourceFile().fileName.replace(/^.*\/src\//, 'src/');
          return `${type.name} of ${file}, needed by ${name}`;
        }),
    ),
  );
  expect([...new Set(missing)]).toEqual([]);
});

/** They start a server, or need packages that are not installed with this one. */
const APART = ['olx-abtest/service', 'olx-abtest/openfeature', 'olx-abtest/openfeature-web'];

test('olx-abtest itself has every public name but those of the service and of OpenFeature', () => {
  const others = publicNames.filter(({ door }) => !APART.includes(door)).map(({ name }) => name);
  expect(others.filter((name) => !mainNames.has(name))).toEqual([]);
  expect([...mainNames].filter((name) => !others.includes(name))).toEqual([]);
});

test('a name stands for one thing', () => {
  const names = publicNames.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
