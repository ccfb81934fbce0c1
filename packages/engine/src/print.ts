import type { ColumnType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import {
  type Aggregate,
  columnsIn,
  hasSubquery,
  isVolatileScalar,
  type Literal,
  type Relation,
  type RelationOf,
  type Scalar,
  scalarsOf,
  walkScalar,
  widthOf,
} from '@lingtai/query';
import { type Dialect, fill, quoteName, quoteText, repeatsIn, templateOf } from './dialect.ts';
import { lowerGeometry } from './geometry.ts';

/** SQL text and the values of its parameters, in order. */
export interface PrintedQuery {
  readonly sql: string;
  readonly parameters: readonly Literal[];
}

export interface PrintOptions {
  readonly dialect: Dialect;
  /** What stands in FROM for a scan, without a name; it has the scan's columns. `literal` prints a value or makes it a parameter. */
  readonly source: (scan: RelationOf<'scan'>, literal: (value: Literal) => string) => string;
  /** Whether the sources come in canonical order already, so that sorts marked so are left out. */
  readonly canonicalSources?: boolean;
  /** Projections that are a SELECT of their own, so that what uses one of their values twice does not compute it twice. */
  readonly apart?: ReadonlySet<Relation>;
}

/** Prints a plan as one query of the dialect. */
export function printQuery(root: Relation, options: PrintOptions): PrintedQuery {
  const printer = new Printer(options);
  const block = printer.block(root);
  // What people called the columns never becomes SQL: results are told apart by their place.
  return printer.numbered(printer.select({ ...block, names: generatedNames(block.columns.length) }));
}

/** The name of a type, arrays included. */
export function typeName(type: ColumnType, dialect: Dialect): string {
  const name = dialect.typeNames[type.scalar];
  return type.arraysize === undefined ? name : fill(dialect.arrayType ?? '{0}[]', [name]);
}

/** An engine reads some 100 000 characters of an expression a second, and cannot be stopped while it does. */
const mostCharacters = 1_000_000;

/** The steps of one SELECT, in the order in which SQL does them. */
const steps = { from: 0, where: 1, group: 2, having: 3, distinct: 4, order: 5, limit: 6 } as const;

interface Block {
  readonly step: number;
  readonly from: string;
  /** FROM is a join. */
  readonly joined?: boolean;
  /** The text of each column. */
  readonly columns: readonly string[];
  readonly names: readonly string[];
  /** The columns are values, not columns of FROM. */
  readonly made?: boolean;
  readonly where?: readonly string[];
  readonly groupBy?: readonly string[];
  readonly having?: readonly string[];
  readonly distinct?: boolean;
  readonly orderBy?: readonly string[];
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Where a parameter will stand; no text that is printed has these characters. */
const marked = /\u{F0000}(\d+)\u{F0001}/gu;

class Printer {
  readonly #literals: Literal[] = [];
  readonly #options: PrintOptions;
  /** The columns of the queries around a sub-query, the nearest last. */
  readonly #around: (readonly string[])[] = [];
  #tables = 0;

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  /** The text with its parameters: those of values that nobody asks for are not in it. */
  numbered(marks: string): PrintedQuery {
    const { dialect } = this.#options;
    const parameters: Literal[] = [];
    const numbers = new Map<string, number>();
    const sql = marks.replace(marked, (_, mark: string) => {
      const literal = this.#literals[Number(mark)]!;
      const number = numbers.get(mark) ?? parameters.push(literal);
      numbers.set(mark, number);
      return dialect.parameter!(number, typeName(literal.type, dialect));
    });
    return { sql, parameters };
  }

  select(block: Block): string {
    // A query of no columns is asked for the number of its rows only.
    const columns =
      block.columns.length === 0
        ? ['1 AS c0']
        : block.columns.map((text, i) => `${text} AS ${quoteName(block.names[i]!)}`);
    const parts = [`SELECT ${block.distinct ? 'DISTINCT ' : ''}${columns.join(', ')}`, `FROM ${block.from}`];
    if (block.where) parts.push(`WHERE ${block.where.join(' AND ')}`);
    if (block.groupBy && block.groupBy.length > 0) parts.push(`GROUP BY ${block.groupBy.join(', ')}`);
    if (block.having) parts.push(`HAVING ${block.having.join(' AND ')}`);
    if (block.orderBy) parts.push(`ORDER BY ${block.orderBy.join(', ')}`);
    if (block.offset !== undefined) parts.push(`OFFSET ${block.offset}`);
    // Never a parameter: engines choose a top-n plan only for a number that they see.
    if (block.limit !== undefined) parts.push(`LIMIT ${block.limit}`);
    return parts.join(' ');
  }

  /** `apart`: sub-queries above may use the columns; aggregates and what is grouped by would mean something else inside. */
  block(relation: Relation, apart = false): Block {
    if (relation.kind === 'scan') return this.#scan(relation);
    if (relation.kind === 'values') return this.#values(relation);
    if (relation.kind === 'join') return this.#join(relation);
    if (relation.kind === 'set') return this.#set(relation);
    const input = this.block(
      relation.input,
      relation.kind !== 'aggregate' && (apart || scalarsOf(relation).some(hasSubquery)),
    );
    switch (relation.kind) {
      case 'filter':
        return this.#filter(input, relation.predicate);
      case 'project':
        return this.#project(input, relation);
      case 'aggregate': {
        const groups = this.#aggregate(input, relation);
        return apart ? this.#nested(groups) : groups;
      }
      case 'distinct':
        return { ...this.#until(input, steps.having), step: steps.distinct, distinct: true };
      case 'sort':
        return this.#sort(input, relation);
      case 'limit':
        return {
          ...this.#until(input, steps.order),
          step: steps.limit,
          limit: relation.limit,
          offset: relation.offset,
        };
    }
  }

  #scan(scan: RelationOf<'scan'>): Block {
    const names = scan.columns.map((c) => c.name);
    return this.#named(
      this.#options.source(scan, (value) => this.#literal(value)),
      names,
    );
  }

  #values({ rows }: RelationOf<'values'>): Block {
    const names = generatedNames(rows[0]!.length);
    const selects = rows.map((row) => `SELECT ${row.map((v, i) => `${this.#literal(v)} AS ${names[i]}`).join(', ')}`);
    return this.#named(`(${selects.join(' UNION ALL ')})`, names);
  }

  /** A FROM item under a name of its own: columns are told apart at any depth. */
  #named(text: string, names: readonly string[]): Block {
    const table = `t${this.#tables++}`;
    return {
      step: steps.from,
      from: `${text} AS ${table}`,
      columns: names.map((n) => `${table}.${quoteName(n)}`),
      names,
    };
  }

  #nested(block: Block): Block {
    const names = generatedNames(block.columns.length);
    return this.#named(`(${this.select({ ...block, names })})`, names);
  }

  /** The block if its steps end at or before one; otherwise a SELECT around it. */
  #until(block: Block, last: number): Block {
    return block.step <= last ? block : this.#nested(block);
  }

  #join({ type, left: leftInput, right: rightInput, on }: RelationOf<'join'>): Block {
    const left = this.#item(this.block(leftInput));
    const right = this.#item(this.block(rightInput));
    const columns = [...left.columns, ...right.columns];
    if (type !== 'inner' && (hasSubquery(on) || hasOuter(on)))
      return this.#lateral(type, left, right, this.scalar(on, columns));
    const condition = this.scalar(on, columns, true);
    const second = right.joined ? `(${right.from})` : right.from;
    const from = `${left.from} ${type.toUpperCase()} JOIN ${second} ON ${condition}`;
    return { step: steps.from, from, joined: true, columns, names: generatedNames(columns.length) };
  }

  // Engines do not take every sub-query, nor columns from around, in ON of an outer join; in WHERE of a lateral one they do.
  #lateral(type: 'left' | 'right' | 'full', left: Block, right: Block, condition: string): Block {
    const [kept, other] = type === 'right' ? [right, left] : [left, right];
    const found = this.#nested({ ...other, step: steps.where, where: [condition] });
    const from = `${kept.from} LEFT JOIN LATERAL ${found.from} ON TRUE`;
    const columns = type === 'right' ? [...found.columns, ...kept.columns] : [...kept.columns, ...found.columns];
    const names = generatedNames(columns.length);
    const joined: Block = { step: steps.from, from, joined: true, columns, names };
    if (type !== 'full') return joined;
    const match = `(SELECT 1 AS c0 FROM ${left.from} WHERE ${condition})`;
    const unmatched = [...left.columns.map(() => 'NULL'), ...right.columns];
    const rest: Block = { ...right, step: steps.where, columns: unmatched, names, where: [`NOT EXISTS ${match}`] };
    return this.#named(`(${this.select(joined)} UNION ALL ${this.select(rest)})`, names);
  }

  /** The block as one item of FROM whose columns are plain names, so that an outer join finds nulls in them and not values made of nulls. */
  #item(block: Block): Block {
    return block.step === steps.from && !block.made ? block : this.#nested(block);
  }

  #set({ operator, all, left, right }: RelationOf<'set'>): Block {
    const sides = [left, right].map((side) => {
      const block = this.block(side);
      return `(${this.select({ ...block, names: generatedNames(block.columns.length) })})`;
    });
    const names = generatedNames(widthOf(left));
    return this.#named(`(${sides.join(` ${operator.toUpperCase()}${all ? ' ALL' : ''} `)})`, names);
  }

  #filter(input: Block, predicate: Scalar): Block {
    if (input.step === steps.group || input.step === steps.having) {
      return {
        ...input,
        step: steps.having,
        having: [...(input.having ?? []), this.scalar(predicate, input.columns, true)],
      };
    }
    const block = this.#until(input, steps.where);
    return {
      ...block,
      step: steps.where,
      where: [...(block.where ?? []), this.scalar(predicate, block.columns, true)],
    };
  }

  // Rows are chosen before values are made: a projection may stand on an ordered and limited block, but not on a distinct one.
  #project(input: Block, relation: RelationOf<'project'>): Block {
    const { values, names } = relation;
    // The one row of an aggregate without GROUP BY is there even when none of its values is asked for.
    const lost = input.groupBy?.length === 0 && !input.having && values.every((v) => columnsIn(v).size === 0);
    const block = input.distinct ? this.#until(input, steps.having) : lost ? this.#nested(input) : input;
    const projected = { ...block, made: true, columns: values.map((v) => this.scalar(v, block.columns)), names };
    // A value that is drawn is drawn once, however often it is used.
    const isApart = this.#options.apart?.has(relation) || values.some(isVolatileScalar);
    return isApart ? this.#nested(projected) : projected;
  }

  #aggregate(input: Block, relation: RelationOf<'aggregate'>): Block {
    const { groupBy, aggregates, names } = relation;
    const block = this.#until(input, steps.where);
    const groups = groupBy.map((g) => this.scalar(g, block.columns));
    // Without any aggregate the one group has to be asked for.
    if (groupBy.length + aggregates.length === 0)
      return { ...block, step: steps.group, groupBy: ['()'], columns: [], names };
    const columns = [...groups, ...aggregates.map((a) => this.#aggregateText(a, block.columns))];
    const made: Block = { ...block, step: steps.group, groupBy: groups, columns, names };
    // As in a projection: what is drawn stands once, however often it is used.
    return scalarsOf(relation).some(isVolatileScalar) ? this.#nested(made) : made;
  }

  #aggregateText(aggregate: Aggregate, columns: readonly string[]): string {
    const argument = aggregate.argument ? this.scalar(aggregate.argument, columns) : '';
    const text = fill(this.#options.dialect.aggregates[aggregate.function], [
      `${aggregate.distinct ? 'DISTINCT ' : ''}${argument}${aggregate.ordered ? ` ORDER BY ${argument}` : ''}`,
      argument,
      aggregate.separator ? this.#literal(aggregate.separator) : '',
    ]);
    return aggregate.function === 'sum' ? `CAST(${text} AS ${typeName(aggregate.type, this.#options.dialect)})` : text;
  }

  #sort(input: Block, { by, canonical }: RelationOf<'sort'>): Block {
    if (canonical && this.#options.canonicalSources) return input;
    const ordinals = by.every((k) => k.value.kind === 'column');
    const block = this.#until(input, input.distinct && !ordinals ? steps.having : steps.distinct);
    const orderBy = by.map(({ value, descending }) => {
      const text = block.distinct && value.kind === 'column' ? `${value.index + 1}` : this.scalar(value, block.columns);
      return `${text} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;
    });
    return { ...block, step: steps.order, orderBy };
  }

  /** `filter`: only whether it is true counts. */
  scalar(scalar: Scalar, columns: readonly string[], filter = false): string {
    return this.#scalar(lowerGeometry(scalar, filter, repeatsIn(this.#options.dialect)), columns);
  }

  // Some spellings repeat an argument, so that functions inside functions double the text each time.
  #scalar(scalar: Scalar, columns: readonly string[]): string {
    const text = this.#spelled(scalar, columns);
    if (text.length > mostCharacters) throw tooLong();
    return text;
  }

  #spelled(scalar: Scalar, columns: readonly string[]): string {
    if (scalar.kind === 'column') return columns[scalar.index]!;
    if (scalar.kind === 'literal') return this.#literal(scalar);
    if (scalar.kind === 'outer') return this.#around.at(-scalar.depth)![scalar.index]!;
    if (scalar.kind === 'subquery') return this.#subquery(scalar, columns);
    const args = scalar.arguments.map((a) => this.#scalar(a, columns));
    const { dialect } = this.#options;
    if (scalar.function === 'case') return caseText(args);
    if (scalar.function === 'try-cast') return `TRY_CAST(${args[0]} AS ${typeName(scalar.type, dialect)})`;
    if (scalar.function === 'cast') return `CAST(${args[0]} AS ${typeName(scalar.type, dialect)})`;
    const template = templateOf(scalar.function, args.length, dialect);
    if (template === undefined) throw new Error(`${dialect.name} does not spell "${scalar.function}"`);
    return fill(template, args);
  }

  #subquery({ test, operand, relation }: Extract<Scalar, { kind: 'subquery' }>, columns: readonly string[]): string {
    const value = operand ? this.scalar(operand, columns) : '';
    this.#around.push(columns);
    const query = `(${this.select(this.block(relation))})`;
    this.#around.pop();
    if (test === 'exists') return `EXISTS ${query}`;
    return test === 'in' ? `(${value} IN ${query})` : query;
  }

  #literal(literal: Literal): string {
    const { dialect } = this.#options;
    const type = typeName(literal.type, dialect);
    if (literal.value === null) return `CAST(NULL AS ${type})`;
    if (dialect.parameter) return `\u{F0000}${this.#literals.push(literal) - 1}\u{F0001}`;
    return literalText(literal, type, dialect);
  }
}

function tooLong() {
  return fail('usage', 'QUERY-LONG', {
    en: 'An expression of the query is too long for the engine. Write fewer values, or fewer functions inside functions.',
    zh: '查询中的某个表达式过长，引擎无法处理。请减少所列的值或函数的嵌套层数。',
  });
}

function generatedNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `c${i}`);
}

/** Conditions and values in turn, the value of ELSE last. */
function caseText(args: readonly string[]): string {
  const branches = args.slice(0, -1).flatMap((text, i) => (i % 2 === 0 ? [`WHEN ${text} THEN ${args[i + 1]}`] : []));
  return `(CASE ${branches.join(' ')} ELSE ${args.at(-1)} END)`;
}

/** A literal inside the text, exact: JavaScript prints a double with the fewest digits that give it back. */
function literalText(literal: Literal, type: string, { number = castNumber }: Dialect): string {
  const { value } = literal;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (literal.type.scalar === 'timestamp') return `CAST(${quoteText(timestampText(value as bigint))} AS ${type})`;
  if (typeof value === 'string') return quoteText(value);
  return number(Object.is(value, -0) ? '-0.0' : `${value}`, type);
}

function castNumber(digits: string, type: string): string {
  return `CAST(${quoteText(digits)} AS ${type})`;
}

function timestampText(micros: bigint): string {
  const seconds = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n);
  const fraction = `${micros - seconds * 1_000_000n}`.padStart(6, '0');
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')}.${fraction}`;
}

/** Whether a value takes columns from around its query, outside its own sub-queries. */
function hasOuter(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    found ||= s.kind === 'outer';
  });
  return found;
}
