import type { CastTarget, Expression, Query } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { type LocalText, nearest } from '@lingtai/diagnostics';
import { castValue } from './cast.ts';
import {
  type ArgumentKind,
  aggregates,
  type FunctionHelpers,
  type FunctionSignature,
  functions,
  geometryNames,
} from './functions.ts';
import type { Relation, Scalar } from './ir.ts';
import { amongRows, columnOf, type OneColumn } from './one-column.ts';
import { arithmetic, bits, comparisons, isContains, negate } from './operator.ts';
import { nameAlone, type Problems } from './problems.ts';
import { lookUp, reportColumn, type Scope, typeOfField } from './scope.ts';
import { Geometry } from './spatial.ts';
import {
  apply,
  boolean,
  castTo,
  float64,
  int64,
  isArray,
  isInteger,
  isNull,
  isNumber,
  literalOf,
  nullLiteral,
  numberLiteral,
  string,
  typeText,
  unify,
  unifyAll,
  widen,
} from './types.ts';
import type { CatalogueView } from './view.ts';
import { lift } from './walk.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** What all SELECTs of one query share. */
export interface ResolverContext {
  readonly view: CatalogueView;
  readonly problems: Problems;
  /** See `ResolveOptions`. */
  readonly deterministic: boolean;
  /** Resolves a query inside another; `outer` gives meaning to the columns that it takes from around it. */
  query(query: Query, outer: Resolver | undefined): { readonly relation: Relation; readonly fields: readonly Field[] };
}

/**
 * Turns expressions of one SELECT into typed values over its input. What is wrong goes to `problems`, and a null stands
 * in its place so that one mistake is told once. `special` may take over any expression first (grouping does); `outer`
 * is the SELECT around a sub-query.
 */
export class Resolver {
  readonly scope: Scope;
  readonly context: ResolverContext;
  readonly problems: Problems;
  readonly outer: Resolver | undefined;
  /** How many sub-queries a sub-query of this SELECT stands in, itself counted. */
  readonly depth: number;
  readonly #special: (e: Expression) => Scalar | undefined;
  readonly #geometry: Geometry;

  constructor(
    scope: Scope,
    context: ResolverContext,
    outer?: Resolver,
    special: (e: Expression) => Scalar | undefined = () => undefined,
  ) {
    this.scope = scope;
    this.context = context;
    this.problems = context.problems;
    this.outer = outer;
    this.depth = (outer?.depth ?? 0) + 1;
    this.#special = special;
    this.#geometry = new Geometry(
      (e) => this.value(e),
      context.problems,
      (e) => this.field(e),
    );
  }

  /** What is known of a plain column; `undefined` for any other expression. */
  field(e: Expression): Field | undefined {
    return e.kind === 'column' ? lookUp(this.scope, e.name)[0]?.field : undefined;
  }

  /** Any value. */
  value(e: Expression): Scalar {
    return this.#special(e) ?? this.#plain(e);
  }

  /** A condition. */
  condition(e: Expression): Scalar {
    const value = this.value(e);
    if (value.type.scalar === 'boolean' && !isArray(value.type)) return value;
    return isNull(value) ? literalOf(boolean, null) : this.#mismatch(e, { en: 'a condition', zh: '条件' }, value);
  }

  #plain(e: Expression): Scalar {
    switch (e.kind) {
      case 'number':
        return numberLiteral(e.text) ?? this.#wrongNumber(e);
      case 'string':
        return literalOf(string, e.value);
      case 'boolean':
        return literalOf(boolean, e.value);
      case 'null':
        return nullLiteral;
      case 'column':
        return this.#column(e);
      case 'unary':
        return this.#unary(e);
      case 'arithmetic':
        return this.#arithmetic(e);
      case 'comparison':
        return this.#comparison(e);
      case 'logical': {
        const operands = e.operands.map((o) => this.condition(o));
        return apply(e.operator === 'AND' ? 'and' : 'or', boolean, ...operands);
      }
      case 'between':
        return this.#between(e);
      case 'in':
        return this.#in(e);
      case 'like': {
        const name = e.caseInsensitive ? 'ilike' : 'like';
        const escaped = e.escape === undefined ? [] : [literalOf(string, e.escape)];
        return negate(apply(name, boolean, this.#string(e.value), this.#string(e.pattern), ...escaped), e.negated);
      }
      case 'is-null':
        return negate(apply('is-null', boolean, this.value(e.value)), e.negated);
      case 'call':
        return this.#call(e);
      case 'in-query':
        return this.#inQuery(e);
      case 'exists': {
        const { relation } = this.context.query(e.query, this);
        return { kind: 'subquery', test: 'exists', relation, type: boolean };
      }
      case 'subquery':
        return this.#scalarQuery(e);
      case 'case':
        return this.#case(e);
      case 'cast':
        return this.#cast(e);
    }
  }

  #column(e: Of<'column'>): Scalar {
    const found = lookUp(this.scope, e.name);
    if (found.length === 1) return found[0]!.value;
    const outside = found.length === 0 ? this.#outside(e) : undefined;
    if (outside) return outside;
    if (found.length > 0 || !this.scope.open) reportColumn(this.scope, e.name, e, found.length, this.problems);
    return nullLiteral;
  }

  /** A column of a SELECT around this one: the innermost that has it. */
  #outside(e: Of<'column'>): Scalar | undefined {
    let depth = 1;
    for (let around = this.outer; around; around = around.outer) {
      if (lookUp(around.scope, e.name).length > 0) return lift(around.value(e), depth);
      depth++;
    }
    return undefined;
  }

  /** A sub-query that gives one column. */
  #oneColumn(query: Query, at: Expression): OneColumn | undefined {
    const { relation, fields } = this.context.query(query, this);
    if (fields.length === 1) return { relation, field: fields[0]! };
    if (fields.length > 1) {
      this.problems.add(at, 'QUERY-ONE-COLUMN', {
        en: `A sub-query used as a value must give one column; this one gives ${fields.length}.`,
        zh: `作为值使用的子查询只能有一列，而此处有 ${fields.length} 列。`,
      });
    }
    return undefined;
  }

  #scalarQuery(e: Of<'subquery'>): Scalar {
    const inner = this.#oneColumn(e.query, e);
    if (!inner) return nullLiteral;
    return { kind: 'subquery', test: 'value', relation: inner.relation, type: typeOfField(inner.field) };
  }

  #inQuery(e: Of<'in-query'>): Scalar {
    const operand = this.value(e.value);
    const inner = this.#oneColumn(e.query, e);
    if (!inner) return literalOf(boolean, null);
    const test = amongRows(operand, inner);
    if (test) return negate(test, e.negated);
    this.#compare(e, 'eq', operand, columnOf(inner));
    return literalOf(boolean, null);
  }

  #case(e: Of<'case'>): Scalar {
    const operand = e.operand && this.value(e.operand);
    const tests = e.branches.map(({ when }) =>
      operand ? this.#compare(when, 'eq', operand, this.value(when)) : this.condition(when),
    );
    const values = [...e.branches.map((b) => this.value(b.value)), e.otherwise ? this.value(e.otherwise) : nullLiteral];
    const unified = unifyAll(values);
    if (!unified) {
      const text = { en: 'The values of CASE are of different types.', zh: 'CASE 的各个值类型不同。' };
      this.problems.add(e, 'QUERY-TYPE', text);
      return nullLiteral;
    }
    const branches = tests.flatMap((test, i) => [test, unified[i]!]);
    return apply('case', unified[0]!.type, ...branches, unified.at(-1)!);
  }

  #cast(e: Of<'cast'>): Scalar {
    const target = e.target.type;
    if (target === 'POINT' || target === 'CIRCLE' || target === 'POLYGON') return this.#geometry.cast(e.value, target);
    const value = this.value(e.value);
    return castValue(value, e.target) ?? this.#wrongCast(e, e.target, value);
  }

  #wrongCast(at: Expression, target: CastTarget, value: Scalar): Scalar {
    const from = typeText(value.type);
    this.problems.add(at, 'QUERY-CAST', {
      en: `CAST cannot make ${target.type} of ${from.en}.`,
      zh: `CAST 不能把${from.zh}转换为 ${target.type}。`,
    });
    return nullLiteral;
  }

  #wrongNumber(e: Of<'number'>): Scalar {
    this.problems.add(e, 'QUERY-NUMBER', { en: `"${e.text}" is not a number.`, zh: `“${e.text}”不是数值。` });
    return nullLiteral;
  }

  #mismatch(at: Expression, wanted: LocalText, found: Scalar): Scalar {
    const type = typeText(found.type);
    this.problems.add(at, 'QUERY-TYPE', {
      en: `${wanted.en[0]!.toUpperCase()}${wanted.en.slice(1)} was expected here, but this is ${type.en}.`,
      zh: `此处应为${wanted.zh}，但这是${type.zh}。`,
    });
    return nullLiteral;
  }

  #number(e: Expression): Scalar {
    const value = this.value(e);
    if (isNull(value)) return literalOf(int64, null);
    return isNumber(value.type) ? value : this.#mismatch(e, { en: 'a number', zh: '数值' }, value);
  }

  #integer(e: Expression): Scalar {
    const value = this.value(e);
    if (isNull(value)) return literalOf(int64, null);
    return isInteger(value.type) ? castTo(value, int64) : this.#mismatch(e, { en: 'an integer', zh: '整数' }, value);
  }

  #string(e: Expression): Scalar {
    const value = this.value(e);
    if (isNull(value)) return nullLiteral;
    const isText = value.type.scalar === 'string' && !isArray(value.type);
    return isText ? value : this.#mismatch(e, { en: 'text', zh: '文本' }, value);
  }

  #unary(e: Of<'unary'>): Scalar {
    if (e.operator === 'NOT') return negate(this.condition(e.operand), true);
    if (e.operator === '~') return apply('bit-not', int64, this.#integer(e.operand));
    // The sign belongs to the literal: -9223372036854775808 is an int64, 9223372036854775808 is not.
    if (e.operand.kind === 'number' && e.operator === '-' && !e.operand.text.startsWith('-')) {
      return numberLiteral(`-${e.operand.text}`) ?? this.#wrongNumber(e.operand);
    }
    const operand = this.#number(e.operand);
    return e.operator === '+' ? operand : apply('neg', widen(operand).type, widen(operand));
  }

  #arithmetic(e: Of<'arithmetic'>): Scalar {
    if (e.operator === '||') return apply('concat', string, this.#string(e.left), this.#string(e.right));
    if (e.operator === '&' || e.operator === '|' || e.operator === '^') {
      return apply(bits[e.operator], int64, this.#integer(e.left), this.#integer(e.right));
    }
    const left = this.#number(e.left);
    const right = this.#number(e.right);
    const type = isInteger(left.type) && isInteger(right.type) ? int64 : float64;
    const name = e.operator === '/' && type === int64 ? 'int-div' : arithmetic[e.operator];
    return apply(name, type, castTo(left, type), castTo(right, type));
  }

  #comparison(e: Of<'comparison'>): Scalar {
    return this.#containsTest(e) ?? this.#compare(e, comparisons[e.operator], this.value(e.left), this.value(e.right));
  }

  #compare(at: Expression, name: string, left: Scalar, right: Scalar): Scalar {
    const pair = unify(left, right);
    if (pair) return apply(name, boolean, ...pair);
    const [a, b] = [typeText(left.type), typeText(right.type)];
    this.problems.add(at, 'QUERY-TYPE', {
      en: `${a.en[0]!.toUpperCase()}${a.en.slice(1)} cannot be compared with ${b.en}.`,
      zh: `${a.zh}不能与${b.zh}比较。`,
    });
    return literalOf(boolean, null);
  }

  /** `1 = CONTAINS(…)` and its relatives are conditions on the sky, not numbers. */
  #containsTest(e: Of<'comparison'>): Scalar | undefined {
    const [test, number] = isContains(e.left) ? [e.left, e.right] : [e.right, e.left];
    if (!isContains(test) || number.kind !== 'number' || (e.operator !== '=' && e.operator !== '<>')) return undefined;
    const text = number.text;
    if (text !== '0' && text !== '1') return undefined;
    return negate(this.#geometry.contains(test), (text === '0') !== (e.operator === '<>'));
  }

  #between(e: Of<'between'>): Scalar {
    const value = this.value(e.value);
    const low = this.#compare(e.low, 'ge', value, this.value(e.low));
    const high = this.#compare(e.high, 'le', value, this.value(e.high));
    return negate(apply('and', boolean, low, high), e.negated);
  }

  #in(e: Of<'in'>): Scalar {
    const value = this.value(e.value);
    const tests = e.list.map((item) => {
      const pair = unify(value, this.value(item));
      return pair ?? this.#compare(item, 'eq', value, this.value(item));
    });
    const simple = tests.every((t): t is readonly [Scalar, Scalar] => Array.isArray(t) && t[0] === value);
    if (simple) return negate(apply('in', boolean, value, ...tests.map((t) => t[1])), e.negated);
    const each = tests.map((t) => ('kind' in t ? t : apply('eq', boolean, t[0], t[1])));
    return negate(each.length === 1 ? each[0]! : apply('or', boolean, ...each), e.negated);
  }

  #call(e: Of<'call'>): Scalar {
    if (isContains(e)) return apply('cast', int64, this.#geometry.contains(e));
    if (geometryNames.includes(e.name)) return this.#geometry.value(e);
    const signature = functions[e.name];
    if (signature) return this.#function(e, signature);
    if (aggregates[e.name] !== undefined) {
      const text = { en: `${e.name} cannot stand here.`, zh: `${e.name} 不能用在此处。` };
      this.problems.add(e, 'QUERY-AGGREGATE', text);
      return nullLiteral;
    }
    const close = nearest(
      e.name,
      [...Object.keys(functions), ...Object.keys(aggregates), ...geometryNames].filter((n) => n !== e.name),
    );
    const text = { en: `There is no function "${e.name}".`, zh: `没有函数“${e.name}”。` };
    this.problems.add(nameAlone(e), 'QUERY-UNKNOWN-FUNCTION', text, close, close);
    return nullLiteral;
  }

  get #helpers(): FunctionHelpers {
    return {
      value: (e) => this.value(e),
      float: (e) => this.#argument(e, 'float'),
      integer: (e) => this.#integer(e),
      string: (e) => this.#string(e),
      field: (e) => this.field(e),
      geometry: this.#geometry,
      problems: this.problems,
    };
  }

  #function(e: Of<'call'>, signature: FunctionSignature): Scalar {
    const most = signature.variadic ? Number.POSITIVE_INFINITY : signature.arguments.length;
    const least = signature.arguments.length - (signature.optional ?? 0);
    const count = e.arguments.length;
    if (count < least || count > most) {
      const wanted = least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least}+` : `${least}-${most}`;
      this.problems.add(e, 'QUERY-ARGUMENTS', {
        en: `${e.name} takes ${wanted} argument(s), not ${count}.`,
        zh: `${e.name} 需要 ${wanted} 个参数，而不是 ${count} 个。`,
      });
      return nullLiteral;
    }
    if (signature.special) return signature.special(e, this.#helpers);
    const kinds = e.arguments.map((_, i) => signature.arguments[Math.min(i, signature.arguments.length - 1)]!);
    const args = this.#arguments(e, kinds);
    const type = signature.result === 'argument' ? args[0]!.type : { scalar: signature.result };
    return apply(signature.name, type, ...args);
  }

  #arguments(e: Of<'call'>, kinds: readonly ArgumentKind[]): Scalar[] {
    const args = e.arguments.map((argument, i) => this.#argument(argument, kinds[i]!));
    if (!kinds.includes('same')) return args;
    const unified = unifyAll(args);
    if (unified) return unified;
    const text = { en: `The arguments of ${e.name} are of different types.`, zh: `${e.name} 的各参数类型不同。` };
    this.problems.add(e, 'QUERY-TYPE', text);
    return [nullLiteral];
  }

  #argument(e: Expression, kind: ArgumentKind): Scalar {
    if (kind === 'string') return this.#string(e);
    if (kind === 'integer') return this.#integer(e);
    if (kind === 'same') return this.value(e);
    return kind === 'float' ? castTo(this.#number(e), float64) : widen(this.#number(e));
  }
}
