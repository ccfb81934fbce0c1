import { nearest } from '@lingtai/diagnostics';
import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { parseCondition, parseValue } from './parse-expression.ts';
import { parseValues } from './parse-predicate.ts';
import { replaceBy } from './problems.ts';
import type { CastTarget, Expression } from './tree.ts';
import { castTypes, framedFunctions, functionArguments, setFunctions, typeSynonyms } from './words.ts';

/** `name(…)`, at the name. */
export function parseCall(c: Cursor): Expression {
  const token = c.advance();
  const name = token.text.toUpperCase();
  const open = c.advance();
  c.enter();
  const star = c.is('*') && c.is(')', c.peek()) && c.take('*');
  const quantified = c.isOneOf(['DISTINCT', 'ALL']) ? c.advance() : undefined;
  const args = star || (c.is(')') && !quantified) ? [] : parseValues(c);
  c.close(open);
  c.leave();
  if (quantified && !setFunctions.has(name)) {
    c.problems.add('ADQL-UNEXPECTED', quantified.from, quantified.to, messages.noDistinct(name));
  }
  if (star && name !== 'COUNT') {
    const text = setFunctions.has(name) ? messages.starOnlyCount : messages.noDistinct(name);
    c.problems.add('ADQL-UNEXPECTED', open.to, c.lastEnd, text);
  }
  const call: Expression = {
    kind: 'call',
    name,
    arguments: args,
    ...(quantified?.text === 'DISTINCT' ? { distinct: true } : {}),
    ...(star ? { star: true } : {}),
    ...c.span(token.from),
  };
  if (!star) checkArguments(c, call);
  return call;
}

/** The grammar fixes how many arguments the functions of ADQL take; those of others are known only to services. */
function checkArguments(c: Cursor, call: Extract<Expression, { kind: 'call' }>): void {
  const range = functionArguments[call.name];
  const { from, to } = call.span!;
  if (!range) return;
  const frame = call.arguments[0]?.kind;
  const framed = framedFunctions.has(call.name) && (frame === 'string' || frame === 'null');
  const args = framed ? call.arguments.slice(1) : call.arguments;
  const count = args.length;
  const [least, most] = range;
  const wrong = count < least || count > most || wrongCoordinates(call.name, args);
  if (wrong) {
    const both = call.name === 'DISTANCE' ? '2 / 4' : `${least}–${most}`;
    const wanted = least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `≥ ${least}` : both;
    c.problems.add('ADQL-ARGUMENTS', from, to, messages.argumentCount(call.name, wanted, count));
  } else if (call.name === 'IN_UNIT' && call.arguments[1]!.kind !== 'string') {
    const at = call.arguments[1]!.span!;
    c.problems.add('ADQL-ARGUMENTS', at.from, at.to, messages.unitText);
  }
}

/** Coordinates come in pairs; a pair is a point or a column where it is one argument. */
function wrongCoordinates(name: string, args: readonly Expression[]): boolean {
  const isPair = args[0]?.kind === 'call' || args[0]?.kind === 'column' || args[0]?.kind === 'cast';
  if (name === 'DISTANCE') return args.length === 3;
  if (name === 'CIRCLE') return args.length === 2 && !isPair;
  if (name === 'BOX') return args.length === 3 && !isPair;
  return name === 'POLYGON' && !isPair && (args.length < 6 || args.length % 2 === 1);
}

/** `CAST(value AS type)`. */
export function parseCast(c: Cursor): Expression {
  const { from } = c.advance();
  const open = c.advance();
  c.enter();
  const value = parseValue(c);
  const comma = c.token;
  if (c.take(',')) {
    c.problems.add('ADQL-EXPECTED', comma.from, comma.to, messages.expected(messages.word('AS'), ','), {
      fix: replaceBy(comma.from, comma.to, ' AS'),
    });
  } else c.expect('AS');
  const target = parseType(c);
  c.close(open);
  c.leave();
  return { kind: 'cast', value, target, ...c.span(from) };
}

/** A target type of CAST; what other databases call it is told with ADQL's name. */
export function parseType(c: Cursor): CastTarget {
  const token = c.token;
  if (token.kind !== 'word' && token.kind !== 'name') {
    c.expected(messages.what['type']!);
    return { type: 'VARCHAR' };
  }
  c.advance();
  let written = token.text.toUpperCase();
  if (written === 'DOUBLE' && c.take('PRECISION')) written = 'DOUBLE PRECISION';
  const end = c.lastEnd;
  const meant = castTypes[written] ? written : (typeSynonyms[written] ?? nearest(written, Object.keys(castTypes)));
  if (meant !== written) {
    const text = messages.expected(messages.what['type']!, c.text.slice(token.from, end));
    const fix = meant === undefined ? {} : { nearest: meant, fix: replaceBy(token.from, end, meant) };
    c.problems.add('ADQL-TYPE', token.from, end, text, fix);
  }
  const type = meant ?? 'VARCHAR';
  const length = c.is('(') ? parseLength(c, castTypes[type]!.takesLength) : undefined;
  return { type, ...(length === undefined ? {} : { length }) };
}

function parseLength(c: Cursor, allowed: boolean): number | undefined {
  const open = c.advance();
  const { kind, text } = c.token;
  const isCount = kind === 'number' && /^\d{1,15}$/.test(text);
  if (isCount) c.advance();
  else c.expected(messages.what['wholeNumber']!);
  c.close(open);
  if (!allowed) {
    c.problems.add('ADQL-TYPE', open.from, c.lastEnd, messages.unexpected(c.text.slice(open.from, c.lastEnd)), {
      fix: replaceBy(open.from, c.lastEnd, ''),
    });
  }
  return isCount && allowed ? Number(text) : undefined;
}

/** `CASE [value] WHEN … THEN … [ELSE …] END`. */
export function parseCase(c: Cursor): Expression {
  const { from } = c.advance();
  c.enter();
  c.openCases++;
  const operand = c.isOneOf(['WHEN', 'END']) || repairWhen(c) ? undefined : parseValue(c);
  const branches: { when: Expression; value: Expression }[] = [];
  for (mend(c); c.take('WHEN'); mend(c)) {
    const when = operand ? parseValue(c) : parseCondition(c);
    mend(c);
    c.expect('THEN');
    branches.push({ when, value: parseValue(c) });
  }
  const otherwise = c.take('ELSE') ? parseValue(c) : undefined;
  c.openCases--;
  if (branches.length === 0) c.problems.add('ADQL-CASE', from, from + 4, messages.emptyCase);
  mend(c);
  if (!c.take('END')) {
    c.problems.add('ADQL-UNCLOSED', from, from + 4, messages.missingEnd, {
      fix: replaceBy(c.lastEnd, c.lastEnd, ' END'),
    });
  }
  c.leave();
  return {
    kind: 'case',
    ...(operand ? { operand } : {}),
    branches,
    ...(otherwise ? { otherwise } : {}),
    ...c.span(from),
  };
}

/** A name before a value is a mistyped WHEN; before an operator or WHEN it is what the branches compare. */
function repairWhen(c: Cursor): boolean {
  return ['name', 'delimited', 'number', 'string'].includes(c.peek().kind) && c.repair(['WHEN']);
}

function mend(c: Cursor): void {
  if (c.token.kind === 'name') c.repair(['WHEN', 'THEN', 'ELSE', 'END']);
}
