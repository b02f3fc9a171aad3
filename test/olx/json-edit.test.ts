import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendItems, renameKey, setProperty } from '../../src/olx/policy/json-edit.js';
import {
  INDENTED,
  printPythonJson,
  pythonObject,
  pythonString,
} from '../../src/olx/policy/print-python-json.js';

test('values are printed as Python prints them', () => {
  expect(printPythonJson({ b: [1, 2.5, true, null], a: { é: 'ü\x7f"' }, c: [], d: {} })).toBe(
    '{"a": {"\\u00e9": "\\u00fc\\u007f\\""}, "b": [1, 2.5, true, null], "c": [], "d": {}}',
  );
  expect(printPythonJson({ b: 1, a: [1] }, INDENTED)).toBe('{\n    "a": [\n        1\n    ],\n    "b": 1\n}');
  expect(pythonString('😀')).toBe('"\\ud83d\\ude00"');
  expect(
    pythonObject([
      ['9', 'a'],
      ['1', 'b'],
    ]),
  ).toBe('{"9": "a", "1": "b"}');
});

test('a key is put where it belongs, in the style of the file', () => {
  const old = '{\n    "a": 1, \n    "c": 3\n}';
  expect(setProperty(old, [], 'b', [2])).toBe(
    '{\n    "a": 1, \n    "b": [\n        2\n    ], \n    "c": 3\n}',
  );
  expect(setProperty(old, [], 'd', 4)).toBe('{\n    "a": 1, \n    "c": 3, \n    "d": 4\n}');
  expect(setProperty(old, [], 'c', 5)).toBe('{\n    "a": 1, \n    "c": 5\n}');
  expect(setProperty('{"a": {"b": {}}}', ['a', 'b'], 'x', [])).toBe('{"a": {"b": {"x": []}}}');
  expect(setProperty('{\r\n\t"b": 1\r\n}\r\n', [], 'a', {})).toBe('{\r\n\t"a": {},\r\n\t"b": 1\r\n}\r\n');
  expect(appendItems('{"a": [1]}', ['a'], [2, 3])).toBe('{"a": [1, 2, 3]}');
  expect(renameKey('{"abtest/x": 1, "b": 2}', [], 'abtest/x', 'split_test/x')).toBe(
    '{"split_test/x": 1, "b": 2}',
  );
});

test('what is set can be read back, and the rest is as it was', () => {
  const json = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 5,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(
      json,
      fc.constantFrom(0, 2, 4, '\t'),
      fc.string({ maxLength: 3 }),
      fc.jsonValue({ maxDepth: 2 }),
      (object, indent, key, value) => {
        fc.pre(!Object.keys({ ...object, [key]: 1 }).includes('__proto__'));
        const text = setProperty(JSON.stringify(object, null, indent), [], key, value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ ...object, [key]: value })));
      },
    ),
  );
});
