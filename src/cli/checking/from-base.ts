/** `--base DIR`: the names of files in a report relative to a folder, such as that of the repository. */
import { relative, resolve, sep } from 'node:path';
import type { Diagnostic, Place } from '../../index.js';

/** The folder that GitHub Actions has checked the repository out to, for the formats that GitHub reads; else none. */
export function baseFor(format: string, base: string | undefined): string | undefined {
  if (base !== undefined) return base;
  const isGithubs = format === 'github' || format === 'sarif';
  return isGithubs ? process.env.GITHUB_WORKSPACE || undefined : undefined;
}

/** What is outside of the folder keeps an absolute name. */
export function fromBase(diagnostics: readonly Diagnostic[], base: string): Diagnostic[] {
  const folder = resolve(base);
  const named = (file: string): string => {
    const path = resolve(file);
    const inside = relative(folder, path).split(sep).join('/');
    return inside.startsWith('../') || inside === '..' ? path : inside;
  };
  const placed = (place: Place): Place => ({ ...place, file: named(place.file) });
  return diagnostics.map(({ fix, ...each }) => ({
    ...each,
    place: placed(each.place),
    related: each.related.map(({ message, place }) => ({ message, place: placed(place) })),
    ...(fix && {
      fix: { ...fix, edits: fix.edits.map(({ place, text }) => ({ place: placed(place), text })) },
    }),
  }));
}
