// The demonstration survey from end to end, as a program sees it: what requirements of the first slice ask of every survey.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from '../conformance/lingtai.ts';
import { repository } from './guards/source.ts';

const { home, remove } = temporaryHome();
let server: Server;
const base = 'demo/dr1/v1';

beforeAll(async () => {
  const made = await lingtai('demo', '--spectra', '600', '--no-serve', '--home', home);
  if (made.code !== 0) throw new Error(made.stderr.slice(-2000));
  server = await serve(home);
}, 300_000);
afterAll(async () => {
  await server?.stop();
  remove();
});

const get = (path: string): Promise<Response> => fetch(`${server.url}/${path}`);
const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;
const count = async (table: string, search: string): Promise<number> =>
  (await json<{ count: number }>(`api/${base}/tables/${table}/count?${search}`)).count;

/** The page without the data that its script reads again: what a reader sees. */
const shown = async (path: string): Promise<string> =>
  (await (await get(`${path}?lang=en`)).text()).replaceAll(/<script[\s\S]*?<\/script>/g, '');

/** Rows as text, by column name. */
async function rows(table: string, search: string): Promise<Record<string, string>[]> {
  const [head = '', ...lines] = (
    await (await get(`api/${base}/tables/${table}/rows?${search}&RESPONSEFORMAT=tsv`)).text()
  )
    .trim()
    .split(/\r?\n/);
  const names = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, i) => [names[i]!, value])));
}

test('each spectrum has its row, its FITS file and its picture', async () => {
  const all = await rows('lrs', 'COLUMNS=obsid,accsize,mime&MAXREC=1000');
  expect(all.length).toBe(await count('lrs', ''));
  for (const { obsid, accsize, mime } of all.filter((_, i) => i % 40 === 0)) {
    const file = await get(`${base}/spectra/${obsid}.fits`);
    expect([file.status, file.headers.get('content-length'), file.headers.get('content-type')]).toEqual([
      200,
      accsize,
      mime,
    ]);
    expect((await file.arrayBuffer()).byteLength).toBe(Number(accsize));
    const picture = await get(`${base}/spectra/${obsid}.png`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect([...new Uint8Array(await picture.arrayBuffer()).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  }
});

test('the five forms of a spectrum have their media types', async () => {
  const [row] = await rows('lrs', 'COLUMNS=obsid&MAXREC=1');
  const types = {
    fits: 'application/fits',
    png: 'image/png',
    csv: 'text/csv',
    json: 'application/json',
    parquet: 'application/vnd.apache.parquet',
  };
  for (const [extension, type] of Object.entries(types)) {
    const answer = await get(`${base}/spectra/${row!['obsid']}.${extension}`);
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  }
});

test('missing redshifts are nulls, and spectra of class Unknown are found', async () => {
  const unknown = await count('lrs', 'class=Unknown');
  expect(unknown).toBeGreaterThan(0);
  expect(await count('lrs', 'class=Unknown&z=null')).toBe(unknown);
  expect(await count('lrs', 'z=..-9000')).toBe(0);
});

test('bits of fibermask are searched one by one and shown by name', async () => {
  const { columns } = await json<{ columns: { name: string; bits?: { bit: number; title: { en: string } }[] }[] }>(
    `api/${base}/tables/lrs`,
  );
  const bits = columns.find((c) => c.name === 'fibermask')?.bits ?? [];
  expect(bits.map((b) => b.bit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const masks = (await rows('lrs', 'COLUMNS=fibermask&MAXREC=1000'))
    .map((row) => row['fibermask']!)
    .filter((text) => text !== '');
  for (const { bit } of bits)
    expect([bit, await count('lrs', `fibermask=bit:${bit}`)]).toEqual([
      bit,
      masks.filter((mask) => (Number(mask) >> bit) % 2 === 1).length,
    ]);
  const [bad] = await rows('lrs', 'fibermask=1..&COLUMNS=obsid,fibermask&MAXREC=1');
  const page = await shown(`${base}/spectra/${bad!['obsid']}`);
  for (const { bit, title } of bits) {
    const text = title.en.replace('<', '&lt;');
    expect([text, page.includes(text)]).toEqual([text, (Number(bad!['fibermask']) >> bit) % 2 === 1]);
  }
  const form = await shown(`${base}/search/lrs`);
  for (const { title } of bits) expect(form).toContain(title.en.replace('<', '&lt;'));
});

test('pick lists and flags are shown with their meaning', async () => {
  const form = await shown(`${base}/search/lrs`);
  for (const value of ['star', 'k2star', 'fs', 'rvcandi', 'gal', 'Obj', 'Sky', 'F-std', 'Unused', 'PosErr', 'Dead'])
    expect(form).toContain(value);
  const table = await shown(`${base}/tables/mrs`);
  for (const meaning of [/no anomal/i, /too many bad pixels/i, /450 km\/s/, /low similarity/i])
    expect(table).toMatch(meaning);
  for (const flag of ['rv_b_flag', 'rv_r_flag', 'rv_br_flag']) {
    const found = await Promise.all([0, 1, 2, 3].map((value) => count('mrs', `${flag}=${value}`)));
    expect(found.reduce((a, b) => a + b, 0)).toBe(await count('mrs', `${flag}=!null`));
  }
  for (const name of ['bad_b', 'bad_r', 'coadd'])
    expect(await count('mrs', `${name}=0,1`)).toBe(await count('mrs', `${name}=!null`));
});

test('a medium resolution spectrum has both arms, exposures and coadds', async () => {
  const [row] = await rows('mrs', 'COLUMNS=mobsid&MAXREC=1');
  const { segments } = await json<{ segments: { role: string; arm: string }[] }>(
    `${base}/spectra/${row!['mobsid']}.json`,
  );
  const kinds = new Set(segments.map((s) => `${s.role} ${s.arm}`));
  expect([...kinds].toSorted()).toEqual(['coadd b', 'coadd r', 'exposure b', 'exposure r']);
});

test('a designation is found exactly and by the search box, an id too', async () => {
  const [row] = await rows('lrs', 'COLUMNS=obsid,designation&MAXREC=1');
  const { obsid = '', designation = '' } = row!;
  expect(
    (await rows('lrs', `designation=${encodeURIComponent(designation)}&COLUMNS=obsid`)).map((r) => r['obsid']),
  ).toContain(obsid);
  for (const query of [designation, obsid]) {
    const { matches } = await json<{ matches: { id?: string; url: string }[] }>(
      `api/resolve?q=${encodeURIComponent(query)}`,
    );
    expect(matches[0]).toMatchObject({ url: expect.stringMatching(`^/${base}/spectra/`) });
  }
});

test('each spectrum has a publisher DID and a creator DID, the same each time', async () => {
  const [row] = await rows('lrs', 'COLUMNS=obsid&MAXREC=1');
  const read = () => json<{ obsPublisherDid: string; creatorDid: string }>(`${base}/spectra/${row!['obsid']}.json`);
  const [first, second] = [await read(), await read()];
  expect(first.obsPublisherDid).toBe(`ivo://lingtai.local/demo?dr1/v1/${row!['obsid']}`);
  expect([second.obsPublisherDid, second.creatorDid]).toEqual([first.obsPublisherDid, first.creatorDid]);
  expect(first.creatorDid).not.toContain('dr1');
});

test('the version of the software stands on every page and in the API', async () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
  const [row] = await rows('lrs', 'COLUMNS=obsid&MAXREC=1');
  for (const path of [
    '',
    'demo',
    base,
    `${base}/search/lrs`,
    `${base}/tables`,
    `${base}/tables/lrs`,
    `${base}/report`,
    `${base}/spectra/${row!['obsid']}`,
    'docs/api',
  ]) {
    expect(await shown(path), path).toContain(version);
  }
  expect(await json('api')).toMatchObject({ software: { version } });
  expect(await json('.well-known/lingtai.json')).toMatchObject({ software: { version } });
});

test('the page of a release leads to every search, table and to the API in one click, and shows instrument and thanks', async () => {
  const page = await shown(base);
  for (const link of [`/${base}/search/lrs`, `/${base}/search/mrs`, `/${base}/tables/stellar`, '/docs/api'])
    expect(page).toContain(`href="${link}"`);
  for (const fact of ['4000', '250', 'must not be used for science']) expect(page).toContain(fact);
});

test('the first page leads to searches, tables, the SQL page and the API in one click', async () => {
  const page = await shown('');
  for (const link of [`/${base}/search/lrs`, `/${base}/search/mrs`, `/${base}/tables`, '/sql', '/docs/api'])
    expect(page).toContain(`href="${link}"`);
  expect((await get('sql')).status).toBe(200);
});

test('the page of a spectrum shows class, redshift, S/N and where they come from', async () => {
  const [row] = await rows('lrs', 'class=GALAXY&COLUMNS=obsid,class,z,snrg&MAXREC=1');
  const page = await shown(`${base}/spectra/${row!['obsid']}`);
  const { z = '' } = row!;
  for (const text of ['GALAXY', z.slice(0, 6), 'snrg', 'lamost-lrs', 'lingtai-simulation'])
    expect(page.includes(text), text).toBe(true);
});

test('the API describes itself in OpenAPI 3.1: search, spectra and cone search are in it, each with a summary', async () => {
  type Routes = Record<string, { summary?: string; tags?: string[] }>;
  const document = await json<{ openapi: string; paths: Record<string, Routes> }>('api/openapi.json');
  expect(document.openapi).toMatch(/^3\.1/);
  const routes = [
    '/api',
    '/api/datasets',
    '/api/resolve',
    '/api/{dataset}',
    '/api/{dataset}/{release}/{version}',
    '/api/{dataset}/{release}/{version}/tables/{table}/rows',
  ];
  const more = [
    '/api/{dataset}/{release}/{version}/tables/{table}/count',
    '/{dataset}/{release}/{version}/spectra/{file}',
    '/{dataset}/{release}/{version}/cone/{table}',
    '/tap/sync',
    '/tap/async',
    '/tap/tables',
    '/api/query/check',
    '/api/user-tables',
    '/api/queries',
  ];
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining([...routes, ...more]));
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, route] of Object.entries(methods)) {
      expect(route.summary, `${method} ${path}`).toBeTruthy();
      expect(route.tags, `${method} ${path}`).toHaveLength(1);
    }
  }
});

test('cone search: one id, one right ascension, one declination, VERB, MAXREC, and errors as the standard has them', async () => {
  const cone = async (parameters: string): Promise<string> => (await get(`${base}/cone/lrs?${parameters}`)).text();
  const fields = async (verb: number): Promise<number> =>
    ((await cone(`RA=10&DEC=36&SR=0&VERB=${verb}`)).match(/<FIELD/g) ?? []).length;
  const answer = await cone('RA=10&DEC=36&SR=180&MAXREC=2');
  for (const ucd of ['ID_MAIN', 'POS_EQ_RA_MAIN', 'POS_EQ_DEC_MAIN'])
    expect(answer.match(new RegExp(`ucd="${ucd}"`, 'g'))).toHaveLength(1);
  expect(answer.match(/<TR>/g)).toHaveLength(2);
  expect(answer).toContain('value="OVERFLOW"');
  const [few, usual, whole] = [await fields(1), await fields(2), await fields(3)];
  expect(few).toBeLessThan(usual);
  expect(usual).toBeLessThan(whole);
  expect(await cone('RA=north&DEC=36&SR=1')).toMatch(/<(INFO|PARAM)[^>]*name="Error"/);
});
