import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType, ScalarType } from '@lingtai/columns';
import type { ColumnStatistics } from '@lingtai/engine';
import { columnsOf, rowGroupsOf } from './parquet-footer.ts';
import { rowsOf } from './session.ts';
import { ident } from './sql.ts';
import type { ThriftStruct, ThriftValue } from './thrift.ts';

interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

// Field numbers of ColumnChunk, ColumnMetaData and Statistics in parquet.thrift.
const metaData = 3;
const statisticsField = 12;
const numValues = 5;
const statistic = { nullCount: 3, max: 5, min: 6 } as const;

/**
 * What the columns hold. Nulls, minima and maxima come from the footers of the written files, so they cost nothing.
 */
export function statisticsOf(
  columns: readonly Column[],
  footers: readonly ThriftStruct[],
  counted: Counted,
): Readonly<Record<string, ColumnStatistics>> {
  const rowGroups = footers.flatMap(rowGroupsOf);
  const entries = columns.map((column, i) => {
    const chunks = rowGroups.map((rowGroup) => chunkStatistics(columnsOf(rowGroup)[i]!));
    return [column.name, merge(column, chunks, counted)] as const;
  });
  return Object.fromEntries(entries);
}

/** What the rows themselves have to be asked for: different values (about), and nulls of arrays. */
export interface Counted {
  readonly distinct: ReadonlyMap<string, number>;
  readonly nullArrays: ReadonlyMap<string, number>;
}

/** Rows that are looked at for numbers of different values, about; of a larger table a random sample. */
const sampleRows = 250_000;

/** `relation` is a table with a unique `key`. */
export async function countColumns(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly Column[],
  key: string,
): Promise<Counted> {
  const arrays = columns.filter((c) => c.type.arraysize !== undefined);
  const counted = columns.filter(
    (c) =>
      c.name !== key && c.type.arraysize === undefined && c.type.scalar !== 'float32' && c.type.scalar !== 'float64',
  );
  const nulls = arrays.map((c) => `count(*) - count(${ident(c.name)})`);
  const [[total, ...nullCounts] = []] = await rowsOf(
    connection,
    `SELECT ${['count(*)', ...nulls].join(', ')} FROM ${relation}`,
  );
  const rows = Number(total);
  const every = Math.max(1, Math.floor(rows / sampleRows));
  const filled = counted.flatMap(({ name }) => [`count(${ident(name)})`, `approx_count_distinct(${ident(name)})`]);
  const [row = []] =
    filled.length === 0
      ? []
      : await rowsOf(
          connection,
          `SELECT ${filled.join(', ')} FROM ${relation} WHERE hash(${ident(key)}) % ${every} = 0`,
        );
  const estimates = counted.map(
    (c, i) => [c.name, distinctInAll(Number(row[2 * i]), Number(row[2 * i + 1]), every)] as const,
  );
  const isCounted = columns.some((c) => c.name === key && c.type.scalar !== 'float32' && c.type.scalar !== 'float64');
  return {
    distinct: new Map(isCounted ? [[key, rows], ...estimates] : estimates),
    nullArrays: new Map(arrays.map((c, i) => [c.name, Number(nullCounts[i])])),
  };
}

/**
 * How many different values a column has of which every `every`th row, drawn at random, shows `found`: rows are taken to
 * draw their values from a stock of equally likely ones, whose size follows from the sample.
 */
export function distinctInAll(sampled: number, found: number, every: number): number {
  if (every === 1 || found === 0) return found;
  const all = sampled * every;
  // Counts are about: what is all different but for their error is taken to be so.
  if (found > 0.97 * sampled) return all;
  const shown = (stock: number, rows: number) => -stock * Math.expm1(-rows / stock);
  let low = found;
  let high = 100 * sampled;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shown(middle, sampled) < found) low = middle;
    else high = middle;
  }
  return Math.round(shown((low + high) / 2, all));
}

interface ChunkStatistics {
  readonly values: number;
  readonly nulls: number;
  readonly min: Buffer | undefined;
  readonly max: Buffer | undefined;
}

function chunkStatistics(chunk: ThriftStruct): ChunkStatistics {
  const meta = structIn(chunk, metaData);
  const found = meta && structIn(meta, statisticsField);
  const nulls = Number(intOf(found?.fields.get(statistic.nullCount)) ?? 0n);
  const values = Number(intOf(meta?.fields.get(numValues)) ?? 0n) - nulls;
  return {
    values,
    nulls,
    min: bytesOf(found?.fields.get(statistic.min)),
    max: bytesOf(found?.fields.get(statistic.max)),
  };
}

/** Smallest and largest value of a column chunk of 64-bit integers. */
export function integerRange(chunk: ThriftStruct): { readonly min: bigint; readonly max: bigint } | undefined {
  const { min, max } = chunkStatistics(chunk);
  return min && max ? { min: min.readBigInt64LE(), max: max.readBigInt64LE() } : undefined;
}

function structIn(struct: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = struct.fields.get(field);
  return value?.type === 'struct' ? value : undefined;
}

function intOf(value: ThriftValue | undefined): bigint | undefined {
  return value?.type === 'int' ? value.value : undefined;
}

function bytesOf(value: ThriftValue | undefined): Buffer | undefined {
  return value?.type === 'binary' ? Buffer.from(value.bytes) : undefined;
}

function merge({ name, type }: Column, chunks: readonly ChunkStatistics[], counted: Counted): ColumnStatistics {
  if (type.arraysize !== undefined) return { nullCount: counted.nullArrays.get(name) ?? 0 };
  const nullCount = chunks.reduce((sum, c) => sum + c.nulls, 0);
  const filled = chunks.filter((c) => c.values > 0);
  const known = filled.length > 0 && filled.every((c) => c.min && c.max);
  const extremes = known
    ? {
        min: extreme(
          type.scalar,
          filled.map((c) => c.min!),
          -1,
        ),
        max: extreme(
          type.scalar,
          filled.map((c) => c.max!),
          1,
        ),
      }
    : {};
  const distinct = counted.distinct.get(name);
  return { nullCount, ...extremes, ...(distinct === undefined ? {} : { distinctEstimate: distinct }) };
}

function extreme(scalar: ScalarType, values: readonly Buffer[], sign: -1 | 1): string {
  if (scalar === 'string')
    return values.reduce((best, v) => (Buffer.compare(v, best) * sign > 0 ? v : best)).toString('utf8');
  const decoded = values.map((v) => decode(scalar, v));
  const best = decoded.reduce((a, b) => ((sign > 0 ? b > a : b < a) ? b : a));
  return scalar === 'timestamp' ? timeText(BigInt(best)) : String(best);
}

function decode(scalar: ScalarType, bytes: Buffer): number | bigint {
  if (scalar === 'float64') return bytes.readDoubleLE();
  if (scalar === 'float32') return bytes.readFloatLE();
  if (scalar === 'int64' || scalar === 'timestamp') return bytes.readBigInt64LE();
  return scalar === 'boolean' ? bytes[0]! : bytes.readInt32LE();
}

/** Microseconds since 1970 as ISO 8601. */
function timeText(micros: bigint): string {
  const inSecond = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - inSecond) / 1000n)).toISOString().slice(0, 19);
  return inSecond === 0n ? seconds : `${seconds}.${String(inSecond).padStart(6, '0')}`;
}
