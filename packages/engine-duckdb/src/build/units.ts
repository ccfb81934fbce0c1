import { textList } from './sql.ts';
import type { StagedPart } from './staged-rows.ts';

/** A row group to be written: so many rows, those of a range of cells or the next ones. */
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

/** Row groups of one file that are taken into memory together. */
export interface Unit {
  /** Its place in the plan. */
  readonly file: number;
  /** Of its first group in the file. */
  readonly index: number;
  readonly groups: readonly PlannedGroup[];
  readonly rowCount: number;
  /** SQL: what follows FROM. */
  readonly rows: string;
}

/** How rows are found in staged files: by their cells, or by their place in one sorted file from row `firstRow` on. */
export type RowSource =
  | { readonly parts: readonly StagedPart[] }
  | { readonly sorted: string; readonly firstRow: number };

/** Cuts a plan into units of about `rowsAtOnce` rows. Groups of one unit lie in the same staged files, which are then read once. */
export function unitsOf(plan: readonly PlannedFile[], source: RowSource, rowsAtOnce: number): Unit[] {
  const units: Unit[] = [];
  let first = 'sorted' in source ? source.firstRow : 0;
  for (const [file, { groups }] of plan.entries()) {
    for (let index = 0; index < groups.length; ) {
      let end = index + 1;
      let rowCount = groups[index]!.rowCount;
      const staged = stagedIn(source, groups[index]!);
      while (end < groups.length && rowCount + groups[end]!.rowCount <= rowsAtOnce) {
        if (stagedIn(source, groups[end]!).join() !== staged.join()) break;
        rowCount += groups[end++]!.rowCount;
      }
      const rows =
        'sorted' in source
          ? rowRange(source.sorted, first, rowCount)
          : cellRows(staged, groups[index]!.lo, groups[end - 1]!.hi);
      units.push({ file, index, groups: groups.slice(index, end), rowCount, rows });
      first += rowCount;
      index = end;
    }
  }
  return units;
}

function stagedIn(source: RowSource, { lo, hi }: PlannedGroup): string[] {
  if ('sorted' in source || lo === undefined || hi === undefined) return [];
  return source.parts.filter(({ cells }) => cells && cells.min <= hi && cells.max >= lo).map((part) => part.path);
}

function cellRows(paths: readonly string[], lo: bigint | undefined, hi: bigint | undefined): string {
  return `read_parquet(${textList(paths)}, hive_partitioning=false) WHERE _healpix_29 BETWEEN ${lo} AND ${hi}`;
}

/** Rows of a Parquet file by their place in it; row groups elsewhere are not read. */
export function rowRange(path: string, first: number, count: number): string {
  return `read_parquet(${textList([path])}, file_row_number=true, hive_partitioning=false) WHERE file_row_number BETWEEN ${first} AND ${first + count - 1}`;
}
