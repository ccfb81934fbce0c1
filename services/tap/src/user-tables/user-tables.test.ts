import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anonymous, userAsker } from '@lingtai/access';
import type { ColumnBatch, Field, Vector } from '@lingtai/columns';
import { cellAt } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { looseTables } from '@lingtai/release';
import { openState, type State, userTableStore } from '@lingtai/state';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableRows } from '../upload/source.ts';
import { vosiTable } from './definition.ts';
import { fitted } from './fit.ts';
import { tableName } from './names.ts';
import { UserTables } from './user-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-user-tables-'));
// Root's PostgreSQL runs as another user, who must see the folder.
chmodSync(folder, 0o755);
const builder = duckdbTableBuilder({
  tempDirectory: join(folder, 'builder'),
  memoryLimitBytes: 512 * 1024 * 1024,
  threads: 1,
});
const tables = looseTables({ name: 'kept', folder: join(folder, 'tables'), builder });
const [alice, bob] = [userAsker({ name: 'alice' }), userAsker({ name: 'bob' })];
let state: State;

beforeAll(async () => {
  state = await openState({ homeDir: join(folder, 'home'), systemDir: join(folder, 'system') });
  await state.migrate();
});
afterAll(async () => {
  await builder.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

const made = (more: { quotaBytes?: number; maxTables?: number } = {}): UserTables =>
  new UserTables({ records: userTableStore(state), tables, quotaBytes: 1e9, maxTables: 3, ...more });

const id: Field = { name: 'id', scalar: 'int64' };
function rows(fields: readonly Field[], ...columns: Vector[]): TableRows {
  const batch: ColumnBatch = { rowCount: columns[0]?.length ?? 0, columns };
  return {
    fields,
    batches: (async function* () {
      yield batch;
    })(),
  };
}
const int64 = (...values: bigint[]): Vector => ({
  kind: 'scalar',
  type: 'int64',
  length: values.length,
  values: BigInt64Array.from(values),
});
const float64 = (...values: number[]): Vector => ({
  kind: 'scalar',
  type: 'float64',
  length: values.length,
  values: Float64Array.from(values),
});

function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof LingtaiError ? `${error.class} ${error.diagnostics[0]!.code}` : `not foreseen: ${error}`,
  );
}

/** Rows that come when they are told to; `began` tells that they are waited for. */
function slowRows(fields: readonly Field[], vector: Vector) {
  const [began, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow: TableRows = {
    fields,
    batches: (async function* () {
      began.resolve();
      await goOn.promise;
      yield { rowCount: vector.length, columns: [vector] };
    })(),
  };
  return { slow, began: began.promise, goOn: goOn.resolve };
}

const filesOf = (owner: string): string[] =>
  readdirSync(join(folder, 'tables'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.startsWith(join('user', owner)) && statSync(join(folder, 'tables', name)).isFile(),
  );

describe('tables of one’s own', () => {
  it('are made, filled, shared and dropped by their owner only, with their files', async () => {
    const own = made();
    await own.create(alice, 'user_alice.T1', rows([id], int64(1n)));
    await own.append(alice, 't1', rows([id], int64(2n, 3n)));
    expect((await own.schemasFor(alice)).map((s) => [s.name, s.tables.map((t) => t.table.rowCount)])).toEqual([
      ['user_alice', [3]],
    ]);
    const [schema] = await own.schemasFor(alice);
    expect((await tables.locate(schema!.tables[0]!.table.storage))?.partitions.map((p) => p.rowCount)).toEqual([1, 2]);
    expect([await own.schemasFor(bob), await own.schemasFor(anonymous)]).toEqual([[], []]);
    expect(await code(own.drop(bob, 'user_alice.t1'))).toBe('forbidden USER-TABLE-SCHEMA');
    expect(await code(own.drop(bob, 't1'))).toBe('not-found USER-TABLE-UNKNOWN');
    expect(await code(own.drop(anonymous, 'user_alice.t1'))).toBe('unauthenticated USER-TABLE-TOKEN');
    await own.share(alice, 't1', 'public');
    expect((await own.schemasFor(anonymous)).map((s) => s.name)).toEqual(['user_alice']);
    expect(await code(own.append(bob, 'user_alice.t1', rows([id], int64(9n))))).toBe('forbidden USER-TABLE-SCHEMA');
    expect(filesOf('alice')).toHaveLength(2);
    await own.drop(alice, 'user_alice.t1');
    expect(filesOf('alice')).toEqual([]);
  });

  it('keep to the quota of bytes and tables, and leave nothing of what was refused', async () => {
    const own = made({ maxTables: 1 });
    await own.create(bob, 'a', rows([id], int64(1n)));
    const files = filesOf('bob');
    expect(await code(own.create(bob, 'b', rows([id], int64(1n))))).toBe('too-large USER-TABLE-COUNT');
    const { sizeBytes } = await own.usage(bob);
    const small = made({ quotaBytes: sizeBytes + 10 });
    expect(await code(small.append(bob, 'a', rows([id], int64(2n))))).toBe('too-large USER-TABLE-QUOTA');
    expect(await code(small.create(bob, 'a', rows([id], int64(2n))))).toBe('conflict USER-TABLE-EXISTS');
    expect(filesOf('bob')).toEqual(files);
    expect(await Promise.all([1, 2, 3].map(() => code(own.append(bob, 'a', rows([id], int64(7n))))))).toEqual([
      'done',
      'done',
      'done',
    ]);
    expect((await own.own(bob, 'a')).rowCount).toBe(4);
  });

  it('keep to the quota when many come at once', async () => {
    const carol = userAsker({ name: 'carol' });
    const own = made({ maxTables: 2 });
    const said = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((n) => code(own.create(carol, n, rows([id], int64(1n))))),
    );
    expect(said.filter((one) => one === 'done')).toHaveLength(2);
    expect(said.filter((one) => one === 'too-large USER-TABLE-COUNT')).toHaveLength(3);
    const { sizeBytes } = await own.usage(carol);
    const small = made({ quotaBytes: sizeBytes + sizeBytes / 2 });
    const table = (await own.visibleTo(carol))[0]!.name;
    const added = await Promise.all(
      [1n, 2n, 3n, 4n].map((n) => code(small.append(carol, table, rows([id], int64(n))))),
    );
    expect(added.filter((one) => one === 'done')).toHaveLength(1);
    expect(added.filter((one) => one === 'too-large USER-TABLE-QUOTA')).toHaveLength(3);
    expect((await own.usage(carol)).sizeBytes).toBeLessThanOrEqual(small.allowed(carol).sizeBytes);
    expect(filesOf('carol')).toHaveLength(3);
  });

  it('take no rows that were read for a table of the same name before', async () => {
    const dave = userAsker({ name: 'dave' });
    const own = made();
    await own.create(dave, 't', rows([id], int64(1n)));
    const { slow, began, goOn } = slowRows([id], int64(2n));
    const appended = code(own.append(dave, 't', slow));
    await began;
    await own.drop(dave, 't');
    const name: Field = { name: 'x', scalar: 'float64' };
    await own.create(dave, 't', rows([name], float64(1.5)));
    goOn();
    expect(await appended).toBe('conflict USER-TABLE-REPLACED');
    expect((await own.own(dave, 't')).rowCount).toBe(1);
    const gone = code(own.append(dave, 't', rows([name], float64(2.5))));
    const dropped = code(own.drop(dave, 't'));
    expect(['done', 'not-found USER-TABLE-UNKNOWN']).toContain(await gone);
    expect(await dropped).toBe('done');
    expect(filesOf('dave')).toEqual([]);
  });

  it('are filled to the end while others of the same name are refused or dropped', async () => {
    const erin = userAsker({ name: 'erin' });
    const own = made();
    const first = slowRows([id], int64(1n));
    const created = code(own.create(erin, 't', first.slow));
    await first.began;
    expect(await code(made({ quotaBytes: 1 }).create(erin, 't', rows([id], int64(2n))))).toBe(
      'too-large USER-TABLE-QUOTA',
    );
    first.goOn();
    expect(await created).toBe('done');
    const second = slowRows([id], int64(3n));
    const appended = code(own.append(erin, 't', second.slow));
    await second.began;
    await own.drop(erin, 't');
    second.goOn();
    expect(await appended).toBe('not-found USER-TABLE-UNKNOWN');
    expect(filesOf('erin')).toEqual([]);
  });

  it('have names that queries write without quotes', () => {
    expect(tableName('alice', '"user_alice"."Stars"')).toBe('stars');
    for (const name of ['../x', 'a b', '1a', '', 'user_bob.x', 'a.b.c', 'x'.repeat(65)])
      expect(() => tableName('alice', name), name).toThrow(LingtaiError);
  });
});

describe('rows for the columns of a table', () => {
  const fitTo = async (to: Field, vector: Vector): Promise<unknown> => {
    const from: Field = { name: 'X', scalar: vector.kind === 'list' ? vector.child.type : vector.type };
    const read: unknown[] = [];
    for await (const { rowCount, columns } of fitted(rows([from], vector), [id, to], 'file').batches)
      for (let row = 0; row < rowCount; row++) read.push(columns.map((column) => cellAt(column, row))[1]);
    return read;
  };
  const x = (scalar: Field['scalar']): Field => ({ name: 'x', scalar });

  it('take the type of the column where nothing is lost', async () => {
    expect(await fitTo(x('int16'), int64(-32768n, 32767n))).toEqual([-32768, 32767]);
    expect(await fitTo(x('int64'), float64(2 ** 53, -0))).toEqual([2n ** 53n, 0n]);
    expect(await fitTo(x('float64'), int64(2n ** 53n))).toEqual([2 ** 53]);
    expect(await fitTo(x('float32'), float64(0.1))).toEqual([Math.fround(0.1)]);
  });

  it('are refused by row and column where something would be', async () => {
    const refused = async (to: Field, vector: Vector): Promise<unknown> => {
      const error: unknown = await fitTo(to, vector).catch((e: unknown) => e);
      return error instanceof LingtaiError ? error.diagnostics[0]!.place : error;
    };
    const second = { file: 'file', row: 2, parameter: 'x' };
    expect(await refused(x('int16'), int64(1n, 32768n))).toEqual(second);
    expect(await refused(x('int32'), float64(1, 1.5))).toEqual(second);
    expect(await refused(x('float64'), int64(1n, 2n ** 53n + 1n))).toEqual(second);
    expect(await refused(x('string'), int64(1n))).toEqual({ ...second, row: 1 });
    expect(await refused({ ...x('int64'), arraysize: 2 }, int64(1n))).toEqual({ ...second, row: 1 });
  });
});

describe('a definition in VOSI’s words', () => {
  // Types as VODataService 1.2, section 3.5, names them.
  const column = (type: string, attributes: string): string =>
    `<column><name>c</name><unit>deg</unit><ucd>pos</ucd><dataType ${attributes}>${type}</dataType></column>`;
  const typeOf = async (type: string, attributes = ''): Promise<unknown> => {
    const { fields } = await vosiTable(`<v:table xmlns:v="x">${column(type, attributes)}</v:table>`, 'f');
    const { scalar, arraysize, xtype, unit } = fields[0]!;
    return [scalar, arraysize, xtype, unit];
  };

  it('gives the columns their types', async () => {
    expect(await typeOf('long')).toEqual(['int64', undefined, undefined, 'deg']);
    expect(await typeOf('char', 'arraysize="*"')).toEqual(['string', undefined, undefined, 'deg']);
    expect(await typeOf('double', 'arraysize="3"')).toEqual(['float64', 3, undefined, 'deg']);
    expect(await typeOf('VARCHAR', 'size="10"')).toEqual(['string', undefined, undefined, 'deg']);
    expect(await typeOf('adql:TIMESTAMP')).toEqual(['string', undefined, 'timestamp', 'deg']);
    expect(await typeOf('POINT')).toEqual(['float64', 2, 'point', 'deg']);
    await expect(typeOf('elephant')).rejects.toThrow('VOTABLE-DATATYPE');
    await expect(vosiTable('<table><column>', 'f')).rejects.toThrow('USER-TABLE-XML');
    await expect(vosiTable('<!DOCTYPE table [<!ENTITY a "b">]><table/>', 'f')).rejects.toThrow('USER-TABLE-DEFINITION');
  });
});
