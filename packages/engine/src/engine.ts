import type { ColumnBatch, Field } from '@lingtai/columns';
import type { Plan } from '@lingtai/query';

/** Plan in, column batches out, cost before, cancel at any time. Every engine passes the suite in `conformance.ts`. */
export interface Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  /** Runs a plan. Rejects with a `LingtaiError`; batches throw one when the run fails or is cancelled by `signal`. */
  run(plan: Plan, options?: RunOptions): Promise<ResultStream>;
  /** What the plan will read, without reading it. */
  estimate(plan: Plan): Promise<Cost>;
  close(): Promise<void>;
}

export interface EngineCapabilities {
  readonly prepared: boolean;
  readonly keyLookup: boolean;
  readonly copyCsv: boolean;
  readonly copyParquet: boolean;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly batchRows?: number;
}

export interface ResultStream {
  readonly fields: readonly Field[];
  readonly batches: AsyncIterable<ColumnBatch>;
}

export interface Cost {
  /** Upper bounds from statistics; `undefined` when not known. Never a guess presented as a number. */
  readonly rowsRead?: number;
  readonly bytesRead?: number;
  /** What runs of about this size took on this server lately; unknown before there were some, and for pairs of all with all. */
  readonly seconds?: number;
  /** Between these lay eight of ten. */
  readonly secondsRange?: readonly [number, number];
  /** The same for each place where the plan reads a table. */
  readonly scans?: readonly ScanCost[];
}

/** What is read of one table: of how many row groups, which columns. */
export interface ScanCost {
  readonly releaseAddress: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly rowGroupsRead: number;
  readonly rowGroups: number;
}

/** Tells an engine where the tables of a release lie. Implemented by the release store's reader; engines know no store. */
export interface TableLocator {
  locate(storage: {
    readonly releaseDigest: string;
    readonly releaseAddress: string;
    readonly table: string;
    readonly part?: 'held';
  }): Promise<TableFiles>;
}

export interface TableFiles {
  /** The derived engine file that holds the table in canonical order, when it has been built. */
  readonly derivedFile?: string;
  /** Name of the table inside the derived file; it has an index on its key. */
  readonly derivedTable?: string;
  /** Parquet partitions with the HEALPix range of each, in canonical order; rows without a position have no range. */
  readonly partitions: readonly {
    readonly path: string;
    readonly lo?: bigint;
    readonly hi?: bigint;
    readonly rowCount: number;
    readonly sizeBytes: number;
    /** The partition's parts in order, for closer estimates of what a cone reads. */
    readonly rowGroups?: readonly { readonly lo?: bigint; readonly hi?: bigint; readonly rowCount: number }[];
  }[];
  readonly keyColumn: string;
  readonly rowCount: number;
}
