import type { CellValue, ColumnBatch, Field } from '@lingtai/columns';
import type { ColumnEntry, ProductEntry } from '@lingtai/descriptor';
import { diagnosticLine } from '@lingtai/diagnostics';
import { batchOf } from './columns.ts';
import type { FileResult, IngestWorkerData } from './ingest-worker.ts';
import type { InputFile } from './input.ts';
import { ReasonCounter, type RejectWriter, rejectsOf } from './rejects.ts';
import { WorkerPool } from './worker-pool.ts';

/** What reading a product's files found out, besides the rows. */
export class ProductTally {
  read = 0;
  rejected = 0;
  readonly reasons: ReasonCounter = new ReasonCounter();
  readonly notes: ReasonCounter = new ReasonCounter();
  readonly layouts: Map<string, number> = new Map();
  readonly masks: Set<string> = new Set();
  doubleFlux = false;
}

export interface ProductJob {
  readonly product: ProductEntry;
  readonly files: readonly InputFile[];
  readonly release: string;
  readonly version: string;
  readonly key: ColumnEntry;
  readonly columns: readonly ColumnEntry[];
  /** `columns`, then `fileColumns`; or the key alone, then `fileColumns`. */
  readonly fields: readonly Field[];
  readonly rejects: RejectWriter;
  readonly tally: ProductTally;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

const filesAtOnce = 16;

/** Reads a product's files on all cores and gives the rows of the accepted ones, in order of the files' names. */
export async function* productRows(job: ProductJob): AsyncGenerator<ColumnBatch> {
  const { product, release, version, key, columns } = job;
  const data: IngestWorkerData = { product, release, version, key, columns };
  const pool = new WorkerPool<readonly InputFile[], FileResult[]>(new URL('./ingest-worker.ts', import.meta.url), data);
  try {
    let rows: CellValue[][] = [];
    for await (const results of pool.map(chunks(job.files, filesAtOnce))) {
      job.signal?.throwIfAborted();
      for (const result of results) rows.push(...(await rowsOf(result, job)));
      job.progress?.(job.tally.read / job.files.length);
      if (rows.length < 2048) continue;
      yield batchOf(job.fields, rows);
      rows = [];
    }
    if (rows.length > 0) yield batchOf(job.fields, rows);
  } finally {
    await pool.close();
  }
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

async function rowsOf(result: FileResult, job: ProductJob): Promise<CellValue[][]> {
  const { tally, product } = job;
  tally.read++;
  if ('rejected' in result) {
    tally.rejected++;
    for (const d of result.rejected)
      tally.reasons.add(d.code, d.text, diagnosticLine({ ...d, place: { file: result.file, ...d.place } }));
    for (const reject of rejectsOf('product', product.name, result.file, result.rejected))
      await job.rejects.add(reject);
    return [];
  }
  for (const note of result.notes) tally.notes.add(note.code, note.text, result.file);
  if (result.layout !== undefined) tally.layouts.set(result.layout, (tally.layouts.get(result.layout) ?? 0) + 1);
  for (const mask of result.masks) tally.masks.add(mask);
  tally.doubleFlux ||= result.doubleFlux;
  const own = job.columns.length === 0 ? [result.id] : result.cells;
  return [[...own, result.file, BigInt(result.sizeBytes), result.sha256, BigInt(result.crc32)]];
}
