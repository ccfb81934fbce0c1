import { type Connection, samp } from 'sampjs';

export type SampOutcome = 'sent' | 'nobody' | 'no-hub' | 'refused';

const mtype = 'table.load.votable';

/** Sends a table to every program of this computer's SAMP hub that takes tables (Web Profile of SAMP 1.3). */
export async function sendTable(address: string, name: string, site: string): Promise<SampOutcome> {
  if (!(await hubRuns())) return 'no-hub';
  // The user is asked by the hub, and may say no.
  const connection = await registered(site).catch(() => undefined);
  if (!connection) return 'refused';
  try {
    await new Promise((done, failed) => connection.declareMetadata([{ 'samp.name': site }], done, failed));
    const message = new samp.Message(mtype, { url: address, name, 'table-id': address });
    const receivers = await new Promise((done, failed) => connection.notifyAll([message], done, failed));
    return Array.isArray(receivers) && receivers.length > 0 ? 'sent' : 'nobody';
  } catch {
    return 'refused';
  } finally {
    // Programs ask the hub who sent the table.
    setTimeout(() => connection.unregister(), 10_000);
  }
}

function hubRuns(): Promise<boolean> {
  return new Promise((done) => samp.ping(done));
}

function registered(name: string): Promise<Connection> {
  return new Promise((done, failed) => samp.register(name, done, failed));
}
