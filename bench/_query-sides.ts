import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { cellAt } from '@lingtai/columns';
import type { Engine, TableFiles } from '@lingtai/engine';
import { duckdbEngine } from '@lingtai/engine-duckdb';
import type { CatalogueView } from '@lingtai/query';
import type { BenchTable } from './_cone-table.ts';
import type { PostgresSide } from './_query-postgres.ts';
import { planOf, viewWith } from './_query-view.ts';

export const threads = 2;
export const memoryLimitBytes = 4e9;

/** What the sides must agree on: how many rows there are, and what the first cell of the first row says. */
export interface Answer {
  readonly rows: number;
  readonly first: string;
}

/** Who answers questions in its own language: ADQL, the raw engine's SQL, PostgreSQL's SQL. */
export interface Side {
  ask(text: string): Promise<Answer>;
}

export interface LingtaiSide extends Side {
  readonly engine: Engine;
  readonly view: CatalogueView;
  close(): Promise<void>;
}

/** From the text of a query to its last row: parsed, resolved, run, every value copied into columns. */
export async function lingtaiSide(
  table: BenchTable,
  uploads: Readonly<Record<string, TableFiles>>,
): Promise<LingtaiSide> {
  const engine = await duckdbEngine({
    allowedDirectories: [table.folder],
    threads,
    memoryLimitBytes,
    locator: { locate: async (storage) => uploads[storage.table] ?? table.files },
  });
  const storages = Object.keys(uploads).map((name) => [
    name,
    { releaseDigest: `upload:${name}`, releaseAddress: 'upload', table: name },
  ]);
  const view = viewWith(Object.fromEntries(storages));
  return {
    engine,
    view,
    async ask(adql) {
      let rows = 0;
      let first = '';
      for await (const batch of (await engine.run(planOf(adql, view))).batches) {
        if (rows === 0) first = String(cellAt(batch.columns[0]!, 0));
        rows += batch.rowCount;
      }
      return { rows, first };
    },
    close: () => engine.close(),
  };
}

export interface RawSide extends Side {
  readonly connection: DuckDBConnection;
  /** Takes the rows while they are found, so that memory does not grow with the result; `ask` collects them first. */
  stream(sql: string): Promise<Answer>;
  close(): void;
}

/** DuckDB on the same file with the same settings: rows are fetched and counted, their values stay where they are. */
export async function rawSide(table: BenchTable): Promise<RawSide> {
  const instance = await DuckDBInstance.create(table.files.derivedFile!, {
    access_mode: 'READ_ONLY',
    threads: `${threads}`,
    memory_limit: `${memoryLimitBytes}B`,
  });
  const connection = await instance.connect();
  return {
    connection,
    ask: async (sql) => counted(await connection.run(sql)),
    stream: async (sql) => counted(await connection.stream(sql)),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function counted(result: DuckDBResult): Promise<Answer> {
  let rows = 0;
  let first = '';
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    if (rows === 0) first = String(chunk.getColumnVector(0).getItem(0));
    rows += chunk.rowCount;
  }
  return { rows, first };
}

export interface Sides {
  readonly lingtai: LingtaiSide;
  readonly raw: RawSide;
  readonly postgres: PostgresSide | undefined;
}
