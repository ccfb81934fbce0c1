// For tests: the tables of an ADQL suite as one derived file and as Parquet, written from their JSON without any code
// that is under test.
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText, type TableFiles, typeName } from '@lingtai/engine';
import { type AdqlTable, type AdqlTables, adqlFields, type JsonValue } from '@lingtai/engine/conformance';
import { duckdbDialect } from '../dialect.ts';

const cell = '_healpix_29';

/** For every table by name: its derived file, and its Parquet partitions (two with ranges of cells, one without). */
export async function writeAdqlTables(
  folder: string,
  { schema, tables }: AdqlTables,
): Promise<Map<string, TableFiles>> {
  const derivedFile = join(folder, `${schema}.duckdb`);
  const instance = await DuckDBInstance.create(derivedFile);
  const connection = await instance.connect();
  const files = new Map<string, TableFiles>();
  for (const table of tables) {
    const { name, key } = table;
    const derived = quoteName(name);
    for (const statement of tableStatements(table)) await connection.run(statement);
    await connection.run(`CREATE INDEX ${quoteName(`${name}_key`)} ON ${derived} (${quoteName(key)})`);
    const partitions = [];
    for (const { where, order, ...rest } of partsOf(table)) {
      const path = join(folder, `${schema}-${name}-${partitions.length}.parquet`);
      const rows = `SELECT * FROM ${derived}${where} ORDER BY ${order}`;
      await connection.run(`COPY (${rows}) TO ${quoteText(path)} (FORMAT parquet)`);
      partitions.push({ path, sizeBytes: 1000, ...rest });
    }
    const rowCount = rowsOf(table).length;
    files.set(name, { derivedFile, derivedTable: name, partitions, keyColumn: key, rowCount });
  }
  connection.closeSync();
  instance.closeSync();
  return files;
}

function rowsOf(table: AdqlTable): readonly number[] {
  return table.values[table.key]!.map((_, i) => i);
}

function* tableStatements(table: AdqlTable): Generator<string> {
  const columns = [...adqlFields(table), ...(table.position ? [{ name: cell, scalar: 'int64' as const }] : [])];
  const types = columns.map((c) => typeName(c, duckdbDialect));
  yield `CREATE TABLE ${quoteName(table.name)} (${columns.map((c, i) => `${quoteName(c.name)} ${types[i]}`).join(', ')})`;
  const rows = rowsOf(table).map((row) => {
    return `(${columns.map((c, i) => value(table.values[c.name]![row]!, types[i]!)).join(', ')})`;
  });
  for (let from = 0; from < rows.length; from += 100) {
    yield `INSERT INTO ${quoteName(table.name)} VALUES ${rows.slice(from, from + 100).join(', ')}`;
  }
}

function value(v: JsonValue, type: string): string {
  const text = (one: JsonValue): string => {
    if (Array.isArray(one)) return `[${one.map(text).join(', ')}]`;
    return one === null ? 'NULL' : quoteText(String(one));
  };
  return type === 'TIMESTAMP' && v !== null ? `make_timestamp(${String(v)})` : `CAST(${text(v)} AS ${type})`;
}

interface Part {
  readonly where: string;
  readonly order: string;
  readonly lo?: bigint;
  readonly hi?: bigint;
  readonly rowCount: number;
}

function partsOf(table: AdqlTable): Part[] {
  const key = quoteName(table.key);
  if (!table.position) return [{ where: '', order: key, rowCount: rowsOf(table).length }];
  const all = table.values[cell]!;
  const cells = all.filter((c) => c !== null).map((c) => BigInt(c as string));
  // The cut lies between two cells: rows in one place are not torn apart.
  const half = cells.findIndex((c, i) => i >= cells.length / 2 && c !== cells[i - 1]);
  const cut = half > 0 ? half : cells.length;
  const column = quoteName(cell);
  const parts = [cells.slice(0, cut), cells.slice(cut)]
    .filter((some) => some.length > 0)
    .map((some): Part => {
      const [lo, hi] = [some[0]!, some.at(-1)!];
      const where = ` WHERE ${column} BETWEEN ${lo} AND ${hi}`;
      return { where, order: `${column}, ${key}`, lo, hi, rowCount: some.length };
    });
  const rest = all.length - cells.length;
  return rest > 0 ? [...parts, { where: ` WHERE ${column} IS NULL`, order: key, rowCount: rest }] : parts;
}
