/** SQL in pieces: texts with the values between them, so that no value is ever part of a text. */

/** A list is one parameter: an array of texts, on the engine that has arrays. */
export type SqlValue = string | number | Date | null | readonly string[];

/** A statement, or a part of one. There is one text more than there are values. */
export interface Sql {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

/** What the SQL of an engine has its own words for. */
export interface SqlWords {
  /** The parameter with a number, from 1. */
  parameter(number: number): string;
  /** A column of moments as milliseconds since 1970. */
  milliseconds(column: string): string;
}

/** sql`… where id = ${id} and ${condition}`: values become parameters, other pieces are put in. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (SqlValue | Sql)[]): Sql {
  // The common case of a statement that runs often: its texts are those of the source.
  if (!holes.some(isSql)) return { texts: strings, values: holes as readonly SqlValue[] };
  const texts: string[] = [strings[0]!];
  const values: SqlValue[] = [];
  for (let index = 0; index < holes.length; index += 1) {
    const hole = holes[index] as SqlValue | Sql;
    if (isSql(hole)) {
      texts[texts.length - 1] += hole.texts[0]!;
      for (let next = 1; next < hole.texts.length; next += 1) texts.push(hole.texts[next]!);
      for (const value of hole.values) values.push(value);
    } else {
      values.push(hole);
      texts.push('');
    }
    texts[texts.length - 1] += strings[index + 1]!;
  }
  return { texts, values };
}

/** A text of this program's own: a name of a table, an order. */
export function word(text: string): Sql {
  return { texts: [text], values: [] };
}

/** The pieces with a text between them; none gives an empty text. */
export function joined(pieces: readonly Sql[], between: string): Sql {
  const [first, ...rest] = pieces;
  if (first === undefined) return word('');
  return rest.reduce((all, piece) => sql`${all}${word(between)}${piece}`, first);
}

/** `where` all of the conditions; an empty text where there is none. */
export function where(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? word('') : sql`where ${joined(conditions, ' and ')}`;
}

/**
 * A statement that runs often: its texts are put together once, and each call gives it other values.
 * @param statement with any values, as many as each call gives
 */
export function repeated<Values extends readonly SqlValue[]>(statement: Sql): (...values: Values) => Sql {
  const texts = Object.freeze([...statement.texts]);
  return (...values) => ({ texts, values });
}

/** Texts that never change, as those of the source and of repeated statements, as an engine takes them. */
const RENDERED = new WeakMap<SqlWords, WeakMap<readonly string[], string>>();

/** The statement as an engine takes it. */
export function rendered({ texts }: Sql, words: SqlWords): string {
  if (!Object.isFrozen(texts)) return withParameters(texts, words);
  let known = RENDERED.get(words);
  if (known === undefined) {
    known = new WeakMap();
    RENDERED.set(words, known);
  }
  let text = known.get(texts);
  if (text === undefined) {
    text = withParameters(texts, words);
    known.set(texts, text);
  }
  return text;
}

function withParameters(texts: readonly string[], words: SqlWords): string {
  let text = texts[0]!;
  for (let number = 1; number < texts.length; number += 1) text += words.parameter(number) + texts[number];
  return text;
}

function isSql(hole: SqlValue | Sql): hole is Sql {
  return typeof hole === 'object' && hole !== null && 'texts' in hole;
}
