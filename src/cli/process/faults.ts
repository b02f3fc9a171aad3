/** Bad rows of a long file: the first ones are told with their lines, the others are counted. */
import { words } from '../terminal/output.js';
import { messageOf } from './cli-errors.js';

const MOST = 20;

export class Faults {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  tell(line: number | null, what: string): void {
    this.#count += 1;
    if (this.#count <= MOST)
      words(`olx-abtest: ${line === null ? '' : `line ${line}: `}${messageOf(what)}\n`);
    else if (this.#count === MOST + 1) words('olx-abtest: further bad rows are only counted\n');
  }
}
