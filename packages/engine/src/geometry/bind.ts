import type { ColumnType } from '@lingtai/columns';
import type { Scalar } from '@lingtai/query';
import { boolean, float64, int64, integer } from './scalars.ts';

/**
 * Names for values inside one scalar: a value used twice, and the elements of a list. While a scalar is built each name
 * has a number of its own; `settle` turns them into levels of nesting, for which every dialect has a spelling
 * (`lambdaFunctions`): `let 0` … and `var 0` ….
 */
let names = 0;

function binder(kind: string, value: Scalar, type: ColumnType, inner: ColumnType, body: (v: Scalar) => Scalar): Scalar {
  const name = names++;
  const inside = body({ kind: 'apply', function: `var #${name}`, arguments: [], type: inner });
  return { kind: 'apply', function: `${kind} #${name}`, arguments: [value, inside], type };
}

function isPlain(value: Scalar): boolean {
  if (value.kind !== 'apply') return true;
  if (value.function.startsWith('var #')) return true;
  return (value.function === 'cast' || value.function === 'bit-not') && isPlain(value.arguments[0]!);
}

/** The body with a value computed once. A literal, a column or a name needs none. */
export function bind(value: Scalar, body: (v: Scalar) => Scalar): Scalar {
  if (isPlain(value)) return body(value);
  const made = binder('let', value, value.type, value.type, body);
  return made.kind === 'apply' ? { ...made, type: made.arguments[1]!.type } : made;
}

export function bindAll(values: readonly Scalar[], body: (v: readonly Scalar[]) => Scalar): Scalar {
  const [first, ...rest] = values;
  return first ? bind(first, (v) => bindAll(rest, (others) => body([v, ...others]))) : body([]);
}

/** The same, but what is little text is written out: engines see by themselves that it is the same. */
export function bindLong(values: readonly Scalar[], body: (v: readonly Scalar[]) => Scalar): Scalar {
  const [first, ...rest] = values;
  if (!first) return body([]);
  const more = (v: Scalar): Scalar => bindLong(rest, (others) => body([v, ...others]));
  return sizeOf(first) > 40 ? bind(first, more) : more(first);
}

function sizeOf(scalar: Scalar): number {
  return scalar.kind === 'apply' ? scalar.arguments.reduce((sum, a) => sum + sizeOf(a), 1) : 1;
}

/** Whether the condition holds for an element; one that is unknown does not. False for an empty list. */
export function anyOf(list: Scalar, element: ColumnType, condition: (v: Scalar) => Scalar): Scalar {
  return binder('any', list, boolean, element, condition);
}

export function sumOf(list: Scalar, element: ColumnType, term: (v: Scalar) => Scalar): Scalar {
  return binder('sum', list, float64, element, term);
}

export function mapOf(list: Scalar, element: ColumnType, type: ColumnType, value: (v: Scalar) => Scalar): Scalar {
  return binder('map', list, type, element, value);
}

/** The integers from 1 to n. */
export function upTo(n: Scalar): Scalar {
  return { kind: 'apply', function: 'up-to', arguments: [n], type: { ...int64, arraysize: '*' } };
}

/** An element of a list, from 1; of a list of lists where `type` is a list. */
export function item(list: Scalar, index: Scalar | number, type: ColumnType = float64): Scalar {
  const at = typeof index === 'number' ? integer(index) : index;
  return { kind: 'apply', function: 'item', arguments: [list, at], type };
}

const bound = /^(let|var|any|sum|map) #(\d+)$/;

/** The deepest nesting that dialects spell. */
const maxLevels = 64;

/** Names by level, so that equal scalars print equal. */
export function settle(scalar: Scalar, levels: ReadonlyMap<string, number> = new Map(), depth = 0): Scalar {
  if (scalar.kind !== 'apply') return scalar;
  const found = bound.exec(scalar.function);
  if (!found) return { ...scalar, arguments: scalar.arguments.map((a) => settle(a, levels, depth)) };
  const [, kind, name] = found as unknown as [string, string, string];
  if (kind === 'var') return { ...scalar, function: `var ${levels.get(name)}` };
  const [value, body] = scalar.arguments as [Scalar, Scalar];
  const inner = settle(body, new Map(levels).set(name, depth), depth + 1);
  return { ...scalar, function: `${kind} ${depth}`, arguments: [settle(value, levels, depth), inner] };
}

/** The dialect's entries for names: in each template `#` is the name of the level. */
export function lambdaFunctions(
  templates: Readonly<Record<'let' | 'any' | 'sum' | 'map', string>>,
): Record<string, string> {
  const entries = Array.from({ length: maxLevels }, (_, level) => [
    [`var ${level}`, `v${level}`] as const,
    ...Object.entries(templates).map(
      ([kind, text]) => [`${kind} ${level}`, text.replaceAll('#', `v${level}`)] as const,
    ),
  ]);
  return Object.fromEntries(entries.flat());
}
