import type { CellValue, ColumnBatch, ColumnType, Field, ScalarType } from '@lingtai/columns';
import type { Diagnostic } from '@lingtai/diagnostics';

/**
 * What an engine does for the release builder: read catalogues against declared columns, check them, sort them into
 * canonical order and write the release's Parquet. The builder (package `release`) says what, the engine says how.
 */
export interface TableBuilder {
  /** Reads one source into staged Parquet files with the declared columns; every rejected row is reported. */
  stage(job: StageJob): Promise<StageResult>;
  /** Writes rows that were read elsewhere (FITS, VOTable, product headers, spectra) into a staged Parquet file, unchecked. */
  stageBatches(
    fields: readonly Field[],
    batches: AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>,
    outputFile: string,
  ): Promise<{ readonly rowCount: number }>;
  /** Divides staged rows into groups by what one column holds. Nothing is copied where all rows are of one group. */
  split(job: SplitJob): Promise<SplitRows>;
  /** Sorts staged files into canonical order and writes partitions, row groups and their digests. */
  build(job: BuildJob): Promise<BuiltTable>;
  /** Computes the digests of a built file again from its values, row group by row group. `columns` with `_healpix_29` where it is one. */
  digestFile(
    path: string,
    columns: readonly { readonly name: string; readonly type: ColumnType }[],
    signal?: AbortSignal,
  ): Promise<readonly { readonly rowCount: number; readonly columnDigests: Readonly<Record<string, string>> }[]>;
  /** Writes the derived engine file for some tables of a release. */
  derive(job: DeriveJob): Promise<{ readonly sizeBytes: number }>;
  close(): Promise<void>;
}

export interface BuilderColumn {
  readonly name: string;
  readonly from: string;
  readonly type: ScalarType;
  readonly arraysize?: number | '*';
  readonly nulls: readonly (number | string)[];
  readonly required: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly closedValues?: readonly (string | number)[];
}

export interface StageJob {
  readonly source:
    | {
        readonly kind: 'csv';
        readonly files: readonly string[];
        readonly delimiter: string;
        readonly header: boolean;
        readonly comment?: string;
        readonly missing: readonly string[];
      }
    | { readonly kind: 'parquet'; readonly files: readonly string[] };
  readonly columns: readonly BuilderColumn[];
  readonly key: string;
  readonly position?: { readonly ra: string; readonly dec: string };
  /** Where the staged file comes; a large table is staged in several, named after it. */
  readonly outputFile: string;
  readonly rejectsFile: string;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

export interface StageResult {
  /** The files that `build` takes, all of them. */
  readonly stagedFiles: readonly string[];
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  /** One diagnostic for each kind of reject with count and first examples. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface SplitJob {
  readonly stagedFiles: readonly string[];
  readonly columns: readonly BuilderColumn[];
  readonly key: string;
  /** The column that decides. */
  readonly by: string;
  /** Staged rows that have it, where the files to be divided have not: each row goes where the one with its key goes. */
  readonly rows?: readonly string[];
  /** The group of a value (times in microseconds); `undefined`: a row whose key is not among `rows`. Asked once for each value. */
  readonly groupOf: (value: CellValue | undefined) => string;
  readonly outputFolder: string;
  readonly signal?: AbortSignal;
}

export interface SplitRows {
  /** Those that have rows, in order of their names. */
  readonly groups: readonly {
    readonly name: string;
    readonly rowCount: number;
    readonly stagedFiles: readonly string[];
  }[];
  /** About how many different values the columns have in all groups together; absent where there is one group. */
  readonly distinctEstimates?: Readonly<Record<string, number>>;
}

export interface BuildJob {
  readonly stagedFiles: readonly string[];
  readonly columns: readonly BuilderColumn[];
  readonly key: string;
  readonly position?: { readonly ra: string; readonly dec: string };
  /** Folder of the table in the unfinished release. */
  readonly outputFolder: string;
  /** About how many rows a row group has: it is one HEALPix cell of at most twice as many. */
  readonly rowGroupRows: number;
  /** A partition (one file) that has more is split into its four quarters; 1,000,000 when absent. */
  readonly partitionRows?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

export interface BuiltTable {
  /** All rows, those without a position too. */
  readonly rowCount: number;
  /** Partitions in canonical order. */
  readonly files: readonly BuiltFile[];
  /** Files that make the folder a HATS catalogue, relative to `outputFolder`. */
  readonly otherFiles: readonly string[];
  /** Rows of a positioned table that have no position, in the folder `outputFolder` + `-nopos`; paths are relative to that. */
  readonly noPosition?: { readonly folder: string; readonly rowCount: number; readonly files: readonly BuiltFile[] };
  readonly statistics: Readonly<Record<string, ColumnStatistics>>;
}

/**
 * What one column holds. Minimum and maximum as text, exact, in the order of the type (texts by their UTF-8, times as
 * ISO 8601); they are absent where they are not known, for example where not-a-number occurs.
 */
export interface ColumnStatistics {
  readonly nullCount: number;
  readonly min?: string;
  readonly max?: string;
  /** About how many different values; absent for floats and arrays. */
  readonly distinctEstimate?: number;
}

export interface BuiltFile {
  /** Relative to `outputFolder`, with forward slashes. */
  readonly path: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
  readonly order?: number;
  readonly pixel?: number;
  readonly rowGroups: readonly {
    readonly rowCount: number;
    readonly lo?: string;
    readonly hi?: string;
    readonly columnDigests: Readonly<Record<string, string>>;
  }[];
}

export interface DeriveJob {
  readonly outputFile: string;
  /** Each table has an index on its key. */
  readonly tables: readonly DerivedTable[];
  readonly signal?: AbortSignal;
}

export interface DerivedTable {
  readonly name: string;
  readonly key: string;
  /** In canonical order, those of rows without a position last. */
  readonly files: readonly string[];
  /** Columns by which rows are sorted, where the files are of several trees; nulls last. */
  readonly sortBy?: readonly string[];
  /** The table has columns as this file has, and no rows: instead of `files`. */
  readonly emptyLike?: string;
}
