import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import type { SignedIn } from './classes.ts';
import { type Matrix, type Proof, runMatrix } from './matrix.ts';
import { type ProofServer, sent } from './server.ts';
import { twin } from './twin-asks.ts';

/** A server that answers as a test says, and otherwise knows nothing of any name. */
type Tells = (request: IncomingMessage, response: ServerResponse) => boolean;

const etag = '"the-etag-of-it"';
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const none = { headers: {}, groups: [], grants: [], scopes: [], by: 'nothing' } as const;
const everybody: SignedIn = { ...none, name: 'anonymous', roles: [] };
const operator: SignedIn = { ...none, name: 'operator', roles: ['operator'], headers: { authorization: 'Bearer it' } };
const days = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)));
const route = 'GET /things/:name';
const hidden = twin(
  'golden',
  ['silver'],
  ({ roles }) => roles.length === 0,
  (name) => ask(route, { name }),
);

async function proofOf(tells: Tells, more: Partial<Matrix> = {}): Promise<Proof> {
  const server = createServer((request, response) => {
    if (!request.headers.authorization && tells(request, response)) return;
    const isThere = request.url === '/things/golden' && request.headers.authorization !== undefined;
    response.writeHead(isThere ? 200 : 404, isThere ? { etag } : {}).end(isThere ? 'here' : `no ${request.url}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proofServer = {
    at: () => undefined,
    send: (method: string, path: string, headers = {}, body?: string) => sent(`${url}${path}`, method, headers, body),
  } as unknown as ProofServer;
  const nothing = { secrets: [], asks: [], twins: [], figures: [], seeks: false };
  const classes = [everybody, operator];
  return runMatrix({ ...nothing, server: proofServer, classes, clocks: days, share: 1, random: lot(), ...more });
}

/** Park and Miller: the same each time. */
function lot(): () => number {
  let state = 7;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const isGolden = ({ url }: IncomingMessage): boolean => url === '/things/golden';
/** Answers a request about the hidden thing in another way. */
const told =
  (when: (request: IncomingMessage) => boolean, status = 404, text = 'no /things/golden', headers = {}): Tells =>
  (request, response) => {
    if (!isGolden(request) || !when(request)) return false;
    response.writeHead(status, headers).end(text);
    return true;
  };

describe('what is hidden and what never was', () => {
  test('are one where they are answered alike', async () => {
    expect((await proofOf(() => false, { twins: [hidden] })).leaks).toEqual([]);
  });

  test.each([
    ['GET', told(({ method }) => method === 'GET', 403)],
    ['its length', told(({ method }) => method === 'GET', 404, 'no /things/golden!')],
    ['a header', told(({ method }) => method === 'GET', 404, 'no /things/golden', { 'x-more': 'it is here' })],
    ['HEAD', told(({ method }) => method === 'HEAD', 404, '', { 'content-length': '4' })],
    ['OPTIONS', told(({ method, headers }) => method === 'OPTIONS' && !headers.origin, 200, '')],
    ['a preflight', told(({ method, headers }) => method === 'OPTIONS' && !!headers.origin, 204, '')],
    ['a range', told(({ headers }) => headers.range === 'bytes=0-9' && !headers['if-range'], 206)],
    ['a range behind the end', told(({ headers }) => headers.range === 'bytes=99999999-', 416)],
    ['any ETag', told(({ headers }) => headers['if-none-match'] === '*', 304, '')],
    ['its own ETag', told(({ headers }) => headers['if-none-match'] === etag, 304, '')],
    ['a range by its own ETag', told(({ headers }) => headers['if-range'] === etag, 206)],
    ['Chinese', told(({ headers }) => headers['accept-language'] === 'zh', 404, '没有')],
    ['gzip', told(({ headers }) => headers['accept-encoding'] === 'gzip', 404, 'no')],
    ['Brotli', told(({ headers }) => headers['accept-encoding'] === 'br', 404, 'no')],
  ])('are told apart by %s', async (_, tells) => {
    const { leaks } = await proofOf(tells, { twins: [hidden] });
    expect(leaks.length).toBeGreaterThan(0);
    expect(leaks[0]!.where).toMatch(/^is told from silver, which never was/);
  });

  test('one name that is answered alike is enough: an answer may suggest a visible name that is like the other', async () => {
    const two = twin(
      'golden',
      ['silver', 'copper'],
      () => true,
      (name) => ask(route, { name }),
    );
    const suggests: Tells = ({ url }, response) => {
      if (url !== '/things/silver') return false;
      response.writeHead(404).end('no /things/silver: is it sliver?');
      return true;
    };
    expect((await proofOf(suggests, { twins: [two], classes: [everybody] })).leaks).toEqual([]);
  });
});

describe('pictures', () => {
  const image = told(({ method }) => method === 'GET', 200, 'drawn', { 'content-type': 'image/png' });
  const drawn = (text: string) => ({ ...ask(route, { name: 'golden' }), picture: async () => Buffer.from(text) });

  test('must be those of what may be seen', async () => {
    expect((await proofOf(image, { asks: [drawn('drawn')], classes: [everybody] })).leaks).toEqual([]);
    const { leaks } = await proofOf(image, { asks: [drawn('other')], classes: [everybody] });
    expect(leaks[0]?.where).toBe('is another picture than the one of what may be seen');
  });

  test('that are compared with none are told', async () => {
    const { unread } = await proofOf(image, { asks: [ask(route, { name: 'golden' })], classes: [everybody] });
    expect(unread).toEqual(['GET /things/golden: a picture that is compared with none']);
  });
});
