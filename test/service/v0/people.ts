/** Who talks to v0 in its tests, and rows that nobody else's test touches. */
import { type Answer, type Client, type Running, V0 } from '../service.js';

export type Who = 'nobody' | 'ada' | 'bob' | 'staff';
export type Cast = Readonly<Record<Who, Client>>;

export interface Scene {
  readonly service: () => Running;
  readonly cast: () => Cast;
  /** An experiment of its own for each test. */
  readonly fresh: () => number;
}

export async function castOf(service: Running): Promise<Cast> {
  return {
    nobody: service.nobody,
    ada: await service.as('ada'),
    bob: await service.as('bob'),
    staff: await service.as('staff', true),
  };
}

/** Creates a row and answers it. */
export async function row(
  client: Client,
  fields: Record<string, unknown>,
  path = 'data',
): Promise<Answer['body']> {
  const { status, body } = await client.ask('POST', `${V0}/${path}/`, { key: 'k', value: 'v', ...fields });
  if (status !== 201) throw new Error(`the row was not created: ${status} ${JSON.stringify(body)}`);
  return body;
}

export const REQUIRED = ['This field is required.'];
export const DETAIL = {
  401: { detail: 'Authentication credentials were not provided.' },
  403: { detail: 'You do not have permission to perform this action.' },
  404: { detail: 'Not found.' },
};
export const NO_DATA = { detail: 'No ExperimentData matches the given query.' };
export const TAKEN = { non_field_errors: ['The fields user, experiment_id, key must make a unique set.'] };
