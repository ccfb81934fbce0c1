import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '@lingtai/diagnostics';
import type pg from 'pg';
import { connectionFailed, stateError } from '../errors.ts';
import { openClient } from '../pool.ts';
import type { Cluster } from './cluster.ts';
import { runningServer, startServer, stopServer } from './server.ts';

/** This process's share in a running server. */
export interface Lease {
  readonly url: string;
  /** True once the server has gone, killed or stopped by others. */
  lost(): boolean;
  /** Gives the share back. The last one to leave stops the server. */
  leave(): Promise<void>;
}

/** Every user holds this advisory lock shared, in a session of its own: PostgreSQL itself forgets the killed ones. */
const inUse = 7_400_111;
const patienceMs = 120_000;

/** Joins the cluster's server, or starts it. Among any number that do so at once, one starts it and all join. */
export async function takeLease(cluster: Cluster, port?: number): Promise<Lease> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(20)) {
    const server = await runningServer(cluster);
    if (!server) {
      await startServer(cluster, port);
      continue;
    }
    if (!server.ready) continue;
    const url = `postgres://lingtai:${cluster.password}@127.0.0.1:${server.port}/postgres`;
    const lease = await join(cluster, url).catch((error: unknown) => {
      if (connectionFailed(error)) return undefined;
      throw stateError(error);
    });
    if (lease) return lease;
  }
  throw fail('timeout', 'STATE-START-TIMEOUT', {
    en: `The state store (PostgreSQL) in ${cluster.dir} was not ready within two minutes.`,
    zh: `${cluster.dir} 中的状态库（PostgreSQL）未能在两分钟内就绪。`,
  });
}

/** A server that is being stopped holds the lock alone: we wait for it here until it cuts us off, and then try again. */
async function join(cluster: Cluster, url: string): Promise<Lease> {
  let lost = false;
  const client = await openClient(url, () => {
    lost = true;
  });
  await client.query('select pg_advisory_lock_shared($1)', [inUse]);
  return { url, lost: () => lost, leave: () => leave(cluster, client) };
}

async function leave(cluster: Cluster, client: pg.Client): Promise<void> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [inUse]);
    const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [inUse]);
    if (rows[0]?.alone) await stopServer(cluster);
  } catch (error) {
    if (!connectionFailed(error)) throw stateError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
