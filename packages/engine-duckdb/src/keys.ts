import { quoteName, type TableFiles } from '@lingtai/engine';
import type { Literal, RelationOf } from '@lingtai/query';
import { cellColumn } from '@lingtai/query';
import { bindAll } from './bind.ts';
import { ChunkReader } from './chunk.ts';
import type { Session } from './connection.ts';
import { duckdbDialect } from './dialect.ts';
import { chunksOf } from './next-chunk.ts';

type Scan = RelationOf<'scan'>;

/** Where the rows with the wanted keys are: the only one in the index of the key, or all in these cells, in canonical order. */
export type KeyPlaces = { readonly key: Literal } | { readonly cells: readonly (bigint | null)[] };

/** More keys than this are found by the filter alone. */
const mostLookups = 8;

/** What the index on a derived table's key tells of a scan that asks for some keys; `undefined` where that is no help. */
export async function keyPlaces(
  scan: Scan,
  files: TableFiles,
  catalog: string,
  session: Session,
): Promise<KeyPlaces | undefined> {
  const keys = scan.keyEquals?.filter((key) => key.value !== null).map((key) => asColumn(key, scan, files));
  if (!keys || keys.length > mostLookups) return undefined;
  const [only, ...others] = keys;
  if (only && others.length === 0) return isOfColumn(only, scan, files) ? { key: only } : undefined;
  if (!files.partitions.some((p) => p.lo !== undefined)) return undefined;
  const cells = new Set<bigint | null>();
  for (const key of keys) await addCells(key, files, catalog, session, cells);
  return { cells: [...cells].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1)) };
}

async function addCells(
  key: Literal,
  files: TableFiles,
  catalog: string,
  session: Session,
  cells: Set<bigint | null>,
): Promise<void> {
  const parameter = duckdbDialect.parameter!(1, duckdbDialect.typeNames[key.type.scalar]);
  const table = `${quoteName(catalog)}.main.${quoteName(files.derivedTable!)}`;
  const statement = await session.prepare(
    `SELECT ${quoteName(cellColumn)} FROM ${table} WHERE ${quoteName(files.keyColumn)} = ${parameter}`,
  );
  bindAll(statement, [key]);
  const reader = new ChunkReader([{ scalar: 'int64' }]);
  const next = chunksOf(await statement.run());
  for (let chunk = await next(); chunk && chunk.rowCount > 0; chunk = await next()) {
    const [column] = reader.read(chunk).columns;
    if (column?.kind !== 'scalar' || column.type !== 'int64') return;
    for (let i = 0; i < column.length; i++) cells.add(column.valid?.[i] === 0 ? null : column.values[i]!);
  }
}

const bitsOf: Readonly<Record<string, number>> = { int16: 16, int32: 32, int64: 64 };

/** An integer in the type of the key's column, where it has a place in it: of another type the index knows nothing. */
function asColumn(key: Literal, scan: Scan, files: TableFiles): Literal {
  const scalar = keyType(scan, files);
  const bits = scalar && bitsOf[scalar];
  if (!scalar || !bits || bitsOf[key.type.scalar] === undefined) return key;
  const value = BigInt(key.value as bigint | number);
  if (BigInt.asIntN(bits, value) !== value) return key;
  return { kind: 'literal', type: { scalar }, value: scalar === 'int64' ? value : Number(value) };
}

/** Of another type a value may be that of several keys: a large integer has neighbours with the same floating-point number. */
function isOfColumn(key: Literal, scan: Scan, files: TableFiles): boolean {
  return key.type.scalar === keyType(scan, files);
}

function keyType(scan: Scan, { keyColumn }: TableFiles): Literal['type']['scalar'] | undefined {
  return scan.columns.find((c) => c.name === keyColumn)?.type.scalar;
}
