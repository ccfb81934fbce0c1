// For tests: the tables of an ADQL suite as one derived file and as Parquet, written from their JSON without any code
// that is under test.
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText, type TableFiles, typeName } from '@lingtai/engine';
import { type AdqlTable, type AdqlTables, adqlFields, isHeldRow, type JsonValue } from '@lingtai/engine/conformance';
import { duckdbDialect } from '../dialect.ts';

const cell = '_healpix_29';

/**
 * For every table by name: its derived file, and its Parquet partitions (two with ranges of cells, one without); of a part
 * only the rows that are stored apart, or the others.
 */
export async function writeAdqlTables(
  folder: string,
  { schema, tables }: AdqlTables,
  part?: 'open' | 'held',
): Promise<Map<string, TableFiles>> {
  const prefix = join(folder, part ? `${schema}-${part}` : schema);
  const derivedFile = `${prefix}.duckdb`;
  const instance = await DuckDBInstance.create(derivedFile);
  const connection = await instance.connect();
  const files = new Map<string, TableFiles>();
  const kept = (row: number): boolean => part === undefined || isHeldRow(row) === (part === 'held');
  for (const table of tables) {
    const some = { ...table, values: valuesWhere(table, kept) };
    files.set(table.name, { derivedFile, ...(await writeTable(connection, prefix, some)) });
  }
  connection.closeSync();
  instance.closeSync();
  return files;
}

function valuesWhere({ values }: AdqlTable, kept: (row: number) => boolean): AdqlTable['values'] {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.filter((_, row) => kept(row))]));
}

async function writeTable(connection: DuckDBConnection, prefix: string, table: AdqlTable): Promise<TableFiles> {
  const { name, key } = table;
  const derived = quoteName(name);
  for (const statement of tableStatements(table)) await connection.run(statement);
  await connection.run(`CREATE INDEX ${quoteName(`${name}_key`)} ON ${derived} (${quoteName(key)})`);
  const partitions: TableFiles['partitions'][number][] = [];
  for (const { where, order, ...rest } of partsOf(table)) {
    const path = `${prefix}-${name}-${partitions.length}.parquet`;
    const rows = `SELECT * FROM ${derived}${where} ORDER BY ${order}`;
    await connection.run(`COPY (${rows}) TO ${quoteText(path)} (FORMAT parquet)`);
    partitions.push({ path, sizeBytes: 1000, ...rest });
  }
  return { derivedTable: name, partitions, keyColumn: key, rowCount: rowsOf(table).length };
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
