import { isRegularName, type Name, quoteName, type Spanned } from '@lingtai/adql';
import type { ColumnType, Field } from '@lingtai/columns';
import { nearest } from '@lingtai/diagnostics';
import type { Scalar } from './ir.ts';
import type { Problems } from './problems.ts';
import { mapColumns } from './walk.ts';

type Part = Name['parts'][number];

/** What a column name may mean: the value over the SELECT's input, and what is known of it. */
export interface ScopeColumn {
  readonly field: Field;
  readonly value: Scalar;
  /** USING or NATURAL made one of it and another: only with its table before it the name means this column. */
  readonly hidden?: boolean;
}

/** One table of FROM. */
export interface ScopeTable {
  /** The table as written in messages. */
  readonly name: string;
  /** What may stand before a column: the alias alone, or the last parts of the table's name. */
  readonly qualifier: readonly string[];
  /** The name that FROM has, where it is another one for the same table: `demo.lrs` for the newest release. */
  readonly written?: readonly string[];
  readonly columns: readonly ScopeColumn[];
}

/** What names mean inside one SELECT. */
export interface Scope {
  readonly tables: readonly ScopeTable[];
  /** The columns that USING or NATURAL made one of; without a table before it their name means these. */
  readonly merged: readonly ScopeColumn[];
  /** The columns of `*`, where they are not those of the tables in order. */
  readonly all?: readonly ScopeColumn[];
  /** A table of FROM is not known, and was told of: a name that is not found may be one of its columns. */
  readonly open?: boolean;
}

export const unknownScope: Scope = { tables: [], merged: [], open: true };

export function typeOfField(field: Field): ColumnType {
  return field.arraysize === undefined
    ? { scalar: field.scalar }
    : { scalar: field.scalar, arraysize: field.arraysize };
}

/** The scope of one table whose columns are read as they are. */
export function scopeOfFields(name: string, fields: readonly Field[]): Scope {
  const columns = fields.map(
    (field, index): ScopeColumn => ({ field, value: { kind: 'column', index, type: typeOfField(field) } }),
  );
  return { tables: [{ name, qualifier: [name], columns }], merged: [] };
}

/** The scope as a join sees it whose left input has `offset` columns before its own. */
export function shiftScope(scope: Scope, offset: number): Scope {
  const shifted = new Map<ScopeColumn, ScopeColumn>();
  const shift = (c: ScopeColumn): ScopeColumn => {
    const made = shifted.get(c) ?? { ...c, value: mapColumns(c.value, (i) => i + offset) };
    shifted.set(c, made);
    return made;
  };
  return {
    ...scope,
    tables: scope.tables.map((t) => ({ ...t, columns: t.columns.map(shift) })),
    merged: scope.merged.map(shift),
    ...(scope.all ? { all: scope.all.map(shift) } : {}),
  };
}

export function means(part: Part, name: string): boolean {
  return part.delimited ? part.text === name : part.text.toLowerCase() === name.toLowerCase();
}

/** Whether the parts before a column name (or before `.*`) name the table. */
export function qualifies(table: ScopeTable, parts: readonly Part[]): boolean {
  return endsWith(table.qualifier, parts) || (table.written !== undefined && endsWith(table.written, parts));
}

function endsWith(name: readonly string[], parts: readonly Part[]): boolean {
  const tail = name.slice(name.length - parts.length);
  return parts.length <= name.length && parts.every((part, i) => means(part, tail[i]!));
}

function columnOf(columns: readonly ScopeColumn[], part: Part): ScopeColumn | undefined {
  return columns.find((c) => c.field.name === part.text) ?? columns.find((c) => means(part, c.field.name));
}

function shownOf({ columns }: ScopeTable): ScopeColumn[] {
  return columns.filter((c) => !c.hidden);
}

/** Every column that a name may mean: none, one, or several where it is ambiguous. */
export function lookUp(scope: Scope, name: Name): ScopeColumn[] {
  const last = name.parts.at(-1)!;
  const before = name.parts.slice(0, -1);
  const lists =
    before.length === 0
      ? [...scope.merged.map((column) => [column]), ...scope.tables.map(shownOf)]
      : scope.tables.filter((t) => qualifies(t, before)).map((t) => t.columns);
  return lists.flatMap((columns) => columnOf(columns, last) ?? []);
}

/** The columns of `*`: for each join the merged ones first, then those of its left and its right side. */
export function allColumns(scope: Scope): readonly ScopeColumn[] {
  return scope.all ?? scope.tables.flatMap((t) => t.columns);
}

function shown(parts: readonly Part[]): string {
  return parts.map((p) => p.text).join('.');
}

/** Says why a name means no column, or more than one. */
export function reportColumn(scope: Scope, name: Name, at: Spanned, count: number, problems: Problems): void {
  const last = name.parts.at(-1)!;
  const before = name.parts.slice(0, -1);
  const where = name.span ? name : at;
  if (count > 1) {
    const tables = scope.tables.filter((t) => columnOf(t.columns, last)).map((t) => t.name);
    problems.add(where, 'QUERY-AMBIGUOUS', {
      en: `"${shown(name.parts)}" could be a column of ${tables.join(' or ')}: write the table before it.`,
      zh: `“${shown(name.parts)}”可能是 ${tables.join('、')} 的列：请在前面写明表名。`,
    });
    return;
  }
  const tables = scope.tables.filter((t) => qualifies(t, before));
  if (before.length > 0 && tables.length === 0) {
    const known = scope.tables.map((t) => t.qualifier.at(-1)!);
    const close = nearest(before.at(-1)!.text, known) ?? (known.length === 1 ? known[0] : undefined);
    const text = {
      en: `The query has no table "${shown(before)}" for the column "${last.text}".`,
      zh: `查询中没有表“${shown(before)}”（列“${last.text}”）。`,
    };
    problems.add(where, 'QUERY-UNKNOWN-TABLE', text, close, close && `${written(close)}.${quoted(last)}`);
    return;
  }
  const names = tables.map((t) => t.name);
  const close = nearest(
    last.text,
    tables.flatMap((t) => t.columns.map((c) => c.field.name)),
  );
  const text =
    names.length === 1
      ? { en: `${names[0]} has no column "${last.text}".`, zh: `${names[0]} 中没有列“${last.text}”。` }
      : {
          en: `None of ${names.join(', ')} has a column "${last.text}".`,
          zh: `${names.join('、')} 中都没有列“${last.text}”。`,
        };
  if (close === undefined && before.length === 0 && last.delimited) {
    const literal = `'${last.text.replaceAll("'", "''")}'`;
    const meant = {
      en: `${text.en} Double quotes make a name; a text is written ${literal}.`,
      zh: `${text.zh}双引号表示名称；文本应写作 ${literal}。`,
    };
    problems.add(where, 'QUERY-UNKNOWN-COLUMN', meant, undefined, literal);
    return;
  }
  problems.add(where, 'QUERY-UNKNOWN-COLUMN', text, close, close && [...before.map(quoted), written(close)].join('.'));
}

/** A name as ADQL takes it. */
export function written(name: string): string {
  return isRegularName(name) ? name : quoteName(name);
}

function quoted(part: Part): string {
  return part.delimited ? quoteName(part.text) : part.text;
}
