import type { Name, Spanned, TableExpression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { nearest } from '@lingtai/diagnostics';
import { cellColumn } from './cell.ts';
import { Resolver, type ResolverContext } from './expression.ts';
import type { Relation, RelationOf, Scalar } from './ir.ts';
import { allColumns, lookUp, type Scope, type ScopeColumn, scopeOfFields, written } from './scope.ts';
import type { QuerySize } from './size.ts';
import { type Source, shiftSource, unknownSource, widthOfSource } from './source.ts';
import { storedSource } from './stored.ts';
import { apply, boolean, literalOf, unify } from './types.ts';
import type { TableStorage } from './view.ts';

type Of<K extends TableExpression['kind']> = Extract<TableExpression, { kind: K }>;

const always: Scalar = literalOf(boolean, true);

/** What FROM may name, and what it tells. */
export interface FromContext extends ResolverContext {
  readonly reads: TableStorage[];
  /** The tables of WITH that are known here. */
  common(
    parts: Name['parts'],
  ): { readonly relation: Relation; readonly fields: readonly Field[]; readonly tables: number } | undefined;
  readonly size: QuerySize;
  readonly commonNames: readonly string[];
}

/** Resolves FROM: `outer` is the SELECT around a sub-query, whose columns ON may use. */
export class From {
  readonly #context: FromContext;
  readonly #outer: Resolver | undefined;

  constructor(context: FromContext, outer: Resolver | undefined) {
    this.#context = context;
    this.#outer = outer;
  }

  source(from: TableExpression): Source {
    if (from.kind === 'table') return this.#table(from);
    return from.kind === 'derived' ? this.#derived(from) : this.#join(from);
  }

  #table(from: Of<'table'>): Source {
    const { parts } = from.name;
    const alias = from.alias?.parts[0]?.text;
    const name = parts.map((p) => p.text).join('.');
    const common = this.#context.common(parts);
    if (common) {
      this.#context.size.addTables(common.tables, from);
      return relationSource(common.relation, common.fields, alias ?? name);
    }
    const table = this.#context.view.table(parts);
    if (table) {
      this.#context.size.addTables(1, from);
      this.#context.reads.push(table.storage);
      return storedSource(table, from, this.#context);
    }
    const close = nearestTable(name, [...this.#context.view.tableNames(), ...this.#context.commonNames]);
    this.#context.problems.add(
      from.name.span ? from.name : from,
      'QUERY-UNKNOWN-TABLE',
      { en: `There is no table "${name}".`, zh: `没有表“${name}”。` },
      close,
      close?.split('.').map(written).join('.'),
    );
    return unknownSource;
  }

  #derived(from: Of<'derived'>): Source {
    const { relation, fields } = this.#context.query(from.query, this.#outer);
    return relationSource(relation, fields, from.alias.parts[0]?.text ?? '');
  }

  #join(join: Of<'join'>): Source {
    const left = this.source(join.left);
    const right = shiftSource(this.source(join.right), widthOfSource(left));
    this.#refuseSameNames(join, left, right);
    const type = join.type === 'cross' ? 'inner' : join.type;
    const pairs = this.#pairs(join, left.scope, right.scope);
    const taken = new Set(pairs.flatMap((p) => [p.left, p.right]));
    const hide = (c: ScopeColumn): ScopeColumn => (taken.has(c) ? { ...c, hidden: true } : c);
    const merged = pairs.map((p) => mergedColumn(p, type));
    const others = (columns: readonly ScopeColumn[]): ScopeColumn[] => columns.filter((c) => !taken.has(c));
    const scope: Scope = {
      tables: [...left.scope.tables, ...right.scope.tables].map((t) => ({ ...t, columns: t.columns.map(hide) })),
      merged: [...merged, ...others(left.scope.merged), ...others(right.scope.merged)],
      all: [...merged, ...others(allColumns(left.scope)), ...others(allColumns(right.scope))],
      ...(left.scope.open || right.scope.open ? { open: true } : {}),
    };
    const conditions = pairs.map((p) => p.equal);
    if (join.on) conditions.push(new Resolver(scope, this.#context, this.#outer).condition(join.on));
    const on = conditions.length > 1 ? apply('and', boolean, ...conditions) : (conditions[0] ?? always);
    const inner = type === 'inner';
    return {
      relation: { kind: 'join', type, left: left.relation, right: right.relation, on },
      scope,
      leaves: [...left.leaves, ...right.leaves],
      keyed: left.keyed && right.keyed,
      joined: inner ? [...left.joined, ...right.joined, ...(on === always ? [] : [on])] : [],
    };
  }

  #refuseSameNames(at: Spanned, left: Source, right: Source): void {
    for (const table of right.scope.tables) {
      const same = left.scope.tables.find(
        (t) => t.qualifier.join('.').toLowerCase() === table.qualifier.join('.').toLowerCase(),
      );
      if (!same) continue;
      this.#context.problems.add(at, 'QUERY-SAME-TABLE', {
        en: `Two tables of FROM are called "${table.qualifier.join('.')}": give them different names with AS.`,
        zh: `FROM 中有两个表都叫“${table.qualifier.join('.')}”：请用 AS 给它们不同的名称。`,
      });
    }
  }

  /** The columns that USING names or NATURAL finds on both sides. */
  #pairs(join: Of<'join'>, left: Scope, right: Scope): Pair[] {
    const names: readonly Name[] = join.natural ? commonColumns(left, right) : (join.using ?? []);
    return names.flatMap((name) => {
      const [a, b] = [this.#side(left, name, join), this.#side(right, name, join)];
      const pair = a && b && unify(a.value, b.value);
      if (pair) return [{ left: a, right: b, values: pair, equal: apply('eq', boolean, ...pair) }];
      if (a && b) {
        const column = name.parts.at(-1)!.text;
        const text = {
          en: `The columns "${column}" of the two tables are of types that cannot be compared.`,
          zh: `两个表中的列“${column}”类型不同，无法比较。`,
        };
        this.#context.problems.add(name.span ? name : join, 'QUERY-TYPE', text);
      }
      return [];
    });
  }

  #side(scope: Scope, name: Name, at: Spanned): ScopeColumn | undefined {
    const found = lookUp(scope, name);
    if (found.length === 1) return found[0];
    new Resolver(scope, this.#context).value({ kind: 'column', name, ...(at.span ? { span: at.span } : {}) });
    return undefined;
  }
}

interface Pair {
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
  readonly values: readonly [Scalar, Scalar];
  readonly equal: Scalar;
}

function mergedColumn({ left, right, values }: Pair, type: RelationOf<'join'>['type']): ScopeColumn {
  if (type === 'right') return right;
  if (type !== 'full') return left;
  const { type: valueType } = values[0];
  return { field: { ...left.field, scalar: valueType.scalar }, value: apply('coalesce', valueType, ...values) };
}

function commonColumns(left: Scope, right: Scope): Name[] {
  const fields = [...left.merged, ...left.tables.flatMap((t) => t.columns)].map((c) => c.field.name);
  const names = [...new Set(fields)].map((text): Name => ({ parts: [{ text }] }));
  return names.filter((name) => name.parts[0]!.text !== cellColumn && lookUp(right, name).length > 0);
}

function relationSource(relation: Relation, fields: readonly Field[], name: string): Source {
  return { relation, scope: scopeOfFields(name, fields), leaves: [], keyed: false, joined: [] };
}

/** A name near to what was written, or the same name with its schema before it. */
function nearestTable(name: string, names: readonly string[]): string | undefined {
  const end = `.${name.toLowerCase()}`;
  return nearest(name, names) ?? names.find((n) => n.toLowerCase().endsWith(end));
}
