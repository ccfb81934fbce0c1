import type { Expression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { functions, unitOf } from './functions.ts';
import type { Scalar } from './ir.ts';
import { lookUp, type Scope } from './scope.ts';
import { geometryField } from './spatial.ts';

function columnField(e: Expression | undefined, scope: Scope): Field | undefined {
  return e?.kind === 'column' ? lookUp(scope, e.name)[0]?.field : undefined;
}

function withoutView(field: Field): Field {
  const { name, scalar, arraysize, unit, ucd, utype, xtype, description, displayDigits, nullSentinel } = field;
  const all = { name, scalar, arraysize, unit, ucd, utype, xtype, description, displayDigits, nullSentinel };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined)) as unknown as Field;
}

/** What to say of one output: a plain column keeps all its metadata, MIN or AVG of one keeps the unit. */
export function fieldOf(e: Expression, value: Scalar, scope: Scope, alias: string | undefined): Field {
  const column = columnField(e, scope);
  if (column) return withoutView({ ...column, name: alias ?? column.name });
  const type = value.type.arraysize === undefined ? { scalar: value.type.scalar } : value.type;
  if (e.kind !== 'call') return { name: alias ?? 'value', ...type };
  const name = alias ?? e.name.toLowerCase();
  if (e.name === 'COUNT') return { name, ...type, ucd: 'meta.number' };
  const unit = unitOf(e, (x) => columnField(x, scope));
  const { ucd, xtype } = functions[e.name] ?? {};
  return withoutView({ name, ...type, unit, ucd, xtype, ...geometryField(e.name, value) } as Field);
}

/** The fields with names that differ: a repeated one gets `_2`, `_3` … */
export function uniqueNames(fields: readonly Field[]): Field[] {
  const taken = new Set<string>();
  // All numbers below are taken: of thousands of equal names each is not tried again.
  const next = new Map<string, number>();
  return fields.map((field) => {
    const base = field.name.toLowerCase();
    let name = field.name;
    let n = next.get(base) ?? 2;
    for (; taken.has(name.toLowerCase()); n++) name = `${field.name}_${n}`;
    next.set(base, n);
    taken.add(name.toLowerCase());
    return withoutView({ ...field, name });
  });
}
