/** SQL in pieces: texts with the values between them, so that no value is ever part of a text. */
import type { SqlWords } from './rows.js';

export type SqlValue = string | number | Date | null;

/** A statement, or a part of one. There is one text more than there are values. */
export interface Sql {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

/** sql`… where id = ${id} and ${condition}`: values become parameters, other pieces are put in. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (SqlValue | Sql)[]): Sql {
  const texts: string[] = [strings[0]!];
  const values: SqlValue[] = [];
  const goOn = (text: string): void => {
    texts[texts.length - 1] += text;
  };
  for (const [index, hole] of holes.entries()) {
    if (isSql(hole)) {
      goOn(hole.texts[0]!);
      texts.push(...hole.texts.slice(1));
      values.push(...hole.values);
    } else {
      values.push(hole);
      texts.push('');
    }
    goOn(strings[index + 1]!);
  }
  return { texts, values };
}

/** A text of this program's own: a name of a table, an order. */
export function word(text: string): Sql {
  return { texts: [text], values: [] };
}

/** The pieces with a text between them; `empty` where there are none. */
export function joined(pieces: readonly Sql[], between: string, empty = ''): Sql {
  const [first, ...rest] = pieces;
  if (first === undefined) return word(empty);
  return rest.reduce((all, piece) => sql`${all}${word(between)}${piece}`, first);
}

/** The statement as an engine takes it. */
export function rendered({ texts }: Sql, words: SqlWords): string {
  return texts.reduce((text, next, index) => `${text}${words.parameter(index)}${next}`);
}

function isSql(hole: SqlValue | Sql): hole is Sql {
  return typeof hole === 'object' && hole !== null && 'texts' in hole;
}
