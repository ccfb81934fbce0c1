import type { Plan } from './ir.ts';
import type { TableStorage } from './view.ts';
import { relationsOf } from './walk.ts';

/** A stored table that a plan reads, and the columns of it that it needs. */
export interface TableRead {
  readonly storage: TableStorage;
  readonly columns: readonly string[];
}

/** What a plan reads: one entry for each use of a table. */
export function tablesRead({ root }: Plan): TableRead[] {
  return relationsOf(root).flatMap((relation) =>
    relation.kind === 'scan' ? [{ storage: relation.storage, columns: relation.columns.map((c) => c.name) }] : [],
  );
}
