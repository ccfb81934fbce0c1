import type { Name, Spanned } from '@lingtai/adql';
import type { ColumnType, Field } from '@lingtai/columns';
import { nearest } from '@lingtai/diagnostics';
import type { Scalar } from './ir.ts';
import type { Problems } from './problems.ts';
import { nullLiteral } from './types.ts';

type Part = Name['parts'][number];

/** What names mean inside one SELECT: the columns of its table, by position in the input relation. */
export interface Scope {
  /** The table as written in messages. */
  readonly tableName: string;
  /** What may stand before a column, longest first: the alias alone, or the parts of the table's name. */
  readonly qualifier: readonly string[];
  readonly columns: readonly Field[];
  /** The values of columns that are not stored, by index. */
  readonly made?: ReadonlyMap<number, Scalar>;
}

/** The value of a column by its index: read from the input, or made. */
export function columnScalar(scope: Scope, index: number): Scalar {
  return scope.made?.get(index) ?? { kind: 'column', index, type: typeOfField(scope.columns[index]!) };
}

function means(part: Part, name: string): boolean {
  return part.delimited ? part.text === name : part.text.toLowerCase() === name.toLowerCase();
}

/** Whether the parts before a column name (or before `.*`) name the scope's table. */
export function qualifies(scope: Scope, parts: readonly Part[]): boolean {
  const tail = scope.qualifier.slice(scope.qualifier.length - parts.length);
  return parts.length <= scope.qualifier.length && parts.every((part, i) => means(part, tail[i]!));
}

export function columnIndex(scope: Scope, part: Part): number {
  const exact = scope.columns.findIndex((c) => c.name === part.text);
  return exact >= 0 || part.delimited ? exact : scope.columns.findIndex((c) => means(part, c.name));
}

export function typeOfField(field: Field): ColumnType {
  return field.arraysize === undefined
    ? { scalar: field.scalar }
    : { scalar: field.scalar, arraysize: field.arraysize };
}

/** The column that a name means; reports an unknown one and goes on with a null. */
export function resolveColumn(scope: Scope, name: Name, at: Spanned, problems: Problems): Scalar {
  const last = name.parts[name.parts.length - 1]!;
  const before = name.parts.slice(0, -1);
  const where = name.span ? name : at;
  if (before.length > 0 && !qualifies(scope, before)) {
    const wanted = before.map((p) => p.text).join('.');
    problems.add(
      where,
      'QUERY-UNKNOWN-TABLE',
      {
        en: `The query has no table "${wanted}" for the column "${last.text}".`,
        zh: `查询中没有表“${wanted}”(列“${last.text}”)。`,
      },
      scope.qualifier.at(-1),
    );
    return nullLiteral;
  }
  const index = columnIndex(scope, last);
  if (index >= 0) return columnScalar(scope, index);
  problems.add(
    where,
    'QUERY-UNKNOWN-COLUMN',
    { en: `${scope.tableName} has no column "${last.text}".`, zh: `${scope.tableName} 中没有列“${last.text}”。` },
    nearest(
      last.text,
      scope.columns.map((c) => c.name),
    ),
  );
  return nullLiteral;
}
