import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { Attachments } from './attach.ts';
import { openHardened } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-attach-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function derivedFile(name: string): Promise<string> {
  const file = join(folder, name);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t AS SELECT '${name}' AS name`);
  connection.closeSync();
  instance.closeSync();
  return file;
}

test('a file that cannot be attached takes nothing from those that are asked for at the same time and later', async () => {
  const [first, second] = [await derivedFile('first'), await derivedFile('second')];
  const missing = join(folder, 'missing');
  const instance = await openHardened({ allowedDirectories: [folder] });
  const attachments = new Attachments(instance);
  const both = await Promise.allSettled([attachments.name(missing), attachments.name(first)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  const connection = await instance.connect();
  for (const [file, name] of [
    [first, 'first'],
    [second, 'second'],
  ] as const) {
    const found = await connection.runAndReadAll(`SELECT name FROM ${await attachments.name(file)}.main.t`);
    expect(found.getRows()).toEqual([[name]]);
  }
  connection.closeSync();
  instance.closeSync();
});
