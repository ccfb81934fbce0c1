import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sentWith, takeForms } from './body.ts';
import { tapErrorHandler } from './errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-body-'));
const limits = { formBytes: 2000, fileBytes: 5000 };
let app: FastifyInstance;
let url: string;
/** How requests ended that were not answered. */
let ends: string[] = [];

beforeAll(async () => {
  app = Fastify();
  app.setErrorHandler(tapErrorHandler);
  await takeForms(app, limits);
  app.post('/', async (request) => {
    const sent = await sentWith(request, folder, limits).catch((error: unknown) => {
      ends.push(String(error));
      throw error;
    });
    const files = [...sent.files].map(([name, file]) => [name, file.fileName, readFileSync(file.path, 'utf8')]);
    const held = readdirSync(folder).length;
    await sent.discard();
    return { parameters: Object.fromEntries(sent.parameters), files, held };
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => {
  ends = [];
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

/** Status and code of the answer. */
async function post(body: string | FormData, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body, headers });
  const code = /name="Lingtai-Error" value="error \S+ ([A-Z-]+)"/.exec(await answer.text())?.[1] ?? '';
  expect(readdirSync(folder)).toEqual([]);
  return `${answer.status} ${code}`.trim();
}

const parts = (...entries: readonly (readonly [string, string | Blob])[]): FormData => {
  const form = new FormData();
  for (const [name, value] of entries) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'table.csv');
  }
  return form;
};
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('what comes with a request', () => {
  it('is read from address and body, with its files for as long as it lasts', async () => {
    const body = parts(['QUERY', 'SELECT 星'], ['file', new Blob(['a\n1\n'])]);
    const answer = await fetch(`${url}/?LANG=ADQL`, { method: 'POST', body });
    expect(await answer.json()).toEqual({
      parameters: { LANG: ['ADQL'], QUERY: ['SELECT 星'] },
      files: [['file', 'table.csv', 'a\n1\n']],
      held: 1,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where the form is too large, in one field or in all together', async () => {
    expect(await post(`QUERY=${'x'.repeat(1990)}`, form)).toBe('200');
    expect(await post(`QUERY=${'x'.repeat(2001)}`, form)).toMatch(/^413/);
    expect(await post(parts(['QUERY', 'x'.repeat(2000)]))).toBe('200');
    expect(await post(parts(['QUERY', 'x'.repeat(2001)]))).toBe('413 TAP-FORM-LARGE');
    expect(await post(parts(['A', 'x'.repeat(1500)], ['B', 'x'.repeat(1500)]))).toBe('413 TAP-FORM-LARGE');
    expect(await post(parts(['A', '星'.repeat(700)]))).toBe('413 TAP-FORM-LARGE');
    const many = Array.from({ length: 200 }, (_, i) => [`p${i}`, 'x'] as const);
    expect(await post(parts(...many))).toMatch(/^413/);
  });

  it('is refused where a file is too large, and nothing of it is kept', async () => {
    expect(await post(parts(['file', new Blob(['x'.repeat(5000)])]))).toBe('200');
    expect(await post(parts(['first', new Blob(['x'])], ['file', new Blob(['x'.repeat(5001)])]))).toBe(
      '413 TAP-FILE-LARGE',
    );
    const files = Array.from({ length: 21 }, (_, i) => [`f${i}`, new Blob(['x'])] as const);
    expect(await post(parts(...files))).toMatch(/^413/);
  });

  it('is refused where it is no UTF-8', async () => {
    expect(await post('QUERY=%FF', form)).toBe('400 TAP-CHARSET');
    expect(await post('QUERY=x', { 'content-type': `${form['content-type']}; charset=latin1` })).toBe(
      '400 TAP-CHARSET',
    );
  });

  it('leaves nothing when the sender goes in the middle of a file', async () => {
    const head =
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 4000\r\n\r\n';
    const file = '--b\r\nContent-Disposition: form-data; name="f"; filename="t.csv"\r\n\r\na,b\n1,2\n';
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(head + file);
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), { timeout: 20_000 });
    socket.destroy();
    await vi.waitFor(() => expect(ends).toHaveLength(1), { timeout: 20_000 });
    expect(readdirSync(folder)).toEqual([]);
  });
});
