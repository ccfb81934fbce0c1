import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type ConnectionLimits, limitConnections } from './connections.ts';

let server: Server;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function listen(limits: ConnectionLimits): Promise<void> {
  server = createServer((_request, response) => response.end('ok'));
  limitConnections(server, limits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** What a request on a new connection from this address gets; the connection stays. */
function asked(localAddress: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return new Promise((done) => {
    socket.once('data', (bytes) => done(bytes.toString().split('\r\n')[0]!));
    socket.on('error', () => done('closed'));
    socket.once('close', () => done('closed'));
  });
}

test('one client has so many connections; others have theirs, and closed ones are free again', async () => {
  await listen({ total: 100, perClient: 3, isFree: () => false });
  const of = async (address: string) => Promise.all(Array.from({ length: 5 }, () => asked(address)));
  expect((await of('127.0.0.2')).filter((answer) => answer === 'HTTP/1.1 200 OK')).toHaveLength(3);
  expect(await asked('127.0.0.3')).toBe('HTTP/1.1 200 OK');
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(async () => expect(await asked('127.0.0.2')).toBe('HTTP/1.1 200 OK'), { timeout: 20_000 });
});

test('the machine itself may have all, and all have so many', async () => {
  await listen({ total: 8, perClient: 3 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => asked('127.0.0.1')));
  expect(answers.filter((answer) => answer === 'HTTP/1.1 200 OK')).toHaveLength(8);
});
