/** Changes of the groups of one experiment: gone, added, renamed, others' ids, portions, order. */
import { compare, ZERO } from '../../portion/fraction.js';
import { type CourseChange, changeOf, type FoundChange } from './course-change.js';
import type { DiffOptions } from './moves.js';
import { type MovedShares, movedShares } from './moves.js';
import type { ExperimentPair } from './pairing.js';
import type { PairedGroup } from './side.js';
import { capital, experimentWords, groupWords, listed, percent, sharesWords } from './words.js';

export function groupChanges(pair: ExperimentPair, options: DiffOptions): CourseChange[] {
  const changes = new GroupChanges(pair, options);
  return [
    ...changes.gone(),
    ...changes.renamed(),
    ...changes.added(),
    ...changes.portions(),
    ...changes.order(),
  ].map((found) => changeOf({ key: pair.before.key, ...found }));
}

type Found = Omit<FoundChange, 'key'>;

class GroupChanges {
  readonly #pair: ExperimentPair;
  readonly #options: DiffOptions;
  /** Groups of the old course with the one that each is now. */
  readonly #kept: readonly (readonly [old: PairedGroup, now: PairedGroup])[];
  readonly #shares: MovedShares | null;
  readonly #isAbtest: boolean;
  readonly #where: string;

  constructor(pair: ExperimentPair, options: DiffOptions) {
    this.#pair = pair;
    this.#options = options;
    const byKey = new Map(pair.after.arms.map((arm) => [arm.key, arm]));
    this.#kept = pair.before.arms.flatMap((old) =>
      [...(pair.counterparts.get(old.key) ?? [])].map((key) => [old, byKey.get(key)!] as const),
    );
    const { kept, ignoreWhitespace, ...moves } = options;
    this.#shares = kept ? null : movedShares(pair, moves);
    this.#isAbtest = pair.before.kind === 'abtest';
    this.#where = experimentWords(pair.before);
  }

  gone(): Found[] {
    const { before, counterparts } = this.#pair;
    return before.arms.flatMap((arm) => {
      if (counterparts.has(arm.key) || isNobodys(arm)) return [];
      const share = this.#isAbtest ? ` (${percent(arm.share)})` : '';
      return [
        {
          kind: 'group-gone',
          verdict: 'breaking',
          group: arm.key,
          message: `${capital(groupWords(arm))}${share} of ${this.#where} is gone`,
          reason: this.#isAbtest
            ? 'its learners are shown the default group, and their work in its content is not shown any more'
            : 'its learners are drawn anew, and their work in its content is not shown any more',
          hint: this.#isAbtest
            ? 'Keep the group with the portion 0, so that it gets no new learners.'
            : 'Keep the group until the experiment is concluded.',
          before: arm.place,
        },
      ];
    });
  }

  renamed(): Found[] {
    return this.#kept.flatMap(([old, now]): Found[] => {
      const common = { group: old.key, before: old.place, after: now.place };
      const found: Found[] = [];
      if (!this.#isAbtest && old.key !== now.key)
        found.push({
          ...common,
          kind: 'group-id',
          verdict: 'breaking',
          message: `The id of ${groupWords(old)} of ${this.#where} is ${now.key} now`,
          reason: 'the id is what is stored for a learner: all who are in the group are drawn anew',
          hint: `Give the group the id ${old.key} again.`,
        });
      if (old.name !== now.name)
        found.push(
          this.#isAbtest ? stored(common, old, now, this.#where) : said(common, old, now, this.#where),
        );
      return found;
    });
  }

  added(): Found[] {
    const kept = new Set(this.#kept.map(([, now]) => now));
    return this.#pair.after.arms.flatMap((arm) => {
      if (kept.has(arm)) return [];
      const share = arm.share === null ? '' : ` (${percent(arm.share)})`;
      return [
        {
          kind: 'group-added',
          verdict: 'moves newcomers',
          message: `${capital(groupWords(arm))}${share} is added to ${this.#where}`,
          reason: `learners with a stored assignment keep their groups, and later ones are divided in another way${sharesWords(this.#shares)}`,
          hint: 'Count learners from before and after the change apart, or start a new experiment.',
          after: arm.place,
        },
      ];
    });
  }

  portions(): Found[] {
    if (!this.#isAbtest) return [];
    const changed = this.#kept.filter(
      ([old, now]) => old.share !== null && now.share !== null && compare(old.share, now.share) !== 0,
    );
    const isRestAlone = changed.every(([old]) => old.isDefault);
    const isOtherGroups =
      this.#kept.length !== this.#pair.before.arms.length ||
      this.#kept.length !== this.#pair.after.arms.length;
    if (changed.length === 0 || (isRestAlone && isOtherGroups)) return [];
    const each = changed.map(
      ([old, now]) => `${groupWords(old)} from ${percent(old.share)} to ${percent(now.share)}`,
    );
    const [first] = changed;
    return [
      {
        kind: 'portion-changed',
        verdict: 'moves newcomers',
        message: `The portions of ${this.#where} change: ${listed(each)}`,
        reason: `learners with a stored assignment keep their groups, and later ones are divided by the new portions${sharesWords(this.#shares)}`,
        hint: 'Count learners from before and after the change apart.',
        before: first![0].place,
        after: first![1].place,
      },
    ];
  }

  order(): Found[] {
    const order = new Map(this.#pair.after.arms.map((arm, index) => [arm, index]));
    const indexes = this.#kept.map(([, now]) => order.get(now)!);
    if (indexes.every((index, at) => at === 0 || indexes[at - 1]! < index)) return [];
    // Open edX stores what it draws of a partition, whatever our own store holds.
    const isKept = this.#options.kept || !this.#isAbtest;
    const names = this.#pair.after.arms.map((arm) => groupWords(arm));
    return [
      {
        kind: 'order-changed',
        verdict: isKept ? 'moves newcomers' : 'breaking',
        message: `The groups of ${this.#where} are in another order: ${listed(names)}`,
        reason: `the shares are the same, but the stable strategies give each group other learners${isKept ? '; stored assignments stay' : sharesWords(this.#shares)}`,
        hint: 'Restore the order of the groups.',
        before: this.#pair.before.arms[0]!.place,
        after: this.#pair.after.arms[0]!.place,
      },
    ];
  }
}

/** No learner is drawn into a group without a portion, and without a name none can be stored for it. */
function isNobodys({ name, share }: PairedGroup): boolean {
  return name === '' && share !== null && compare(share, ZERO) === 0;
}

type Common = Pick<Found, 'group' | 'before' | 'after'>;

function stored(common: Common, old: PairedGroup, now: PairedGroup, where: string): Found {
  return {
    ...common,
    kind: 'group-renamed',
    verdict: 'breaking',
    message: `${capital(groupWords(old))} of ${where} is called "${now.name}" now`,
    reason: 'the name is what is stored for a learner: all who are in the group are shown the default group',
    hint: `Give the group the name "${old.name}" again.`,
  };
}

function said(common: Common, old: PairedGroup, now: PairedGroup, where: string): Found {
  return {
    ...common,
    kind: 'group-renamed',
    verdict: 'safe',
    message: `${capital(groupWords(old))} of ${where} is called "${now.name}" now`,
    reason: 'the id is what is stored for a learner, so every learner stays',
    hint: 'Use the new name in reports.',
  };
}
