/** Makes requests from an OpenAPI document: as it describes them, and spoiled. */
import fc, { type Arbitrary } from 'fast-check';
import type { JsonSchema, OpenapiDocument, Operation } from '../../src/service/openapi/openapi-document.js';

export interface Target {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

export function targetsOf({ paths }: OpenapiDocument): Target[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** Requests that the document allows; most of them about one of the things that are there. */
export function valid(
  document: OpenapiDocument,
  { method, path, operation }: Target,
  known: readonly Readonly<Record<string, string>>[],
): Arbitrary<Asked> {
  const make = (schema: JsonSchema): Arbitrary<unknown> => arbitraryOf(document, schema);
  const parameters = operation.parameters ?? [];
  const values = (there: Readonly<Record<string, string>>) =>
    parameters.map(({ name, schema, required }) => {
      const drawn = make(schema).filter((value) => value !== '');
      const value =
        there[name] === undefined
          ? drawn
          : fc.oneof({ weight: 9, arbitrary: fc.constant(there[name]) }, { weight: 1, arbitrary: drawn });
      return required ? value : fc.option(value, { nil: undefined, freq: 1 });
    });
  const things = fc.constantFrom({}, ...known, ...known).chain((there) => fc.tuple(...values(there)));
  const body = operation.requestBody?.content['application/json']?.schema;
  return fc

    .tuple(things, body === undefined ? fc.constant(undefined) : make(body))
    .map(([drawn, content]) => {
      const query = new URLSearchParams();
      let url = path;
      for (const [index, { name, in: where }] of parameters.entries()) {
        const value = drawn[index];
        if (where === 'path')
          url = url.replace(`{${name}}`, encodeURIComponent(String(value)).replace(/^\.+$/, 'x'));
        if (where === 'query' && value !== undefined) query.set(name, String(value));
      }
      const text = query.toString();
      return {
        method,
        url: text === '' ? url : `${url}?${text}`,
        ...(content !== undefined && { body: content }),
      };
    });
}

/** The same request with one thing wrong with it, as far as the document says so. */
export function spoiled(
  document: OpenapiDocument,
  target: Target,
  asked: Asked,
): Arbitrary<Asked & { raw?: string }> {
  const { operation } = target;
  const schema = operation.requestBody?.content['application/json']?.schema;
  const ways: Arbitrary<Asked & { raw?: string }>[] = [
    fc.constant({ ...asked, url: `${asked.url}${asked.url.includes('?') ? '&' : '?'}unknown=1` }),
  ];
  if (target.path.endsWith('}'))
    ways.push(fc.constant({ ...asked, url: asked.url.replace(/\/[^/?]+(\?.*)?$/, '/a%00$1') }));
  if (schema === undefined) {
    if (target.method !== 'GET') ways.push(fc.constant({ ...asked, body: { unknown: 1 } }));
    return fc.oneof(...ways);
  }
  const whole = resolved(document, schema);
  ways.push(
    fc.constantFrom('{', '', 'null', '5', '"text"', '{"a":1}}', '\u0000').map((raw) => ({ ...asked, raw })),
    fc
      .anything({ maxDepth: 1 })
      .filter((body) => !isObject(body))
      .map((body) => ({ ...asked, raw: JSON.stringify(body) ?? '' })),
  );
  if (isObject(asked.body)) {
    ways.push(fc.constant({ ...asked, body: { ...asked.body, unknown: 1 } }));
    for (const name of whole.required ?? []) {
      const { [name]: _, ...rest } = asked.body;
      ways.push(fc.constant({ ...asked, body: rest }));
      ways.push(
        fc
          .constantFrom(null, [], {}, [[]], true)
          .map((value) => ({ ...asked, body: { ...rest, [name]: value } })),
      );
    }
  }
  return fc.oneof(...ways);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resolved(document: OpenapiDocument, schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  return document.components.schemas[schema.$ref.replace('#/components/schemas/', '')]!;
}

function arbitraryOf(document: OpenapiDocument, given: JsonSchema): Arbitrary<unknown> {
  const schema = resolved(document, given);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((each) => arbitraryOf(document, each)));
  const types = [schema.type ?? 'string'].flat();
  return fc.oneof(...types.map((type) => typed(document, schema, type)));
}

function typed(document: OpenapiDocument, schema: JsonSchema, type: string): Arbitrary<unknown> {
  const {
    minimum,
    maximum,
    minLength = 0,
    maxLength = 60,
    pattern,
    items,
    properties = {},
    required = [],
  } = schema;
  const longest = Math.min(maxLength, 60);
  switch (type) {
    case 'integer':
      return fc.integer({ min: minimum ?? -(2 ** 31), max: maximum ?? 2 ** 31 });
    case 'number':
      return fc.double({
        noNaN: true,
        noDefaultInfinity: true,
        ...(minimum !== undefined && { min: minimum }),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOf(document, items ?? {}), { maxLength: 4 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(properties).map(([name, each]) => [name, arbitraryOf(document, each)]),
        ),
        { requiredKeys: [...required] },
      );
  }
  if (pattern !== undefined && !pattern.includes('u0000')) return fc.stringMatching(new RegExp(pattern));
  const unit = pattern === undefined ? 'binary' : 'grapheme';
  return fc
    .string({ minLength, maxLength: longest, unit })
    .filter((text) => pattern === undefined || !text.includes('\0'));
}
