import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CellValue, ColumnBatch, Field } from '@lingtai/columns';
import type { ProductEntry } from '@lingtai/descriptor';
import { type ArraysShape, arrayColumns } from './arrays.ts';
import { batchOf } from './columns.ts';
import { makeFolder, syncFolder, writeAll } from './durable.ts';
import { step } from './fault.ts';
import type { PackedFiles, PackFile, PackWorkerData } from './pack-worker.ts';
import { type EncodedRowGroup, parquetMagic, parquetTail } from './parquet.ts';
import { archiveEnd } from './tar-member.ts';
import { WorkerPool } from './worker-pool.ts';

export interface PackJob {
  readonly product: ProductEntry;
  /** Accepted files in canonical order. */
  readonly files: AsyncIterable<PackFile>;
  readonly key: Field;
  /** Given for spectra. */
  readonly shape?: ArraysShape;
  readonly packFolder: string;
  readonly arraysFolder: string;
  /** About how large a pack is. */
  readonly packBytes: number;
  readonly count: number;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

/** What was written, filled while the index is drawn. */
export interface WrittenPacks {
  readonly packs: { readonly name: string; readonly count: number; readonly sizeBytes: number }[];
  readonly arrays: { readonly name: string; readonly rowCount: number; readonly storedCrc32: readonly string[] }[];
}

/** Columns of a product's index; `arrays_row` is the file's first row in the arrays file of its pack. */
export function indexFields(key: Field): readonly Field[] {
  return [
    key,
    { name: 'pack', scalar: 'int32' },
    { name: 'offset', scalar: 'int64' },
    { name: 'size', scalar: 'int64' },
    { name: 'sha256', scalar: 'string' },
    { name: 'crc32', scalar: 'int64' },
    { name: 'file', scalar: 'string' },
    { name: 'arrays_row', scalar: 'int32' },
    { name: 'arrays_rows', scalar: 'int32' },
  ];
}

const filesAtOnce = 64;
const bytesAtOnce = 32 << 20;

/** Some neighbours of one pack, packed by one thread. */
interface Task {
  readonly pack: number;
  readonly files: readonly PackFile[];
}

/** Cuts the files into tasks; a pack ends before the file that would make it larger than asked. */
async function* tasksOf(job: PackJob): AsyncGenerator<Task> {
  let [pack, packSize, size] = [0, 0, 0];
  let files: PackFile[] = [];
  for await (const file of job.files) {
    const newPack = packSize > 0 && packSize + file.sizeBytes + 1024 > job.packBytes;
    if (files.length > 0 && (newPack || files.length >= filesAtOnce || size + file.sizeBytes > bytesAtOnce)) {
      yield { pack, files };
      [files, size] = [[], 0];
    }
    if (newPack) [pack, packSize] = [pack + 1, 0];
    files.push(file);
    size += file.sizeBytes;
    packSize += file.sizeBytes + 1024;
  }
  if (files.length > 0) yield { pack, files };
}

/** Writes the packs and arrays of a product and gives the rows of its index as it goes. */
export async function* writePacks(job: PackJob, written: WrittenPacks): AsyncGenerator<ColumnBatch> {
  await makeFolder(job.packFolder);
  if (job.shape) await makeFolder(job.arraysFolder);
  const data: PackWorkerData = { product: job.product, ...(job.shape ? { shape: job.shape } : {}) };
  const pool = new WorkerPool<readonly PackFile[], PackedFiles>(new URL('./pack-worker.ts', import.meta.url), data);
  const fields = indexFields(job.key);
  const tasks: Task[] = [];
  async function* inputs(): AsyncGenerator<readonly PackFile[]> {
    for await (const task of tasksOf(job)) {
      tasks.push(task);
      yield task.files;
    }
  }
  let current: OpenPack | undefined;
  let done = 0;
  try {
    for await (const result of pool.map(inputs())) {
      job.signal?.throwIfAborted();
      const task = tasks.shift()!;
      if (current?.number !== task.pack) {
        await current?.finish(written);
        current = await OpenPack.start(job, task.pack);
      }
      const rows = await current.add(task.files, result);
      done += task.files.length;
      job.progress?.(done / job.count);
      yield batchOf(fields, rows);
    }
    await current?.finish(written);
    await syncFolder(job.packFolder);
    if (job.shape) await syncFolder(job.arraysFolder);
  } finally {
    await current?.close();
    await pool.close();
  }
}

const numbered = (stem: string, number: number, end: string): string => `${stem}-${String(number).padStart(5, '0')}.${end}`;

/** The pack that is being written, and its arrays. */
class OpenPack {
  readonly number: number;
  readonly #job: PackJob;
  readonly #pack: FileHandle;
  readonly #arrays: FileHandle | undefined;
  readonly #groups: EncodedRowGroup[] = [];
  readonly #checks: string[] = [];
  #sizeBytes = 0;
  #count = 0;
  #rows = 0;
  #open = true;

  private constructor(job: PackJob, number: number, pack: FileHandle, arrays: FileHandle | undefined) {
    this.#job = job;
    this.number = number;
    this.#pack = pack;
    this.#arrays = arrays;
  }

  static async start(job: PackJob, number: number): Promise<OpenPack> {
    step('file.create');
    const pack = await open(join(job.packFolder, numbered('pack', number, 'tar')), 'w');
    if (!job.shape) return new OpenPack(job, number, pack, undefined);
    step('file.create');
    const arrays = await open(join(job.arraysFolder, numbered('part', number, 'parquet')), 'w');
    await writeAll(arrays, parquetMagic);
    return new OpenPack(job, number, pack, arrays);
  }

  /** Appends files; returns their rows of the index. */
  async add(files: readonly PackFile[], { bytes, offsets, group, rows }: PackedFiles): Promise<CellValue[][]> {
    await writeAll(this.#pack, bytes);
    if (group) {
      await writeAll(this.#arrays!, group.bytes);
      this.#groups.push({ ...group, bytes: new Uint8Array(0) });
      this.#checks.push(crc32(group.bytes).toString(16).padStart(8, '0'));
    }
    const index = files.map((file, i): CellValue[] => {
      const arraysRow = this.#rows;
      this.#rows += rows[i] ?? 0;
      const place = group ? [arraysRow, rows[i]!] : [null, null];
      return [file.id, this.number, BigInt(this.#sizeBytes + offsets[i]!), BigInt(file.sizeBytes), file.sha256, BigInt(file.crc32), file.name, ...place];
    });
    this.#sizeBytes += bytes.byteLength;
    this.#count += files.length;
    return index;
  }

  async finish(written: WrittenPacks): Promise<void> {
    await writeAll(this.#pack, archiveEnd);
    if (this.#arrays) {
      await writeAll(this.#arrays, parquetTail(arrayColumns(this.#job.shape!), this.#groups));
      written.arrays.push({ name: numbered('part', this.number, 'parquet'), rowCount: this.#rows, storedCrc32: this.#checks });
    }
    for (const handle of [this.#pack, this.#arrays]) {
      if (!handle) continue;
      step('file.sync');
      await handle.sync();
    }
    written.packs.push({ name: numbered('pack', this.number, 'tar'), count: this.#count, sizeBytes: this.#sizeBytes + archiveEnd.byteLength });
    await this.close();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#pack.close();
    await this.#arrays?.close();
  }
}
