/** SQL statements in parts: text with values between, so that a value is never part of the text. */

/** A list is one parameter: an array of strings, on engines that have arrays. */
export type SqlValue = string | number | Date | null | readonly string[];

/** A statement, or a part of one. There is one more text than there are values. */
export interface Sql {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
}

/** The parts of SQL that differ between engines. */
export interface SqlWords {
  /** The placeholder of a parameter, numbered from 1. */
  parameter(number: number): string;
  /** A column of moments as milliseconds since 1970. */
  milliseconds(column: string): string;
}

/** sql`… where id = ${id} and ${condition}`: values become parameters, `Sql` parts are inserted. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (SqlValue | Sql)[]): Sql {
  // The common case of a frequent statement: its texts are those of the template.
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

/** A text from this program: the name of a table, an order. */
export function word(text: string): Sql {
  return { texts: [text], values: [] };
}

/** The parts joined by a text; an empty text for no parts. */
export function joined(pieces: readonly Sql[], between: string): Sql {
  const [first, ...rest] = pieces;
  if (first === undefined) return word('');
  return rest.reduce((all, piece) => sql`${all}${word(between)}${piece}`, first);
}

/** `where` with all of the conditions; an empty text for none. */
export function where(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? word('') : sql`where ${joined(conditions, ' and ')}`;
}

/**
 * A frequent statement: its text is built once, and each call supplies other values.
 * @param statement with any values, as many as each call supplies
 */
export function repeated<Values extends readonly SqlValue[]>(statement: Sql): (...values: Values) => Sql {
  const texts = Object.freeze([...statement.texts]);
  return (...values) => ({ texts, values });
}

/** The rendered SQL of texts that never change: those of templates and of repeated statements. */
const RENDERED = new WeakMap<SqlWords, WeakMap<readonly string[], string>>();

/** The SQL of a statement for an engine. */
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
