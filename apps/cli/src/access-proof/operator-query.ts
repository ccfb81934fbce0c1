import { isRegularName } from '@lingtai/adql';
import type { Installation } from '@lingtai/app-server';
import { cellAt } from '@lingtai/columns';
import { compileQuery } from '@lingtai/service-dali';

type Snapshot = Awaited<ReturnType<Installation['catalogue']['snapshot']>>;

export type Row = ReadonlyMap<string, unknown>;

/** A name as queries write it. */
export const name = (text: string): string => (isRegularName(text) ? text : `"${text.replaceAll('"', '""')}"`);

/** All rows of a query in the view of a snapshot. */
export async function rowsOfQuery({ engine }: Installation, snapshot: Snapshot, query: string): Promise<Row[]> {
  const { plan } = compileQuery(query, snapshot.view);
  const { batches, fields } = await engine.run(plan);
  const rows: Row[] = [];
  for await (const batch of batches)
    for (let row = 0; row < batch.rowCount; row++)
      rows.push(new Map(fields.map((field, i) => [field.name, cellAt(batch.columns[i]!, row)])));
  return rows;
}
