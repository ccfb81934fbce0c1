// What PostgreSQL's catalogue says of the tables in the schema of the store.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { BackupSequence } from './backup-format.ts';

/** A table as it is now. */
export interface StoreTable {
  readonly name: string;
  readonly columns: readonly StoreColumn[];
}

export interface StoreColumn {
  readonly name: string;
  /** The expression that fills it where nothing is given. */
  readonly default: string | null;
  /** Computed from the others: it has no values of its own. */
  readonly generated: boolean;
}

interface ColumnRow extends StoreColumn {
  readonly table: string;
}

/** All tables of the store's schema but those of Kysely's own, by name. Columns are in their order. */
export async function storeTables<DB>(db: Kysely<DB>): Promise<Map<string, StoreTable>> {
  const { rows } = await sql<ColumnRow>`
    select c.relname as "table", a.attname as name, a.attgenerated <> '' as generated,
      case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as "default"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and c.relname not in ('kysely_migration', 'kysely_migration_lock')
    order by c.relname collate "C", a.attnum`.execute(db);
  const tables = new Map<string, { name: string; columns: StoreColumn[] }>();
  for (const { table, ...column } of rows) {
    const known = tables.get(table) ?? { name: table, columns: [] };
    known.columns.push(column);
    tables.set(table, known);
  }
  return tables;
}

export async function countRows<DB>(db: Kysely<DB>, table: string): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`select count(*) from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0n;
}

/** The terms of ORDER BY by which rows of equal stores come in the same order on every server: the key's columns. */
export async function orderForCopy<DB>(db: Kysely<DB>, table: string): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ name: string; collated: boolean }>`
    select a.attname as name, a.attcollation <> 0 as collated
    from pg_constraint k cross join unnest(k.conkey) with ordinality as u (attnum, place)
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum
    where k.conrelid = ${table}::regclass and k.contype = 'p' order by u.place`.execute(db);
  const terms = rows.map(({ name, collated }) => sql`${sql.ref(name)}${sql.raw(collated ? ' collate "C"' : '')}`);
  return terms.length > 0 ? sql.join(terms) : sql.raw('1');
}

/** Where the numbers of identity and serial columns go on. */
export async function sequencesOf<DB>(db: Kysely<DB>, table: string): Promise<BackupSequence[]> {
  const { rows } = await sql<{ column: string; sequence: string }>`
    select a.attname as "column", pg_get_serial_sequence(quote_ident(${table}), a.attname) as sequence
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
      and pg_get_serial_sequence(quote_ident(${table}), a.attname) is not null
    order by a.attnum`.execute(db);
  const sequences: BackupSequence[] = [];
  for (const { column, sequence } of rows) {
    const state = await sql<{ last: string; called: boolean }>`
      select last_value::text as last, is_called as called from ${sql.raw(sequence)}`.execute(db);
    sequences.push({ column, ...state.rows[0]! });
  }
  return sequences;
}

/** The tables so that those to which others refer come before them. */
export async function referredFirst<DB>(db: Kysely<DB>, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ from: string; to: string }>`
    select r.relname as "from", t.relname as "to" from pg_constraint k
    join pg_class r on r.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.conrelid <> k.confrelid and r.relnamespace = current_schema()::regnamespace`.execute(
    db,
  );
  const order: string[] = [];
  const visit = (table: string, above: readonly string[]): void => {
    if (order.includes(table) || above.includes(table)) return;
    for (const { to } of rows.filter(({ from }) => from === table)) visit(to, [...above, table]);
    order.push(table);
  };
  for (const table of tables) visit(table, []);
  return order.filter((table) => tables.includes(table));
}
