/** The ordered list of migrations. One that was released is never edited, renamed or moved: add another. */
import type { Migration } from './migration.js';

export const MIGRATIONS: readonly { readonly name: string; load(): Promise<Migration> }[] = [
  { name: '0001-assignments', load: () => import('./0001-assignments.js') },
  { name: '0002-experiment-data', load: () => import('./0002-experiment-data.js') },
  { name: '0003-learners-without-index', load: () => import('./0003-learners-without-index.js') },
];
