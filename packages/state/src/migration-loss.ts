import type { LocalText } from '@lingtai/diagnostics';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';
import { countRows, type StoreColumn, type StoreTable, storeTables } from './store-tables.ts';

/** Rows that would be lost with their table, or that would lose their value of a column. */
export interface Loss {
  readonly table: string;
  readonly column?: string;
  readonly rowCount: bigint;
}

/**
 * What a way back loses, found by going it and forth again and then undoing both. Rows that a migration itself writes
 * come again, so they are no loss while they are as it wrote them.
 */
export async function lossOf(
  trx: Kysely<Schema>,
  way: { back(): Promise<unknown>; forth(): Promise<unknown> },
): Promise<Loss[]> {
  const before = await storeTables(trx);
  await sql`savepoint way_back`.execute(trx);
  await way.back();
  const after = await storeTables(trx);
  const goneTables = [...before.values()].filter(({ name }) => !after.has(name));
  await way.forth();
  const fresh = new Map<string, string | undefined>();
  for (const { name } of goneTables) fresh.set(name, await contentDigest(trx, name));
  await sql`rollback to savepoint way_back`.execute(trx);
  await sql`release savepoint way_back`.execute(trx);
  const losses: Loss[] = [];
  for (const table of before.values()) {
    if (after.has(table.name)) losses.push(...(await lostColumns(trx, table, after.get(table.name)!)));
    else losses.push(...(await lostRows(trx, table.name, fresh.get(table.name))));
  }
  return losses;
}

async function lostRows(trx: Kysely<Schema>, table: string, fresh: string | undefined): Promise<Loss[]> {
  const rowCount = await countRows(trx, table);
  const comesAgain = fresh !== undefined && (await contentDigest(trx, table)) === fresh;
  return rowCount === 0n || comesAgain ? [] : [{ table, rowCount }];
}

const mostSeeds = 10_000;

/** Of all rows together; `undefined` where they are too many to have been written by a migration. */
async function contentDigest(trx: Kysely<Schema>, table: string): Promise<string | undefined> {
  const { rows: some } = await sql`select from ${sql.table(table)} limit ${mostSeeds + 1}`.execute(trx);
  if (some.length > mostSeeds) return undefined;
  const { rows } = await sql<{ digest: string }>`
    select md5(coalesce(string_agg(md5(row_to_json(t)::text), '' order by md5(row_to_json(t)::text)), '')) as digest
    from ${sql.table(table)} t`.execute(trx);
  return rows[0]?.digest;
}

/** A column that has its default everywhere, or NULL where it has none, holds nothing that anybody gave. */
async function lostColumns(trx: Kysely<Schema>, before: StoreTable, after: StoreTable): Promise<Loss[]> {
  const left = new Set(after.columns.map((column) => column.name));
  const losses: Loss[] = [];
  for (const column of before.columns.filter(({ name, generated }) => !generated && !left.has(name))) {
    const rowCount = await countGiven(trx, before.name, column);
    if (rowCount > 0n) losses.push({ table: before.name, column: column.name, rowCount });
  }
  return losses;
}

async function countGiven(trx: Kysely<Schema>, table: string, column: StoreColumn): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) from ${sql.table(table)}
    where ${sql.ref(column.name)} is distinct from (${sql.raw(column.default ?? 'null')})`.execute(trx);
  return rows[0]?.count ?? 0n;
}

/** `publication (3 rows), job.priority (1 row)`. */
export function lossText(losses: readonly Loss[]): LocalText {
  const name = ({ table, column }: Loss): string => (column === undefined ? table : `${table}.${column}`);
  return {
    en: losses.map((loss) => `${name(loss)} (${loss.rowCount} row${loss.rowCount === 1n ? '' : 's'})`).join(', '),
    zh: losses.map((loss) => ` ${name(loss)}（${loss.rowCount} 行）`).join('、'),
  };
}
