import type { BuilderColumn, StageJob } from '@lingtai/engine';
import { columnType, constant, ident, sqlType, text } from './sql.ts';

/** Why a row was rejected. */
export type RejectKind = 'type' | 'range' | 'value' | 'required' | 'position' | 'duplicate' | 'row';

export interface Check {
  readonly kind: RejectKind;
  /** Index of the column in `StageJob.columns`. */
  readonly column: number;
  /** True where the row is to be rejected; never null. */
  readonly bad: string;
}

/** How a source column arrives: as text that is to be read, or with a type of its own. */
export interface SourceColumn {
  /** SQL of the value as the source has it. */
  readonly raw: string;
  /** Its SQL type; `VARCHAR` is read as text, blanks and sentinels included. */
  readonly type: string;
}

const integerTypes: ReadonlySet<string> = new Set(['uint8', 'int16', 'int32', 'int64']);
const floatTypes: ReadonlySet<string> = new Set(['float32', 'float64']);

/** SQL that turns a source into checked columns `v0 … vN`, with the raw values kept as `r0 … rN`. */
export interface CheckedRelation {
  /** A SELECT with `r…`, `v…` and the extra columns. */
  readonly relation: string;
  readonly checks: readonly Check[];
}

/** `extras` are columns of the relation that pass through (row numbers, file names). */
export function checkedRelation(
  job: Pick<StageJob, 'columns' | 'key' | 'position'> & { readonly missing: readonly string[] },
  relation: string,
  sources: readonly SourceColumn[],
  extras: readonly string[] = [],
): CheckedRelation {
  const pass = extras.map((e) => `, ${e}`).join('');
  const raws = sources.map((s, i) => `${s.raw} AS r${i}`).join(', ');
  const casts = job.columns.map((column, i) => `${castOf(column, `r${i}`, sources[i]!.type)} AS t${i}`).join(', ');
  const values = job.columns.map((column, i) => `${withoutSentinels(column, `t${i}`)} AS v${i}`).join(', ');
  const keep = job.columns.map((_, i) => `r${i}, t${i}`).join(', ');
  return {
    relation: `SELECT ${keep}, ${values}${pass} FROM (SELECT *, ${casts} FROM (SELECT ${raws}${pass} FROM ${relation}))`,
    checks: job.columns.flatMap((column, i) => checksOf(job, column, i, sources[i]!.type)),
  };
}

/** SQL that is true for a row with any fault. */
export function anyFault(checks: readonly Check[]): string {
  return checks.length === 0 ? 'false' : checks.map((c) => `(${c.bad})`).join(' OR ');
}

function castOf(column: BuilderColumn, raw: string, sourceType: string): string {
  const type = sqlType(columnType(column));
  if (sourceType === type) return raw;
  if (type === 'TIMESTAMP' && sourceType === 'VARCHAR') return timeOf(raw);
  return `TRY_CAST(${raw} AS ${type})`;
}

/** A time as UTC. DuckDB reads `2011-10-24T10:11:12+08` as a TIMESTAMP without a look at the offset; the session's zone is UTC. */
function timeOf(raw: string): string {
  const mayHaveOffset = `strlen(${raw}) > 16 AND (contains(${raw}, '+') OR contains(substr(trim(${raw}), 12), '-'))`;
  const offset = `regexp_matches(${raw}, '[+-](0[0-9]|1[0-8])(:?[0-5][0-9])?\\s*$')`;
  const utc = `CASE WHEN ${offset} THEN TRY_CAST(TRY_CAST(${raw} AS TIMESTAMPTZ) AS TIMESTAMP) END`;
  return `CASE WHEN ${mayHaveOffset} THEN ${utc} ELSE TRY_CAST(${raw} AS TIMESTAMP) END`;
}

/** The value, or null where it is one of the column's sentinels. Numbers compare in the column's own type. */
function withoutSentinels(column: BuilderColumn, value: string): string {
  if (column.nulls.length === 0 || column.arraysize !== undefined) return value;
  if (column.type === 'string')
    return `CASE WHEN ${value} IN (${column.nulls.map((n) => text(String(n))).join(', ')}) THEN NULL ELSE ${value} END`;
  const type = sqlType(columnType(column));
  const numbers = column.nulls.filter((n) => typeof n === 'number');
  const usable = numbers.filter((n) => !Number.isNaN(n) && (!integerTypes.has(column.type) || Number.isInteger(n)));
  const nan = numbers.some((n) => Number.isNaN(n)) && floatTypes.has(column.type) ? [`isnan(${value})`] : [];
  const tests = [...usable.map((n) => `${value} = ${constant(n, fits(n, column) ? type : 'DOUBLE')}`), ...nan];
  return tests.length === 0 ? value : `CASE WHEN ${tests.join(' OR ')} THEN NULL ELSE ${value} END`;
}

const widest: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  int32: [-2_147_483_648, 2_147_483_647],
  int64: [-9.2e18, 9.2e18],
};

function fits(value: number, column: BuilderColumn): boolean {
  const limits = widest[column.type];
  return !limits || (value >= limits[0] && value <= limits[1]);
}

function checksOf(
  job: Pick<StageJob, 'key' | 'position'> & { readonly missing: readonly string[] },
  column: BuilderColumn,
  i: number,
  sourceType: string,
): Check[] {
  const checks: Check[] = [];
  const add = (kind: RejectKind, bad: string) => checks.push({ kind, column: i, bad });
  const type = typeFault(job.missing, column, `r${i}`, `t${i}`, sourceType);
  if (type !== undefined) add('type', type);
  const isRa = job.position?.ra === column.name;
  const isDec = job.position?.dec === column.name;
  if (isRa) add('position', `coalesce(NOT isnan(v${i}) AND NOT (v${i} >= 0 AND v${i} < 360), false)`);
  if (isDec) add('position', `coalesce(NOT isnan(v${i}) AND NOT (v${i} >= -90 AND v${i} <= 90), false)`);
  const range = rangeFault(column, `v${i}`);
  if (range !== undefined) add('range', range);
  if (column.closedValues && column.arraysize === undefined) {
    const sqlValue = sqlType(columnType(column));
    const allowed = column.closedValues.map((v) => constant(v, sqlValue)).join(', ');
    add('value', `coalesce(v${i} NOT IN (${allowed}), false)`);
  }
  if (column.required || column.name === job.key)
    add('required', type === undefined ? `v${i} IS NULL` : `CASE WHEN v${i} IS NULL THEN NOT (${type}) ELSE false END`);
  return checks;
}

function rangeFault(column: BuilderColumn, value: string): string | undefined {
  if (
    column.arraysize !== undefined ||
    column.type === 'string' ||
    column.type === 'boolean' ||
    column.type === 'timestamp'
  )
    return undefined;
  const type = column.type === 'float32' ? 'FLOAT' : 'DOUBLE';
  const below = column.min === undefined ? [] : [`${value} < ${constant(column.min, type)}`];
  const above = column.max === undefined ? [] : [`${value} > ${constant(column.max, type)}`];
  const tests = [...below, ...above];
  if (tests.length === 0) return undefined;
  const number = floatTypes.has(column.type) ? `NOT isnan(${value}) AND ` : '';
  return `coalesce(${number}(${tests.join(' OR ')}), false)`;
}

/** True where the source has a value that the declared type cannot hold. */
function typeFault(
  missing: readonly string[],
  column: BuilderColumn,
  raw: string,
  value: string,
  sourceType: string,
): string | undefined {
  const type = sqlType(columnType(column));
  if (sourceType === type) return undefined;
  if (sourceType !== 'VARCHAR') {
    const lost =
      integerTypes.has(column.type) && (sourceType === 'DOUBLE' || sourceType === 'FLOAT')
        ? ` OR ${value} <> ${raw}`
        : '';
    const infinite = column.type === 'float32' ? ` OR (isinf(${value}) AND NOT isinf(CAST(${raw} AS DOUBLE)))` : '';
    return `coalesce(${raw} IS NOT NULL AND (${value} IS NULL${lost}${infinite}), false)`;
  }
  if (column.type === 'string') return undefined;
  const nullTexts = [...missing, ...column.nulls.map(String), ''].map((m) => text(m.trim())).join(', ');
  const unread = `CASE WHEN ${raw} IS NULL THEN false ELSE trim(${raw}) NOT IN (${nullTexts}) END`;
  if (integerTypes.has(column.type)) {
    // Nearly all integers are written as DuckDB writes them; only others are looked at closely.
    const usual = `CAST(${value} AS VARCHAR) = ${raw}`;
    const pointed = `contains(${raw}, '.') OR contains(${raw}, 'e') OR contains(${raw}, 'E')`;
    const inexact = `coalesce(TRY_CAST(${raw} AS DECIMAL(38, 19)) <> ${value} OR TRY_CAST(${raw} AS DOUBLE) <> CAST(${value} AS DOUBLE), true)`;
    return `CASE WHEN ${value} IS NULL THEN ${unread} WHEN ${usual} THEN false WHEN NOT ${isDecimal(raw)} THEN true WHEN ${pointed} THEN ${inexact} ELSE false END`;
  }
  if (floatTypes.has(column.type)) {
    const grouped = `contains(${raw}, '_') OR contains(${raw}, '+-')`;
    return `CASE WHEN ${value} IS NULL THEN ${unread} WHEN isinf(${value}) THEN NOT contains(lower(${raw}), 'inf') ELSE ${grouped} END`;
  }
  return `CASE WHEN ${value} IS NULL THEN ${unread} ELSE false END`;
}

/** DuckDB also reads `1_000`, `0x10` and `0b1`; a catalogue's number is a plain decimal one. */
function isDecimal(raw: string): string {
  return `regexp_full_match(${raw}, '\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*')`;
}

/** The accepted columns under their own names. */
export function acceptedColumns(columns: readonly BuilderColumn[]): string[] {
  return columns.map((column, i) => `v${i} AS ${ident(column.name)}`);
}
