/** The members of a course archive as they are kept in memory, within limits: archives are untrusted input. */
import { AbtestError } from '../../diagnostics/abtest-error.js';
import { leavesItsFolder } from '../course/names.js';

export interface ArchiveLimits {
  /** Bytes of the unpacked stream. */
  readonly unpacked: number;
  /** Unpacked bytes per packed byte, checked once more than `RATIO_FROM` bytes are unpacked. */
  readonly ratio: number;
  readonly members: number;
  /** Bytes of the members that are kept in memory (XML, JSON and HTML). */
  readonly kept: number;
  /** Bytes of the files of a folder `static/` that are kept on request; further ones are skipped. Default 64 MiB. */
  readonly keptStatic?: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  unpacked: 2 ** 31,
  ratio: 200,
  members: 100_000,
  kept: 2 ** 28,
};

const RATIO_FROM = 10_000_000;
/** Members whose bytes are kept: those that a course is read from. */
export const KEPT = /\.(xml|json|html)$/i;
const MOST_STATIC = 2 ** 26;
const STATIC = /(^|\/)static\/./;

/** Paths inside an archive; `null` for a member whose bytes are not kept. */
export type MemberBytes = Map<string, Uint8Array | null>;

/** Collects members and refuses an archive that exceeds its limits. */
export class ArchiveMembers {
  readonly all: MemberBytes = new Map();
  readonly #name: string;
  readonly #limits: ArchiveLimits;
  readonly #keepStatic: (path: string) => boolean;
  #kept = 0;
  #keptStatic = 0;

  /**
   * @param name the archive as messages show it
   * @param keepStatic which files of a folder `static/` are kept as well, within `keptStatic`
   */
  constructor(name: string, limits: ArchiveLimits, keepStatic: (path: string) => boolean) {
    this.#name = name;
    this.#limits = limits;
    this.#keepStatic = keepStatic;
  }

  /**
   * The path of a member without `./` before it and `/` after it.
   * @throws AbtestError `archive-refused` for a path that leads out
   */
  path(member: string): string {
    const inside = memberPath(member);
    if (leavesItsFolder(inside)) throw this.refused(`its member "${member}" is outside the archive`);
    return inside;
  }

  /**
   * Is the file to be read? One that is not is listed without its bytes.
   * @param size bytes, as the archive declares them
   */
  wants(path: string, size: number): boolean {
    if (this.all.size >= this.#limits.members)
      throw this.refused(`it has more than ${this.#limits.members} members`);
    const isStatic = !KEPT.test(path) && STATIC.test(path) && this.#keepStatic(path);
    if (isStatic && this.#keptStatic + size <= (this.#limits.keptStatic ?? MOST_STATIC)) {
      this.#keptStatic += size;
      return true;
    }
    if (KEPT.test(path)) {
      this.#kept += size;
      if (this.#kept > this.#limits.kept)
        throw this.refused(`its XML, JSON and HTML add up to more than ${this.#limits.kept} bytes`);
      return true;
    }
    this.all.set(path, null);
    return false;
  }

  /** @throws AbtestError `archive-refused` for what unpacks to too much; both in bytes */
  checkUnpacked(unpacked: number, packed: number): void {
    if (unpacked > this.#limits.unpacked)
      throw this.refused(`it unpacks to more than ${this.#limits.unpacked} bytes`);
    if (unpacked > RATIO_FROM && unpacked > packed * this.#limits.ratio)
      throw this.refused(`it unpacks to more than ${this.#limits.ratio} times its size`);
  }

  refused(why: string): AbtestError {
    return new AbtestError('archive-refused', `The archive ${this.#name} is refused: ${why}`, {
      hint: 'Export the course again, or unpack it yourself and give the directory.',
    });
  }

  /** The error for a failure of the file system or of the archive's format. */
  failed(cause: unknown): AbtestError {
    if (cause instanceof AbtestError) return cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'ENOENT') {
      return new AbtestError('not-readable', `The archive ${this.#name} cannot be read: ${code}`, {
        hint: 'Check its permissions.',
        cause,
      });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    return new AbtestError('archive-refused', `The archive ${this.#name} is damaged: ${why}`, {
      hint: 'Export or copy it again.',
      cause,
    });
  }
}

/** A member's path without `./` before it and `/` after it. */
export function memberPath(name: string): string {
  return name.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}
