import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { CellValue } from '@lingtai/columns';
import { type ColumnEntry, type ProductEntry, productIdFromPath } from '@lingtai/descriptor';
import { type Diagnostic, fail, LingtaiError } from '@lingtai/diagnostics';
import { type FitsFile, openFits, openFitsSync } from '@lingtai/fits';
import { gunzip, openFile } from '@lingtai/fits/node';
import { readHeaders, readSpectrum, type Spectrum } from '@lingtai/spectrum';
import { rowOfProduct, typed } from './header-row.ts';
import type { InputFile } from './input.ts';
import type { WorkerAnswer } from './worker-pool.ts';

/** What the thread needs to know once. */
export interface IngestWorkerData {
  readonly product: ProductEntry;
  readonly release: string;
  readonly version: string;
  readonly key: ColumnEntry;
  /** Columns made from the file; only the key where the table has a catalogue of its own. */
  readonly columns: readonly ColumnEntry[];
}

/** What was found in one file. */
export type FileResult =
  | { readonly file: string; readonly rejected: readonly Diagnostic[] }
  | {
      readonly file: string;
      readonly id: CellValue;
      readonly cells: readonly CellValue[];
      readonly sizeBytes: number;
      readonly sha256: string;
      readonly crc32: number;
      readonly notes: readonly Diagnostic[];
      readonly layout?: string;
      readonly masks: readonly string[];
      readonly doubleFlux: boolean;
    };

const job = workerData as IngestWorkerData;

parentPort!.on('message', async (files: readonly InputFile[]) => {
  const value: FileResult[] = [];
  for (const file of files) value.push(await resultOf(file));
  parentPort!.postMessage({ value } satisfies WorkerAnswer<FileResult[]>);
});

async function resultOf(file: InputFile): Promise<FileResult> {
  try {
    return job.product.spectrum ? await spectrumResult(file) : await otherResult(file);
  } catch (error) {
    if (error instanceof LingtaiError) return { file: file.name, rejected: error.diagnostics };
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    return {
      file: file.name,
      rejected: fail(
        'data',
        'INGEST-UNREADABLE',
        { en: `The file cannot be read (${reason}).`, zh: `文件无法读取（${reason}）。` },
        { place: { file: file.name } },
      ).diagnostics,
    };
  }
}

async function spectrumResult(file: InputFile): Promise<FileResult> {
  const bytes = await readFile(file.path);
  const fits = openFitsSync(bytes, { name: file.name, gunzip });
  const spectrum = readSpectrum(fits, job.product.spectrum!, { file: file.name, gunzip });
  return accepted(
    file,
    bytes.byteLength,
    createHash('sha256').update(bytes).digest('hex'),
    crc32(bytes),
    fits,
    spectrum,
  );
}

/** Files that are no spectra may be large: read as streams. */
async function otherResult(file: InputFile): Promise<FileResult> {
  const sum = createHash('sha256');
  let [check, sizeBytes] = [0, 0];
  for await (const piece of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
    const bytes = piece as Uint8Array;
    sum.update(bytes);
    check = crc32(bytes, check);
    sizeBytes += bytes.byteLength;
  }
  if (!job.product.mime.includes('fits')) return accepted(file, sizeBytes, sum.digest('hex'), check);
  await using source = await openFile(file.path, file.name);
  return accepted(file, sizeBytes, sum.digest('hex'), check, await openFits(source));
}

function accepted(
  file: InputFile,
  sizeBytes: number,
  sha256: string,
  check: number,
  fits?: FitsFile,
  spectrum?: Spectrum,
): FileResult {
  const id = idOf(file, fits);
  const facts = {
    product: job.product,
    release: job.release,
    version: job.version,
    file: file.name,
    sizeBytes,
    id,
    ...(fits ? { fits } : {}),
    ...(spectrum ? { spectrum } : {}),
  };
  return {
    file: file.name,
    id: typed(job.key, id, file.name),
    cells: rowOfProduct(job.columns, facts),
    sizeBytes,
    sha256,
    crc32: check,
    notes: spectrum?.notes ?? [],
    ...(spectrum ? { layout: spectrum.layout } : {}),
    masks: [...new Set(spectrum?.segments.flatMap((s) => s.masks.map((m) => m.name)))],
    doubleFlux: spectrum?.segments.some((s) => s.flux instanceof Float64Array) ?? false,
  };
}

function idOf(file: InputFile, fits: FitsFile | undefined): string {
  const { id, spectrum } = job.product;
  const fromHeader = id.header && fits ? readHeaders(fits, spectrum?.reader).get(id.header) : null;
  const made = fromHeader === null ? productIdFromPath(id, file.name) : String(fromHeader);
  if (made !== undefined && made !== '') return made;
  throw fail(
    'data',
    'INGEST-NO-ID',
    {
      en: `The file has no id: neither its header (${(id.header ?? []).join(', ') || 'not asked'}) nor its name gives one.`,
      zh: `该文件没有标识：其头部（${(id.header ?? []).join('、') || '未指定'}）与文件名均未给出。`,
    },
    { place: { file: file.name } },
  );
}
