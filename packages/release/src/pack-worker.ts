import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProductEntry } from '@lingtai/descriptor';
import { LingtaiError } from '@lingtai/diagnostics';
import { gunzip } from '@lingtai/fits/node';
import { readSpectrum, type Spectrum } from '@lingtai/spectrum';
import { tarHeader, tarPadding } from '@lingtai/tar';
import { type ArraysShape, arrayColumns, arrayValues } from './arrays.ts';
import { inputChanged, type PackFile } from './pack-file.ts';
import { type EncodedRowGroup, encodeRowGroup } from './parquet.ts';

export interface PackWorkerData {
  readonly product: ProductEntry;
  readonly shape?: ArraysShape;
}

/** Some members of a pack as the archive holds them, and their spectra. */
export interface PackedFiles {
  readonly bytes: Uint8Array;
  /** Where each file's own bytes begin in `bytes`. */
  readonly offsets: readonly number[];
  readonly group?: EncodedRowGroup;
  /** Rows of each file in `group`. */
  readonly rows: readonly number[];
}

const job = workerData as PackWorkerData;

parentPort!.on('message', async (files: readonly PackFile[]) => {
  try {
    const value = await packed(files);
    const moved = [value.bytes.buffer, ...(value.group ? [value.group.bytes.buffer] : [])] as ArrayBuffer[];
    parentPort!.postMessage({ value }, moved);
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    parentPort!.postMessage({ refused: error.diagnostics });
  }
});

async function packed(files: readonly PackFile[]): Promise<PackedFiles> {
  const parts: Uint8Array[] = [];
  const offsets: number[] = [];
  const spectra: { id: string | bigint; spectrum: Spectrum }[] = [];
  let at = 0;
  for (const file of files) {
    const bytes = await sameBytes(file);
    const head = tarHeader({ name: file.name, sizeBytes: bytes.byteLength });
    offsets.push(at + head.byteLength);
    const pieces = [head, bytes, tarPadding(bytes.byteLength)];
    parts.push(...pieces);
    at += pieces.reduce((sum, p) => sum + p.byteLength, 0);
    if (job.shape)
      spectra.push({ id: file.id, spectrum: readSpectrum(bytes, job.product.spectrum!, { file: file.name, gunzip }) });
  }
  const bytes = new Uint8Array(at);
  let to = 0;
  for (const part of parts) {
    bytes.set(part, to);
    to += part.byteLength;
  }
  const rows = spectra.map((s) => s.spectrum.segments.length);
  if (!job.shape) return { bytes, offsets, rows };
  const group = encodeRowGroup(arrayColumns(job.shape), arrayValues(job.shape, spectra));
  return { bytes, offsets, rows, group: { ...group, bytes: new Uint8Array(group.bytes) } };
}

/** The bytes that ingest checked. Throws `BUILD-INPUT-CHANGED`. */
async function sameBytes(file: PackFile): Promise<Uint8Array> {
  const bytes = await readFile(file.path).catch(() => undefined);
  if (bytes && createHash('sha256').update(bytes).digest('hex') === file.sha256) return bytes;
  throw inputChanged(file.name);
}
