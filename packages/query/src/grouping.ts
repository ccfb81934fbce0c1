import type { Expression, SelectQuery } from '@lingtai/adql';
import { Resolver } from './expression.ts';
import { aggregates } from './functions.ts';
import type { Aggregate, Relation, Scalar } from './ir.ts';
import { isOfOutside } from './outside.ts';
import { Problems } from './problems.ts';
import { lookUp } from './scope.ts';
import { withOneZero } from './settled.ts';
import { float64, int64, isArray, isInteger, isNull, isNumber, literalOf, nullLiteral, string } from './types.ts';
import { sameScalar } from './walk.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** The expressions directly inside one, by kind. */
function partsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'unary':
      return [e.operand];
    case 'arithmetic':
    case 'comparison':
      return [e.left, e.right];
    case 'logical':
      return e.operands;
    case 'between':
      return [e.value, e.low, e.high];
    case 'in':
      return [e.value, ...e.list];
    case 'like':
      return [e.value, e.pattern];
    case 'is-null':
      return [e.value];
    case 'call':
      return e.arguments;
    case 'cast':
    case 'in-query':
      return [e.value];
    case 'case': {
      const branches = e.branches.flatMap((b) => [b.when, b.value]);
      return [...(e.operand ? [e.operand] : []), ...branches, ...(e.otherwise ? [e.otherwise] : [])];
    }
    default:
      return [];
  }
}

function isAggregate(e: Expression): e is Call {
  return e.kind === 'call' && (aggregates[e.name] !== undefined || e.star === true);
}

function mentionsAggregate(e: Expression): boolean {
  return isAggregate(e) || partsOf(e).some(mentionsAggregate);
}

function mentionsQuery(e: Expression): boolean {
  return e.kind === 'subquery' || e.kind === 'exists' || e.kind === 'in-query' || partsOf(e).some(mentionsQuery);
}

/** Whether the results of a query are of groups, though it may have no GROUP BY. */
export function hasAggregate(tree: SelectQuery): boolean {
  const items = tree.items.flatMap((item) => (item.kind === 'value' ? [item.value] : []));
  return [...items, ...(tree.orderBy ?? []).map((o) => o.value)].some(mentionsAggregate);
}

/** GROUP BY and aggregates: `resolver` gives values over the aggregate's output, `relation` makes the aggregate. */
export class Grouping {
  readonly resolver: Resolver;
  readonly #input: Resolver;
  readonly #groupBy: readonly Scalar[];
  readonly #aggregates: Aggregate[] = [];

  constructor(input: Resolver, groupBy: readonly Expression[]) {
    this.#input = input;
    this.#groupBy = groupBy.map((e) => {
      const value = input.value(e);
      if (!isArray(value.type)) return value;
      input.problems.add(e, 'QUERY-TYPE', { en: 'Rows cannot be grouped by an array.', zh: '不能按数组分组。' });
      return nullLiteral;
    });
    this.resolver = new Resolver(input.scope, input.context, input.outer, (e) => this.#take(e));
  }

  get groupColumns(): Scalar[] {
    return this.#groupBy.map((value, index) => ({ kind: 'column', index, type: value.type }));
  }

  relation(input: Relation): Relation {
    const names = [...this.#groupBy, ...this.#aggregates].map((_, i) => `g${i}`);
    const groupBy = this.#input.context.deterministic ? this.#groupBy.map(withOneZero) : this.#groupBy;
    return { kind: 'aggregate', input, groupBy, aggregates: this.#aggregates, names };
  }

  #take(e: Expression): Scalar | undefined {
    if (isAggregate(e)) return this.#aggregate(e);
    if (e.kind === 'number' || e.kind === 'string' || e.kind === 'null' || e.kind === 'boolean') return undefined;
    if (e.kind === 'subquery' || e.kind === 'exists' || e.kind === 'in-query') return undefined;
    const group = this.#groupOf(e);
    if (group >= 0) return { kind: 'column', index: group, type: this.#groupBy[group]!.type };
    if (e.kind !== 'column') return undefined;
    const value = this.#input.value(e);
    // A column of a SELECT around this one has one value for all groups.
    const isOutside = lookUp(this.#input.scope, e.name).length === 0;
    if (isNull(value) || isOutside) return value;
    const name = e.name.parts.at(-1)!.text;
    this.#input.problems.add(e, 'QUERY-NOT-GROUPED', {
      en: `"${name}" must be in GROUP BY or inside COUNT, AVG, MIN, MAX, SUM or STDDEV.`,
      zh: `“${name}”必须出现在 GROUP BY 中，或写在 COUNT、AVG、MIN、MAX、SUM、STDDEV 之内。`,
    });
    return nullLiteral;
  }

  #groupOf(e: Expression): number {
    // Two sub-queries are never taken to be the same value.
    if (this.#groupBy.length === 0 || mentionsAggregate(e) || mentionsQuery(e)) return -1;
    const problems = new Problems();
    const { scope, context, outer } = this.#input;
    const value = new Resolver(scope, { ...context, problems }, outer).value(e);
    return problems.empty ? this.#groupBy.findIndex((g) => sameScalar(g, value)) : -1;
  }

  #aggregate(e: Call): Scalar {
    const aggregate = this.#aggregateOf(e);
    if (!aggregate) return nullLiteral;
    if (aggregate.argument && isOfOutside(aggregate.argument)) {
      this.#input.problems.add(e, 'QUERY-AGGREGATE', {
        en: `${e.name} has only columns of the query around this one: write it there.`,
        zh: `${e.name} 中只有外层查询的列：请写到外层查询中。`,
      });
    }
    let at = this.#aggregates.findIndex((a) => sameAggregate(a, aggregate));
    if (at < 0) at = this.#aggregates.push(aggregate) - 1;
    return { kind: 'column', index: this.#groupBy.length + at, type: aggregate.type };
  }

  #aggregateOf(e: Call): Aggregate | undefined {
    const name = aggregates[e.name];
    if (e.star && name === 'count') return { function: 'count-rows', type: int64 };
    const argument = e.arguments[0];
    if (name === 'string-agg') return this.#stringAggregate(e);
    if (!name || !argument || e.arguments.length !== 1) {
      this.#input.problems.add(e, 'QUERY-ARGUMENTS', {
        en: `${e.name} takes one argument.`,
        zh: `${e.name} 需要一个参数。`,
      });
      return undefined;
    }
    const needsNumber = name === 'sum' || name === 'avg' || name === 'stddev';
    const given = this.#input.value(argument);
    const value = needsNumber && isNull(given) ? literalOf(float64, null) : given;
    if ((needsNumber && !isNumber(value.type)) || (name !== 'count' && isArray(value.type))) {
      const text = {
        en: `${e.name} needs ${needsNumber ? 'numbers' : 'single values'}.`,
        zh: `${e.name} 需要${needsNumber ? '数值' : '单个值'}。`,
      };
      this.#input.problems.add(argument, 'QUERY-TYPE', text);
      return undefined;
    }
    const type =
      name === 'count' ? int64 : needsNumber ? (name === 'sum' && isInteger(value.type) ? int64 : float64) : value.type;
    const { deterministic } = this.#input.context;
    // Sums and means of integers are exact; their standard deviation is computed in floats.
    const ordered = deterministic && needsNumber && (name === 'stddev' || !isInteger(value.type));
    const isExtreme = name === 'min' || name === 'max';
    return {
      function: name,
      argument: deterministic && isExtreme ? withOneZero(value) : value,
      type,
      ...(e.distinct ? { distinct: true } : {}),
      ...(ordered ? { ordered } : {}),
    };
  }

  /** `ivo_string_agg(text, separator)`, in the order of the texts. */
  #stringAggregate(e: Call): Aggregate | undefined {
    const [text, separator] = e.arguments.map((a) => this.#input.value(a));
    const isText = (s: Scalar | undefined): boolean => s !== undefined && (isNull(s) || s.type.scalar === 'string');
    if (
      e.arguments.length !== 2 ||
      !isText(text) ||
      separator?.kind !== 'literal' ||
      typeof separator.value !== 'string'
    ) {
      this.#input.problems.add(e, 'QUERY-ARGUMENTS', {
        en: `${e.name} takes a text and a separator in quotes, for example ${e.name}(class, ', ').`,
        zh: `${e.name} 需要一个文本和一个加引号的分隔符，例如 ${e.name}(class, ', ')。`,
      });
      return undefined;
    }
    const distinct = e.distinct ? { distinct: true } : {};
    return {
      function: 'string-agg',
      argument: text!,
      separator: literalOf(string, separator.value),
      type: string,
      ...distinct,
    };
  }
}

function sameAggregate(a: Aggregate, b: Aggregate): boolean {
  if (a.function !== b.function || a.distinct !== b.distinct) return false;
  if (a.separator?.value !== b.separator?.value) return false;
  return a.argument && b.argument ? sameScalar(a.argument, b.argument) : a.argument === b.argument;
}
