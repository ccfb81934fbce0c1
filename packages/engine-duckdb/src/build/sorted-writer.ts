import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { ColumnDigest, type ColumnType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { BuiltFile } from '@lingtai/engine';
import { digestTextLengths, digestTexts, digestVector, hasOddFloats, newSha256 } from './chunk-digest.ts';
import { sliceChunk } from './chunk-slice.ts';
import { writeDurably } from './durable.ts';
import { joinParquet, rowGroupsOf } from './parquet-footer.ts';
import type { Session } from './session.ts';
import { ident, sqlType, text } from './sql.ts';
import type { ThriftStruct } from './thrift.ts';

export interface OutputColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A row group to be written: so many of the next rows. */
export interface PlannedGroup {
  readonly rowCount: number;
  readonly lo?: bigint;
  readonly hi?: bigint;
}

/** A file to be written: its groups in order. */
export interface PlannedFile {
  readonly path: string;
  readonly order?: number;
  readonly pixel?: number;
  readonly groups: readonly PlannedGroup[];
}

/** A written file and its footer. */
export interface WrittenFile extends BuiltFile {
  readonly footer: ThriftStruct;
}

interface OpenGroup {
  readonly file: number;
  readonly plan: PlannedGroup;
  readonly table: string;
  readonly writer: GroupWriter;
  readonly appender: DuckDBAppender;
  readonly digests: readonly ColumnDigest[];
  /** Rows of the table before the group's first one: a chunk that two groups share is in both tables. */
  skip: number | undefined;
  filled: number;
  /** Some float needs to be kept from dictionaries. */
  odd: boolean;
}

/** An instance that gathers and writes one group at a time. */
interface GroupWriter {
  readonly session: Session;
  readonly connection: DuckDBConnection;
}

type GroupResult = BuiltFile['rowGroups'][number];

/**
 * Cuts a stream of sorted chunks into row groups and files. Each group is gathered in a table in memory, digested on the
 * way and written as a Parquet file of one row group; the groups of a file are then joined byte for byte.
 */
export class SortedWriter {
  readonly #session: Session;
  readonly #columns: readonly OutputColumn[];
  readonly #files: readonly PlannedFile[];
  readonly #folder: string;
  readonly #scratch: string;
  readonly #queue: { readonly file: number; readonly plan: PlannedGroup }[];
  readonly #parts: { file: string; result: Promise<GroupResult> }[][];
  readonly #running = new Set<Promise<unknown>>();
  readonly #writers: GroupWriter[] = [];
  readonly #free: GroupWriter[] = [];
  readonly #written: Promise<WrittenFile>[] = [];
  readonly #atOnce: number;
  readonly #types: readonly ColumnType[];
  readonly #hasArrays: boolean;
  #open: OpenGroup | undefined;
  #failure: Error | undefined;

  constructor(
    session: Session,
    columns: readonly OutputColumn[],
    files: readonly PlannedFile[],
    folder: string,
    atOnce: number,
  ) {
    this.#session = session;
    this.#columns = columns;
    this.#types = columns.map((c) => c.type);
    this.#hasArrays = this.#types.some((t) => t.arraysize !== undefined);
    this.#files = files;
    this.#folder = folder;
    this.#atOnce = atOnce;
    this.#scratch = join(session.tempDirectory, session.name('groups'));
    this.#queue = files.flatMap((f, file) => f.groups.map((plan) => ({ file, plan })));
    this.#parts = files.map(() => []);
  }

  /** Adds the next rows in order. */
  async add(chunk: DuckDBDataChunk): Promise<void> {
    const count = chunk.rowCount;
    for (let from = 0; from < count; ) {
      this.#open ??= await this.#next();
      const group = this.#open;
      const to = Math.min(count, from + group.plan.rowCount - group.filled);
      const carried = this.#hasArrays && to - from < count ? sliceChunk(chunk, this.#types, from, to) : chunk;
      group.skip ??= carried === chunk ? from : 0;
      group.appender.appendDataChunk(carried);
      for (const [i, column] of this.#columns.entries()) {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
        group.odd ||= hasOddFloats(column.type, vector, count);
        if (isText(column)) digestTextLengths(group.digests[i]!, vector, count, from, to);
        else digestVector(group.digests[i]!, column.type, vector, count, from, to);
      }
      group.filled += to - from;
      from = to;
      if (group.filled === group.plan.rowCount) {
        this.#open = undefined;
        this.#close(group);
      }
    }
  }

  /** Waits until every file has its name. */
  async finish(): Promise<WrittenFile[]> {
    if (this.#open || this.#queue.length > 0) throw changed();
    try {
      return await Promise.all(this.#written);
    } finally {
      await this.#cleanUp();
    }
  }

  /** After a failure: waits for what runs and removes what was begun. */
  async abandon(): Promise<void> {
    this.#open?.appender.closeSync();
    await Promise.allSettled([...this.#running, ...this.#written]);
    await this.#cleanUp();
  }

  async #cleanUp(): Promise<void> {
    for (const { session, connection } of this.#writers.splice(0)) {
      connection.closeSync();
      session.close();
    }
    await rm(this.#scratch, { recursive: true, force: true });
  }

  async #next(): Promise<OpenGroup> {
    const planned = this.#queue.shift();
    if (!planned) throw changed();
    const writer = await this.#freeWriter();
    const { connection } = writer;
    const table = this.#session.name('rows');
    await connection.run(
      `CREATE TABLE ${table} (${this.#columns.map((c) => `${ident(c.name)} ${sqlType(c.type)}`).join(', ')})`,
    );
    const appender = await connection.createAppender(table);
    const digests = this.#columns.map((c) => new ColumnDigest(c.type, newSha256));
    return { ...planned, table, writer, appender, digests, skip: undefined, filled: 0, odd: false };
  }

  /** One group fills while others are written. */
  async #freeWriter(): Promise<GroupWriter> {
    if (this.#free.length === 0 && this.#writers.length <= this.#atOnce) {
      await mkdir(this.#scratch, { recursive: true });
      const session = await this.#session.openSingle();
      const writer = { session, connection: await session.connect() };
      this.#writers.push(writer);
      return writer;
    }
    while (this.#free.length === 0) {
      if (this.#failure) throw this.#failure;
      await Promise.race(this.#running);
    }
    return this.#free.pop()!;
  }

  #close(group: OpenGroup): void {
    group.appender.closeSync();
    const parts = this.#parts[group.file]!;
    const file = join(this.#scratch, `${group.table}.parquet`);
    const { rowCount, lo, hi } = group.plan;
    const cells = lo === undefined || hi === undefined ? {} : { lo: String(lo), hi: String(hi) };
    const result = this.#writeGroup(group, file).then((columnDigests) => ({ rowCount, ...cells, columnDigests }));
    parts.push({ file, result });
    const running: Promise<unknown> = result
      .catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    if (parts.length === this.#files[group.file]!.groups.length) this.#joinLater(group.file);
  }

  async #writeGroup(group: OpenGroup, file: string): Promise<Record<string, string>> {
    const { connection } = group.writer;
    const skip = group.skip ?? 0;
    const rows = `${group.table} WHERE rowid >= ${skip} AND rowid < ${skip + group.filled}`;
    const plain = group.odd ? ', DICTIONARY_SIZE_LIMIT 0' : '';
    const size = Math.max(2048, Math.ceil(group.filled / 2048) * 2048);
    await connection.run(
      `COPY (SELECT * FROM ${rows}) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${size}${plain})`,
    );
    const texts = this.#columns.flatMap((column, i) =>
      isText(column) ? [{ name: column.name, digest: group.digests[i]! }] : [],
    );
    await digestTexts(connection, rows, texts);
    await connection.run(`DROP TABLE ${group.table}`);
    this.#free.push(group.writer);
    return Object.fromEntries(this.#columns.map((c, i) => [c.name, group.digests[i]!.hex()]));
  }

  #joinLater(index: number): void {
    const joined = this.#join(index);
    joined.catch(() => undefined);
    this.#written.push(joined);
  }

  async #join(index: number): Promise<WrittenFile> {
    const plan = this.#files[index]!;
    const parts = this.#parts[index]!;
    const rowGroups = await Promise.all(parts.map((part) => part.result));
    const path = join(this.#folder, ...plan.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    const sources = parts.map((part) => part.file);
    const footer = await writeDurably(path, (temporary) => joinParquet(sources, temporary));
    if (rowGroupsOf(footer).length !== rowGroups.length) throw new Error(`row groups of ${plan.path} were cut`);
    for (const source of sources) await rm(source);
    const place = plan.order === undefined || plan.pixel === undefined ? {} : { order: plan.order, pixel: plan.pixel };
    const { size } = await stat(path);
    return {
      path: plan.path,
      rowCount: rowGroups.reduce((sum, g) => sum + g.rowCount, 0),
      sizeBytes: size,
      ...place,
      rowGroups,
      footer,
    };
  }
}

function isText(column: OutputColumn): boolean {
  return column.type.scalar === 'string' && column.type.arraysize === undefined;
}

function changed(): Error {
  return fail('conflict', 'INGEST-CHANGED', {
    en: 'A staged file changed while it was read: run the same command again.',
    zh: '暂存文件在读取过程中被改动:请重新运行同一命令。',
  });
}
