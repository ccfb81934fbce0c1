import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, lingtai, present, run, type Server, serve, temporaryHome } from './lingtai.ts';
import { schemaFaults } from './xsd.ts';

/** TAP 1.1 as foreign clients see it: pyvo, STILTS and its taplint, the IVOA's schemas. */
const runs = (file: string, ...args: string[]): boolean => {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`skipped, missing: ${file}`);
    return false;
  }
};
const hasStilts = runs('stilts', '-version');
const hasSchemas = present('standards/xsd/VOSITables-v1.1.xsd') && runs('xmllint', '--version');
const { home, remove } = temporaryHome();
const table = 'demo_dr1_v1.lrs';
let server: Server;
let token: string;

beforeAll(async () => {
  const made = await lingtai('demo', '--no-serve', '--spectra', '300', '--home', home);
  if (made.code !== 0) throw new Error(made.stderr.slice(-2000));
  const given = await lingtai('token', 'make', 'alice', '--home', home, '--json');
  if (given.code !== 0) throw new Error(given.stderr.slice(-2000));
  token = (JSON.parse(given.stdout) as { token: string }).token;
  server = await serve(home);
}, 300_000);
afterAll(async () => {
  await server?.stop();
  remove();
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init);
const sync = (parameters: Record<string, string>): Promise<Response> =>
  get('/tap/sync', { method: 'POST', body: new URLSearchParams(parameters) });

interface Seen {
  sync: { rows: number; columns: string[]; units: Record<string, string> };
  cone: { found: boolean; far: number };
  overflow: { rows: number; status: string };
  error: string;
  async: { phase: string; n: number; results: string[] };
  badJob: { phase: string; message: string };
  tables: Record<string, number>;
  examples: string[];
  found: number[];
  schemaJoin: Record<string, number>;
  std: Record<string, number>;
  keys: string[];
  upload: [string, number][];
  uploadJob: string[];
  token: { phase: string; owner: string; listed: boolean; anonymous: number };
  formats: Record<string, number[]>;
}

describe.skipIf(!present())('pyvo', () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = await ask<Seen>('tap.py', `${server.url}/tap`, table, token);
  }, 300_000);

  test('asks at once: rows, units, a cone, and is told of a cut', () => {
    expect(seen.sync.rows).toBe(7);
    expect(seen.sync.units).toMatchObject({ ra: 'deg', dec: 'deg' });
    expect(seen.cone.found).toBe(true);
    expect(seen.cone.far).toBeLessThanOrEqual(0.01);
    expect(seen.overflow).toEqual({ rows: 3, status: 'OVERFLOW' });
    expect(seen.error).toContain('QUERY-UNKNOWN-TABLE');
  });

  test('runs jobs to their end, whether good or bad, with a token too', async () => {
    const count = (await (await sync({ QUERY: `SELECT COUNT(*) FROM ${table}`, RESPONSEFORMAT: 'csv' })).text()).trim();
    expect(seen.async).toEqual({ phase: 'COMPLETED', n: Number(count.split('\r\n')[1]), results: ['result'] });
    expect(seen.badJob.phase).toBe('ERROR');
    expect(seen.badJob.message).toContain('nowhere');
    expect(seen.token).toMatchObject({ phase: 'COMPLETED', owner: 'alice', listed: true });
    expect([403, 404]).toContain(seen.token.anonymous);
  });

  test('finds tables, and examples of which each runs and finds something', () => {
    expect(seen.tables[table]).toBe(seen.sync.columns.length);
    expect(seen.examples.length).toBeGreaterThan(6);
    expect(seen.found.filter((rows) => rows === 0)).toEqual([]);
  });

  test('joins TAP_SCHEMA with itself; it tells the same as /tables, and describes itself', () => {
    expect(seen.schemaJoin).toEqual(seen.tables);
    expect(Object.values(seen.std).every((std) => std === 1)).toBe(true);
    expect(Object.keys(seen.std)).toContain('"size"');
    expect(seen.keys).toEqual([
      'TAP_SCHEMA.columns.table_name>TAP_SCHEMA.tables.table_name',
      'TAP_SCHEMA.key_columns.key_id>TAP_SCHEMA.keys.key_id',
      'TAP_SCHEMA.keys.from_table>TAP_SCHEMA.tables.table_name',
      'TAP_SCHEMA.keys.target_table>TAP_SCHEMA.tables.table_name',
      'TAP_SCHEMA.tables.schema_name>TAP_SCHEMA.schemas.schema_name',
    ]);
  });

  test('uploads a table and joins it, at once and in a job', () => {
    expect(seen.upload.length).toBeGreaterThan(0);
    expect(new Set(seen.upload.map(([name]) => name))).toEqual(new Set(['near']));
    expect(seen.uploadJob).toEqual(['near', 'far']);
  });

  test('matches a list of positions and another table within a radius, with separations as astropy has them', async () => {
    interface Match {
      readonly pairs: number;
      readonly difference: number | string[];
    }
    const other = 'demo_dr1_v1.stellar';
    const { list, table: tables } = await ask<{ list: Match & { sent: number }; table: Match }>(
      'tap_match.py',
      `${server.url}/tap`,
      table,
      other,
    );
    expect(list.pairs).toBeGreaterThan(list.sent / 4);
    expect(list.pairs).toBeLessThan(list.sent);
    expect(list.difference).toBeLessThan(1e-6);
    expect(tables.pairs).toBeGreaterThan(100);
    expect(tables.difference).toBeLessThan(1e-6);
  });

  test('reads every serialisation of VOTable alike', () => {
    const [first, ...others] = Object.values(seen.formats);
    expect(first).toHaveLength(5);
    for (const other of others) expect(other).toEqual(first);
  });
});

describe.skipIf(!hasStilts)('STILTS', () => {
  // taplint of STILTS 3.4.7 knows the security methods of SSO 2.0 and the syntax of ADQL 2.0 only: services of the VO name
  // the bearer token #token, and ADQL 2.1 has POINT without a coordinate system. DALI 1.1 lets a service have xtypes of its
  // own (section 3.3); `mjd` is that of SSAP services for the time of an observation.
  const explained = [
    /^W-CAP-CPSM-\w+ .*#token/,
    /^W-EXA-EXVL-\w+ .*-cone: /,
    /^W-EXA-EXVL-x /,
    /^W-EXA-YXDL-\w+ .*xtype value "mjd"/,
  ];

  test('taplint finds no error and no warning without a reason', async () => {
    const stages = 'TMV TME TMS TMC CPV CAP AVV QGE QPO QAS UWS MDQ OBS UPL EXA';
    const { stdout, stderr } = await run('stilts', [
      'taplint',
      `tapurl=${server.url}/tap`,
      `stages=${stages}`,
      'report=EWFS',
      'maxrepeat=20',
    ]);
    const lines = stdout.split('\n');
    const faults = lines.filter((line) => /^[EWF]-/.test(line) && !explained.some((pattern) => pattern.test(line)));
    expect(faults, stderr).toEqual([]);
    expect(stdout).toMatch(/^Totals: Errors: 0; .*Failures: 0$/m);
    for (const stage of stages.split(' ')) expect(stdout).toContain(`Section ${stage}:`);
  }, 300_000);

  test('tapquery asks at once and in a job', async () => {
    for (const way of ['true', 'false']) {
      const { stdout, stderr } = await run('stilts', [
        'tapquery',
        `tapurl=${server.url}/tap`,
        `sync=${way}`,
        `adql=SELECT TOP 4 obsid, ra FROM ${table}`,
        'ofmt=csv',
      ]);
      expect(stdout.trim().split('\n'), stderr).toHaveLength(5);
      expect(stdout).toMatch(/^obsid,ra\n/);
    }
  });
});

describe.skipIf(!hasStilts)('STILTS and jobs', () => {
  test('tapresume fetches the result of a job that another program made, and deletes it', async () => {
    const made = await get('/tap/async', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ QUERY: `SELECT TOP 4 obsid, ra FROM ${table}`, PHASE: 'RUN' }),
    });
    const job = made.headers.get('location') ?? '';
    const { stdout, stderr } = await run('stilts', ['tapresume', `joburl=${job}`, 'delete=finished', 'ofmt=csv']);
    expect(stdout.match(/^\d+,[\d.]+$/gm), stderr).toHaveLength(4);
    expect((await fetch(job)).status).toBe(404);
  });
});

describe.skipIf(!present())('astroquery', () => {
  test('TapPlus asks at once, in a job and with an upload, and is told what is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lingtai-astroquery-'));
    try {
      const seen = await ask<Record<string, unknown>>('tap_astroquery.py', `${server.url}/tap`, table, folder);
      expect(seen).toMatchObject({
        sync: [3, ['obsid', 'ra', 'dec'], 'deg'],
        async: ['COMPLETED', expect.any(Number)],
        upload: [
          ['a', 10.5],
          ['b', 11],
        ],
        error: expect.stringContaining('QUERY-UNKNOWN-TABLE'),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.skipIf(!hasStilts)('STILTS with a table of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-stilts-'));
  const mine = join(folder, 'mine.csv');
  let wanted: string[];
  beforeAll(async () => {
    const rows = await sync({
      QUERY: `SELECT TOP 20 obsid AS mine, ra, dec FROM ${table} ORDER BY obsid`,
      RESPONSEFORMAT: 'csv',
    });
    const text = await rows.text();
    wanted = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]!);
    // One position that nothing is near to.
    writeFileSync(mine, `${text.trim()}\r\n1,123.0,-88.0\r\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The rows of a CSV by the names of its header. */
  const rowsOf = (text: string): Record<string, string>[] => {
    const [head = '', ...lines] = text.trim().split('\n');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [head.split(',')[i], cell])));
  };

  test.each(['true', 'false'])('tapskymatch finds each of its positions, in blocks, sync=%s', async (way) => {
    const { stdout, stderr } = await run('stilts', [
      'tapskymatch',
      `in=${mine}`,
      'ifmt=csv',
      'inlon=ra',
      'inlat=dec',
      `tapurl=${server.url}/tap`,
      `taptable=${table}`,
      'taplon=ra',
      'taplat=dec',
      'tapcols=obsid,class',
      `sr=${1 / 3600}`,
      'find=best',
      'blocksize=8',
      `sync=${way}`,
      'ofmt=csv',
    ]);
    const rows = rowsOf(stdout);
    expect(rows.map((row) => row['mine']).toSorted(), stderr).toEqual(wanted.toSorted());
    expect(rows.every((row) => row['class'] !== '' && Number(row['SEP_ARCSEC']) < 1)).toBe(true);
  });

  test.each([
    ['true', 'TABLEDATA'],
    ['true', 'BINARY2'],
    ['false', 'BINARY'],
    ['false', 'BINARY2'],
  ])('tapquery uploads, sync=%s, %s', async (way, form) => {
    const { stdout, stderr } = await run('stilts', [
      'tapquery',
      `tapurl=${server.url}/tap`,
      'nupload=1',
      `upload1=${mine}`,
      'ufmt1=csv',
      'upname1=mine',
      `upvotformat=${form}`,
      `sync=${way}`,
      `adql=SELECT m.mine, t.obsid FROM tap_upload.mine AS m LEFT JOIN ${table} AS t ON t.obsid = m.mine`,
      'ofmt=csv',
    ]);
    const rows = rowsOf(stdout);
    expect(rows.map((row) => row['mine']).toSorted(), stderr).toEqual([...wanted, '1'].toSorted());
    for (const row of rows) expect(row['obsid']).toBe(row['mine'] === '1' ? '' : row['mine']);
  });
});

describe.skipIf(!hasSchemas)('the schemas of the IVOA', () => {
  test.each([
    '/tap/availability',
    '/tap/capabilities',
    '/tap/tables',
    '/tap/tables?detail=min',
    '/tap/tables/TAP_SCHEMA.columns',
    `/tap/tables/${table}`,
    '/tap/sync?QUERY=SELECT+1',
    '/tap/tables/nowhere',
  ])('%s is valid', async (path) => {
    const answer = await get(path);
    expect(await schemaFaults(await answer.text())).toBe('');
  });

  test('a document with another element is not', async () => {
    const text = await (await get('/tap/tables?detail=min')).text();
    expect(await schemaFaults(text.replace('<name>', '<nome/><name>'))).toContain('nome');
  });
});

describe('the protocol', () => {
  test('errors tell syntax from unknown names, all at once, in a VOTable with 400', async () => {
    const syntax = await sync({ QUERY: 'SELECT * FRM x' });
    expect(syntax.status).toBe(400);
    expect(syntax.headers.get('content-type')).toBe('application/x-votable+xml');
    expect(await syntax.text()).toMatch(/value="ERROR">ADQL-.*[\s\S]*"error syntax ADQL-/);
    const names = await (await sync({ QUERY: `SELECT obsi, clas FROM ${table}` })).text();
    expect(names.match(/error unknown-name QUERY-UNKNOWN-COLUMN/g)).toHaveLength(2);
    const parameters = await (await sync({ LANG: 'SQL', REQUEST: 'x', MAXREC: '-1' })).text();
    for (const name of ['LANG', 'REQUEST', 'MAXREC', 'QUERY']) expect(parameters).toContain(name);
  });

  test('forms come as they are or in parts, in UTF-8 and nothing else', async () => {
    const query = `SELECT TOP 1 'é天' AS t FROM ${table}`;
    const form = new FormData();
    form.set('query', query);
    form.set('Format', 'csv');
    expect(await (await get('/tap/sync', { method: 'POST', body: form })).text()).toContain('é天');
    expect(await (await sync({ QUERY: query, RESPONSEFORMAT: 'csv' })).text()).toContain('é天');
    const latin = await get('/tap/sync', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'QUERY=SELECT%20%27%E9%27',
    });
    expect(latin.status).toBe(400);
    expect(await latin.text()).toContain('TAP-CHARSET');
  });

  test('MAXREC=0 gives the columns only', async () => {
    const text = await (await sync({ QUERY: `SELECT obsid FROM ${table}`, MAXREC: '0' })).text();
    expect(text).toContain('name="obsid"');
    expect(text).toContain('value="OVERFLOW"');
    expect(text).not.toContain('<TR>');
  });

  test('every RESPONSEFORMAT answers with its media type; an unknown one is an error document that names them', async () => {
    const formats: Record<string, RegExp> = {
      votable: /x-votable\+xml/,
      'votable/td': /x-votable\+xml/,
      'votable/b': /binary$/,
      'votable/b2': /binary2$/,
      'application/x-votable+xml;serialization=BINARY2': /binary2$/,
      csv: /^text\/csv/,
      'text/csv': /^text\/csv/,
      tsv: /^text\/tab-separated-values/,
      ecsv: /ecsv/,
      json: /^application\/json/,
      fits: /^application\/fits/,
      'application/fits': /^application\/fits/,
      parquet: /parquet$/,
      arrow: /arrow\.stream$/,
    };
    for (const [name, type] of Object.entries(formats)) {
      const answer = await sync({ QUERY: `SELECT TOP 2 obsid, ra FROM ${table}`, RESPONSEFORMAT: name });
      expect([name, answer.status, answer.headers.get('lingtai-returned')]).toEqual([name, 200, '2']);
      expect(answer.headers.get('content-type'), name).toMatch(type);
      expect((await answer.arrayBuffer()).byteLength, name).toBeGreaterThan(20);
    }
    const unknown = await sync({ QUERY: `SELECT TOP 2 obsid FROM ${table}`, RESPONSEFORMAT: 'xlsx' });
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([400, 'application/x-votable+xml']);
    const text = await unknown.text();
    for (const name of ['QUERY_STATUS" value="ERROR"', 'xlsx', 'votable/b2', 'csv', 'fits', 'parquet'])
      expect(text).toContain(name);
  });

  test('the capabilities tell the limits that the site has set, and the answers keep to them', async () => {
    const text = await (await get('/tap/capabilities')).text();
    expect(text).toMatch(
      /<executionDuration><default>14400<\/default>.*<outputLimit><default unit="row">10000<.*<hard unit="row">10000000</,
    );
    const all = await sync({ QUERY: `SELECT a.obsid FROM ${table} AS a, ${table} AS b`, RESPONSEFORMAT: 'json' });
    expect(await all.json()).toMatchObject({ returned: 10_000, complete: false, limit: 'MAXREC=10000' });
  });

  test('tables without columns where detail=min, and none that is not there', async () => {
    expect(await (await get('/tap/tables?detail=min')).text()).not.toContain('<column');
    expect((await get('/tap/tables?detail=all')).status).toBe(400);
    expect((await get('/tap/tables/nowhere')).status).toBe(404);
  });

  test('a query is checked without being run: columns, cost, canonical text, and what is wrong with a repair', async () => {
    const check = async (query: string) =>
      (await (
        await get('/api/query/check', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        })
      ).json()) as {
        diagnostics: { code: string; place: { from: number; to: number }; text: { zh: string }; nearest?: string }[];
        fields?: { name: string; unit?: string }[];
        reads?: { table: string }[];
        cost?: { rowsRead?: number };
        canonicalText?: string;
      };
    const good = await check(`select top 3 obsid, ra from ${table}`);
    expect(good.diagnostics).toEqual([]);
    expect(good.fields).toMatchObject([{ name: 'obsid' }, { name: 'ra', unit: 'deg' }]);
    expect(good.reads).toMatchObject([{ table: 'lrs' }]);
    expect(good.cost?.rowsRead).toBeGreaterThan(0);
    expect(good.canonicalText).toBe(`SELECT TOP 3 obsid, ra FROM ${table}`);
    const bad = await check(`SELECT obsi FROM ${table}`);
    expect(bad.diagnostics).toMatchObject([{ code: 'QUERY-UNKNOWN-COLUMN', nearest: 'obsid' }]);
    expect(bad.diagnostics[0]!.place).toMatchObject({ from: 7, to: 11 });
    expect(bad.fields).toBeUndefined();
  });

  test('the list of services names TAP with an example that finds something', async () => {
    const { services } = (await (await get('/.well-known/lingtai.json')).json()) as {
      services: { tap: { url: string; example: string; exampleTable: string } };
    };
    expect(services.tap.url).toBe(`${server.url}/tap`);
    expect(services.tap.exampleTable).toMatch(/^demo_dr1_v1\./);
    const answer = await fetch(services.tap.example);
    expect(Number(answer.headers.get('lingtai-returned'))).toBeGreaterThan(0);
  });

  test('examples come in both languages', async () => {
    const pages = await Promise.all(['en', 'zh'].map(async (lang) => (await get(`/tap/examples?lang=${lang}`)).text()));
    expect(pages[0]).toContain('lang="en"');
    expect(pages[1]).toMatch(/lang="zh"[\s\S]*查询示例/);
  });
});
