import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ask,
  type IngestReport,
  present,
  publishAll,
  root,
  run,
  type Server,
  serve,
  shared,
  temporaryHome,
} from './lingtai.ts';

interface Check {
  readonly compared: number;
  readonly differences: readonly string[];
}

const address = 'lamost-excerpt/excerpt/v1';
const xmllint = process.env['LINGTAI_XMLLINT'] ?? '/usr/bin/xmllint';
const stilts = process.env['LINGTAI_STILTS'] ?? '/usr/bin/stilts';
const schema = join(shared, 'standards/xsd/VOTable-v1.4.xsd');

describe.skipIf(!present('data/lamost'))('real LAMOST files, from the folder to foreign clients', () => {
  const { home, remove } = temporaryHome();
  let server: Server | undefined;
  let report: IngestReport;
  let checks: Record<string, Check & number>;

  beforeAll(async () => {
    const published = await publishAll(
      home,
      join(root, 'surveys/lamost-excerpt/lamost-excerpt.yaml'),
      join(shared, 'data/lamost'),
      address,
    );
    expect(published.verified.damages).toEqual([]);
    report = published.report;
    server = await serve(home);
    checks = await ask('lamost.py', server.url, shared);
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    remove();
  });

  test('ingest takes every row and file', () => {
    const counts = report.sources.map((s) => [s.name, s.read, s.accepted, s.rejected]);
    expect(counts.sort()).toEqual([
      ['disk_giants', 21_954, 21_954, 0],
      ['dr10_params', 2000, 2000, 0],
      ['lrs', 376, 376, 0],
      ['mrs', 7, 7, 0],
      ['stellar_afgk', 3165, 3165, 0],
    ]);
  });

  test.each([
    ["cone: rows of pyvo's SCSService equal a brute-force selection by astropy", 19],
    ['cone: VERB chooses the fields', 3],
    ['cone: MAXREC, SR=0 and errors as pyvo sees them', 7],
    ['every RESPONSEFORMAT holds the same values', 20_000],
    ["searches, counts, order, pages and positions equal pandas' selections", 14],
    ['what is typed leads to the spectrum or the position', 4],
    ['spectra: .fits is the file byte for byte, accsize its length, mime its type', 383],
    ["spectra: CSV holds astropy's arrays in every layout", 50],
    ['spectra: Parquet, JSON, PNG and identifiers of each layout', 40],
  ])('%s', (name, atLeast) => {
    expect(checks[name]!.differences).toEqual([]);
    expect(checks[name]!.compared).toBeGreaterThanOrEqual(atLeast);
  });

  test('what was compared was not empty', () => {
    expect(checks['cone rows']).toBeGreaterThan(1000);
    expect(checks['layouts']).toBe(11);
  });

  test.skipIf(!existsSync(xmllint) || !existsSync(schema))(
    'VOTables are valid against the schema of VOTable 1.4',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lingtai-xml-'));
      const cone = `${server!.url}/${address}/cone/lrs?RA=45.3678&DEC=0.4448&VERB=3`;
      const addresses = [
        `${cone}&SR=1`,
        `${cone}&SR=0`,
        `${cone}&SR=30&MAXREC=1`,
        `${cone}&SR=1&RESPONSEFORMAT=votable/b2`,
        `${cone}&SR=1&RESPONSEFORMAT=votable/b`,
        `${cone}&SR=x`,
        `${server!.url}/api/${address}/tables/disk_giants/rows?RESPONSEFORMAT=votable&MAXREC=10`,
      ];
      try {
        const files = await Promise.all(
          addresses.map(async (url, i) => {
            const file = join(folder, `${i}.xml`);
            writeFileSync(file, Buffer.from(await (await fetch(url)).arrayBuffer()));
            return file;
          }),
        );
        const { code, stderr } = await run(xmllint, ['--nonet', '--noout', '--huge', '--schema', schema, ...files]);
        expect(stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'))).toEqual([]);
        expect(code).toBe(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  test.skipIf(!existsSync(stilts))('VOTables are clean for STILTS votlint', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lingtai-votlint-'));
    try {
      for (const table of ['lrs', 'mrs', 'stellar_afgk']) {
        for (const format of ['votable', 'votable/b2', 'votable/b']) {
          const file = join(folder, 'answer.xml');
          const answer = await fetch(
            `${server!.url}/${address}/cone/${table}?RA=180&DEC=30&SR=180&VERB=3&MAXREC=50&RESPONSEFORMAT=${format}`,
          );
          writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
          const { stdout, stderr } = await run(stilts, ['votlint', 'ucd=true', 'unit=true', file]);
          // The xtype of SSA 1.1 table 1, which DALI does not list.
          const said = `${stdout}${stderr}`
            .split('\n')
            .filter((line) => line !== '' && !line.includes('Non-DALI xtype value "mjd"'));
          expect(said, `${table} ${format}`).toEqual([]);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the service list gives examples that find something', async () => {
    const { services } = (await (await fetch(`${server!.url}/.well-known/lingtai.json`)).json()) as {
      services: Record<string, { all: { url: string; example: string }[] }>;
    };
    expect(services['cone']!.all).toHaveLength(5);
    for (const { url, example } of services['cone']!.all) {
      expect(url.startsWith(server!.url)).toBe(true);
      const answer = await fetch(example);
      expect(answer.status).toBe(200);
      expect(Number(answer.headers.get('lingtai-returned'))).toBeGreaterThan(0);
      await answer.arrayBuffer();
    }
  });

  test('SIGTERM stops it cleanly, also while an answer is under way', async () => {
    const slow = await fetch(
      `${server!.url}/api/${address}/tables/disk_giants/rows?COLUMNS=all&MAXREC=30000&RESPONSEFORMAT=csv`,
    );
    const reader = slow.body!.getReader();
    await reader.read();
    expect(await server!.stop()).toBe(0);
    await reader.cancel().catch(() => undefined);
    await expect(fetch(server!.url)).rejects.toThrow();
  });
});
