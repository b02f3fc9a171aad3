/** How often our print of an element differs from lxml's: `node test/bench/lxml-text.mjs` (needs python3-lxml). */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lxmlText } from '../../build/olx/print/lxml-text.js';
import { readXml } from '../../build/xml/parse.js';
import { courses } from './commands.mjs';

const PYTHON = `
import json, sys
from lxml import etree
parser = etree.XMLParser(remove_comments=True, remove_blank_text=True)
pairs = json.load(sys.stdin)
different = [path for path, ours in pairs if etree.tostring(etree.parse(path, parser).getroot()).decode() != ours]
print('lxml', '.'.join(map(str, etree.LXML_VERSION)), ':', len(different), 'of', len(pairs), 'files differ')
print(chr(10).join(different))
`;

const pairs = readdirSync(courses, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.xml') && statSync(join(courses, name)).isFile())
  .flatMap((name) => {
    const path = join(courses, name);
    const { document } = readXml(readFileSync(path), path);
    return document === undefined ? [] : [[path, lxmlText(document.root)]];
  });
const { stdout, stderr, status } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
  input: JSON.stringify(pairs),
  encoding: 'utf8',
});
console.log(status === 0 ? stdout.trim() : `Could not run: ${stderr.trim().split('\n').at(-1)}`);
