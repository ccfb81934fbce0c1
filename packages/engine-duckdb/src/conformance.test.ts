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
let files: TableFiles;

/** Writes the table through JSON, so that no value passes through the code under test. */
async function load(connection: DuckDBConnection): Promise<void> {
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
    `CREATE TABLE objects (${columns.map((c, i) => `${quoteName(c.name)} ${types[i]}`).join(', ')})`,
  );
  for (let from = 0; from < rowCount; from += 100) {
    const rows = Array.from({ length: Math.min(100, rowCount - from) }, (_, k) => {
      return `(${columns.map((c, i) => value(c.name, types[i]!, from + k)).join(', ')})`;
    });
    await connection.run(`INSERT INTO objects VALUES ${rows.join(', ')}`);
  }
}

beforeAll(async () => {
  const derivedFile = join(folder, 'derived.duckdb');
  const instance = await DuckDBInstance.create(derivedFile);
  const connection = await instance.connect();
  await load(connection);
  await connection.run('CREATE INDEX objects_obsid ON objects (obsid)');
  const cells = valuesOf('_healpix_29')
    .filter((c) => c !== null)
    .map((c) => BigInt(c as string));
  const cuts = [0, 300, 301, 1200, cells.length];
  const partitions = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [lo, hi] = [cells[cuts[i]!]!, cells[cuts[i + 1]! - 1]!];
    const path = join(folder, `p${i}.parquet`);
    const rows = `SELECT * FROM objects WHERE "_healpix_29" BETWEEN ${lo} AND ${hi} ORDER BY "_healpix_29", obsid`;
    await connection.run(`COPY (${rows}) TO ${quoteText(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    partitions.push({ path, lo, hi, rowCount: cuts[i + 1]! - cuts[i]!, sizeBytes: 1000 });
  }
  const path = join(folder, 'nopos.parquet');
  await connection.run(
    `COPY (SELECT * FROM objects WHERE "_healpix_29" IS NULL ORDER BY obsid) TO ${quoteText(path)} (FORMAT parquet)`,
  );
  partitions.push({ path, rowCount: rowCount - cells.length, sizeBytes: 1000 });
  connection.closeSync();
  instance.closeSync();
  files = {
    derivedFile,
    derivedTable: 'objects',
    partitions,
    keyColumn: 'obsid',
    rowCount: cells.length,
  };
});

afterAll(() => rmSync(folder, { recursive: true }));

function suite(title: string, located: () => TableFiles): void {
  describe(title, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await duckdbEngine({
        allowedDirectories: [folder],
        threads: 2,
        connections: 3,
        locator: { locate: async () => located() },
      });
    });
    afterAll(() => engine.close());
    engineConformance({ test, engine: () => engine, table, expected });
  });
}

suite('DuckDB on its derived file', () => files);
suite('DuckDB on Parquet', () => {
  const { partitions, keyColumn } = files;
  return { partitions, keyColumn, rowCount };
});
