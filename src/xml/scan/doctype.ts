/** A DOCTYPE that the caller accepts: where it ends, and the entities that it declares. */
import { XMLParser } from 'fast-xml-parser';
import { isName } from '../characters.js';
import { PREDEFINED, type XmlEntities } from '../references.js';

/** The offset after the `>` of the DOCTYPE that starts at `start`; -1 when it is unterminated. */
export function skipDoctype(text: string, start: number): number {
  const part = /"[^"]*"|'[^']*'|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|[[\]<>]/g;
  part.lastIndex = start + 9;
  let brackets = 0;
  let angles = 0;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const token = match[0];
    if (token === '[') brackets += 1;
    else if (token === ']') brackets -= 1;
    else if (token === '<') angles += 1;
    else if (token === '>') {
      if (angles === 0 && brackets <= 0) return part.lastIndex;
      angles -= 1;
    }
  }
  return -1;
}

const MOST_ENTITIES = 1000;
const LONGEST_ENTITY = 10_000;

/**
 * The entities of a DOCTYPE whose value is plain text, and the five of XML. Values with references or markup are left
 * out, so that nothing can multiply; nothing external is ever fetched.
 * @throws Error when fast-xml-parser, which parses the declarations, throws
 */
export function declaredEntities(doctype: string): XmlEntities {
  const names = [...doctype.matchAll(/<!ENTITY\s+([^\s%"']+)\s+["']/g)]
    .map((match) => match[1]!)
    .filter(isName);
  const entities = new Map(PREDEFINED);
  const parser = new XMLParser({
    preserveOrder: true,
    trimValues: false,
    parseTagValue: false,
    jPath: false,
    processEntities: { enabled: true, maxEntityCount: MOST_ENTITIES, maxEntitySize: LONGEST_ENTITY },
  });
  const probes = names.map((name) => `<e>&${name};</e>`).join('');
  const [root] = parser.parse(`${doctype}<r>${probes}</r>`) as [{ r: { e: [{ '#text': string }?] }[] }];
  names.forEach((name, index) => {
    const value = root.r[index]?.e[0]?.['#text'] ?? '';
    if (value !== `&${name};` && !value.includes('<')) entities.set(name, value);
  });
  return entities;
}
