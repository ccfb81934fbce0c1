import { type Scalar, walkScalar } from '@lingtai/query';

const binder = /^(let|any|sum|map) (\d+)$/;
const use = /^var (\d+)$/;

/** What a name of a level stands for: a column, or an element of a list inside a lambda. */
type Meanings = ReadonlyMap<string, Scalar | 'element'>;

/** The named values of one relation's scalars as columns behind its input's own, in layers that only use those before. */
export class Names {
  readonly layers: Scalar[][] = [];
  readonly #known = new Map<string, Scalar>();
  #width: number;
  /** The first column that the last layer makes. */
  #lastLayer: number;

  constructor(width: number) {
    this.#width = width;
    this.#lastLayer = width;
  }

  /** The scalar with columns in place of names. Those that are of a lambda's element, or of a row around, stay. */
  hoist(scalar: Scalar, meanings: Meanings = new Map(), guarded = false): Scalar {
    if (scalar.kind === 'subquery') {
      return scalar.operand ? { ...scalar, operand: this.hoist(scalar.operand, meanings, guarded) } : scalar;
    }
    if (scalar.kind !== 'apply') return scalar;
    const used = meanings.get(use.exec(scalar.function)?.[1] ?? '');
    if (used) return used === 'element' ? scalar : used;
    const found = binder.exec(scalar.function);
    if (!found) {
      const inside = guarded || guards.includes(scalar.function);
      return { ...scalar, arguments: scalar.arguments.map((a) => this.hoist(a, meanings, inside)) };
    }
    const [, kind, level] = found as unknown as [string, string, string];
    const [value, body] = scalar.arguments as [Scalar, Scalar];
    const list = this.hoist(value, meanings, guarded);
    const isName = kind === 'let' && !isBound(list);
    const meaning = isName ? this.#column(guarded ? tried(list) : list) : 'element';
    const inner = this.hoist(body, new Map(meanings).set(level, meaning), guarded || !isName);
    return isName ? inner : { ...scalar, arguments: [list, inner] };
  }

  #column(value: Scalar): Scalar {
    const key = JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
    const known = this.#known.get(key);
    if (known) return known;
    let usesLast = false;
    walkScalar(value, (s) => {
      usesLast ||= s.kind === 'column' && s.index >= this.#lastLayer;
    });
    if (usesLast || this.layers.length === 0) {
      this.layers.push([]);
      this.#lastLayer = this.#width;
    }
    this.layers.at(-1)!.push(value);
    const column: Scalar = { kind: 'column', index: this.#width++, type: value.type };
    this.#known.set(key, column);
    return column;
  }
}

/** Whether the value needs an element of a lambda around it, or a row around its query. */
function isBound(scalar: Scalar): boolean {
  const own = new Set<string>();
  const used = new Set<string>();
  let isOuter = false;
  walkScalar(scalar, (s) => {
    isOuter ||= s.kind === 'outer' || s.kind === 'subquery';
    if (s.kind !== 'apply') return;
    const [made, read] = [binder.exec(s.function), use.exec(s.function)];
    if (made) own.add(made[2]!);
    if (read) used.add(read[1]!);
  });
  return isOuter || [...used].some((level) => !own.has(level));
}

export function hasName(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    found ||= s.kind === 'apply' && s.function.startsWith('let ');
  });
  return found;
}

/** What may not compute all its arguments. */
const guards = ['if', 'case', 'and', 'or', 'coalesce'];

/** A value that is computed where its guard would have kept it out too: there it may have no result. */
function tried(value: Scalar): Scalar {
  return { kind: 'apply', function: 'try', arguments: [value], type: value.type };
}
