/** Flags and overrides in an SQL engine: rows are only added, the newest of each name is current. */
import type { CurrentOverride, FlagDefinition, StoredFlagSettings } from '../../flags/flag-settings.js';
import { ENROLLMENT_END, ENROLLMENT_START } from '../../flags/window.js';
import type { ChangeStamp, FlagRow, OverrideRow } from '../data-store.js';
import { overtaken } from '../refusals.js';
import { raise } from './saved-rows.js';
import type { SqlEngine, SqlRow } from './sql-engine.js';
import { type Sql, type SqlWords, sql, word } from './statement.js';
import { KEY_VALUES } from './tables.js';

const changed = (words: SqlWords) =>
  `id, ${words.milliseconds('change_date')} as change_date, changed_by, flag`;
const flagColumns = (words: SqlWords) => word(`${changed(words)}, reason, definition`);
const overrideColumns = (words: SqlWords) => word(`${changed(words)}, scope, target, choice, enabled, note`);

const NEWEST_FLAGS = word(`abtest_flag f where definition is not null
  and id = (select max(id) from abtest_flag g where g.flag = f.flag)`);
const NEWEST_OVERRIDES = word(`abtest_override f where id = (select max(id) from abtest_override g
  where g.flag = f.flag and g.scope = f.scope and g.target = f.target)`);

export class SqlFlags {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  saveFlag(
    { name, definition }: Pick<FlagRow, 'name' | 'definition'>,
    after: number | null,
    stamp: ChangeStamp,
  ): Promise<FlagRow> {
    const { words } = this.#engine;
    return this.#engine.write(function* () {
      yield* raise('settings');
      const [newest] =
        yield sql`select ${flagColumns(words)} from abtest_flag where flag = ${name} order by id desc limit 1`;
      const last = newest === undefined ? null : flagOf(newest);
      if ((last?.id ?? null) !== after) throw overtaken(`The flag ${name}`);
      const id = yield* raise('flag');
      const row = { id, name, definition, ...changeOf(stamp, last?.change_date) };
      yield sql`insert into abtest_flag (id, change_date, changed_by, flag, reason, definition)
        values (${id}, ${row.change_date}, ${row.changed_by}, ${name}, ${stamp.reason ?? null},
        ${definition === null ? null : JSON.stringify(definition)})`;
      return { ...row, reason: stamp.reason ?? null };
    });
  }

  async flagRows(name?: string): Promise<FlagRow[]> {
    const condition: Sql = name === undefined ? word('') : sql`where flag = ${name}`;
    const rows = await this.#engine.rows(
      sql`select ${flagColumns(this.#engine.words)} from abtest_flag ${condition} order by id desc`,
    );
    return rows.map(flagOf);
  }

  saveOverride(
    override: CurrentOverride & { readonly note?: string },
    stamp: ChangeStamp,
  ): Promise<OverrideRow> {
    const { waffle_flag, scope, target, override_choice, enabled, note = '' } = override;
    const { words } = this.#engine;
    return this.#engine.write(function* () {
      yield* raise('settings');
      const [newest] = yield sql`select ${overrideColumns(words)} from abtest_override
        where flag = ${waffle_flag} and scope = ${scope} and target = ${target} order by id desc limit 1`;
      const id = yield* raise('override');
      const change = changeOf(stamp, newest === undefined ? undefined : overrideOf(newest).change_date);
      yield sql`insert into abtest_override
        (id, change_date, changed_by, flag, scope, target, choice, enabled, note)
        values (${id}, ${change.change_date}, ${change.changed_by}, ${waffle_flag}, ${scope}, ${target},
        ${override_choice}, ${enabled ? 1 : 0}, ${note})`;
      return { id, waffle_flag, scope, target, override_choice, enabled, note, ...change };
    });
  }

  async overrideRows(flag?: string): Promise<OverrideRow[]> {
    const condition: Sql = flag === undefined ? word('') : sql`where flag = ${flag}`;
    const rows = await this.#engine.rows(
      sql`select ${overrideColumns(this.#engine.words)} from abtest_override ${condition} order by id desc`,
    );
    return rows.map(overrideOf);
  }

  settings(): Promise<StoredFlagSettings> {
    const { words } = this.#engine;
    return this.#engine.read(function* () {
      const [counter] = yield sql`select reached from abtest_counter where name = 'settings'`;
      const flags = yield sql`select ${flagColumns(words)} from ${NEWEST_FLAGS} order by flag`;
      const overrides =
        yield sql`select ${overrideColumns(words)} from ${NEWEST_OVERRIDES} order by flag, scope, target`;
      const keyValues = yield sql`select ${KEY_VALUES.columns(words)} from ${KEY_VALUES.name}
        where name in (${ENROLLMENT_START}, ${ENROLLMENT_END}) order by experiment_id, name`;
      return {
        version: Number(counter!.reached),
        flags: flags.map((row) => ({ name: String(row.flag), definition: flagOf(row).definition! })),
        overrides: overrides.map(overrideOf),
        keyValues: keyValues.map(KEY_VALUES.item),
      };
    });
  }

  async settingsVersion(): Promise<number> {
    const [row] = await this.#engine.rows(sql`select reached from abtest_counter where name = 'settings'`);
    return Number(row!.reached);
  }
}

/** As for the other dates of the log, never before that of the row that is replaced. */
function changeOf({ at, user }: ChangeStamp, last: Date | undefined) {
  return {
    change_date: new Date(Math.max(at.getTime(), last?.getTime() ?? at.getTime())),
    changed_by: user ?? null,
  };
}

function flagOf(row: SqlRow): FlagRow {
  return {
    id: Number(row.id),
    name: String(row.flag),
    definition: row.definition === null ? null : (JSON.parse(String(row.definition)) as FlagDefinition),
    change_date: new Date(Number(row.change_date)),
    changed_by: row.changed_by as string | null,
    reason: row.reason as string | null,
  };
}

function overrideOf(row: SqlRow): OverrideRow {
  return {
    id: Number(row.id),
    waffle_flag: String(row.flag),
    scope: row.scope as OverrideRow['scope'],
    target: String(row.target),
    override_choice: row.choice as OverrideRow['override_choice'],
    enabled: Number(row.enabled) === 1,
    note: String(row.note),
    change_date: new Date(Number(row.change_date)),
    changed_by: row.changed_by as string | null,
  };
}
