import { expect, test } from 'vitest';
import { checkXml, readXml } from '../../src/xml/parse.js';
import { conformanceTests } from './conformance-suite.js';

const plain = conformanceTests().filter((each) => !each.hasDoctype);
const bad = plain.filter((each) => each.type === 'not-wf' && !each.namespaces);
const good = plain.filter((each) => each.type === 'valid' || each.type === 'invalid');

test('the W3C suite has the expected number of documents without a DTD', () => {
  expect([bad.length, good.length]).toEqual([228, 72]);
});

test('every document that is not well-formed is refused, with a place', () => {
  const accepted = bad.filter((each) => readXml(each.bytes, each.id).problems.length === 0);
  expect(accepted.map((each) => each.id)).toEqual([]);
});

test('every well-formed document is accepted', () => {
  const refused = good.filter((each) => readXml(each.bytes, each.id).problems.length > 0);
  expect(refused.map((each) => [each.id, readXml(each.bytes, each.id).problems])).toEqual([]);
});

test('the verdict without a tree is the same', () => {
  for (const each of plain) {
    expect(checkXml(each.bytes, each.id).problems).toEqual(readXml(each.bytes, each.id).problems);
  }
});
