import type { DuckDBInstance } from '@duckdb/node-api';
import { quoteText, type TableFiles } from '@lingtai/engine';
import type { Value } from './can-be-true.ts';

/** A column of a row group: its bytes in the file, and the extremes as the footer tells them. */
export interface ChunkFacts {
  readonly sizeBytes: number;
  readonly min?: string;
  readonly max?: string;
}

export interface RowGroupFacts {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, ChunkFacts>;
}

/** Row groups of the files, in order, by path. */
export type Footers = ReadonlyMap<string, readonly RowGroupFacts[]>;

const mostKept = 100;

/** The footers of Parquet files, read once: the files never change. */
export class FooterReader {
  readonly #instance: DuckDBInstance;
  readonly #kept = new Map<string, Promise<Footers>>();

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  footersOf({ partitions }: TableFiles): Promise<Footers> {
    const paths = partitions.map((p) => p.path);
    const name = `${paths.length} ${paths[0]} ${paths.at(-1)}`;
    const known = this.#kept.get(name);
    if (known) return known;
    const read = this.#read(paths);
    this.#kept.set(name, read);
    read.catch(() => this.#kept.delete(name));
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    return read;
  }

  async #read(paths: readonly string[]): Promise<Footers> {
    const footers = new Map<string, { rowCount: number; columns: Map<string, ChunkFacts> }[]>();
    if (paths.length === 0) return footers;
    const connection = await this.#instance.connect();
    try {
      const files = paths.map((path) => quoteText(path)).join(', ');
      const result = await connection.stream(
        `SELECT file_name, row_group_id, row_group_num_rows, path_in_schema, total_compressed_size, stats_min_value, stats_max_value FROM parquet_metadata([${files}])`,
      );
      for await (const rows of result.yieldRowsJs()) for (const row of rows) add(footers, row);
    } finally {
      connection.closeSync();
    }
    return footers;
  }
}

function add(
  footers: Map<string, { rowCount: number; columns: Map<string, ChunkFacts> }[]>,
  [file, group, rows, path, size, min, max]: readonly unknown[],
): void {
  const groups = footers.get(String(file)) ?? [];
  footers.set(String(file), groups);
  const facts = groups[Number(group)] ?? { rowCount: Number(rows), columns: new Map() };
  groups[Number(group)] = facts;
  // Elements of arrays have paths like `flux, list, element`.
  const column = String(path).split(', ')[0]!;
  const before = facts.columns.get(column);
  const isArray = before !== undefined || column !== path;
  facts.columns.set(column, {
    sizeBytes: Number(size) + (before?.sizeBytes ?? 0),
    ...(isArray || min === null || max === null ? {} : { min: String(min), max: String(max) }),
  });
}

/** An extreme as a value of the column's type; of times and truths nothing is known. */
export function valueOfText(text: string, scalar: string): Value | undefined {
  if (scalar === 'string') return text;
  if (scalar.startsWith('float')) return Number.isFinite(Number(text)) ? Number(text) : undefined;
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}
