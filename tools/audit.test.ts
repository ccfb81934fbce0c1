import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { repository } from './guards/source.ts';

/** pnpm itself asks a registry on loopback, which answers as the npm registry documents its bulk advisories. */
let registry: Server;
afterEach(async () => {
  registry.closeAllConnections();
  await new Promise((done) => registry.close(done));
});

async function answering(status: number, body: unknown): Promise<string> {
  registry = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(request.method === 'POST' ? status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => registry.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
}

function audit(url: string): Promise<{ code: number; out: string }> {
  return new Promise((done) => {
    execFile(join(repository, 'tools/audit.sh'), ['--registry', url], (error, stdout) =>
      done({ code: error ? Number(error.code) : 0, out: stdout }),
    );
  });
}

const advisory = (severity: string) => ({
  fastify: [
    { id: 1, url: 'https://example.org/1', title: 'It leaks', severity, vulnerable_versions: '<99', cwe: [], cvss: {} },
  ],
});

test('a known weakness is told with package, version and way, and one of level high fails', async () => {
  const { code, out } = await audit(await answering(200, advisory('high')));
  expect(out).toMatch(/^audit: high: fastify 5\.\d+\.\d+: It leaks \(https:\/\/example\.org\/1\), by \S+>fastify$/m);
  expect(out).toMatch(/^audit: 1 known weaknesses in \d{2,} packages$/m);
  expect(code).toBe(1);
});

test('a lesser one is told and fails nothing; none is said too', async () => {
  expect(await audit(await answering(200, advisory('moderate')))).toMatchObject({
    code: 0,
    out: expect.stringContaining('moderate: fastify'),
  });
  registry.close();
  expect(await audit(await answering(200, {}))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^audit: 0 known/),
  });
});

test('a registry that does not answer is said and fails nothing', async () => {
  const { code, out } = await audit(await answering(405, {}));
  expect([code, out]).toEqual([0, expect.stringMatching(/^audit: not done: the registry does not answer \(.*405/)]);
});
