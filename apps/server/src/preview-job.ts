import { setTimeout as pause } from 'node:timers/promises';
import { anonymous } from '@lingtai/access';
import { column, name, type SelectQuery } from '@lingtai/adql';
import { cellAt } from '@lingtai/columns';
import { resolve } from '@lingtai/query';
import type { FastifyInstance } from 'fastify';
import type { Installation } from './installation.ts';

/**
 * Draws the previews of the newest releases one after the other, with pauses, so that a page of results shows them at
 * once. It asks the server's own address: what a visitor sees is what is drawn. Stops with the signal.
 */
export async function drawPreviews(
  app: FastifyInstance,
  installation: Installation,
  signal: AbortSignal,
): Promise<void> {
  const { catalogue, engine } = installation;
  const snapshot = await catalogue.snapshot(anonymous);
  for (const release of snapshot.releases.filter((r) => snapshot.newest(r.dataset) === r)) {
    for (const product of (release.descriptor.products ?? []).filter((p) => p.type === 'spectrum')) {
      const table = release.descriptor.tables.find((t) => t.name === product.table);
      if (!table || !release.tableNames.includes(table.name)) continue;
      const tree: SelectQuery = {
        kind: 'select',
        items: [{ kind: 'value', value: column(table.key) }],
        from: { kind: 'table', name: name(release.schemaName, table.name) },
      };
      const { batches } = await engine.run(resolve(tree, snapshot.view).plan, { signal });
      for await (const batch of batches) {
        for (let row = 0; row < batch.rowCount; row++) {
          if (signal.aborted) return;
          const id = encodeURIComponent(String(cellAt(batch.columns[0]!, row)));
          await app.inject({ method: 'GET', url: `/${release.address}/spectra/${id}.png` });
          await pause(60, undefined, { signal }).catch(() => undefined);
        }
      }
    }
  }
}
