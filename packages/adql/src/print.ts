import { power } from './power.ts';
import type {
  CommonTable,
  Expression,
  Name,
  OrderItem,
  Query,
  SelectItem,
  SelectQuery,
  TableExpression,
} from './tree.ts';
import { isRegularName, quoteName, quoteText, reservedFunctions, setFunctions } from './words.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/**
 * The canonical text of a query on one line: words in upper case, names as they are and quoted where they must, no
 * parentheses but those that carry meaning. What the parser accepts without complaint reads back as the same tree.
 */
export function printAdql(query: Query): string {
  const common = query.with?.length ? `WITH ${query.with.map(commonText).join(', ')} ` : '';
  return `${common}${bodyText(query)}${tailText(query)}`;
}

function commonText(table: CommonTable): string {
  return `${nameText(table.name)} AS (${printAdql(table.query)})`;
}

function bodyText(query: Query): string {
  if (query.kind === 'nested') return `(${printAdql(query.query)})`;
  if (query.kind === 'select') return selectText(query);
  const operator = `${query.operator}${query.all ? ' ALL' : ''}`;
  return `${operandText(query.left, query.operator, false)} ${operator} ${operandText(query.right, query.operator, true)}`;
}

function operandText(query: Query, operator: string, right: boolean): string {
  const text = printAdql(query);
  if (query.kind === 'nested' || query.with || query.orderBy || query.offset !== undefined) return `(${text})`;
  if (query.kind === 'select') return text;
  const [inner, outer] = [query.operator, operator].map((o) => (o === 'INTERSECT' ? 2 : 1));
  return inner! < outer! || (right && inner === outer) ? `(${text})` : text;
}

function tailText(query: Query): string {
  const order = query.orderBy?.length ? ` ORDER BY ${query.orderBy.map(orderText).join(', ')}` : '';
  return order + (query.offset === undefined ? '' : ` OFFSET ${query.offset}`);
}

function selectText(query: SelectQuery): string {
  const top = query.top === undefined ? '' : ` TOP ${query.top}`;
  const group = query.groupBy?.length ? ` GROUP BY ${query.groupBy.map((e) => printExpression(e)).join(', ')}` : '';
  return [
    `SELECT${query.distinct ? ' DISTINCT' : ''}${top} ${query.items.map(itemText).join(', ')}`,
    query.from ? ` FROM ${tableText(query.from)}` : '',
    query.where ? ` WHERE ${printExpression(query.where)}` : '',
    group,
    query.having ? ` HAVING ${printExpression(query.having)}` : '',
  ].join('');
}

function itemText(item: SelectItem): string {
  if (item.kind === 'all') return item.of ? `${nameText(item.of)}.*` : '*';
  return printExpression(item.value) + aliasText(item.alias);
}

function orderText(item: OrderItem): string {
  return `${printExpression(item.value)}${item.descending ? ' DESC' : ''}`;
}

function aliasText(alias: Name | undefined): string {
  return alias ? ` AS ${nameText(alias)}` : '';
}

function nameText(name: Name): string {
  return name.parts
    .map((part) => (part.delimited || !isRegularName(part.text) ? quoteName(part.text) : part.text))
    .join('.');
}

/** The comma only where no JOIN stands around it. */
function tableText(table: TableExpression, outermost = true): string {
  if (table.kind === 'table') return nameText(table.name) + aliasText(table.alias);
  if (table.kind === 'derived') return `(${printAdql(table.query)})${aliasText(table.alias)}`;
  const comma = table.type === 'cross' && outermost && !table.natural;
  const left = tableText(table.left, comma);
  const right =
    table.right.kind === 'join' && !(comma && !hasComma(table.right))
      ? `(${tableText(table.right, false)})`
      : tableText(table.right, false);
  if (comma) return `${left}, ${right}`;
  const type = table.type === 'inner' ? '' : `${table.type.toUpperCase()} ${table.type === 'cross' ? '' : 'OUTER '}`;
  const condition = table.using
    ? ` USING (${table.using.map(nameText).join(', ')})`
    : table.on
      ? ` ON ${printExpression(table.on)}`
      : '';
  return `${left} ${table.natural ? 'NATURAL ' : ''}${type}JOIN ${right}${condition}`;
}

function hasComma(table: TableExpression): boolean {
  return table.kind === 'join' && table.type === 'cross';
}

/** The canonical text of an expression; in parentheses when its operator binds less tightly than `least`. */
export function printExpression(e: Expression, least = 0): string {
  const [text, binding] = textAndPower(e);
  return binding < least ? `(${text})` : text;
}

const tight = 20;

function textAndPower(e: Expression): readonly [text: string, binding: number] {
  switch (e.kind) {
    case 'number':
      return [e.text, e.text.startsWith('-') ? power.unary : tight];
    case 'string':
      return [quoteText(e.value), tight];
    case 'boolean':
      return [e.value ? 'TRUE' : 'FALSE', tight];
    case 'null':
      return ['NULL', tight];
    case 'column':
      return [nameText(e.name), tight];
    case 'unary':
      return unaryText(e);
    case 'arithmetic': {
      const binding = power[e.operator]!;
      return [`${printExpression(e.left, binding)} ${e.operator} ${printExpression(e.right, binding + 1)}`, binding];
    }
    case 'logical': {
      const binding = power[e.operator];
      return [e.operands.map((o) => printExpression(o, binding + 1)).join(` ${e.operator} `), binding];
    }
    case 'case':
      return [caseText(e), tight];
    case 'cast':
      return [`CAST(${printExpression(e.value)} AS ${e.target.type}${lengthText(e.target.length)})`, tight];
    case 'exists':
      return [`EXISTS (${printAdql(e.query)})`, tight];
    case 'subquery':
      return [`(${printAdql(e.query)})`, tight];
    case 'call':
      return [callText(e), tight];
    default:
      return [predicateText(e), power.predicate];
  }
}

function lengthText(length: number | undefined): string {
  return length === undefined ? '' : `(${length})`;
}

function unaryText(e: Of<'unary'>): readonly [string, number] {
  if (e.operator === 'NOT') return [`NOT ${printExpression(e.operand, power.NOT)}`, power.NOT];
  const operand = printExpression(e.operand, power.unary);
  // Two minus signs would begin a comment.
  const apart = e.operator === '-' && operand.startsWith('-') ? ' ' : '';
  return [`${e.operator}${apart}${operand}`, power.unary];
}

function predicateText(e: Of<'comparison' | 'between' | 'in' | 'in-query' | 'like' | 'is-null'>): string {
  const value = (one: Expression): string => printExpression(one, power.predicate + 1);
  if (e.kind === 'comparison') return `${value(e.left)} ${e.operator} ${value(e.right)}`;
  const not = e.negated ? 'NOT ' : '';
  switch (e.kind) {
    case 'between':
      return `${value(e.value)} ${not}BETWEEN ${value(e.low)} AND ${value(e.high)}`;
    case 'in':
      return `${value(e.value)} ${not}IN (${e.list.map((item) => printExpression(item)).join(', ')})`;
    case 'in-query':
      return `${value(e.value)} ${not}IN (${printAdql(e.query)})`;
    case 'like': {
      const escaped = e.escape === undefined ? '' : ` ESCAPE ${quoteText(e.escape)}`;
      return `${value(e.value)} ${not}${e.caseInsensitive ? 'ILIKE' : 'LIKE'} ${value(e.pattern)}${escaped}`;
    }
    case 'is-null':
      return `${value(e.value)} IS ${not}NULL`;
  }
}

function caseText(e: Of<'case'>): string {
  const operand = e.operand ? ` ${printExpression(e.operand)}` : '';
  const branches = e.branches.map((b) => ` WHEN ${printExpression(b.when)} THEN ${printExpression(b.value)}`);
  const otherwise = e.otherwise ? ` ELSE ${printExpression(e.otherwise)}` : '';
  return `CASE${operand}${branches.join('')}${otherwise} END`;
}

/** Functions of ADQL in upper case, those of others in lower case, as their documentation writes them. */
function callText(e: Of<'call'>): string {
  const known = reservedFunctions.has(e.name) || setFunctions.has(e.name);
  const args = e.star ? '*' : e.arguments.map((a) => printExpression(a)).join(', ');
  return `${known ? e.name : e.name.toLowerCase()}(${e.distinct ? 'DISTINCT ' : ''}${args})`;
}
