// Edits a course in place and kills itself before its n-th change of the disk. Arguments: the built door, the course, n.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [door, course, count] = process.argv.slice(2);
let left = Number(count);
const before =
  (act) =>
  (...args) => {
    if (left === 0) process.kill(process.pid, 'SIGKILL');
    left -= 1;
    return act(...args);
  };
for (const name of ['mkdir', 'rename', 'unlink', 'rmdir', 'rm'])
  fs.promises[name] = before(fs.promises[name]);
const { open } = fs.promises;
fs.promises.open = async (path, flags, ...more) => {
  const file = await open(path, flags, ...more);
  if (flags === 'wx') file.writeFile = before(file.writeFile.bind(file));
  return file;
};
syncBuiltinESMExports();

const { composeEdits, deleteBlock, loadCourse, renameBlock, writeInPlace } = await import(door);
const loaded = (await loadCourse(course)).course;
const edit = composeEdits(loaded, [
  (now) => renameBlock(now, 'html/x', 'new'),
  (now) => deleteBlock(now, 'abtest/w'),
  (now) => renameBlock(now, 'vertical/one', 'eins'),
]);
await writeInPlace(loaded, edit, course);
process.stdout.write(`done after ${Number(count) - left}\n`);
