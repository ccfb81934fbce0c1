// For tests: everything that a schema is made of, as text, to compare two.
import { type Kysely, sql } from 'kysely';

export async function schemaText<DB>(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    with own as (
      select oid, relname from pg_class where relnamespace = current_schema()::regnamespace
        and relname not like 'kysely\_%'
    )
    select 'column ' || own.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
      || a.attnotnull || ' ' || a.attidentity::text || a.attgenerated::text || ' '
      || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as line
    from own join pg_attribute a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = own.oid and d.adnum = a.attnum
    union all select 'constraint ' || own.relname || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
      from pg_constraint c join own on own.oid = c.conrelid where c.contype <> 'n'
    union all select 'index ' || pg_get_indexdef(i.indexrelid) from pg_index i join own on own.oid = i.indrelid
    union all select 'trigger ' || tgenabled::text || ' ' || pg_get_triggerdef(t.oid) from pg_trigger t
      join own on own.oid = t.tgrelid where not t.tgisinternal
    union all select 'function ' || pg_get_functiondef(oid) from pg_proc
      where pronamespace = current_schema()::regnamespace and prokind <> 'a'
    union all select 'type ' || typname || ' ' || typtype::text from pg_type
      where typnamespace = current_schema()::regnamespace and typtype in ('e', 'd', 'r')
    order by 1`.execute(db);
  return rows.map(({ line }) => line);
}
