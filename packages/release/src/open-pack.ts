import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CellValue } from '@lingtai/columns';
import { tarEnd, tarHeader, tarPadding } from '@lingtai/tar';
import { arrayColumns } from './arrays.ts';
import { writeAll } from './durable.ts';
import { step } from './fault.ts';
import { inputChanged, type PackFile } from './pack-file.ts';
import type { PackedFiles } from './pack-worker.ts';
import type { PackJob, WrittenPacks } from './packs.ts';
import type { EncodedRowGroup } from './parquet.ts';
import { parquetMagic, parquetTail } from './parquet-footer.ts';

const numbered = (stem: string, number: number, end: string): string =>
  `${stem}-${String(number).padStart(5, '0')}.${end}`;

/** The pack that is being written, and its arrays. */
export class OpenPack {
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
      return [
        file.id,
        this.number,
        BigInt(this.#sizeBytes + offsets[i]!),
        BigInt(file.sizeBytes),
        file.sha256,
        BigInt(file.crc32),
        file.name,
        ...place,
      ];
    });
    this.#sizeBytes += bytes.byteLength;
    this.#count += files.length;
    return index;
  }

  /** Appends one file of any size, streamed. Throws `BUILD-INPUT-CHANGED`. */
  async addLarge(file: PackFile): Promise<CellValue[][]> {
    const head = tarHeader({ name: file.name, sizeBytes: file.sizeBytes });
    await writeAll(this.#pack, head);
    const sum = createHash('sha256');
    let sizeBytes = 0;
    for await (const piece of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
      sum.update(piece as Uint8Array);
      sizeBytes += (piece as Uint8Array).byteLength;
      await writeAll(this.#pack, piece as Uint8Array);
    }
    if (sum.digest('hex') !== file.sha256) throw inputChanged(file.name);
    await writeAll(this.#pack, tarPadding(sizeBytes));
    const offset = BigInt(this.#sizeBytes + head.byteLength);
    this.#sizeBytes += head.byteLength + sizeBytes + tarPadding(sizeBytes).byteLength;
    this.#count++;
    const { id, sha256, crc32: check, name } = file;
    return [[id, this.number, offset, BigInt(sizeBytes), sha256, BigInt(check), name, null, null]];
  }

  async finish(written: WrittenPacks): Promise<void> {
    await writeAll(this.#pack, tarEnd());
    if (this.#arrays) {
      await writeAll(this.#arrays, parquetTail(arrayColumns(this.#job.shape!), this.#groups));
      written.arrays.push({
        name: numbered('part', this.number, 'parquet'),
        rowCount: this.#rows,
        storedCrc32: this.#checks,
      });
    }
    for (const handle of [this.#pack, this.#arrays]) {
      if (!handle) continue;
      step('file.sync');
      await handle.sync();
    }
    written.packs.push({
      name: numbered('pack', this.number, 'tar'),
      count: this.#count,
      sizeBytes: this.#sizeBytes + tarEnd().byteLength,
    });
    await this.close();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#pack.close();
    await this.#arrays?.close();
  }
}
