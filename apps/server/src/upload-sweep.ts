import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const keptMs = 2 * 86_400_000;

/** Removes what uploads of a killed server left behind. No query takes two days. */
export async function sweepUploads(homeDir: string, now: number = Date.now()): Promise<void> {
  for (const folder of ['tmp/uploads', 'tmp/tables/upload']) {
    const path = join(homeDir, folder);
    for (const name of await readdir(path).catch(() => [])) {
      const entry = join(path, name);
      const found = await stat(entry).catch(() => undefined);
      if (found && now - found.mtimeMs > keptMs) await rm(entry, { recursive: true, force: true });
    }
  }
}
