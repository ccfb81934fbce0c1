import { samp } from 'sampjs';

export type SampOutcome = 'sent' | 'nobody' | 'no-hub' | 'refused';

const mtype = 'table.load.votable';

/** Sends a table to every program of this computer's SAMP hub that takes tables (Web Profile of SAMP 1.3). */
export async function sendTable(address: string, name: string, site: string): Promise<SampOutcome> {
  if (!(await hubRuns())) return 'no-hub';
  return new Promise((done) => {
    const connector = new samp.Connector(site, { 'samp.name': site });
    const message = new samp.Message(mtype, { url: address, name, 'table-id': address });
    connector.runWithConnection(
      (connection) =>
        connection.notifyAll(
          [message],
          (receivers) => {
            connector.unregister();
            done(Array.isArray(receivers) && receivers.length > 0 ? 'sent' : 'nobody');
          },
          () => done('refused'),
        ),
      () => done('refused'),
    );
  });
}

function hubRuns(): Promise<boolean> {
  return new Promise((done) => samp.ping(done));
}
