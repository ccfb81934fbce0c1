import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientOf, isLoopback } from '@lingtai/service-dali';

export interface ConnectionLimits {
  readonly total: number;
  /** One client, as `clientOf` counts them. */
  readonly perClient: number;
  /** Addresses that may have all of them: by default this machine's, where the web server in front of us runs. */
  readonly isFree?: (address: string) => boolean;
}

/** Closes connections beyond the limits as they come, so that nobody can take them all. */
export function limitConnections(server: Server, { total, perClient, isFree = isLoopback }: ConnectionLimits): void {
  const open = new Map<string, number>();
  server.maxConnections = total;
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress;
    if (address === undefined || isFree(address)) return;
    const client = clientOf(address);
    const count = (open.get(client) ?? 0) + 1;
    if (count > perClient) {
      socket.destroy();
      return;
    }
    open.set(client, count);
    socket.once('close', () => {
      const left = open.get(client)! - 1;
      if (left > 0) open.set(client, left);
      else open.delete(client);
    });
  });
}
