import type { Expression, Query, SelectItem, SelectQuery, TableExpression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { fail, nearest } from '@lingtai/diagnostics';
import { Resolver } from './expression.ts';
import { Grouping, hasAggregate } from './grouping.ts';
import type { Plan, Relation, Scalar, SortKey } from './ir.ts';
import { keysOf } from './keys.ts';
import { madeScalar } from './made.ts';
import { fieldOf, uniqueNames } from './output.ts';
import { Problems } from './problems.ts';
import { prune } from './prune.ts';
import { columnScalar, qualifies, type Scope, typeOfField } from './scope.ts';
import { coverOf, type PositionColumns } from './spatial.ts';
import { apply, boolean, int64, isArray } from './types.ts';
import { unsupported } from './unsupported.ts';
import type { CatalogueView, TableStorage, ViewTable } from './view.ts';
import { sameScalar } from './walk.ts';

/** The physical column of every table with positions: HEALPix cell of order 29, nested; null where a row has no position. */
export const cellColumn = '_healpix_29';

/**
 * Gives a query tree its meaning for one asker: names, types, row rules, geometry. Throws a `LingtaiError` of class
 * `usage` that tells all unknown names and type errors at once, with spans where the tree has them.
 */
export function resolve(tree: Query, view: CatalogueView): { readonly plan: Plan } {
  const problems = new Problems();
  const select = new Select(view, problems);
  const { relation, fields } = select.resolve(tree);
  problems.throwIfAny();
  return { plan: { root: prune(relation), fields, reads: select.reads } };
}

interface Source {
  readonly relation: Relation;
  readonly scope: Scope;
  /** Columns that put the rows into canonical order; empty when the source has none. */
  readonly canonical: readonly Scalar[];
  /** The column that tells rows apart. */
  readonly key?: Scalar;
  readonly position?: PositionColumns;
}

interface Output {
  readonly value: Scalar;
  readonly field: Field;
  readonly alias?: string;
}

class Select {
  readonly reads: TableStorage[] = [];
  readonly #view: CatalogueView;
  readonly #problems: Problems;

  constructor(view: CatalogueView, problems: Problems) {
    this.#view = view;
    this.#problems = problems;
  }

  resolve(tree: Query): { relation: Relation; fields: readonly Field[] } {
    if (tree.kind === 'select' && !tree.with) return this.#select(tree);
    const construct = tree.with ? 'WITH' : tree.kind === 'set' ? tree.operator : 'ORDER BY';
    unsupported(construct, tree, this.#problems);
    return { relation: unknownSource('?').relation, fields: [] };
  }

  #select(tree: SelectQuery): { relation: Relation; fields: readonly Field[] } {
    const source = this.#source(tree);
    const plain = new Resolver(source.scope, this.#problems);
    let relation = this.#where(tree, source, plain);
    const grouped = (tree.groupBy?.length ?? 0) > 0 || tree.having !== undefined || hasAggregate(tree);
    const grouping = grouped ? new Grouping(plain, this.#groupExpressions(tree)) : undefined;
    const resolver = grouping?.resolver ?? plain;
    const outputs = tree.items.flatMap((item) => this.#outputs(item, source, resolver, grouped));
    const having = tree.having && resolver.condition(tree.having);
    const by = (tree.orderBy ?? []).map((o) => ({
      value: this.#orderValue(o.value, outputs, resolver),
      descending: o.descending ?? false,
    }));
    if (grouping) relation = grouping.relation(relation);
    if (having) relation = { kind: 'filter', input: relation, predicate: having };
    const groupColumns = grouping?.groupColumns;
    const ordered = {
      by,
      ties: groupColumns ?? (source.key ? [source.key] : []),
      canonical: groupColumns ?? source.canonical,
    };
    const fields = uniqueNames(outputs.map((o) => o.field));
    return { relation: this.#finish(tree, relation, outputs, fields, ordered, grouped), fields };
  }

  #source(tree: SelectQuery): Source {
    if (!tree.from) {
      this.#problems.add(tree, 'QUERY-NO-TABLE', {
        en: 'The query names no table (FROM is missing).',
        zh: '查询没有指明表(缺少 FROM)。',
      });
      return unknownSource('?');
    }
    if (tree.from.kind === 'table') return this.#table(tree.from);
    if (tree.from.kind === 'derived') return this.#derived(tree.from);
    unsupported('JOIN', tree.from, this.#problems);
    return unknownSource('?');
  }

  #table(from: Extract<TableExpression, { kind: 'table' }>): Source {
    const table = this.#view.table(from.name.parts);
    const alias = from.alias?.parts[0]?.text;
    const written = from.name.parts.map((p) => p.text).join('.');
    if (!table) {
      const text = { en: `There is no table "${written}".`, zh: `没有表“${written}”。` };
      this.#problems.add(
        from.name.span ? from.name : from,
        'QUERY-UNKNOWN-TABLE',
        text,
        nearest(written, this.#view.tableNames()),
      );
      return unknownSource(alias ?? written);
    }
    this.reads.push(table.storage);
    return scanOf(table, alias);
  }

  #derived(from: Extract<TableExpression, { kind: 'derived' }>): Source {
    const inner = this.resolve(from.query);
    const name = from.alias.parts[0]?.text ?? '';
    return {
      relation: inner.relation,
      scope: { tableName: name, qualifier: [name], columns: inner.fields },
      canonical: [],
    };
  }

  #where(tree: SelectQuery, source: Source, resolver: Resolver): Relation {
    const where = tree.where && resolver.condition(tree.where);
    if (source.scope.columns.length === 0) return source.relation;
    return where ? addFilter(source, source.relation, where) : source.relation;
  }

  #groupExpressions(tree: SelectQuery): Expression[] {
    return (tree.groupBy ?? []).map((e) => selectedItem(e, tree.items) ?? e);
  }

  #outputs(item: SelectItem, source: Source, resolver: Resolver, grouped: boolean): Output[] {
    const scope = source.scope;
    if (item.kind === 'value') {
      const value = resolver.value(item.value);
      const alias = item.alias?.parts[0]?.text;
      return [{ value, field: fieldOf(item.value, value, scope, alias), ...(alias === undefined ? {} : { alias }) }];
    }
    if (item.of && !qualifies(scope, item.of.parts)) {
      const written = item.of.parts.map((p) => p.text).join('.');
      const text = { en: `The query has no table "${written}".`, zh: `查询中没有表“${written}”。` };
      this.#problems.add(item, 'QUERY-UNKNOWN-TABLE', text, scope.qualifier.at(-1));
    }
    return scope.columns
      .map((field, index): Output => {
        const part = { text: field.name, delimited: true };
        const value: Scalar = grouped
          ? resolver.value({ kind: 'column', name: { parts: [part] }, ...(item.span ? { span: item.span } : {}) })
          : columnScalar(scope, index);
        return { value, field };
      })
      .filter(({ field }) => field.name !== cellColumn);
  }

  /** ORDER BY: a column number, an alias or any expression. */
  #orderValue(e: Expression, outputs: readonly Output[], resolver: Resolver): Scalar {
    if (e.kind === 'number' && /^\d+$/.test(e.text)) {
      const output = outputs[Number(e.text) - 1];
      if (output) return output.value;
      this.#problems.add(e, 'QUERY-ORDINAL', {
        en: `There is no output column ${e.text}.`,
        zh: `没有第 ${e.text} 个输出列。`,
      });
    }
    const alias = aliasIn(e, outputs);
    const value = alias?.value ?? resolver.value(e);
    if (isArray(value.type)) {
      this.#problems.add(e, 'QUERY-TYPE', { en: 'Rows cannot be ordered by an array.', zh: '不能按数组排序。' });
    }
    return value;
  }

  #finish(
    tree: SelectQuery,
    input: Relation,
    outputs: readonly Output[],
    fields: readonly Field[],
    ordered: { by: readonly SortKey[]; ties: readonly Scalar[]; canonical: readonly Scalar[] },
    grouped: boolean,
  ): Relation {
    const names = fields.map((f) => f.name);
    const values = outputs.map((o) => o.value);
    if (tree.distinct) {
      const distinct: Relation = { kind: 'distinct', input: { kind: 'project', input, values, names } };
      return limited(tree, sorted(distinct, this.#distinctKeys(tree, values, ordered.by), false));
    }
    const canonical = ordered.by.length === 0;
    const by = canonical ? ascending(ordered.canonical) : [...ordered.by, ...ascending(ordered.ties)];
    const body = limited(tree, sorted(input, by, canonical && !grouped));
    return { kind: 'project', input: body, values, names };
  }

  #distinctKeys(tree: SelectQuery, values: readonly Scalar[], by: readonly SortKey[]): SortKey[] {
    const keys = by.map((key, i): SortKey => {
      const index = values.findIndex((v) => sameScalar(v, key.value));
      if (index < 0) {
        const text = {
          en: 'With DISTINCT, ORDER BY takes only columns of the result.',
          zh: '使用 DISTINCT 时,ORDER BY 只能用结果中的列。',
        };
        this.#problems.add(tree.orderBy?.[i], 'QUERY-ORDER-DISTINCT', text);
      }
      return { value: { kind: 'column', index: Math.max(0, index), type: key.value.type }, descending: key.descending };
    });
    const rest = values.flatMap((v, index): Scalar[] =>
      isArray(v.type) ? [] : [{ kind: 'column', index, type: v.type }],
    );
    return [...keys, ...ascending(rest)];
  }
}

function unknownSource(name: string): Source {
  const relation: Relation = {
    kind: 'scan',
    storage: { releaseDigest: '', releaseAddress: '', table: '' },
    columns: [],
  };
  return { relation, scope: { tableName: name, qualifier: [name], columns: [] }, canonical: [] };
}

function scanOf(table: ViewTable, alias: string | undefined): Source {
  const columns = table.columns.map((c) => ({ name: c.name, type: typeOfField(c) }));
  const at = (name: string): number => columns.findIndex((c) => c.name === name);
  const reference = (name: string): Scalar[] => {
    const index = at(name);
    return index < 0 ? [] : [{ kind: 'column', index, type: columns[index]!.type }];
  };
  if (table.position && at(cellColumn) < 0) columns.push({ name: cellColumn, type: int64 });
  const scope: Scope = {
    tableName: table.name,
    qualifier: alias === undefined ? table.name.split('.') : [alias],
    columns: table.columns,
    made: madeColumns(table),
  };
  const [key] = reference(table.key);
  const position = table.position && { ra: at(table.position.ra), dec: at(table.position.dec) };
  const source: Source = {
    relation: { kind: 'scan', storage: table.storage, columns },
    scope,
    canonical: [...(table.position ? reference(cellColumn) : []), ...(key ? [key] : [])],
    ...(key ? { key } : {}),
    ...(position && position.ra >= 0 && position.dec >= 0 ? { position } : {}),
  };
  return table.rowRule
    ? { ...source, relation: addFilter(source, source.relation, ruleOf(table, table.rowRule, scope)) }
    : source;
}

function madeColumns(table: ViewTable): ReadonlyMap<number, Scalar> {
  const stored = (name: string): Scalar => {
    const index = table.columns.findIndex((c) => c.name === name);
    return { kind: 'column', index, type: typeOfField(table.columns[index]!) };
  };
  return new Map(
    table.columns.flatMap((c, i) => (c.made ? [[i, madeScalar(c.made, typeOfField(c), stored)] as const] : [])),
  );
}

// A rule that cannot be applied closes the table: nothing is shown without it.
function ruleOf(table: ViewTable, rule: Expression, scope: Scope): Scalar {
  const problems = new Problems();
  const predicate = new Resolver(scope, problems).condition(rule);
  if (problems.empty) return predicate;
  throw fail(
    'internal',
    'QUERY-ROW-RULE',
    {
      en: `The access rule of ${table.name} cannot be applied.`,
      zh: `无法应用 ${table.name} 的访问规则。`,
    },
    { cause: new Error(problems.first) },
  );
}

/** Adds a condition, and to the scan what it says of the position and the key. */
function addFilter(source: Source, input: Relation, predicate: Scalar): Relation {
  const before = input.kind === 'filter' ? input.predicate : undefined;
  const all = before ? apply('and', boolean, before, predicate) : predicate;
  const scan = input.kind === 'filter' ? input.input : input;
  if (scan.kind !== 'scan') return { kind: 'filter', input, predicate };
  const cover = source.position && coverOf(all, source.position);
  const keys = source.key?.kind === 'column' ? keysOf(all, source.key.index) : undefined;
  const narrowed = { ...scan, ...(cover ? { cover } : {}), ...(keys ? { keyEquals: keys } : {}) };
  return { kind: 'filter', input: narrowed, predicate: all };
}

function ascending(values: readonly Scalar[]): SortKey[] {
  return values.map((value) => ({ value, descending: false }));
}

function sorted(input: Relation, by: readonly SortKey[], canonical: boolean): Relation {
  const keys = by.filter(
    (k, i) => k.value.kind !== 'literal' && by.findIndex((o) => sameScalar(o.value, k.value)) === i,
  );
  if (keys.length === 0) return input;
  return { kind: 'sort', input, by: keys, ...(canonical ? { canonical } : {}) };
}

function limited(tree: SelectQuery, input: Relation): Relation {
  if (tree.top === undefined && tree.offset === undefined) return input;
  const limit = tree.top === undefined ? {} : { limit: tree.top };
  return { kind: 'limit', input, ...limit, ...(tree.offset === undefined ? {} : { offset: tree.offset }) };
}

function singleName(e: Expression): { text: string; delimited?: boolean } | undefined {
  return e.kind === 'column' && e.name.parts.length === 1 ? e.name.parts[0] : undefined;
}

function sameName(part: { text: string; delimited?: boolean }, name: string): boolean {
  return part.delimited ? part.text === name : part.text.toLowerCase() === name.toLowerCase();
}

function aliasIn(e: Expression, outputs: readonly Output[]): Output | undefined {
  const part = singleName(e);
  return part && outputs.find((o) => o.alias !== undefined && sameName(part, o.alias));
}

/** The select item that a GROUP BY alias means. */
function selectedItem(e: Expression, items: readonly SelectItem[]): Expression | undefined {
  const part = singleName(e);
  if (!part) return undefined;
  for (const item of items) {
    const alias = item.kind === 'value' ? item.alias?.parts[0]?.text : undefined;
    if (item.kind === 'value' && alias !== undefined && sameName(part, alias) && !containsAggregate(item.value))
      return item.value;
  }
  return undefined;
}

function containsAggregate(e: Expression): boolean {
  return hasAggregate({ kind: 'select', items: [{ kind: 'value', value: e }] });
}
