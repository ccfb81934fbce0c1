import { rm, stat } from 'node:fs/promises';
import type { DerivedTable, DeriveJob } from '@lingtai/engine';
import { writeDurably } from './durable.ts';
import type { Session } from './session.ts';
import { ident, text, textList } from './sql.ts';

/**
 * Writes a DuckDB file with the rows of each table in the order of its files and an index on its key. The file is built
 * beside and renamed.
 */
export async function derive(session: Session, job: DeriveJob): Promise<{ readonly sizeBytes: number }> {
  await writeDurably(job.outputFile, async (temporary) => {
    await rm(`${temporary}.wal`, { force: true });
    await session.use(job.signal, async (connection) => {
      const database = session.name('derived');
      await connection.run(`ATTACH ${text(temporary)} AS ${database}`);
      try {
        for (const table of job.tables) {
          const made = `${database}.${ident(table.name)}`;
          await connection.run(`CREATE TABLE ${made} AS ${selectOf(table)}`);
          await connection.run(`CREATE INDEX ${ident(`${table.name}__key`)} ON ${made} (${ident(table.key)})`);
        }
        await connection.run(`CHECKPOINT ${database}`);
      } finally {
        await connection.run(`DETACH ${database}`);
      }
    });
    await rm(`${temporary}.wal`, { force: true });
  });
  return { sizeBytes: (await stat(job.outputFile)).size };
}

function selectOf({ files, sortBy, emptyLike }: DerivedTable): string {
  const read = (paths: readonly string[]) => `SELECT * FROM read_parquet(${textList(paths)}, hive_partitioning=false)`;
  if (emptyLike !== undefined) return `${read([emptyLike])} LIMIT 0`;
  return sortBy ? `${read(files)} ORDER BY ${sortBy.map((c) => `${ident(c)} NULLS LAST`).join(', ')}` : read(files);
}
