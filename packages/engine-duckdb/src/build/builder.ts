import type { TableBuilder } from '@lingtai/engine';
import { stageBatches } from './batches.ts';
import { build } from './build.ts';
import { derive } from './derive.ts';
import { asLingtaiError, type BuilderOptions, Session } from './session.ts';
import { split } from './split.ts';
import { stage } from './stage.ts';
import { digestFile } from './verify.ts';

/** The release builder's engine: one DuckDB in memory that spills into `tempDirectory`. Close it when done. */
export function duckdbTableBuilder(options: BuilderOptions): TableBuilder {
  let opened: Promise<Session> | undefined;
  const run = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    try {
      opened ??= Session.open(options);
      return await work(await opened);
    } catch (error) {
      throw asLingtaiError(error);
    }
  };
  return {
    stage: (job) => run((session) => stage(session, job)),
    stageBatches: (fields, batches, outputFile) => run((session) => stageBatches(session, fields, batches, outputFile)),
    split: (job) => run((session) => split(session, job)),
    build: (job) => run((session) => build(session, job)),
    digestFile: (path, columns, signal) => run((session) => digestFile(session, path, columns, signal)),
    derive: (job) => run((session) => derive(session, job)),
    close: async () => {
      const session = await opened;
      opened = undefined;
      session?.close();
    },
  };
}
