import { rm, stat } from 'node:fs/promises';
import type { DeriveJob } from '@lingtai/engine';
import { writeDurably } from './durable.ts';
import { rowsOf, type Session } from './session.ts';
import { ident, text, textList } from './sql.ts';

/** Name of the look-up table (key, `_healpix_29`) of a derived table. */
function keyTableName(table: string): string {
  return `${table}__key`;
}

/**
 * Writes a DuckDB file with the rows of each table in the order of its files, and beside each a look-up table
 * (key, `_healpix_29`) with an index on the key. The file is built beside and renamed.
 */
export async function derive(session: Session, job: DeriveJob): Promise<{ readonly sizeBytes: number }> {
  await writeDurably(job.outputFile, async (temporary) => {
    await rm(`${temporary}.wal`, { force: true });
    await session.use(job.signal, async (connection) => {
      const database = session.name('derived');
      await connection.run(`ATTACH ${text(temporary)} AS ${database}`);
      try {
        for (const table of job.tables) {
          const rows = `read_parquet(${textList(table.files)}, hive_partitioning=false)`;
          await connection.run(`CREATE TABLE ${database}.${ident(table.name)} AS SELECT * FROM ${rows}`);
          const described = await rowsOf(
            connection,
            `SELECT column_name FROM (DESCRIBE ${database}.${ident(table.name)})`,
          );
          const cell = described.some(([name]) => name === '_healpix_29')
            ? '_healpix_29'
            : 'CAST(NULL AS BIGINT) AS _healpix_29';
          const keys = `${database}.${ident(keyTableName(table.name))}`;
          await connection.run(
            `CREATE TABLE ${keys} AS SELECT ${ident(table.key)}, ${cell} FROM ${database}.${ident(table.name)}`,
          );
          await connection.run(
            `CREATE INDEX ${ident(`${keyTableName(table.name)}_index`)} ON ${keys} (${ident(table.key)})`,
          );
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
