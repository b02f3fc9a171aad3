/** The bare script that validation is compared with: it only finds and reads every XML file below a directory. */
import { readdirSync, readFileSync } from 'node:fs';

let files = 0;
let bytes = 0;

function walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) walk(path);
    else if (entry.name.endsWith('.xml')) {
      bytes += readFileSync(path).length;
      files += 1;
    }
  }
}

walk(process.argv[2]);
console.log(files, bytes);
