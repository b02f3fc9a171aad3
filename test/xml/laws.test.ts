import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { XmlDocument as Libxml2Document, ParseOption } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { writeXml } from '../../src/olx/print/canonical.js';
import { parseXml } from '../../src/reading/parse.js';
import { applyChanges } from '../../src/xml/edit.js';
import type { XmlElement } from '../../src/xml/node.js';
import { checkXml, readXml } from '../../src/xml/parse.js';
import { xmlText } from './arbitrary.js';

const encoder = new TextEncoder();

test('an unchanged document is written back byte for byte', () => {
  fc.assert(
    fc.property(xmlText, fc.boolean(), (text, bom) => {
      const bytes = Buffer.from((bom ? '\ufeff' : '') + text);
      const { document, diagnostics } = parseXml(bytes);
      expect(diagnostics.filter((each) => each.ruleId !== 'xml-namespace')).toEqual([]);
      expect(Buffer.from(writeXml(document!)).equals(bytes)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test.each(['utf-16le', 'utf-16be'] as const)('in %s too', (encoding) => {
  fc.assert(
    fc.property(xmlText, (text) => {
      const little = Buffer.from(`\ufeff${text.replace(/ encoding='utf-8'/, '')}`, 'utf16le');
      const bytes = encoding === 'utf-16le' ? little : little.swap16();
      expect(Buffer.from(writeXml(parseXml(bytes).document!)).equals(bytes)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('libxml2 sees the same tree', () => {
  fc.assert(
    fc.property(xmlText, (text) => {
      const bytes = encoder.encode(text.replaceAll('n:s', 'ns'));
      const ours = readXml(bytes, 'x').document!.root;
      const theirs = Libxml2Document.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NOCDATA });
      try {
        const root = theirs.root;
        expect(outline(ours)).toEqual({
          name: root.name,
          attributes: root.attrs.map((a) => [a.name, a.value]),
          text: root.content,
        });
      } finally {
        theirs.dispose();
      }
    }),
    { numRuns: 500 },
  );
});

test('one byte changed anywhere: accepted or refused as libxml2 does', () => {
  const text = readFileSync(new URL('../../fixtures/rules/portion-sum/right.xml', import.meta.url), 'utf8');
  const spice = ['<', '>', '&', '"', "'", '/', ' ', '=', 'x', '!', '?', '-', ';', ']'];
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(...spice), fc.boolean(), (at, character, insert) => {
      const spoiled = text.slice(0, at) + character + text.slice(insert ? at : at + 1);
      expect(checkXml(spoiled, 'x').problems.length === 0, spoiled).toBe(libxml2Accepts(spoiled));
    }),
    { numRuns: 3000 },
  );
});

test('a change touches its own bytes only', () => {
  fc.assert(
    fc.property(xmlText, fc.nat(), (text, pick) => {
      const { document } = parseXml(text);
      const elements = all(document!.root).filter((each) => each.attributes.length > 0);
      if (elements.length === 0) return;
      const element = elements[pick % elements.length]!;
      const { valueStart: start, valueEnd: end } = element.attributes[0]!;
      const changed = applyChanges(document!, [{ start, end, text: 'new' }]);
      expect(changed.source.text).toBe(`${text.slice(0, start)}new${text.slice(end)}`);
    }),
  );
});

function libxml2Accepts(text: string): boolean {
  try {
    Libxml2Document.fromBuffer(encoder.encode(text)).dispose();
    return true;
  } catch {
    return false;
  }
}

function all(element: XmlElement): XmlElement[] {
  return [element, ...element.elements.flatMap(all)];
}

function outline(element: XmlElement): unknown {
  return {
    name: element.name,
    attributes: element.attributes.map((each) => [each.name, each.value]),
    text: content(element),
  };
}

function content(element: XmlElement): string {
  const parts = element.children.map((node) => {
    if (node.type === 'element') return content(node);
    return node.type === 'text' || node.type === 'cdata' ? node.value : '';
  });
  return parts.join('');
}
