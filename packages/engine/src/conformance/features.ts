import type {
  ArithmeticOperator,
  BitOperator,
  ComparisonOperator,
  Expression,
  JoinType,
  Query,
  SetOperator,
  TableExpression,
} from '@lingtai/adql';

type Keys<K extends string> = Readonly<Record<K, true>>;
type Node = Readonly<Record<string, unknown>>;

// Typed as complete: a new kind of the tree does not compile until it stands here.
const expressions: Keys<Expression['kind']> = {
  number: true,
  string: true,
  boolean: true,
  null: true,
  column: true,
  unary: true,
  arithmetic: true,
  comparison: true,
  logical: true,
  between: true,
  in: true,
  like: true,
  'is-null': true,
  'in-query': true,
  exists: true,
  subquery: true,
  case: true,
  cast: true,
  call: true,
};
const relations: Keys<Query['kind'] | TableExpression['kind'] | 'all' | 'value'> = {
  select: true,
  set: true,
  nested: true,
  table: true,
  derived: true,
  join: true,
  all: true,
  value: true,
};
const binary: Keys<ArithmeticOperator | BitOperator | ComparisonOperator | '||' | '~' | 'AND' | 'OR' | 'NOT'> = {
  '+': true,
  '-': true,
  '*': true,
  '/': true,
  '&': true,
  '|': true,
  '^': true,
  '~': true,
  '||': true,
  '=': true,
  '<>': true,
  '<': true,
  '<=': true,
  '>': true,
  '>=': true,
  AND: true,
  OR: true,
  NOT: true,
};
const joins: Keys<JoinType> = { inner: true, left: true, right: true, full: true, cross: true };
const sets: Keys<SetOperator> = { UNION: true, EXCEPT: true, INTERSECT: true };
const castTypes = [
  ...['CHAR', 'VARCHAR', 'SMALLINT', 'INTEGER', 'BIGINT', 'REAL', 'DOUBLE PRECISION', 'TIMESTAMP'],
  ...['POINT', 'CIRCLE', 'POLYGON'],
];

/** What the texts show beside the tree: words of the grammar that leave no trace in it. */
const inText: Readonly<Record<string, RegExp>> = {
  'SELECT ALL': /\bSELECT\s+ALL\b/i,
  'UNION DISTINCT': /\bUNION\s+DISTINCT\b/i,
  'INNER JOIN': /\bINNER\s+JOIN\b/i,
  'OUTER JOIN': /\bOUTER\s+JOIN\b/i,
  'CROSS JOIN': /\bCROSS\s+JOIN\b/i,
  'comma join': /\bFROM\s+\w+(\s+AS)?\s+\w+\s*,/i,
  ASC: /\bASC\b/i,
  comment: /--/,
  '!=': /!=/,
  'COUNT(ALL)': /\(ALL\s/i,
  'a quote in a text': /''/,
  'a quote in a name': /""/,
  'a text over two lines': /'\s*\n\s*'/,
};

/** Every feature that the suite has to use: all productions of the tree and all of these functions. */
export function wantedFeatures(functions: readonly string[]): string[] {
  return [
    ...Object.keys(expressions),
    ...Object.keys(relations),
    ...Object.keys(binary).map((o) => `operator ${o}`),
    'sign -',
    'sign +',
    ...Object.keys(joins).flatMap((j) =>
      j === 'cross' ? ['join cross'] : ['on', 'using', 'natural'].map((c) => `join ${j} ${c}`),
    ),
    'join inner bare',
    'join of a join on the right',
    ...Object.keys(sets).flatMap((s) => [s, `${s} ALL`, `${s} on the right`]),
    ...castTypes.map((t) => `CAST AS ${t}`),
    'CAST AS VARCHAR(n)',
    'CAST AS CHAR(n)',
    ...['between', 'in', 'like', 'is-null', 'in-query'].map((k) => `${k} negated`),
    ...['with', 'distinct', 'top', 'where', 'groupBy', 'having', 'orderBy', 'offset'].map((c) => `select ${c}`),
    ...['with', 'orderBy', 'offset'].map((c) => `set ${c}`),
    ...['number', 'column', 'expression'].map((k) => `ORDER BY ${k}`),
    'descending',
    '*',
    'table.*',
    'ilike',
    'escape',
    'simple case',
    'searched case',
    'else',
    'delimited name',
    ...['select', 'table', 'derived'].map((k) => `alias of ${k}`),
    ...['1', '2', '3'].map((n) => `name of ${n} parts`),
    ...['integer', 'decimal', 'exponent', 'hexadecimal'].map((k) => `${k} number`),
    'call distinct',
    'call star',
    ...functions.map((name) => `${name}()`),
    ...Object.keys(inText),
  ];
}

/** What one query uses of them. */
export function featuresOf(tree: Query, text: string): Set<string> {
  const found = new Set(Object.keys(inText).filter((key) => inText[key]!.test(text)));
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === 'object' && value !== null) {
      for (const feature of featuresOfNode(value as Node)) found.add(feature);
      for (const [key, inner] of Object.entries(value)) if (key !== 'span') visit(inner);
    }
  };
  visit(tree);
  return found;
}

function* featuresOfNode(node: Node): Generator<string> {
  if ('parts' in node) {
    const parts = node['parts'] as readonly { delimited?: boolean }[];
    yield `name of ${parts.length} parts`;
    if (parts.some((p) => p.delimited)) yield 'delimited name';
  }
  const kind = node['kind'];
  if (typeof kind !== 'string') {
    if ('descending' in node && node['descending'] === true) yield 'descending';
    return;
  }
  yield kind;
  if (node['negated'] === true) yield `${kind} negated`;
  if (node['alias']) yield `alias of ${kind === 'value' ? 'select' : kind}`;
  if (kind === 'select' || kind === 'set') yield* ofQuery(kind, node);
  else if (kind === 'join') yield* ofJoin(node);
  else yield* ofExpression(kind, node);
}

function* ofQuery(kind: string, node: Node): Generator<string> {
  for (const clause of Object.keys(node)) yield `${kind} ${clause}`;
  for (const item of (node['orderBy'] ?? []) as readonly { value: Expression }[]) {
    const { kind: by } = item.value;
    yield `ORDER BY ${by === 'number' || by === 'column' ? by : 'expression'}`;
  }
  if (kind === 'select') return;
  yield node['all'] ? `${String(node['operator'])} ALL` : String(node['operator']);
  const right = node['right'] as Query;
  if (right.kind === 'set') yield `${right.operator} on the right`;
}

function* ofJoin(node: Node): Generator<string> {
  const condition = node['natural'] ? ' natural' : node['on'] ? ' on' : node['using'] ? ' using' : ' bare';
  yield `join ${String(node['type'])}${node['type'] === 'cross' ? '' : condition}`;
  if ((node['right'] as Node)['kind'] === 'join') yield 'join of a join on the right';
}

function* ofExpression(kind: string, node: Node): Generator<string> {
  const target = node['target'] as { type: string; length?: number } | undefined;
  if (kind === 'all') yield node['of'] ? 'table.*' : '*';
  else if (kind === 'unary' && (node['operator'] === '-' || node['operator'] === '+')) yield `sign ${node['operator']}`;
  else if (typeof node['operator'] === 'string') yield `operator ${node['operator']}`;
  else if (kind === 'like') {
    if (node['caseInsensitive']) yield 'ilike';
    if (node['escape']) yield 'escape';
  } else if (kind === 'case') {
    yield node['operand'] ? 'simple case' : 'searched case';
    if (node['otherwise']) yield 'else';
  } else if (target) {
    yield `CAST AS ${target.type}`;
    if (target.length !== undefined) yield `CAST AS ${target.type}(n)`;
  } else if (kind === 'number') yield `${formOf(String(node['text']))} number`;
  else if (kind === 'call') {
    yield `${String(node['name'])}()`;
    if (node['distinct']) yield 'call distinct';
    if (node['star']) yield 'call star';
  }
}

function formOf(text: string): string {
  if (/^0x/i.test(text)) return 'hexadecimal';
  if (/e/i.test(text)) return 'exponent';
  return text.includes('.') ? 'decimal' : 'integer';
}
