import {
  and,
  call,
  column,
  type Expression,
  literal,
  name,
  type OrderItem,
  type SelectQuery,
  withinCone,
} from '@lingtai/adql';
import { columnsAtVerb, defaultColumnsOf, type TableEntry } from '@lingtai/descriptor';
import { nearest } from '@lingtai/diagnostics';
import { type FormatEntry, formatOf, type ParameterMap, ParameterReader } from '@lingtai/service-dali';
import { parsePosition } from '@lingtai/sky';
import { constraintOf } from './constraints.ts';

/** What a search asks for, before it is resolved. */
export interface SearchRequest {
  readonly where: Expression | undefined;
  readonly cone: ConeConstraint | undefined;
  readonly columns: readonly string[];
  readonly orderBy: readonly OrderItem[];
  readonly maxrec: number | undefined;
  readonly offset: number;
  readonly format: FormatEntry;
}

export interface ConeConstraint {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

const defaultRadiusArcsec = 10;

/** Reads a search from request parameters; one error tells all that is wrong. */
export function searchRequestOf(table: TableEntry, parameters: ParameterMap): SearchRequest {
  const reader = new ParameterReader(parameters);
  const cone = coneOf(table, reader);
  const conditions = cone && table.position ? [coneCondition(table, cone)] : [];
  for (const entry of table.columns) {
    for (const text of reader.texts(entry.name)) {
      if (text.trim() === '') continue;
      const condition = constraintOf(entry, text.trim(), reader);
      if (condition) conditions.push(condition);
    }
  }
  const columns = columnsOf(table, reader);
  const orderBy = orderOf(table, reader, cone);
  const maxrec = reader.integer('MAXREC', { min: 0 });
  const offset = reader.integer('OFFSET', { min: 0 }) ?? 0;
  const format = formatOf(reader, 'json');
  reader.text('LANG');
  reader.refuseUnknown();
  reader.done();
  return { where: and(conditions), cone, columns, orderBy, maxrec, offset, format };
}

/** The query tree of a search; the resolver adds canonical order where no order is asked for. */
export function searchTree(tableName: readonly string[], request: SearchRequest): SelectQuery {
  return {
    kind: 'select',
    items: request.columns.map((c) => ({ kind: 'value', value: column(c) })),
    from: { kind: 'table', name: name(...tableName) },
    ...(request.where ? { where: request.where } : {}),
    ...(request.orderBy.length > 0 ? { orderBy: request.orderBy } : {}),
    ...(request.offset > 0 ? { offset: request.offset } : {}),
  };
}

export function countTree(tableName: readonly string[], where: Expression | undefined): SelectQuery {
  return {
    kind: 'select',
    items: [{ kind: 'value', value: { kind: 'call', name: 'COUNT', arguments: [], star: true }, alias: name('count') }],
    from: { kind: 'table', name: name(...tableName) },
    ...(where ? { where } : {}),
  };
}

function coneCondition(table: TableEntry, cone: ConeConstraint): Expression {
  const { ra, dec } = table.position!;
  return withinCone(column(ra), column(dec), cone.raDeg, cone.decDeg, cone.radiusDeg);
}

function coneOf(table: TableEntry, reader: ParameterReader): ConeConstraint | undefined {
  const text = reader.text('POS');
  const radius = reader.number('RADIUS', { min: 0, max: 648_000, unit: 'arcsec' });
  if (text === undefined) {
    if (radius !== undefined)
      reader.complain('FORM-RADIUS', 'RADIUS', {
        en: 'RADIUS needs a centre: give POS too.',
        zh: 'RADIUS 需要中心位置：请同时给出 POS。',
      });
    return undefined;
  }
  if (!table.position) {
    reader.complain('FORM-NO-POSITION', 'POS', {
      en: `The table ${table.name} has no positions.`,
      zh: `表 ${table.name} 没有坐标。`,
    });
    return undefined;
  }
  const reading = parsePosition(text);
  if (!reading.position) {
    reader.complain(reading.diagnostic.code, 'POS', reading.diagnostic.text);
    return undefined;
  }
  const { raDeg, decDeg } = reading.position;
  return { raDeg, decDeg, radiusDeg: (radius ?? defaultRadiusArcsec) / 3600 };
}

function columnsOf(table: TableEntry, reader: ParameterReader): readonly string[] {
  const text = reader.text('COLUMNS');
  const lower = text?.toLowerCase();
  if (text === undefined || lower === 'default') return defaultColumnsOf(table).map((c) => c.name);
  if (lower === 'all' || text === '*') return columnsAtVerb(table, 3).map((c) => c.name);
  return [...new Set(text.split(',').flatMap((part) => knownColumn(table, part.trim(), 'COLUMNS', reader) ?? []))];
}

function knownColumn(table: TableEntry, text: string, parameter: string, reader: ParameterReader): string | undefined {
  const found = table.columns.find((c) => c.name.toLowerCase() === text.toLowerCase());
  if (found) return found.name;
  reader.complain(
    'FORM-COLUMN',
    parameter,
    { en: `The table ${table.name} has no column "${text}".`, zh: `表 ${table.name} 没有列“${text}”。` },
    nearest(
      text,
      table.columns.map((c) => c.name),
    ),
  );
  return undefined;
}

/** The asked order; for a cone without one, by distance from its centre. */
function orderOf(table: TableEntry, reader: ParameterReader, cone: ConeConstraint | undefined): readonly OrderItem[] {
  const items = reader
    .texts('ORDER')
    .flatMap((text) => text.split(','))
    .filter((part) => part.trim() !== '');
  if (items.length === 0) return cone && table.position ? [{ value: distanceFrom(table, cone) }] : [];
  return items.flatMap((part) => {
    const descending = part.trim().startsWith('-');
    const known = knownColumn(table, part.trim().replace(/^[-+]/, ''), 'ORDER', reader);
    return known === undefined ? [] : [{ value: column(known), ...(descending ? { descending } : {}) }];
  });
}

function distanceFrom(table: TableEntry, cone: ConeConstraint): Expression {
  const { ra, dec } = table.position!;
  return call(
    'DISTANCE',
    call('POINT', column(ra), column(dec)),
    call('POINT', literal(cone.raDeg), literal(cone.decDeg)),
  );
}
