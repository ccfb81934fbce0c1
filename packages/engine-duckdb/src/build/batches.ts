import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import type { ColumnBatch, Field, Vector } from '@lingtai/columns';
import { duckdbType, fillVector } from './chunk-fill.ts';
import { writeDurably } from './durable.ts';
import { joinParquet } from './parquet-footer.ts';
import type { Session } from './session.ts';
import { ident, sqlType, text } from './sql.ts';

/** DuckDB's chunk holds no more rows. */
const chunkRows = 2048;
/** Arrays make rows long: a chunk also ends after so many items of one column. */
const chunkItems = 1 << 20;
/** Rows and bytes after which what was gathered is written as a row group. */
const groupRows = 122_880;
const groupBytes = 128 << 20;
/** Of the memory: a group is copied a few times on its way. */
const memoryShare = 0.5;

/** Writes rows that come as columns into one Parquet file. Nothing is checked but that vectors have their field's type. */
export async function stageBatches(
  session: Session,
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>,
  outputFile: string,
): Promise<{ readonly rowCount: number }> {
  const writer = await session.openSingle(memoryShare);
  const scratch = join(session.tempDirectory, session.name('batches'));
  await mkdir(scratch, { recursive: true });
  try {
    const gatherer = new Gatherer(writer, fields, scratch, Math.min(groupBytes, writer.memoryBytes / 6));
    await writer.use(undefined, async (connection) => {
      for await (const batch of batches) await gatherer.add(connection, batch);
      await gatherer.flush(connection);
    });
    await writeDurably(outputFile, (temporary) => joinParquet(gatherer.parts, temporary));
    return { rowCount: gatherer.rowCount };
  } finally {
    writer.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Gathers chunks in a table in memory and writes it as a Parquet file whenever it is big enough. */
class Gatherer {
  readonly parts: string[] = [];
  rowCount = 0;
  readonly #writer: Session;
  readonly #fields: readonly Field[];
  readonly #scratch: string;
  readonly #mostBytes: number;
  readonly #types: readonly DuckDBType[];
  #chunks: { readonly vectors: readonly Vector[]; readonly from: number; readonly to: number }[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(writer: Session, fields: readonly Field[], scratch: string, mostBytes: number) {
    this.#mostBytes = mostBytes;
    this.#writer = writer;
    this.#fields = fields;
    this.#scratch = scratch;
    this.#types = fields.map(duckdbType);
  }

  async add(connection: DuckDBConnection, batch: ColumnBatch): Promise<void> {
    this.#check(batch);
    for (let from = 0; from < batch.rowCount; ) {
      const to = chunkEnd(batch, from);
      this.#chunks.push({ vectors: batch.columns, from, to });
      this.#rows += to - from;
      this.#bytes += batch.columns.reduce((sum, v) => sum + 8 * itemsIn(v, from, to), 0);
      from = to;
      if (this.#rows >= groupRows || this.#bytes >= this.#mostBytes) await this.flush(connection);
    }
  }

  #check(batch: ColumnBatch): void {
    for (const [i, field] of this.#fields.entries()) {
      const vector = batch.columns[i];
      const scalar = vector?.kind === 'list' ? vector.child.type : vector?.type;
      if (
        scalar !== field.scalar ||
        (vector?.kind === 'list') !== (field.arraysize !== undefined) ||
        vector?.length !== batch.rowCount
      ) {
        throw new TypeError(
          `the vector of ${field.name} is not ${field.scalar}${field.arraysize === undefined ? '' : '[]'} of ${batch.rowCount} rows`,
        );
      }
    }
  }

  /** Writes what was gathered; an empty input still makes one file with the columns. */
  async flush(connection: DuckDBConnection): Promise<void> {
    if (this.#rows === 0 && this.parts.length > 0) return;
    const table = this.#writer.name('batch');
    await connection.run(
      `CREATE TABLE ${table} (${this.#fields.map((f) => `${ident(f.name)} ${sqlType(f)}`).join(', ')})`,
    );
    const appender = await connection.createAppender(table);
    for (const { vectors, from, to } of this.#chunks) {
      const chunk = DuckDBDataChunk.create(this.#types, to - from);
      for (const [i, vector] of vectors.entries())
        if (i < this.#types.length) fillVector(chunk.chunk, i, vector, from, to);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const part = join(this.#scratch, `${table}.parquet`);
    const size = Math.max(chunkRows, Math.ceil(this.#rows / chunkRows) * chunkRows);
    await connection.run(
      `COPY ${table} TO ${text(part)} (FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 0, ROW_GROUP_SIZE ${size})`,
    );
    await connection.run(`DROP TABLE ${table}`);
    this.parts.push(part);
    this.rowCount += this.#rows;
    this.#chunks = [];
    this.#rows = 0;
    this.#bytes = 0;
  }
}

function itemsIn(vector: Vector, from: number, to: number): number {
  return vector.kind === 'scalar' ? to - from : vector.offsets[to]! - vector.offsets[from]!;
}

function chunkEnd(batch: ColumnBatch, from: number): number {
  let to = Math.min(batch.rowCount, from + chunkRows);
  for (const vector of batch.columns)
    while (to > from + 1 && itemsIn(vector, from, to) > chunkItems) to = from + Math.ceil((to - from) / 2);
  return to;
}
