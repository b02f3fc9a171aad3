/** Reading and writing XML, beside lxml and fast-xml-parser. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { writeXml } from '../../build/olx/print/canonical.js';
import { checkXml, readXml } from '../../build/xml/parse.js';
import { largeDocument } from './document.mjs';
import { median, table, timeFunctions } from './measure.mjs';

const PYTHON = `
import sys, time
from lxml import etree
data = open(sys.argv[1], 'rb').read()
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    etree.fromstring(data)
    print((time.perf_counter() - start) * 1000)
`;

/** lxml's times for parsing the same bytes; undefined where python3-lxml is not installed. */
function lxmlTimes(bytes, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'olx-abtest-bench-'));
  try {
    const path = join(folder, 'large.xml');
    writeFileSync(path, bytes);
    const { status, stdout } = spawnSync('/usr/bin/python3', ['-c', PYTHON, path, String(rounds)], {
      encoding: 'utf8',
    });
    return status === 0 ? stdout.trim().split('\n').map(Number) : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function benchXml() {
  const bytes = largeDocument(5_000_000);
  const text = bytes.toString();
  const options = { preserveOrder: true, ignoreAttributes: false, trimValues: false, parseTagValue: false };
  const limits = { processEntities: false, jPath: false, maxNestedTags: 256 };
  const parser = new XMLParser({ ...options, ...limits, commentPropName: '#comment' });
  const builder = new XMLBuilder({ ...options, processEntities: false, commentPropName: '#comment' });
  const times = timeFunctions(
    {
      'fast-xml-parser: parse + build': () => builder.build(parser.parse(text)),
      'fast-xml-parser: parse': () => parser.parse(text),
      'ours: tree with places + lossless write': () => writeXml(readXml(bytes, 'x').document),
      'ours: tree with places': () => readXml(bytes, 'x'),
      'ours: verdict': () => checkXml(bytes, 'x'),
    },
    7,
  );
  const lxml = lxmlTimes(bytes, 9);
  if (lxml !== undefined) times['lxml: parse'] = lxml.slice(2);
  const megabytes = bytes.length / 1e6;
  const lines = [table(times, 'fast-xml-parser: parse + build')];
  const verdict = megabytes / (median(times['ours: verdict']) / 1000);
  const tree = megabytes / (median(times['ours: tree with places']) / 1000);
  lines.push('', `The verdict runs at ${verdict.toFixed(0)} MB/s, the tree at ${tree.toFixed(0)} MB/s.`);
  if (lxml === undefined) lines.push('', 'lxml was not there (Debian: `apt-get install python3-lxml`).');
  else {
    const theirs = megabytes / (median(times['lxml: parse']) / 1000);
    lines.push(
      '',
      `lxml parses at ${theirs.toFixed(0)} MB/s: the verdict runs at ${(verdict / theirs).toFixed(2)} of that.`,
    );
  }
  return lines.join('\n');
}
