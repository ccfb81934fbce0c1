// For tests: what a store holds, whatever its tables are.
import { type Kysely, sql } from 'kysely';
import { jobStore, makeToken, publishRelease, type State, storePermanentQuery, userTableStore } from './index.ts';
import { tablesMadeBy } from './migrations.ts';
import { countRows, referredFirst, storeTables } from './store-tables.ts';
import { release } from './test-homes.ts';

/** Every row of every table as text, in an order that is the server's own business. */
export async function contentText(state: State): Promise<Record<string, string[]>> {
  const { applied } = await state.status();
  const content: Record<string, string[]> = {};
  for (const name of tablesMadeBy(applied)) {
    const { rows } = await sql<{ row: string }>`
      select row_to_json(t)::text as row from ${sql.table(name)} t order by row_to_json(t)::text collate "C"`.execute(
      state.db,
    );
    content[name] = rows.map(({ row }) => row);
  }
  return content;
}

/** Texts that a format of rows may get wrong: separators, escapes, its own NULL and end, all of Unicode, all lengths. */
const awkwardTexts: readonly string[] = [
  '',
  '\\N',
  '\\.',
  'tab\there',
  'line\nfeed, carriage\rreturn\r\n',
  'back\\slash \\t \\x41 \\\\',
  '"quoted", \'too\'; drop table job; --',
  '灵台巡天 ünïcödé 🔭 \u2028 \ufeff',
  '\u0001\u001f\u007f',
  'x'.repeat(100_000),
];

/** Rows in every table. */
export async function fill(state: State, mark: string): Promise<void> {
  await publishRelease(state, release(mark));
  for (const [i, text] of awkwardTexts.entries()) await publishRelease(state, release(`${mark}.${i}`, text || 'empty'));
  const jobs = jobStore(state);
  for (const owner of ['ann', undefined]) {
    await jobs.create({
      id: jobs.newId(),
      kind: 'sync',
      parameters: { QUERY: awkwardTexts.filter((text) => text.length < 1000) },
      executionDurationSeconds: 60,
      destruction: new Date('2027-01-02T03:04:05.678Z'),
      ...(owner === undefined ? {} : { owner }),
    });
  }
  await jobs.close();
  await makeToken(state, { name: `${mark}_ann`, owner: 'ann' });
  await userTableStore(state).create({ owner: 'ann', name: `t_${mark}`, columns: [], files: [] });
  await storePermanentQuery(state, {
    id: mark,
    query: 'SELECT 1',
    reads: [],
    formatVersion: 1,
    rowCount: Number.MAX_SAFE_INTEGER,
    digest: 'sha256:x',
  });
  await sql`update job set started = '2026-01-01T00:00:00.123456Z', ended = 'infinity'`.execute(state.db);
  await sql`insert into withdrawal (dataset, release, version, action, reason, asked_by, confirmed_by)
    values ('a', 'b', ${mark}, 'withdraw', ${awkwardTexts[4]}, 'ann', 'bob')`.execute(state.db);
  await fillTheRest(state.db);
}

const values: Readonly<Record<string, string>> = {
  text: "E'a\\tb\\\\N\\n灵'",
  'text[]': "array['a,b', null, E'\\\\N', '']",
  jsonb: `'{"a": [1, null, "\\t"]}'`,
  'timestamp with time zone': "'2026-05-06 07:08:09.123456+08'",
  date: "'2026-05-06'",
  bigint: '9223372036854775807',
  integer: '-7',
  'double precision': "'0.1'",
  boolean: 'true',
  bytea: "'\\x00ff'",
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly referred: string | null;
  readonly referredColumn: string | null;
  /** One of the values that a check lets pass. */
  readonly allowed: string | null;
}

/** A row in each table that is still empty, with something in every column. */
async function fillTheRest<DB>(db: Kysely<DB>): Promise<void> {
  const names = [...(await storeTables(db)).keys()];
  for (const table of await referredFirst(db, names)) {
    if ((await countRows(db, table)) > 0n) continue;
    const { rows } = await sql<Column>`
      select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, r.relname as referred,
        f.attname as "referredColumn",
        (select substring(pg_get_constraintdef(c.oid) from $$'[^']*'$$) from pg_constraint c
          where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] limit 1) as allowed
      from pg_attribute a
      left join pg_constraint k on k.conrelid = a.attrelid and k.contype = 'f' and a.attnum = any (k.conkey)
      left join pg_class r on r.oid = k.confrelid
      left join pg_attribute f
        on f.attrelid = r.oid and f.attnum = k.confkey[array_position(k.conkey, a.attnum)]
      where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
        and a.attidentity = '' and a.attgenerated = '' order by a.attnum`.execute(db);
    const value = ({ type, referred, referredColumn, allowed }: Column): string =>
      referred === null
        ? (allowed ?? values[type] ?? `null::${type}`)
        : `(select "${referredColumn}" from "${referred}" order by ctid limit 1)`;
    await sql`insert into ${sql.table(table)} (${sql.join(rows.map(({ name }) => sql.ref(name)))})
      values (${sql.raw(rows.map(value).join(', '))})`.execute(db);
  }
}
