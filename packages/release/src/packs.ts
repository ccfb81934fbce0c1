import type { ColumnBatch, Field } from '@lingtai/columns';
import type { ProductEntry } from '@lingtai/descriptor';
import type { ArraysShape } from './arrays.ts';
import { batchOf } from './columns.ts';
import { makeFolder, syncFolder } from './durable.ts';
import { OpenPack } from './open-pack.ts';
import type { PackFile } from './pack-file.ts';
import type { PackedFiles, PackWorkerData } from './pack-worker.ts';
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
  /** One file that is streamed instead. */
  readonly large?: boolean;
}

/** Cuts the files into tasks; a pack ends before the file that would make it larger than asked. */
async function* tasksOf(job: PackJob): AsyncGenerator<Task> {
  let [pack, packSize, size] = [0, 0, 0];
  let files: PackFile[] = [];
  for await (const file of job.files) {
    const large = !job.shape && file.sizeBytes > bytesAtOnce;
    const newPack = packSize > 0 && packSize + file.sizeBytes + 1024 > job.packBytes;
    if (files.length > 0 && (newPack || large || files.length >= filesAtOnce || size + file.sizeBytes > bytesAtOnce)) {
      yield { pack, files };
      [files, size] = [[], 0];
    }
    if (newPack) [pack, packSize] = [pack + 1, 0];
    if (large) yield { pack, files: [file], large };
    else files.push(file);
    size += large ? 0 : file.sizeBytes;
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
      yield task.large ? [] : task.files;
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
      const rows = task.large ? await current.addLarge(task.files[0]!) : await current.add(task.files, result);
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
