import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellValue, type ColumnBatch, cellAt, type Field } from '@lingtai/columns';
import type { Engine, TableLocator } from '@lingtai/engine';
import { duckdbEngine, duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLoose, type LooseTables, looseTables, withLooseTables } from './loose-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-loose-'));
const builder = duckdbTableBuilder({
  tempDirectory: join(folder, 'tmp'),
  memoryLimitBytes: 512 * 1024 * 1024,
  threads: 1,
});
const releases: TableLocator = { locate: () => Promise.reject(new Error('asked the releases')) };
let tables: LooseTables;
let engine: Engine;

beforeAll(async () => {
  tables = looseTables({ name: 'test', folder: join(folder, 'tables'), builder });
  engine = await duckdbEngine({
    locator: withLooseTables(releases, tables),
    allowedDirectories: [join(folder, 'tables')],
  });
});

afterAll(async () => {
  await engine.close();
  await builder.close();
  rmSync(folder, { recursive: true, force: true });
});

const fields: readonly Field[] = [
  { name: 'Id "x"', scalar: 'int64' },
  { name: 't', scalar: 'timestamp' },
  { name: 'p', scalar: 'float64', arraysize: 2 },
  { name: 's', scalar: 'string' },
];

function batch(...ids: (bigint | null)[]): ColumnBatch {
  const rowCount = ids.length;
  const valid = Uint8Array.from(ids, (id) => (id === null ? 0 : 1));
  const values = BigInt64Array.from(ids, (id) => id ?? 0n);
  const offsets = Int32Array.from({ length: rowCount + 1 }, (_, i) => 2 * i);
  const child = Float64Array.from({ length: 2 * rowCount }, (_, i) => i / 3);
  return {
    rowCount,
    columns: [
      { kind: 'scalar', type: 'int64', length: rowCount, values, valid },
      { kind: 'scalar', type: 'timestamp', length: rowCount, values, valid },
      {
        kind: 'list',
        length: rowCount,
        offsets,
        valid,
        child: { kind: 'scalar', type: 'float64', length: 2 * rowCount, values: child },
      },
      { kind: 'scalar', type: 'string', length: rowCount, values: ids.map((id) => `星${id}`), valid },
    ],
  };
}

async function rowsOf(storage: Parameters<TableLocator['locate']>[0]): Promise<CellValue[][]> {
  const columns = fields.map((f) => ({ name: f.name, type: f }));
  const { batches } = await engine.run({ root: { kind: 'scan', storage, columns }, fields } as unknown as Parameters<
    Engine['run']
  >[0]);
  const rows: CellValue[][] = [];
  for await (const b of batches)
    for (let i = 0; i < b.rowCount; i++) rows.push(b.columns.map((vector) => cellAt(vector, i)));
  return rows;
}

const big = 2n ** 62n + 1n;

describe('loose tables', () => {
  it('gives back what was written: big integers, times, arrays, nulls', async () => {
    const { storage, rowCount, sizeBytes } = await tables.write('a/b/one', fields, [batch(big, null)]);
    expect([rowCount, sizeBytes > 100, isLoose(storage)]).toEqual([2, true, true]);
    expect(await rowsOf(storage)).toEqual([
      [big, big, [0, 1 / 3], `星${big}`],
      [null, null, null, null],
    ]);
  });

  it('keeps a table without rows', async () => {
    const { storage, rowCount } = await tables.write('none', fields, []);
    expect(rowCount).toBe(0);
    expect(await rowsOf(storage)).toEqual([]);
  });

  it('joins parts in their order', async () => {
    await tables.write('joined/1', fields, [batch(1n), batch(2n)]);
    await tables.write('joined/2', fields, [batch(3n)]);
    expect((await rowsOf(tables.storageOf(['joined/2', 'joined/1']))).map((r) => r[0])).toEqual([3n, 1n, 2n]);
  });

  it('writes an id once, also when two write it at a time', async () => {
    await tables.write('once', fields, [batch(1n)]);
    await tables.write('once', fields, [batch(2n)]);
    expect((await rowsOf(tables.storageOf('once'))).map((r) => r[0])).toEqual([1n]);
    const both = await Promise.all([1n, 2n].map((n) => tables.write('race', fields, [batch(n, n)])));
    expect(both.map((t) => t.rowCount)).toEqual([2, 2]);
    expect(new Set((await rowsOf(tables.storageOf('race'))).map((r) => r[0])).size).toBe(1);
  });

  it('writes what takes long, whoever removes another part of its folder meanwhile', async () => {
    const [began, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    async function* slow(): AsyncGenerator<ColumnBatch> {
      began.resolve();
      await goOn.promise;
      yield batch(7n);
    }
    const written = tables.write('shared/slow', fields, slow());
    await began.promise;
    await tables.write('shared/quick', fields, [batch(1n)]);
    await tables.remove('shared/quick');
    goOn.resolve();
    expect((await written).rowCount).toBe(1);
    expect(readdirSync(join(folder, 'tables', 'shared'))).toEqual(['slow.parquet']);
  });

  it('writes and removes in one folder at once', async () => {
    const again = async (id: string): Promise<void> => {
      for (let i = 0; i < 30; i++) {
        await tables.write(`busy/${id}/${i}`, fields, [batch(1n)]);
        await tables.remove(`busy/${id}`);
      }
    };
    await Promise.all(['a', 'b', 'c'].map(again));
    expect(readdirSync(join(folder, 'tables'))).not.toContain('busy');
  });

  it('leaves nothing after a failure', async () => {
    async function* failing(): AsyncGenerator<ColumnBatch> {
      yield batch(1n);
      throw new Error('line 2 is wrong');
    }
    await expect(tables.write('failing/one', fields, failing())).rejects.toThrow('line 2 is wrong');
    expect(readdirSync(join(folder, 'tables', 'failing'))).toEqual([]);
    await expect(tables.locate(tables.storageOf('failing/one'))).rejects.toThrow('LOOSE-GONE');
  });

  it('removes one part or all of a folder, and the empty folders above', async () => {
    await tables.write('gone/x/1', fields, [batch(1n)]);
    await tables.write('gone/x/2', fields, [batch(1n)]);
    await tables.remove('gone/x/1');
    await expect(rowsOf(tables.storageOf('gone/x/1'))).rejects.toThrow('LOOSE-GONE');
    expect(await rowsOf(tables.storageOf('gone/x/2'))).toHaveLength(1);
    await tables.remove('gone');
    expect(readdirSync(join(folder, 'tables'))).not.toContain('gone');
  });

  it('refuses ids that leave the folder, and knows only its own storages', async () => {
    for (const id of ['../x', 'a/../b', '/x', 'a//b', '', '.x', 'a,b']) {
      await expect(tables.write(id, fields, [])).rejects.toThrow(TypeError);
      await expect(tables.remove(id)).rejects.toThrow(TypeError);
    }
    expect(await tables.locate({ releaseDigest: 'loose:other', releaseAddress: 'loose', table: 'once' })).toBe(
      undefined,
    );
  });
});
