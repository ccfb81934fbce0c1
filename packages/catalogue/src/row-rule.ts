import { and, column, compare, type Expression, literal, or } from '@lingtai/adql';
import { type ColumnEntry, columnField, type TableEntry } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import type { ViewColumn } from '@lingtai/query';

/** The rule on a table's rows, and the columns that it reads: they may be hidden from the asker. */
export interface RowRule {
  readonly condition: Expression;
  readonly columns: readonly ViewColumn[];
}

/** A table with a rule on its rows. */
export type RuledTable = Pick<TableEntry, 'name' | 'columns'> & Required<Pick<TableEntry, 'rows'>>;

export function isRuled<T extends TableEntry>(table: T): table is T & RuledTable {
  return table.rows !== undefined;
}

const dayMs = 86_400_000;

/**
 * Rows that are free on a day (its beginning, UTC), and those that belong to one of some owners. An embargo that cannot be
 * read as a day never ends.
 */
export function embargoRule(table: RuledTable, owners: readonly string[], day: Date): RowRule {
  const embargo = columnOf(table, table.rows.embargo);
  const owner = table.rows.owner === undefined ? undefined : columnOf(table, table.rows.owner);
  const own =
    owner && owners.length > 0
      ? [{ kind: 'in', value: column(owner.name), list: owners.map((o) => literal(o)) } as const]
      : [];
  const condition = or([{ kind: 'is-null', value: column(embargo.name) }, ended(embargo, day), ...own])!;
  return { condition, columns: [embargo, ...(owner ? [owner] : [])].map(viewColumn) };
}

/** Rows that somebody does not see on a day. */
export function embargoed(table: RuledTable, day: Date): RowRule {
  const embargo = columnOf(table, table.rows.embargo);
  const hasOne: Expression = { kind: 'is-null', value: column(embargo.name), negated: true };
  const condition = and([hasOne, { kind: 'unary', operator: 'NOT', operand: ended(embargo, day) }])!;
  return { condition, columns: [viewColumn(embargo)] };
}

function viewColumn(entry: ColumnEntry): ViewColumn {
  return { ...columnField(entry, 'en'), verb: entry.verb, searchable: false };
}

function columnOf(table: RuledTable, name: string): ColumnEntry {
  const found = table.columns.find((c) => c.name === name);
  if (found) return found;
  // A rule that cannot be made closes the table.
  throw fail('data', 'CATALOGUE-ROW-RULE', {
    en: `The rule on rows of ${table.name} names a column that is not there.`,
    zh: `${table.name} 的行规则引用了不存在的列。`,
  });
}

/** The embargo's day has come. */
function ended({ name, type, unit }: ColumnEntry, day: Date): Expression {
  const value = column(name);
  const iso = day.toISOString().slice(0, 10);
  if (type === 'timestamp') return compare(value, '<=', literal(`${iso}T00:00:00`));
  if (type === 'string') {
    const isDay: Expression = { kind: 'like', value, pattern: literal('____-__-__%') };
    return and([isDay, compare(value, '<=', literal(iso))])!;
  }
  return compare(value, '<=', {
    kind: 'number',
    text: String(unit === 'd' ? mjd(day) : decimalYear(day) + roundedYears),
  });
}

/** Years are written with some decimals: a third of a second is no difference. */
const roundedYears = 1e-8;

function mjd(day: Date): number {
  return day.getTime() / dayMs + 40_587;
}

function decimalYear(day: Date): number {
  const year = day.getUTCFullYear();
  const [begin, end] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  return year + (day.getTime() - begin) / (end - begin);
}
