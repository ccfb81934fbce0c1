import type { Expression, SelectItem, SelectQuery } from '@lingtai/adql';
import { nearest } from '@lingtai/diagnostics';
import { cellColumn } from './cell.ts';
import { Resolver } from './expression.ts';
import { From, type FromContext } from './from.ts';
import { Grouping, hasAggregate } from './grouping.ts';
import type { Relation, Scalar, SortKey } from './ir.ts';
import { ascending, limited, type Output, orderValue, type Resolved, type Stored, sorted } from './order.ts';
import { fieldOf, uniqueNames } from './output.ts';
import { allColumns, lookUp, means, qualifies, type Scope, type ScopeColumn } from './scope.ts';
import { withOneZero } from './settled.ts';
import { canonicalOf, filtered, keysOfSource, type Source, storedOrder, unknownSource } from './source.ts';
import { isArray } from './types.ts';
import { hasSubquery, sameScalar } from './walk.ts';

interface Ordering {
  readonly by: readonly SortKey[];
  /** What ends ties. */
  readonly ties: readonly Scalar[];
  /** The order where the query wants none. */
  readonly canonical: readonly Scalar[];
  /** Whether the storage has the canonical order already. */
  readonly stored: Stored;
}

/** Resolves one SELECT. */
export class Select {
  readonly #context: FromContext;
  readonly #outer: Resolver | undefined;

  constructor(context: FromContext, outer: Resolver | undefined) {
    this.#context = context;
    this.#outer = outer;
  }

  resolve(tree: SelectQuery): Resolved {
    const source = this.#source(tree);
    const plain = new Resolver(source.scope, this.#context, this.#outer);
    const where = tree.where && plain.condition(tree.where);
    const input = filtered(source, where);
    const grouped = (tree.groupBy?.length ?? 0) > 0 || tree.having !== undefined || hasAggregate(tree);
    const grouping = grouped ? new Grouping(plain, groupExpressions(tree, source.scope)) : undefined;
    const resolver = grouping?.resolver ?? plain;
    const outputs = tree.items.flatMap((item) => this.#outputs(item, source, resolver, grouped));
    const having = tree.having && resolver.condition(tree.having);
    const by = (tree.orderBy ?? []).map((o) => ({
      value: orderValue(o.value, outputs, resolver),
      descending: o.descending ?? false,
    }));
    let relation = grouping ? grouping.relation(input) : input;
    if (having) relation = { kind: 'filter', input: relation, predicate: having };
    const fields = uniqueNames(outputs.map((o) => o.field));
    const order = this.#ordering(by, source, outputs, grouping, where);
    return {
      relation: this.#finish(
        tree,
        relation,
        outputs,
        fields.map((f) => f.name),
        order,
      ),
      fields,
    };
  }

  #source(tree: SelectQuery): Source {
    if (tree.from) return new From(this.#context, this.#outer).source(tree.from);
    this.#context.problems.add(tree, 'QUERY-NO-TABLE', {
      en: 'The query names no table (FROM is missing).',
      zh: '查询没有指明表（缺少 FROM）。',
    });
    return unknownSource;
  }

  #outputs(item: SelectItem, source: Source, resolver: Resolver, grouped: boolean): Output[] {
    if (item.kind === 'value') {
      const value = resolver.value(item.value);
      const alias = item.alias?.parts[0]?.text;
      const field = fieldOf(item.value, value, source.scope, alias);
      return [{ value, field, ...(alias === undefined ? {} : { alias }) }];
    }
    return this.#star(item, source)
      .filter(({ field }) => field.name !== cellColumn)
      .map(
        ({ field, value }): Output => ({
          field,
          value: grouped ? this.#groupedStar(item, field.name, resolver) : value,
        }),
      );
  }

  #star(item: Extract<SelectItem, { kind: 'all' }>, { scope }: Source): readonly ScopeColumn[] {
    if (!item.of) return allColumns(scope);
    const { parts } = item.of;
    const tables = scope.tables.filter((t) => qualifies(t, parts));
    if (tables.length === 0 && !scope.open) {
      const written = parts.map((p) => p.text).join('.');
      const names = scope.tables.map((t) => t.qualifier.at(-1)!);
      const text = { en: `The query has no table "${written}".`, zh: `查询中没有表“${written}”。` };
      const close = nearest(written, names) ?? (names.length === 1 ? names[0] : undefined);
      this.#context.problems.add(item, 'QUERY-UNKNOWN-TABLE', text, close);
    }
    return tables.flatMap((t) => t.columns);
  }

  #groupedStar(item: SelectItem, name: string, resolver: Resolver): Scalar {
    const part = { text: name, delimited: true };
    return resolver.value({ kind: 'column', name: { parts: [part] }, ...(item.span ? { span: item.span } : {}) });
  }

  #ordering(
    by: readonly SortKey[],
    source: Source,
    outputs: readonly Output[],
    grouping: Grouping | undefined,
    where: Scalar | undefined,
  ): Ordering {
    const { deterministic } = this.#context;
    if (grouping) return { by, ties: grouping.groupColumns, canonical: grouping.groupColumns, stored: {} };
    const single = source.leaves.length === 1 && source.relation.kind !== 'join' && source.keyed;
    if (single) {
      // An engine may join the rows with those of a sub-query, and so mix them.
      const mixed = [...(where ? [where] : []), ...outputs.map((o) => o.value)].some(hasSubquery);
      const stored = deterministic && mixed ? {} : storedOrder(source);
      return { by, ties: keysOfSource(source), canonical: canonicalOf(source), stored };
    }
    const ties = deterministic && !source.keyed ? outputs.map((o) => o.value) : keysOfSource(source);
    return { by, ties, canonical: deterministic ? ties : [], stored: {} };
  }

  #finish(
    tree: SelectQuery,
    input: Relation,
    outputs: readonly Output[],
    names: readonly string[],
    order: Ordering,
  ): Relation {
    const values = outputs.map((o) => o.value);
    if (tree.distinct) {
      const settled = this.#context.deterministic ? values.map(withOneZero) : values;
      const distinct: Relation = { kind: 'distinct', input: { kind: 'project', input, values: settled, names } };
      return limited(tree, sorted(distinct, this.#distinctKeys(tree, values, order.by)));
    }
    const canonical = order.by.length === 0;
    const by = canonical ? ascending(order.canonical) : [...order.by, ...ascending(order.ties)];
    const body = limited(tree, sorted(input, by, canonical ? order.stored : {}));
    return { kind: 'project', input: body, values, names };
  }

  #distinctKeys(tree: SelectQuery, values: readonly Scalar[], by: readonly SortKey[]): SortKey[] {
    const keys = by.map((key, i): SortKey => {
      const index = values.findIndex((v) => sameScalar(v, key.value));
      if (index < 0) {
        const text = {
          en: 'With DISTINCT, ORDER BY takes only columns of the result.',
          zh: '使用 DISTINCT 时，ORDER BY 只能用结果中的列。',
        };
        this.#context.problems.add(tree.orderBy?.[i], 'QUERY-ORDER-DISTINCT', text);
      }
      return { value: { kind: 'column', index: Math.max(0, index), type: key.value.type }, descending: key.descending };
    });
    const rest = values.flatMap((v, index): Scalar[] =>
      isArray(v.type) && !this.#context.deterministic ? [] : [{ kind: 'column', index, type: v.type }],
    );
    return [...keys, ...ascending(rest)];
  }
}

/** What GROUP BY names: as in SQL a column goes before an alias of the same name. */
function groupExpressions(tree: SelectQuery, scope: Scope): Expression[] {
  const isColumn = (e: Expression): boolean => e.kind === 'column' && lookUp(scope, e.name).length > 0;
  return (tree.groupBy ?? []).map((e) => (isColumn(e) ? e : (selectedItem(e, tree.items) ?? e)));
}

/** The select item that a GROUP BY alias means. */
function selectedItem(e: Expression, items: readonly SelectItem[]): Expression | undefined {
  const part = e.kind === 'column' && e.name.parts.length === 1 ? e.name.parts[0] : undefined;
  if (!part) return undefined;
  for (const item of items) {
    const alias = item.kind === 'value' ? item.alias?.parts[0]?.text : undefined;
    if (item.kind === 'value' && alias !== undefined && means(part, alias) && !containsAggregate(item.value))
      return item.value;
  }
  return undefined;
}

function containsAggregate(e: Expression): boolean {
  return hasAggregate({ kind: 'select', items: [{ kind: 'value', value: e }] });
}
