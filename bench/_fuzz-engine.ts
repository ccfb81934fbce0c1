import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { LingtaiError } from '@lingtai/diagnostics';
import { type Engine, quoteName, quoteText, type TableFiles, typeName } from '@lingtai/engine';
import { type AdqlTable, type AdqlTables, adqlFields, type JsonValue } from '@lingtai/engine/conformance';
import { duckdbDialect, duckdbEngine } from '@lingtai/engine-duckdb';
import type { Plan } from '@lingtai/query';

const cell = '_healpix_29';

/** A real engine on the first rows of each table. */
export async function fuzzEngine(folder: string, { tables }: AdqlTables, rowsOfEach: number): Promise<Engine> {
  const derivedFile = join(folder, 'fuzz.duckdb');
  const instance = await DuckDBInstance.create(derivedFile);
  const connection = await instance.connect();
  for (const table of tables) {
    const columns = [...adqlFields(table), { name: cell, scalar: 'int64' as const }];
    const types = columns.map((c) => typeName(c, duckdbDialect));
    const heads = columns.map((c, i) => `${quoteName(c.name)} ${types[i]}`).join(', ');
    await connection.run(`CREATE TABLE ${quoteName(table.name)} (${heads})`);
    const rows = Array.from({ length: Math.min(rowsOfEach, lengthOf(table)) }, (_, row) => {
      return `(${columns.map((c, i) => textOf(table.values[c.name]?.[row] ?? null, types[i]!)).join(', ')})`;
    });
    if (rows.length > 0) await connection.run(`INSERT INTO ${quoteName(table.name)} VALUES ${rows.join(', ')}`);
  }
  connection.closeSync();
  instance.closeSync();
  return duckdbEngine({
    threads: 2,
    connections: 2,
    memoryLimitBytes: 500_000_000,
    allowedDirectories: [folder],
    locator: {
      locate: async ({ table }): Promise<TableFiles> => {
        const found = tables.find((t) => t.name === table)!;
        const rowCount = Math.min(rowsOfEach, lengthOf(found));
        return { derivedFile, derivedTable: table, partitions: [], keyColumn: found.key, rowCount };
      },
    },
  });
}

function lengthOf(table: AdqlTable): number {
  return table.values[table.key]!.length;
}

function textOf(value: JsonValue, type: string): string {
  const text = (one: JsonValue): string => {
    if (Array.isArray(one)) return `[${one.map(text).join(', ')}]`;
    return one === null ? 'NULL' : quoteText(String(one));
  };
  return type === 'TIMESTAMP' && value !== null
    ? `make_timestamp(${String(value)})`
    : `CAST(${text(value)} AS ${type})`;
}

/** Runs a plan for two seconds at most; what comes back is what the engine did that it must not do. */
export async function runPlan(engine: Engine, plan: Plan): Promise<string | undefined> {
  try {
    const { fields, batches } = await engine.run(plan, { signal: AbortSignal.timeout(2000) });
    let rows = 0;
    for await (const batch of batches) {
      if (batch.columns.length !== fields.length) return `${batch.columns.length} columns for ${fields.length} fields`;
      rows += batch.rowCount;
      if (rows > 10_000) break;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof LingtaiError)) return String(error);
    return error.class === 'internal' ? String((error.cause as Error | undefined)?.message ?? error.cause) : undefined;
  }
}
