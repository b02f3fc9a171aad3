/** Names that people take for the same. */

/** Equal for names that differ only in blanks, in capitals, or in how an accent is encoded. */
export function folded(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
