import type { Field } from '@lingtai/columns';
import { fail, type Lang, nearest } from '@lingtai/diagnostics';
import type { ColumnEntry, Descriptor, ProductEntry, ReleaseEntry, TableEntry } from './types.ts';

function found<T>(item: T | undefined, what: { en: string; zh: string }, name: string, names: readonly string[]): T {
  if (item !== undefined) return item;
  const text = { en: `There is no ${what.en} "${name}".`, zh: `没有名为“${name}”的${what.zh}。` };
  throw fail('not-found', 'DESC-NO-SUCH', text, { nearest: nearest(name, names) });
}

/** The table of that name. Throws class `not-found` with the nearest name. */
export function tableOf(descriptor: Descriptor, name: string): TableEntry {
  const names = descriptor.tables.map((t) => t.name);
  return found(
    descriptor.tables.find((t) => t.name === name),
    { en: 'table', zh: '表' },
    name,
    names,
  );
}

/** The product of that name. Throws class `not-found` with the nearest name. */
export function productOf(descriptor: Descriptor, name: string): ProductEntry {
  const products = descriptor.products ?? [];
  return found(
    products.find((p) => p.name === name),
    { en: 'product', zh: '产品' },
    name,
    products.map((p) => p.name),
  );
}

/** The entry of `dr8/v1.1`. Throws class `not-found` with the nearest one. */
export function releaseOf(descriptor: Descriptor, release: string, version: string): ReleaseEntry {
  const name = `${release}/${version}`;
  const names = descriptor.releases.map((r) => `${r.release}/${r.version}`);
  return found(descriptor.releases[names.indexOf(name)], { en: 'release', zh: '数据发布' }, name, names);
}

/** The tables that a release holds, in the descriptor's order. */
export function tablesOfRelease(descriptor: Descriptor, entry: ReleaseEntry): readonly TableEntry[] {
  return entry.tables ? descriptor.tables.filter((t) => entry.tables!.includes(t.name)) : descriptor.tables;
}

/** The products that a release holds, in the descriptor's order. */
export function productsOfRelease(descriptor: Descriptor, entry: ReleaseEntry): readonly ProductEntry[] {
  const products = descriptor.products ?? [];
  return entry.products ? products.filter((p) => entry.products!.includes(p.name)) : products;
}

/** The column of that name (case-insensitively, as in ADQL), or `undefined`. */
export function columnOf(table: TableEntry, name: string): ColumnEntry | undefined {
  const wanted = name.toLowerCase();
  return table.columns.find((c) => c.name.toLowerCase() === wanted);
}

/** The columns of an answer with `VERB=verb` (1, 2 or 3; SCS 1.03 §2.3): those whose level is at most 10 times that. */
export function columnsAtVerb(table: TableEntry, verb: number): readonly ColumnEntry[] {
  return table.columns.filter((c) => c.verb <= verb * 10);
}

/** The columns shown without asking, in their order. */
export function defaultColumnsOf(table: TableEntry): readonly ColumnEntry[] {
  if (!table.defaultColumns) return columnsAtVerb(table, 1);
  return table.defaultColumns.flatMap((name) => columnOf(table, name) ?? []);
}

/** A column as a result describes it. */
export function columnField(column: ColumnEntry, lang: Lang): Field {
  const sentinel = column.null?.[0];
  return {
    name: column.name,
    scalar: column.type,
    ...(column.arraysize === undefined ? {} : { arraysize: column.arraysize }),
    ...(column.unit === undefined ? {} : { unit: column.unit }),
    ...(column.ucd === undefined ? {} : { ucd: column.ucd }),
    ...(column.utype === undefined ? {} : { utype: column.utype }),
    ...(column.xtype === undefined ? {} : { xtype: column.xtype }),
    description: column.description[lang],
    ...(column.display?.digits === undefined ? {} : { displayDigits: column.display.digits }),
    ...(sentinel === undefined ? {} : { nullSentinel: sentinel }),
  };
}
