/** Open edX's flags of user metadata and upsell, evaluated for the caller. */
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

  /** Off when it is not defined. Course and org overrides are ignored, as in Open edX. */
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
