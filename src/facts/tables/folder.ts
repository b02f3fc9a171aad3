/** Reads a folder of facts: the tables that are there, and which ones those are. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AbtestError } from '../../diagnostics/abtest-error.js';
import type { FactRow } from '../../storage/store.js';
import { type FactKind, IMPORTED } from '../names.js';
import { csvTable, wrong } from './csv-table.js';
import { programsTable } from './programs-table.js';
import { PROGRAMS_FILE, TABLES } from './tables.js';

const FILES: readonly string[] = [...TABLES.map(({ file }) => file), PROGRAMS_FILE];

/**
 * All rows of a folder, table after table; before those of a table comes a row that marks its kind as imported.
 * @throws AbtestError `not-readable` for a folder or a file that cannot be read, with file and line
 */
export async function* folderRows(folder: string, now: Date): AsyncGenerator<FactRow> {
  const there = await filesIn(folder);
  for (const table of TABLES) {
    if (!there.has(table.file)) continue;
    yield importedRow(table.kind, now);
    yield* csvTable(join(folder, table.file), table, now);
  }
  if (there.has(PROGRAMS_FILE)) {
    yield importedRow('programs', now);
    yield* await programsTable(join(folder, PROGRAMS_FILE), now);
  }
}

function importedRow(kind: FactKind, modified: Date): FactRow {
  return { kind: IMPORTED, learner: '', course: '', item: kind, alias: null, modified, document: '{}' };
}

/** A table under a name that is none would be left out in silence, so that it is an error. */
async function filesIn(folder: string): Promise<ReadonlySet<string>> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new AbtestError('not-readable', `The folder of facts "${folder}" cannot be read (${code})`, {
      cause,
    });
  }
  const hint = `The tables are ${FILES.join(', ')}.`;
  const odd = names.find((name) => /\.(csv|json)$/i.test(name) && !FILES.includes(name));
  if (odd !== undefined) throw wrong(odd, 'there is no table of facts with this name', hint);
  const there = new Set(names.filter((name) => FILES.includes(name)));
  if (there.size > 0) return there;
  throw new AbtestError('not-readable', `The folder "${folder}" holds no table of facts`, { hint });
}
