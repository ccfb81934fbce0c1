import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionFailed, stateError } from './errors.ts';

const int8 = 20;

/** PostgreSQL's 64-bit integers arrive as `bigint`, everything else as the driver reads it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === int8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format ?? 'text'),
};

/** How all connections of this process are called in PostgreSQL's lists, `lingtai PROCESS@HOST`: in its 63 bytes. */
export const applicationName: string = `lingtai ${process.pid}@${hostname()}`.replace(/[^ -~]/g, '?').slice(0, 63);

/** A pool of connections to one PostgreSQL. One that breaks fails the query that uses it, and nothing but that query. */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: 10,
    connectionTimeoutMillis: 15_000,
    application_name: applicationName,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A connection of its own, outside any pool. `onLost` is called when it breaks without our doing. */
export async function openClient(url: string, onLost: () => void = () => undefined): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    types,
    connectionTimeoutMillis: 15_000,
    application_name: applicationName,
  });
  client.on('error', onLost);
  client.on('end', onLost);
  await client.connect();
  return client;
}

/**
 * What Kysely needs of a pool; `current` may change between two connections, when a server has been restarted. A server
 * that is just going down refuses the first attempt, so there is a second one.
 */
export function switchablePool(current: () => Promise<pg.Pool>): {
  connect(): Promise<pg.PoolClient>;
  end(): Promise<void>;
  options: object;
} {
  const connect = async (): Promise<pg.PoolClient> => (await current()).connect();
  const again = async (error: unknown): Promise<pg.PoolClient> => {
    if (!connectionFailed(error)) throw error;
    await sleep(100);
    return connect();
  };
  return {
    options: {},
    connect: () =>
      connect()
        .catch(again)
        .catch((error: unknown) => {
          throw stateError(error);
        }),
    end: async (): Promise<void> => undefined,
  };
}
