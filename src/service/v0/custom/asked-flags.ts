/** Open edX's flags of user metadata and upsell, asked for the person who makes the request. */
import type { FastifyRequest } from 'fastify';
import { CourseWaffleFlag, FlagContext, FlagSource } from '../../../index.js';
import type { ServiceContext } from '../../service-options.js';

export class AskedFlags {
  readonly #source: FlagSource;
  readonly #now: () => Date;

  constructor({ store, now }: ServiceContext) {
    this.#source = new FlagSource(store.data);
    this.#now = now;
  }

  /** Off where it is not defined. Overrides of courses and orgs do not count, as in Open edX. */
  async isOn(name: string, { principal }: FastifyRequest): Promise<boolean> {
    const user =
      principal === null
        ? null
        : { id: principal.username, username: principal.username, is_staff: principal.isStaff };
    const services = { now: () => this.#now().getTime() };
    const context = new FlagContext(await this.#source.current(), { user }, services);
    return new CourseWaffleFlag(name, 'service').isEnabled(context);
  }
}
