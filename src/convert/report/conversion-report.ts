/** What a conversion did, in words and as JSON. */
import { formatPlace, formatPretty, type Paint, plain } from '../../diagnostics/pretty.js';
import { jsonText, plainPlace } from '../../diagnostics/report-json.js';
import { visible } from '../../diagnostics/visible.js';
import { fractionText } from '../../portion/fraction.js';
import type { Conversion, ConversionChange } from '../conversion.js';

/**
 * Diagnostics, then every change with its file and place, then how many files differ.
 * @example
 * const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
 * console.log(formatConversion(conversion).trim().split('\n').at(-1)); // → 35 files changed: 2 pointer, 20 wrapped, 2 converted, 16 copied, 1 partition, 3 share
 */
export function formatConversion(conversion: Conversion, paint: Paint = plain): string {
  const { diagnostics, changes, files, refused } = conversion;
  const lines = diagnostics.map((each) => formatPretty(each, paint));
  const width = Math.max(0, ...changes.map(({ kind }) => kind.length));
  for (const each of changes) lines.push(changeLine(each, width, paint));
  const kinds = [...countsOf(changes)].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const total = `${files.size} ${files.size === 1 ? 'file' : 'files'} changed${kinds === '' ? '' : `: ${kinds}`}`;
  lines.push(paint.bold(refused ? 'refused: nothing is changed' : total));
  return `${lines.join('\n')}\n`;
}

function changeLine({ kind, path, place, message }: ConversionChange, width: number, paint: Paint): string {
  const where = place === undefined ? '' : paint.dim(` (${formatPlace(place)})`);
  return `${paint.bold(kind.padEnd(width))}  ${visible(path)}: ${visible(message)}${where}`;
}

/**
 * `{version: 1, refused, files, changes, diagnostics, experiments}`; portions and shares are exact texts.
 * @example
 * const conversion = convertCourse(course, { to: 'split_test', weights: 'slots' });
 * console.log(JSON.parse(conversionJson(conversion)).experiments.length); // → 1
 */
export function conversionJson({
  refused,
  files,
  moves,
  changes,
  diagnostics,
  experiments,
}: Conversion): string {
  return jsonText({
    version: 1,
    refused,
    files: [...files].map(([path, bytes]) => ({
      path,
      change: bytes === null ? 'deleted' : 'written',
      ...(moves.has(path) && { from: moves.get(path) }),
    })),
    changes: changes.map(({ place, ...change }) => ({
      ...change,
      ...(place && { place: plainPlace(place) }),
    })),
    diagnostics: diagnostics.map(({ ruleId, severity, message, hint, place }) => ({
      ruleId,
      severity,
      message,
      hint,
      place: plainPlace(place),
    })),
    experiments: experiments.map(({ groups, ...experiment }) => ({
      ...experiment,
      groups: groups.map(({ portion, share, ...group }) => ({
        ...group,
        portion: fractionText(portion),
        share: fractionText(share),
      })),
    })),
  });
}

function countsOf(changes: readonly ConversionChange[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
