import type { TableExpression } from '@lingtai/adql';
import { fail } from '@lingtai/diagnostics';
import { cellColumn } from './cell.ts';
import { Resolver } from './expression.ts';
import type { FromContext } from './from.ts';
import type { Relation, RelationOf, Scalar } from './ir.ts';
import { madeScalar } from './made.ts';
import { Problems } from './problems.ts';
import { type Scope, type ScopeColumn, typeOfField } from './scope.ts';
import type { Leaf, LeafScan, Source } from './source.ts';
import { int64 } from './types.ts';
import type { ViewTable } from './view.ts';

type NamedTable = Extract<TableExpression, { kind: 'table' }>;
type Scan = RelationOf<'scan'>;

/** A stored table that FROM names, with the asker's rule on its rows. */
export function storedSource(table: ViewTable, from: NamedTable, context: FromContext): Source {
  const all = withRuleColumns(table);
  const columns = all.columns.map((c) => ({ name: c.name, type: typeOfField(c) }));
  const at = (name: string): number => columns.findIndex((c) => c.name === name);
  if (table.position && at(cellColumn) < 0) columns.push({ name: cellColumn, type: int64 });
  const rule = table.rowRule && ruleOf(table, scopeOfTable(all, from), context);
  const scans = scansOf(table, columns, rule);
  const [ra, dec, key] = [at(table.position?.ra ?? ''), at(table.position?.dec ?? ''), at(table.key)];
  const leaf: Leaf = {
    scans,
    base: 0,
    ...(ra >= 0 && dec >= 0 ? { position: { ra, dec } } : {}),
    ...(key >= 0 ? { key } : {}),
    canonical: [...(table.position ? [at(cellColumn)] : []), ...(key >= 0 ? [key] : [])],
  };
  const relation = scans
    .map(ruled)
    .reduce((left, right) => ({ kind: 'set', operator: 'union', all: true, left, right }));
  return { relation, scope: scopeOfTable(table, from), leaves: [leaf], keyed: key >= 0, joined: [] };
}

/** Where the rows are read that the asker may see. Those that are stored apart stand under the rule, the others are free. */
function scansOf({ storage, held }: ViewTable, columns: Scan['columns'], rule: Scalar | undefined): LeafScan[] {
  const scan: Scan = { kind: 'scan', storage, columns };
  const ruled = rule ? { rule } : {};
  if (held === undefined) return [{ scan, ...ruled }];
  if (held === 'hidden') return [{ scan: { ...scan, withheld: true } }];
  return [{ scan }, { scan: { ...scan, storage: { ...storage, part: 'held' } }, ...ruled }];
}

function ruled({ scan, rule }: LeafScan): Relation {
  return rule ? { kind: 'filter', input: scan, predicate: rule, rule: true } : scan;
}

/** The table with the columns of its rule, which stand after its own so that those keep their numbers. */
function withRuleColumns(table: ViewTable): ViewTable {
  const more = (table.ruleColumns ?? []).filter((c) => !table.columns.some((own) => own.name === c.name));
  return more.length === 0 ? table : { ...table, columns: [...table.columns, ...more] };
}

function scopeOfTable(table: ViewTable, from: NamedTable): Scope {
  const stored = (name: string): Scalar => {
    const index = table.columns.findIndex((c) => c.name === name);
    return { kind: 'column', index, type: typeOfField(table.columns[index]!) };
  };
  const columns = table.columns.map((field): ScopeColumn => {
    return { field, value: field.made ? madeScalar(field.made, typeOfField(field), stored) : stored(field.name) };
  });
  const alias = from.alias?.parts[0]?.text;
  const names =
    alias === undefined
      ? { qualifier: table.name.split('.'), written: from.name.parts.map((p) => p.text) }
      : { qualifier: [alias] };
  return { tables: [{ name: table.name, ...names, columns }], merged: [] };
}

// A rule that cannot be applied closes the table: nothing is shown without it.
function ruleOf(table: ViewTable, scope: Scope, context: FromContext): Scalar {
  const problems = new Problems();
  const { view, deterministic } = context;
  const query: FromContext['query'] = (tree, outer) => context.query(tree, outer);
  const predicate = new Resolver(scope, { view, deterministic, problems, query }).condition(table.rowRule!);
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
