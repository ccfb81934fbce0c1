import type { Name, NestedQuery, OrderItem, Query, SetQuery } from '@lingtai/adql';
import type { ColumnType, Field } from '@lingtai/columns';
import { Resolver } from './expression.ts';
import type { FromContext } from './from.ts';
import type { Relation, Scalar } from './ir.ts';
import { ascending, limited, orderValue, type Resolved, sorted } from './order.ts';
import type { Problems } from './problems.ts';
import { means, scopeOfFields, typeOfField } from './scope.ts';
import { Select } from './select.ts';
import { withOneZero } from './settled.ts';
import { checkDepth, QuerySize } from './size.ts';
import { castTo, isArray, isNull, literalOf, unify } from './types.ts';
import type { CatalogueView, TableStorage } from './view.ts';

interface Common extends Resolved {
  readonly name: Name['parts'][number];
  /** How many tables one use of it reads. */
  readonly tables: number;
}

/** Resolves queries of every kind; the one object behind a whole text. */
export class Queries implements FromContext {
  readonly view: CatalogueView;
  readonly problems: Problems;
  readonly deterministic: boolean;
  readonly reads: TableStorage[] = [];
  readonly size: QuerySize = new QuerySize();
  readonly #commons: Common[] = [];

  constructor(view: CatalogueView, problems: Problems, deterministic: boolean) {
    this.view = view;
    this.problems = problems;
    this.deterministic = deterministic;
  }

  /** The whole query with its WITH: each of its tables may use those before it. */
  root(tree: Query): Resolved {
    for (const { name, query } of tree.with ?? []) {
      const part = name.parts[0]!;
      if (this.#commons.some((c) => means(part, c.name.text))) {
        this.problems.add(name, 'QUERY-SAME-TABLE', {
          en: `WITH has two tables called "${part.text}".`,
          zh: `WITH 中有两个表都叫“${part.text}”。`,
        });
      }
      const before = this.size.tables;
      const resolved = this.query(query, undefined);
      this.#commons.push({ name: part, tables: this.size.tables - before, ...resolved });
    }
    return this.query(tree, undefined);
  }

  query(tree: Query, outer: Resolver | undefined): Resolved {
    checkDepth(outer?.depth ?? 0, tree);
    if (tree.kind === 'select') return new Select(this, outer).resolve(tree);
    return this.#ordered(tree, tree.kind === 'set' ? this.#set(tree, outer) : this.query(tree.query, outer), outer);
  }

  common(parts: Name['parts']): Common | undefined {
    return parts.length === 1 ? this.#commons.findLast((c) => means(parts[0]!, c.name.text)) : undefined;
  }

  get commonNames(): readonly string[] {
    return this.#commons.map((c) => c.name.text);
  }

  #set(tree: SetQuery, outer: Resolver | undefined): Resolved {
    const left = this.query(tree.left, outer);
    const right = this.query(tree.right, outer);
    const [count, other] = [left.fields.length, right.fields.length];
    if (count !== other) {
      this.problems.add(tree.right.span ? tree.right : tree, 'QUERY-SET-COLUMNS', {
        en: `${tree.operator} joins queries of as many columns; the left one gives ${count}, the right one ${other}.`,
        zh: `${tree.operator} 两边的列数必须相同：左边 ${count} 列，右边 ${other} 列。`,
      });
      return left;
    }
    const types = left.fields.map((field, i) => this.#commonType(tree, i, left, right) ?? typeOfField(field));
    // UNION ALL gives each row as it is; all others give one of equal rows.
    const settle = this.deterministic && !(tree.operator === 'UNION' && tree.all);
    const operator = ({ UNION: 'union', EXCEPT: 'except', INTERSECT: 'intersect' } as const)[tree.operator];
    return {
      relation: {
        kind: 'set',
        operator,
        all: tree.all ?? false,
        left: castColumns(left, types, settle),
        right: castColumns(right, types, settle),
      },
      fields: left.fields.map(
        (field, i): Field => fieldOfType(isNullColumn(left, i) ? right.fields[i]! : field, field.name, types[i]!),
      ),
    };
  }

  #commonType(tree: SetQuery, index: number, left: Resolved, right: Resolved): ColumnType | undefined {
    const pair = unify(columnOf(left, index), columnOf(right, index));
    if (pair) return isNull(pair[0]) ? pair[1].type : pair[0].type;
    this.problems.add(tree.right.span ? tree.right : tree, 'QUERY-TYPE', {
      en: `Column ${index + 1} of the two queries of ${tree.operator} is of different types.`,
      zh: `${tree.operator} 两边第 ${index + 1} 列的类型不同。`,
    });
    return undefined;
  }

  /** ORDER BY and OFFSET over a result whose columns have names. */
  #ordered(tree: SetQuery | NestedQuery, inner: Resolved, outer: Resolver | undefined): Resolved {
    if (!tree.orderBy && tree.offset === undefined && !this.deterministic) return inner;
    const columns = inner.fields.map((field, index): Scalar => ({ kind: 'column', index, type: typeOfField(field) }));
    const outputs = inner.fields.map((field, i) => ({ value: columns[i]!, field, alias: field.name }));
    const resolver = new Resolver(scopeOfFields('', inner.fields), this, outer);
    const by = (tree.orderBy ?? []).map((item: OrderItem) => ({
      value: orderValue(item.value, outputs, resolver),
      descending: item.descending ?? false,
    }));
    const relation = sorted(inner.relation, [...by, ...ascending(this.#ties(tree, columns))]);
    return { relation: limited(tree, relation), fields: inner.fields };
  }

  /** What ends ties: every column. A query in parentheses keeps its own order unless it gets another. */
  #ties(tree: SetQuery | NestedQuery, columns: readonly Scalar[]): readonly Scalar[] {
    if (this.deterministic) return tree.kind === 'set' || tree.orderBy ? columns : [];
    return tree.kind === 'set' && tree.orderBy ? columns.filter((c) => !isArray(c.type)) : [];
  }
}

function isNullColumn({ relation }: Resolved, index: number): boolean {
  return relation.kind === 'project' && isNull(relation.values[index]!);
}

/** The column of a result as a value; one that is NULL in every row takes any type. */
function columnOf(result: Resolved, index: number): Scalar {
  const type = typeOfField(result.fields[index]!);
  return isNullColumn(result, index) ? literalOf(type, null) : { kind: 'column', index, type };
}

function castColumns(result: Resolved, types: readonly ColumnType[], settle: boolean): Relation {
  const values = result.fields.map((_, i) => {
    const value = castTo(columnOf(result, i), types[i]!);
    return settle ? withOneZero(value) : value;
  });
  const changed = values.some((v) => v.kind !== 'column');
  const names = result.fields.map((f) => f.name);
  return changed ? { kind: 'project', input: result.relation, values, names } : result.relation;
}

function fieldOfType(field: Field, name: string, type: ColumnType): Field {
  return { ...field, name, scalar: type.scalar };
}
