import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { directoryStore, verify } from '@lingtai/release';
import type { ReleaseTree } from '@lingtai/service-bulk';
import { setQuota } from '@lingtai/state';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Canaries } from '../apps/cli/src/access-proof/canaries.ts';
import { midnight, type SignedIn, signInAll, userClasses } from '../apps/cli/src/access-proof/classes.ts';
import { type AccessHome, makeAccessHome } from '../apps/cli/src/access-proof/home.ts';
import { type Answer, type ProofServer, proofServer } from '../apps/cli/src/access-proof/server.ts';
import { accessDays } from '../apps/cli/src/access-proof/survey.ts';
import { ask as askPython, present, run } from './lingtai.ts';

/** The files of a release as they lie in the store, fetched by who may have them. The matrix over all routes is another test. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-raw-'));
const spectra = 24;
let made: AccessHome;
let server: ProofServer;
let classes: readonly SignedIn[] = [];

beforeAll(async () => {
  await ensurePortal();
  made = await makeAccessHome(folder, 31, { spectra, stars: 30 });
  server = await proofServer(made.home, midnight(accessDays.international), async (installation) => {
    classes = await signInAll(installation, userClasses, new Canaries(32));
  });
}, 300_000);
afterAll(async () => {
  await server?.close();
  const cluster = join(made.home, 'state/cluster.json');
  if (existsSync(cluster)) {
    const { dir } = JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string };
    rmSync(dirname(dir), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});

const v2 = '/canary/dr1/v2/tree';
const inStore = (path: string, version = 'v2'): string => join(made.home, 'store/releases/canary/dr1', version, path);
const headersOf = (who: string): Readonly<Record<string, string>> => classes.find((c) => c.name === who)!.headers;
const get = (who: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  server.send(method, path, { ...headersOf(who), ...headers });
const listed = async (who: string, path = v2): Promise<ReleaseTree> =>
  JSON.parse((await get(who, path)).body.toString()) as ReleaseTree;
const status = async (who: string, path: string): Promise<number> => (await get(who, path)).status;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const at = (day: string): void => server.at(midnight(day));
/** The first two folders of all that is listed, or four below `restricted/`. */
const roomsOf = ({ files }: ReleaseTree): string[] =>
  [
    ...new Set(
      files.map(({ path }) =>
        path
          .split('/')
          .slice(0, path.startsWith('restricted/') ? 4 : 2)
          .join('/'),
      ),
    ),
  ].sort();

const inTree = (tree: string): string[] =>
  ['arrays/spectra', 'maps/lrs.moc.fits', 'products/spectra', 'tables/lrs'].map((room) => `${tree}${room}`);
const [april, june] = ['restricted/until-2026-04/', 'restricted/until-2026-06/'] as const;

describe('which files', () => {
  test('tables with all columns, products and rows that the asker sees; trees open on their days, with no byte rewritten', async () => {
    const stored = sha256(readFileSync(inStore(`${april}products/spectra/pack-00000.tar`)));
    at(accessDays.international);
    const free = inTree('');
    expect(roomsOf(await listed('anonymous'))).toEqual(free);
    expect(roomsOf(await listed('owner of rows'))).toEqual(free);
    expect(await listed('anonymous')).toMatchObject({ whole: false, trees: [{ path: '' }] });
    expect(await status('anonymous', `${v2}/${april}products/spectra/pack-00000.tar`)).toBe(404);
    at(accessDays.rows);
    expect(roomsOf(await listed('anonymous'))).toEqual([...free, ...inTree(april)].sort());
    expect((await listed('anonymous')).trees).toMatchObject([{ path: '' }, { path: april, openFrom: accessDays.rows }]);
    const pack = await get('anonymous', `${v2}/${april}products/spectra/pack-00000.tar`);
    expect([sha256(pack.body), pack.headers['etag']]).toEqual([stored, `"${stored}"`]);
    at(accessDays.lateRows);
    expect(roomsOf(await listed('anonymous'))).toEqual([...free, ...inTree(april), ...inTree(june)].sort());
  });

  test('an older version gives its files while a newer one is there', async () => {
    at(accessDays.international);
    for (const [version, who] of [
      ['v0', 'approved'],
      ['v1', 'domestic'],
    ] as const) {
      const { files } = await listed(who, `/canary/dr1/${version}/tree`);
      expect(files.map(({ path }) => path)).toContain('products/spectra/pack-00000.tar');
      for (const { path, sha256: digest, sizeBytes } of files) {
        const { body } = await get(who, `/canary/dr1/${version}/tree/${path}`);
        expect([path, body.length, sha256(body)]).toEqual([path, sizeBytes, digest]);
        expect(body.equals(readFileSync(inStore(path, version)))).toBe(true);
      }
      expect(await status('anonymous', `/canary/dr1/${version}/tree`)).toBe(401);
      expect(await status('member', `/canary/dr1/${version}/tree/tables/lrs/properties`)).toBe(403);
    }
  });

  test('the table granted with all its rows; a restricted product; a table with a restricted column', async () => {
    at(accessDays.international);
    expect(roomsOf(await listed('grants of parts', '/canary/dr1/v1/tree'))).toEqual(
      ['', april, june].flatMap((tree) => [`${tree}maps/lrs.moc.fits`, `${tree}tables/lrs`]).sort(),
    );
    expect(roomsOf(await listed('approved'))).toContain('tables/stars');
    expect(roomsOf(await listed('approved'))).not.toContain('products/raw');
    expect(roomsOf(await listed('approved'))).toContain('tables/frames');
    expect(roomsOf(await listed('working-group'))).toContain('tables/internal');
    expect(roomsOf(await listed('working-group'))).not.toContain('tables/stars');
    // They see the product; its files are known to hold a column that they do not see.
    expect(roomsOf(await listed('working-group'))).not.toContain('products/raw');
    expect(await status('working-group', '/canary/dr1/v2/files/raw/frame-1')).toBe(200);
    at(accessDays.column);
    expect(roomsOf(await listed('anonymous'))).toEqual(expect.arrayContaining(['products/raw', 'tables/stars']));
  });

  test('all of it, with manifest, report and descriptor, is a release that passes verify', async () => {
    at(accessDays.international);
    const all = await listed('operator');
    expect(all.whole).toBe(true);
    const store = join(folder, 'mirror');
    for (const { path } of all.files) {
      const { body } = await get('operator', `${v2}/${path}`);
      const file = join(store, 'releases/canary/dr1/v2', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, body);
    }
    const { damages, filesRead, digest } = await verify({
      ...{ dataset: 'canary', release: 'dr1', version: 'v2' },
      store: directoryStore(store),
      digest: all.digest,
    });
    expect([damages, digest, filesRead]).toEqual([[], all.digest, all.fileCount - 1]);
  });

  test('the descriptor names the other versions: whoever sees not all of them does not get it', async () => {
    at(accessDays.table);
    expect(await status('anonymous', `${v2}/manifest.json`)).toBe(200);
    expect(await status('anonymous', `${v2}/descriptor.yaml`)).toBe(404);
    expect((await listed('anonymous')).whole).toBe(false);
    expect(await status('working-group', `${v2}/descriptor.yaml`)).toBe(200);
  });
});

describe('how files are given', () => {
  const path = `${v2}/tables/lrs/dataset/_metadata`;

  test('by ranges, with the digest as ETag; HEAD tells the length', async () => {
    at(accessDays.international);
    const whole = readFileSync(inStore('tables/lrs/dataset/_metadata'));
    const etag = `"${sha256(whole)}"`;
    const head = await get('anonymous', path, {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers).toMatchObject({
      ...{ etag, 'content-length': `${whole.length}`, 'accept-ranges': 'bytes' },
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/vnd.apache.parquet',
    });
    const last = await get('anonymous', path, { range: 'bytes=-8' });
    expect([last.status, last.headers['content-range']]).toEqual([
      206,
      `bytes ${whole.length - 8}-${whole.length - 1}/${whole.length}`,
    ]);
    expect(last.body.subarray(4).toString()).toBe('PAR1');
    const from = await get('anonymous', path, { range: 'bytes=10-19', 'if-range': etag });
    expect(from.body).toEqual(whole.subarray(10, 20));
    expect((await get('anonymous', path, { range: 'bytes=0-3', 'if-range': '"other"' })).status).toBe(200);
    expect((await get('anonymous', path, { range: `bytes=${whole.length}-` })).status).toBe(416);
    expect((await get('anonymous', path, { 'if-none-match': etag })).status).toBe(304);
    expect((await get('operator', path)).headers['cache-control']).toBe('private, no-cache');
  });

  test('what is not for the asker is as if it never was, and the nearest visible name is told', async () => {
    at(accessDays.international);
    const told = async (name: string): Promise<string> => {
      const { status: code, body, headers } = await get('anonymous', `${v2}/${name}`);
      expect(headers['cache-control']).toBe('no-store');
      return `${code} ${body.toString().replaceAll(name, 'NAME')}`;
    };
    expect(await told(`${june}tables/lrs/properties`)).toBe(
      await told('restricted/until-2033-09/tables/lrs/properties'),
    );
    expect(await told('products/raw/index.parquet')).toBe(await told('products/wax/index.parquet'));
    expect(await told('tables/internal/part-0.parquet')).toBe(await told('tables/imternel/part-0.parquet'));
    expect(await told('tables/lrs/propertys')).toContain('"nearest":"tables/lrs/properties"');
    for (const odd of ['', '../v0/manifest.json', '..%2Fv0%2Fmanifest.json', 'tables/lrs', 'tables//lrs/properties%00'])
      expect([odd, (await status('operator', `${v2}/x/${odd}`)) >= 400]).toEqual([odd, true]);
    expect(await status('anonymous', '/canary/dr1/v0/tree')).toBe(401);
    expect(await status('member', '/canary/dr1/v0/tree/manifest.json')).toBe(403);
  });

  test('the list can be cut, says so, and refuses what it does not know', async () => {
    const cut = await get('anonymous', `${v2}?MAXREC=2`);
    expect(cut.headers).toMatchObject({ 'lingtai-returned': '2', 'lingtai-complete': 'false' });
    expect((JSON.parse(cut.body.toString()) as ReleaseTree).files).toHaveLength(2);
    expect((await listed('anonymous', `${v2}?MAXREC=0`)).fileCount).toBe(Number(cut.headers['lingtai-total']));
    for (const wrong of ['RESPONSEFORMAT=tar', 'MAXREC=-1', 'MAXREC=1.5', 'PATH=x'])
      expect([wrong, await status('anonymous', `${v2}?${wrong}`)]).toEqual([wrong, 400]);
  });

  test('addresses without a release lead to the newest', async () => {
    expect((await get('anonymous', '/canary/tree/tables/lrs/properties')).headers['location']).toBe(
      '/canary/dr1/v2/tree/tables/lrs/properties',
    );
    expect((await get('anonymous', '/canary/tree?MAXREC=0')).headers['location']).toBe(`${v2}?MAXREC=0`);
  });
});

test.each(['en', 'zh'])(
  'the line on the page of the release, in %s, fetches all files and checks them',
  async (lang) => {
    at(accessDays.rows);
    const { body } = await get('anonymous', '/canary/dr1/v2', { accept: 'text/html', 'accept-language': lang });
    const line = /<p>(curl [^<]*)<\/p>/.exec(body.toString())![1]!;
    const command = line.replaceAll('&#x27;', "'").replaceAll('&amp;', '&').replaceAll('&gt;', '>');
    const to = mkdtempSync(join(folder, 'fetched-'));
    const { code, stdout, stderr } = await run('bash', ['-c', `cd ${to} && ${command}`]);
    expect([code, stderr]).toEqual([0, '']);
    const files = (await listed('anonymous')).files.map((file) => file.path);
    expect(stdout.trimEnd().split('\n')).toEqual(files.map((path) => `${path}: OK`));
    const got = readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(got).toHaveLength(files.length + 1);
  },
);

describe.runIf(present())('lsdb, pyarrow, astropy and mocpy read them over HTTP', () => {
  interface Read {
    readonly lsdb: number[];
    readonly pyarrow: number[];
    readonly partition: [number[], number[]];
    readonly pack: {
      readonly ids: number[];
      readonly sameDigest: boolean;
      readonly sameId: boolean;
      sameMembers: boolean;
    };
    readonly arrayRows: number;
    readonly mapHolds: boolean;
  }
  const all = Array.from({ length: spectra }, (_, i) => 1000 + i);
  const expectRead = (read: Read, ids: readonly number[]): void => {
    const { partition, ...rest } = read;
    expect(partition[0]).toEqual(partition[1]);
    expect(ids).toEqual(expect.arrayContaining(partition[0]));
    expect(rest).toEqual({
      ...{ lsdb: ids, pyarrow: ids, arrayRows: ids.length, mapHolds: true },
      pack: { ids, sameDigest: true, sameId: true, sameMembers: true },
    });
  };

  test('the open tree, without an account', async () => {
    at(accessDays.international);
    const read = await askPython<Read>('raw_files.py', `${server.url}${v2}/`, '', '-');
    // Every second spectrum of the survey has an embargo.
    expectRead(
      read,
      all.filter((id) => id % 2 === 0),
    );
  }, 300_000);

  test('a tree of rows under embargo, with a token', async () => {
    at(accessDays.international);
    const token = headersOf('operator')['authorization']!.slice('Bearer '.length);
    const read = await askPython<Read>('raw_files.py', `${server.url}${v2}/`, april, token);
    expectRead(
      read,
      all.filter((id) => id % 4 === 1),
    );
  }, 300_000);
});

describe('what is written down and counted', () => {
  test('who fetched what is not public, and nothing of what is', async () => {
    at(accessDays.international);
    const { state, accessLog } = server.installation;
    const lines = async () => {
      await turn();
      await accessLog.flush();
      const found = state.db.selectFrom('audit').select(['actor', 'resource', 'detail']);
      return found.where('action', '=', 'access.read').orderBy('id').execute();
    };
    const before = (await lines()).length;
    await get('anonymous', `${v2}/tables/lrs/properties`);
    await get('member', `${v2}/tables/lrs/properties`);
    await get('member', `${v2}/${april}tables/lrs/properties`);
    await get('operator', `${v2}/${april}products/spectra/pack-00000.tar`, { range: 'bytes=0-511' });
    await get('operator', `${v2}/${april}tables/lrs/properties`);
    await get('operator', `${v2}/manifest.json`);
    await get('working-group', '/canary/dr1/v0/tree/maps/lrs.moc.fits');
    const written = (await lines()).slice(before);
    expect(written.map(({ actor, resource }) => [actor, resource])).toEqual([
      ['oscar', 'canary/dr1/v2#product:spectra'],
      ['oscar', 'canary/dr1/v2#lrs'],
      ['oscar', 'canary/dr1/v2'],
      ['wendy', 'canary/dr1/v0'],
    ]);
    expect(JSON.stringify(written[0])).toContain('pack-00000.tar');
  });

  test('a token with the scope "read" is enough, and one without it is not', async () => {
    expect(await status('token for the account only', `${v2}/tables/lrs/properties`)).toBe(403);
    expect(await status('token for the account only', v2)).toBe(403);
    expect(await status('editor', `${v2}/tables/lrs/properties`)).toBe(200);
  });

  test('bytes count for the limit of the day', async () => {
    at(accessDays.international);
    const { state } = server.installation;
    const limits = { bytesPerDay: 100_000 };
    await setQuota(state, { subject: 'user:doris', limits, reason: 'test' }, { actor: 'terminal' });
    const pack = `${v2}/products/spectra/pack-00000.tar`;
    // The server reads quotas anew after some seconds, and a request is counted when it has ended.
    await expect
      .poll(async () => [await status('domestic', pack), await status('approved', pack)], {
        timeout: 20_000,
        interval: 300,
      })
      .toEqual([429, 200]);
  });
});
