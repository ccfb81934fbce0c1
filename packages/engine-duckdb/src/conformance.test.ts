import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Engine, TableFiles } from '@lingtai/engine';
import { quoteName, quoteText, typeName } from '@lingtai/engine';
import {
  type ConformanceTable,
  conformanceFields,
  engineConformance,
  type JsonValue,
} from '@lingtai/engine/conformance';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { duckdbDialect, duckdbEngine } from './index.ts';

const fixtures = new URL('../../../fixtures/engine/', import.meta.url);
const table = JSON.parse(readFileSync(new URL('objects.json', fixtures), 'utf8')) as ConformanceTable;
const expected = JSON.parse(readFileSync(new URL('expected.json', fixtures), 'utf8')) as Record<string, JsonValue[][]>;
const folder = mkdtempSync(join(tmpdir(), 'lingtai-engine-'));
const valuesOf = (name: string): readonly JsonValue[] => table.values[name]!;
const rowCount = valuesOf('obsid').length;
const apart = new Set(table.held);
const all = Array.from({ length: rowCount }, (_, row) => row);

/** Writes rows of the table through JSON, so that no value passes through the code under test. */
async function load(connection: DuckDBConnection, into: string, which: readonly number[]): Promise<void> {
  const columns = [...conformanceFields(table), { name: '_healpix_29', scalar: 'int64' as const }];
  const text = (v: JsonValue): string => {
    if (Array.isArray(v)) return `[${v.map(text).join(', ')}]`;
    return v === null ? 'NULL' : quoteText(String(v));
  };
  const value = (name: string, type: string, row: number): string => {
    const v = valuesOf(name)[row]!;
    return type === 'TIMESTAMP' && v !== null ? `make_timestamp(${String(v)})` : `CAST(${text(v)} AS ${type})`;
  };
  const types = columns.map((c) => typeName(c, duckdbDialect));
  await connection.run(
    `CREATE TABLE ${into} (${columns.map((c, i) => `${quoteName(c.name)} ${types[i]}`).join(', ')})`,
  );
  for (let from = 0; from < which.length; from += 100) {
    const rows = which.slice(from, from + 100).map((row) => {
      return `(${columns.map((c, i) => value(c.name, types[i]!, row)).join(', ')})`;
    });
    await connection.run(`INSERT INTO ${into} VALUES ${rows.join(', ')}`);
  }
  await connection.run(`CREATE INDEX ${into}_obsid ON ${into} (obsid)`);
}

const cellOf = (row: number): bigint => BigInt(valuesOf('_healpix_29')[row] as string);

/** The rows as a table of the derived file and as Parquet; `trees`: which of the files a row is in, each from pole to pole. */
async function written(
  connection: DuckDBConnection,
  name: string,
  which: readonly number[],
  trees: number,
): Promise<TableFiles> {
  await load(connection, name, which);
  const partitions: TableFiles['partitions'][number][] = [];
  const write = async (rows: readonly number[], range: { lo?: bigint; hi?: bigint }): Promise<void> => {
    const path = join(folder, `${name}-${partitions.length}.parquet`);
    const ids = rows.map((row) => String(valuesOf('obsid')[row])).join(', ');
    const query = `SELECT * FROM ${name} WHERE obsid IN (${ids}) ORDER BY "_healpix_29", obsid`;
    await connection.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    partitions.push({ path, rowCount: rows.length, sizeBytes: 1000, ...range });
  };
  const placed = which.filter((row) => valuesOf('_healpix_29')[row] !== null);
  const cuts = [0, 300, 301, Math.min(1200, placed.length - 1), placed.length];
  const pieces =
    trees > 1
      ? Array.from({ length: trees }, (_, tree) => placed.filter((_, i) => i % trees === tree))
      : cuts.slice(1).map((to, i) => placed.slice(cuts[i], to));
  for (const rows of pieces) await write(rows, { lo: cellOf(rows[0]!), hi: cellOf(rows.at(-1)!) });
  await write(
    which.filter((row) => valuesOf('_healpix_29')[row] === null),
    {},
  );
  return { derivedFile, derivedTable: name, partitions, keyColumn: 'obsid', rowCount: which.length };
}

const derivedFile = join(folder, 'derived.duckdb');
let whole: TableFiles;
let parts: { readonly open: TableFiles; readonly held: TableFiles };

beforeAll(async () => {
  const instance = await DuckDBInstance.create(derivedFile);
  const connection = await instance.connect();
  whole = await written(connection, 'objects', all, 1);
  const open = all.filter((row) => !apart.has(row));
  parts = {
    open: await written(connection, 'open_objects', open, 1),
    held: await written(connection, 'open_objects__held', table.held, 3),
  };
  connection.closeSync();
  instance.closeSync();
});

afterAll(() => rmSync(folder, { recursive: true }));

const onParquet = ({ partitions, keyColumn, rowCount }: TableFiles): TableFiles => ({
  partitions,
  keyColumn,
  rowCount,
});

function suite(title: string, placed: (files: TableFiles) => TableFiles, inParts: boolean): void {
  describe(title, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await duckdbEngine({
        allowedDirectories: [folder],
        threads: 2,
        connections: 3,
        locator: { locate: async ({ part }) => placed(inParts ? parts[part ?? 'open'] : whole) },
      });
    });
    afterAll(() => engine.close());
    engineConformance({ test, engine: () => engine, table, parts: inParts, expected });
  });
}

suite('DuckDB on its derived file', (files) => files, false);
suite('DuckDB on Parquet', onParquet, false);
suite('DuckDB on its derived file, some rows apart', (files) => files, true);
suite('DuckDB on Parquet, some rows apart', onParquet, true);
