import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, TableLocator } from '@lingtai/engine';
import { duckdbEngine } from '@lingtai/engine-duckdb';
import type { Site } from './site.ts';

/** How many jobs of the queue run at the same time. */
export const jobsAtOnce = 2;

/** Connections beside those of the queries that have a turn: for what pages look up, and for FITS, which asks a second time while its first run waits. */
const spare = 4;

export interface Engines {
  /** For what the software asks: cone searches, forms, pages. */
  readonly engine: Engine;
  /** For what people ask in a language of queries. */
  readonly queryEngine: Engine;
  close(): Promise<void>;
}

/**
 * Two engines on the same files. Each has threads, memory and disk space of its own: the hardest query that somebody
 * can think of takes nothing from those who search and look.
 */
export async function openEngines(
  site: Site,
  locator: TableLocator,
  allowedDirectories: readonly string[],
): Promise<Engines> {
  const spill = spillFolder(site.homeDir);
  const { threads, memoryMiB, tempMiB } = site.engine;
  const open = (name: string, share: number, connections: number): Promise<Engine> => {
    const tempDirectory = join(spill, name);
    mkdirSync(tempDirectory, { recursive: true });
    const memoryLimitBytes = Math.max(128, Math.floor(memoryMiB * share)) * 1024 * 1024;
    const tempLimitBytes = Math.floor(tempMiB * share) * 1024 * 1024;
    return duckdbEngine({
      locator,
      threads,
      connections,
      memoryLimitBytes,
      tempDirectory,
      tempLimitBytes,
      allowedDirectories,
    });
  };
  const { queriesAtOnce } = site.limits;
  const engine = await open('short', 1 / 4, queriesAtOnce + spare);
  const queryEngine = await open('queries', 3 / 4, queriesAtOnce + jobsAtOnce + spare);
  const close = async (): Promise<void> => {
    await Promise.all([engine.close(), queryEngine.close()]);
    rmSync(spill, { recursive: true, force: true });
  };
  return { engine, queryEngine, close };
}

const spillName = /^engine-(\d+)-\d+$/;
let opened = 0;

/** A folder of this process alone. What killed processes left is removed. */
function spillFolder(homeDir: string): string {
  const parent = join(homeDir, 'tmp');
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const owner = spillName.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return join(parent, `engine-${process.pid}-${opened++}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
