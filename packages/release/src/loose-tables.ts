import { randomUUID } from 'node:crypto';
import { rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ColumnBatch, Field } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { TableBuilder, TableFiles, TableLocator } from '@lingtai/engine';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { hasCode, inFolder, isThere, linkIfAbsent, syncFolder } from './durable.ts';

type TableStorage = Parameters<TableLocator['locate']>[0];

/**
 * Small tables beside the releases: TAP_SCHEMA, uploads, tables of users. Each part is one Parquet file that is written
 * once and never changed; a table is one part or several, one after the other. They have no key and no canonical order.
 */
export interface LooseTables {
  /**
   * Writes rows once under `id`: words of letters, digits, `.`, `_` and `-` with `/` between them, like
   * `tap-schema/DIGEST/columns`. The same id again changes nothing and reads no batch. After a failure nothing is there.
   */
  write(
    id: string,
    fields: readonly Field[],
    batches: AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>,
  ): Promise<LooseTable>;
  /** What a ViewTable names the parts of one table by, in their order. */
  storageOf(ids: string | readonly string[]): TableStorage;
  /** Removes the part `id`, or all parts whose id begins with `id/`. What is not there is no error. */
  remove(id: string): Promise<void>;
  /** `undefined`: not one of these tables. Throws `LOOSE-GONE` when a part was removed. */
  locate(storage: TableStorage): Promise<TableFiles | undefined>;
}

export interface LooseTable {
  readonly storage: TableStorage;
  readonly rowCount: number;
  readonly sizeBytes: number;
}

export interface LooseTablesOptions {
  /** Tells the storages of several folders apart, like `user`. */
  readonly name: string;
  readonly folder: string;
  readonly builder: Pick<TableBuilder, 'stageBatches'>;
}

interface Part {
  readonly path: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
}

const kind = 'loose';
const idPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const mostKept = 1000;

export function looseTables(options: LooseTablesOptions): LooseTables {
  const folder = resolve(options.folder);
  const known = new Map<string, Part>();
  const pathOf = (id: string): string => {
    if (!idPattern.test(id)) throw new TypeError(`"${id}" is not the id of a loose table`);
    return join(folder, ...id.split('/'));
  };
  const fileOf = (id: string): string => `${pathOf(id)}.parquet`;
  const partOf = async (id: string): Promise<Part> => {
    const part = known.get(id) ?? (await readPart(fileOf(id)));
    known.set(id, part);
    if (known.size > mostKept) known.delete(known.keys().next().value!);
    return part;
  };
  const storageOf = (ids: string | readonly string[]): TableStorage => {
    const all = typeof ids === 'string' ? [ids] : ids;
    for (const id of all) pathOf(id);
    return { releaseDigest: `${kind}:${options.name}`, releaseAddress: kind, table: all.join(',') };
  };
  return {
    storageOf,
    async write(id, fields, batches) {
      const file = fileOf(id);
      if (!(await isThere(file))) await writePart(options.builder, file, fields, batches);
      const { rowCount, sizeBytes } = await partOf(id);
      return { storage: storageOf(id), rowCount, sizeBytes };
    },
    async remove(id) {
      for (const name of known.keys()) if (name === id || name.startsWith(`${id}/`)) known.delete(name);
      await rm(fileOf(id), { force: true });
      await rm(pathOf(id), { recursive: true, force: true });
      await removeEmpty(folder, dirname(pathOf(id)));
    },
    async locate({ releaseDigest, table }) {
      if (releaseDigest !== `${kind}:${options.name}`) return undefined;
      const partitions: Part[] = [];
      for (const id of table.split(',')) partitions.push(await partOf(id));
      return { partitions, keyColumn: '', rowCount: partitions.reduce((sum, p) => sum + p.rowCount, 0) };
    },
  };
}

/** Whether a storage is that of a loose table: its rows are those of no release, and may be gone tomorrow. */
export function isLoose(storage: TableStorage): boolean {
  return storage.releaseAddress === kind;
}

/** Asks loose tables first, then the releases. */
export function withLooseTables(releases: TableLocator, ...loose: readonly LooseTables[]): TableLocator {
  return {
    async locate(storage) {
      for (const tables of loose) {
        const found = await tables.locate(storage);
        if (found) return found;
      }
      return releases.locate(storage);
    },
  };
}

/**
 * Two writers of one id do not meet: each has a file of its own until the link, and the first link stands. Rows may come
 * for a long time before that file is there; until then a mark keeps the folder from who removes another part of it.
 */
async function writePart(
  builder: Pick<TableBuilder, 'stageBatches'>,
  file: string,
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>,
): Promise<void> {
  const own = `${file}.${randomUUID()}`;
  const mark = `${own}.mark`;
  await inFolder(dirname(file), () => writeFile(mark, '', { flag: 'wx' }));
  try {
    try {
      await builder.stageBatches(fields, batches, own);
      await linkIfAbsent(own, file);
    } finally {
      await rm(own, { force: true });
    }
    await syncFolder(dirname(file));
  } finally {
    await rm(mark, { force: true });
  }
}

async function readPart(path: string): Promise<Part> {
  try {
    const { size } = await stat(path);
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    return { path, rowCount: Number(metadata.num_rows), sizeBytes: size };
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT', 'ENOTDIR')) throw cause;
    throw fail(
      'gone',
      'LOOSE-GONE',
      {
        en: 'This table was removed while it was in use, or the time for which it was kept is over.',
        zh: '该表在使用期间被删除，或其保留期限已过。',
      },
      { cause },
    );
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let at = folder; at.length > root.length; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) continue;
      return;
    }
  }
}
