// Edits a course in place. Before its n-th change of the disk it kills itself, or, without n, it copies the course before each
// change: what a kill would leave, without a process for each. Arguments: the built door, the course, and n or a new folder.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const [door, course, last] = process.argv.slice(2);
const killedAt = /^\d+$/.test(last) ? Number(last) : null;
let changes = 0;
const before =
  (act) =>
  (...args) => {
    if (changes === killedAt) process.kill(process.pid, 'SIGKILL');
    if (killedAt === null) fs.cpSync(course, join(last, String(changes)), { recursive: true });
    changes += 1;
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
