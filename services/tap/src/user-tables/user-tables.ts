import { randomUUID } from 'node:crypto';
import { type Asker, ownerOf } from '@lingtai/access';
import type { Field } from '@lingtai/columns';
import { fail, type LingtaiError, nearest } from '@lingtai/diagnostics';
import type { LooseTables } from '@lingtai/release';
import type { VosiSchema } from '@lingtai/service-dali';
import type { UserTable, UserTableFile, UserTableSharing, UserTableStore } from '@lingtai/state';
import type { TableRows } from '../upload/source.ts';
import { ownerFor, tableName, userSchema } from './names.ts';

export interface UserTablesOptions {
  readonly records: UserTableStore;
  /** Where the rows are kept. */
  readonly tables: LooseTables;
  /** The most bytes and tables of one person. */
  readonly quotaBytes: number;
  readonly maxTables: number;
}

/** The tables that people make: records in the state store, rows as Parquet. Only the owner changes a table. */
export class UserTables {
  readonly #quotaBytes: number;
  readonly #records: UserTableStore;
  readonly #tables: LooseTables;
  readonly #maxTables: number;
  /** The last change of each person's tables: the next waits for it, so that two at once cannot pass the quota together. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor({ records, tables, quotaBytes, maxTables }: UserTablesOptions) {
    this.#records = records;
    this.#tables = tables;
    this.#quotaBytes = quotaBytes;
    this.#maxTables = maxTables;
  }

  /** Own tables first, then those that others share with everybody. */
  visibleTo(asker: Asker): Promise<UserTable[]> {
    return this.#records.visibleTo(ownerOf(asker));
  }

  usage(asker: Asker): Promise<{ readonly tables: number; readonly sizeBytes: number }> {
    return this.#records.usage(ownerFor(asker));
  }

  /** What the asker may keep. */
  allowed({ limits }: Asker): { readonly tables: number; readonly sizeBytes: number } {
    return { tables: limits?.tables ?? this.#maxTables, sizeBytes: limits?.storageBytes ?? this.#quotaBytes };
  }

  /** The same as schemas, one for each owner. */
  async schemasFor(asker: Asker): Promise<VosiSchema[]> {
    const byOwner = Map.groupBy(await this.visibleTo(asker), (table) => table.owner);
    return [...byOwner].map(([owner, tables]) => ({
      name: userSchema(owner),
      description: `Tables of ${owner}.`,
      tables: tables.map((table) => ({
        table: {
          name: `${userSchema(owner)}.${table.name}`,
          storage: this.#tables.storageOf(table.files.map((file) => file.path)),
          columns: table.columns.map((column) => ({ ...column, verb: 1, searchable: true })),
          key: '',
          rowCount: table.rowCount,
        },
        ...(table.description === undefined ? {} : { description: table.description }),
      })),
    }));
  }

  /** Makes a table with its first rows, which may be none. */
  async create(asker: Asker, text: string, rows: TableRows): Promise<UserTable> {
    const owner = ownerFor(asker);
    const name = tableName(owner, text);
    const check = async (): Promise<void> => {
      if (await this.#records.find(owner, name)) throw exists(name);
      const { tables } = await this.#records.usage(owner);
      const most = this.allowed(asker).tables;
      if (tables >= most) throw tooManyTables(most);
    };
    await check();
    return this.#withFile(asker, name, rows.fields, rows, async (file) => {
      await check();
      return this.#records.create({
        owner,
        name,
        columns: rows.fields,
        files: [file],
        ...(rows.description === undefined ? {} : { description: rows.description }),
      });
    });
  }

  /** Adds rows that fit the table's columns. */
  async append(asker: Asker, text: string, rows: TableRows): Promise<UserTable> {
    const { owner, name, columns, created } = await this.own(asker, text);
    return this.#withFile(asker, name, columns, rows, async (file) => {
      const now = await this.own(asker, text);
      // Another table may have taken the name while the rows came: they are not for its columns.
      if (now.created.getTime() !== created.getTime()) throw replaced(name);
      return this.#records.append(owner, name, file);
    });
  }

  async drop(asker: Asker, text: string): Promise<void> {
    const { owner, name } = await this.own(asker, text);
    const { files } = await this.#inTurn(owner, () => this.#records.drop(owner, name));
    for (const { path } of files) await this.#tables.remove(path);
  }

  async share(asker: Asker, text: string, sharing: UserTableSharing): Promise<UserTable> {
    const { owner, name } = await this.own(asker, text);
    return this.#records.share(owner, name, sharing);
  }

  /** The column of that name in a table of the asker. Throws where there is none. */
  async ownColumn(asker: Asker, text: string, column: string): Promise<{ table: UserTable; column: Field }> {
    const table = await this.own(asker, text);
    const wanted = column.replaceAll('"', '').toLowerCase();
    const found = table.columns.find((c) => c.name.toLowerCase() === wanted);
    if (found) return { table, column: found };
    const names = table.columns.map((c) => c.name);
    throw fail(
      'not-found',
      'USER-TABLE-COLUMN',
      { en: `The table has no column "${column}".`, zh: `该表没有列“${column}”。` },
      { place: { parameter: 'index' }, nearest: nearest(column, names) },
    );
  }

  async index(asker: Asker, text: string, column: string): Promise<UserTable> {
    const found = await this.ownColumn(asker, text, column);
    return this.#records.index(found.table.owner, found.table.name, found.column.name);
  }

  async own(asker: Asker, text: string): Promise<UserTable> {
    const owner = ownerFor(asker);
    const name = tableName(owner, text);
    const table = await this.#records.find(owner, name);
    if (table) return table;
    const names = (await this.visibleTo(asker)).filter((t) => t.owner === owner).map((t) => t.name);
    throw fail(
      'not-found',
      'USER-TABLE-UNKNOWN',
      { en: `You have no table "${name}".`, zh: `您没有名为“${name}”的表。` },
      { nearest: nearest(name, names) },
    );
  }

  /** Does the work after all other that waits for this person's turn. */
  async #inTurn<T>(owner: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(owner);
    const done = (before ?? Promise.resolve()).then(work, work);
    this.#last.set(owner, done);
    try {
      return await done;
    } finally {
      if (this.#last.get(owner) === done) this.#last.delete(owner);
    }
  }

  /** Writes the rows, then the record; rows without a record are removed. */
  async #withFile(
    asker: Asker,
    name: string,
    fields: readonly Field[],
    rows: TableRows,
    record: (file: UserTableFile) => Promise<UserTable>,
  ): Promise<UserTable> {
    const owner = ownerFor(asker);
    const path = `user/${owner}/${name}/${randomUUID()}`;
    const { rowCount, sizeBytes } = await this.#tables.write(path, fields, rows.batches);
    try {
      return await this.#inTurn(owner, async () => {
        const usage = await this.#records.usage(owner);
        const most = this.allowed(asker).sizeBytes;
        if (usage.sizeBytes + sizeBytes > most) throw overQuota(most, usage.sizeBytes);
        return record({ path, rowCount, sizeBytes });
      });
    } catch (error) {
      await this.#tables.remove(path);
      throw error;
    }
  }
}

function replaced(name: string): LingtaiError {
  return fail('conflict', 'USER-TABLE-REPLACED', {
    en: `Your table "${name}" was replaced by another while these rows were read; they were not added.`,
    zh: `读取这些行期间，您的表“${name}”已被另一个表取代，数据未添加。`,
  });
}

function exists(name: string): LingtaiError {
  return fail('conflict', 'USER-TABLE-EXISTS', {
    en: `You have a table "${name}" already. Drop it first, or choose another name.`,
    zh: `您已有名为“${name}”的表。请先删除，或换一个名称。`,
  });
}

function tooManyTables(most: number): LingtaiError {
  return fail('too-large', 'USER-TABLE-COUNT', {
    en: `You have ${most} tables, the most that this site keeps for one person. Drop one first.`,
    zh: `您已有 ${most} 个表，达到本站每人的上限。请先删除一个。`,
  });
}

function overQuota(quotaBytes: number, usedBytes: number): LingtaiError {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return fail('too-large', 'USER-TABLE-QUOTA', {
    en: `Your tables take ${megabytes(usedBytes)} MB of the ${megabytes(quotaBytes)} MB that this site keeps for one person; these rows would be too many.`,
    zh: `您的表已占用 ${megabytes(usedBytes)} MB，本站每人上限为 ${megabytes(quotaBytes)} MB；再存入这些行将超出上限。`,
  });
}
