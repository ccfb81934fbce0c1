import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LingtaiError } from '@lingtai/diagnostics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from './address.ts';
import { type FetchOptions, fetchTable } from './fetch-url.ts';

describe('addresses of the public Internet', () => {
  // IANA's special-purpose address registries, and names of hosts that people know.
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2a00:1450:4001:80b::200e',
    '2606:4700:4700::1111',
  ])('%s is one', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('fetching a table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-fetch-'));
  const asked: string[] = [];
  let server: Server;
  let port = 0;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    asked.push(`${request.headers.host} ${request.url}`);
    const [, what, more] = (request.url ?? '').split('/');
    if (what === 'to') response.writeHead(302, { Location: decodeURIComponent(more!) }).end();
    else if (what === 'round') response.writeHead(302, { Location: '/round' }).end();
    else if (what === 'slow') response.writeHead(200).write('a\n');
    else if (what === 'big') response.writeHead(200).end(Buffer.alloc(5000, 'x'));
    else if (what === 'no') response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': 'text/csv' }).end('a\n1\n');
  };

  beforeAll(async () => {
    server = createServer(answer);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    rmSync(folder, { recursive: true, force: true });
  });

  let serial = 0;
  const fetched = (url: string, more: Partial<FetchOptions> = {}) => {
    serial += 1;
    return fetchTable(url, 'mine', join(folder, `${serial}`), { maxBytes: 1000, maxSeconds: 30, ...more });
  };
  const code = async (url: string, more: Partial<FetchOptions> = {}): Promise<string> => {
    const error: unknown = await fetched(url, more).catch((e: unknown) => e);
    return error instanceof LingtaiError ? error.diagnostics[0]!.code : 'fetched';
  };
  /** As if the loopback were on the Internet, and nothing else. */
  const loopback = { isAllowed: (address: string) => address === '127.0.0.1' };

  it('never connects to an address of this machine or network, however it is written', async () => {
    const before = asked.length;
    const hosts = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'];
    for (const host of hosts)
      expect([host, await code(`http://${host}:${port}/x`)]).toEqual([host, 'UPLOAD-URL-PRIVATE']);
    expect(asked.length).toBe(before);
  });

  it('refuses a name with one private address among its addresses', async () => {
    const resolve = async () => ['8.8.8.8', '127.0.0.1'];
    expect(await code(`http://both.example:${port}/x`, { resolve })).toBe('UPLOAD-URL-PRIVATE');
    expect(await code(`http://none.example:${port}/x`, { resolve: async () => [] })).toBe('UPLOAD-URL-PRIVATE');
  });

  it('connects to the address that was checked, whatever the name means later', async () => {
    let times = 0;
    const resolve = async () => [times++ === 0 ? '127.0.0.1' : '127.0.0.2'];
    const file = await fetched(`http://changing.example:${port}/x`, { ...loopback, resolve });
    expect([readFileSync(file.path, 'utf8'), file.mimeType, times]).toEqual(['a\n1\n', 'text/csv', 1]);
    expect(asked.at(-1)).toBe(`changing.example:${port} /x`);
  });

  it('checks each redirect', async () => {
    const to = (url: string): string => `http://127.0.0.1:${port}/to/${encodeURIComponent(url)}`;
    expect((await fetched(to('/x'), loopback)).mimeType).toBe('text/csv');
    expect(await code(to(`http://[::1]:${port}/x`), loopback)).toBe('UPLOAD-URL-PRIVATE');
    expect(await code(to('http://169.254.169.254/latest'), loopback)).toBe('UPLOAD-URL-PRIVATE');
    expect(await code(to('file:///etc/passwd'), loopback)).toBe('UPLOAD-URL');
    expect(await code(`http://127.0.0.1:${port}/round`, loopback)).toBe('UPLOAD-URL');
  });

  it('stops at its limits of size and time, and tells what went wrong', async () => {
    expect(await code(`http://127.0.0.1:${port}/big`, loopback)).toBe('UPLOAD-BYTES');
    expect(await code(`http://127.0.0.1:${port}/slow`, { ...loopback, maxSeconds: 1 })).toBe('UPLOAD-URL-TIME');
    expect(await code(`http://127.0.0.1:${port}/no`, loopback)).toBe('UPLOAD-URL');
    expect(await code('http://127.0.0.1:1/x', loopback)).toBe('UPLOAD-URL');
    expect(await code('http://user:secret@127.0.0.1/x', loopback)).toBe('UPLOAD-URL');
    expect(await code('https:///x', loopback)).toBe('UPLOAD-URL');
  });
});
