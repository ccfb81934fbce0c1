import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CellValue, cellAt } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import type { Engine, TableLocator } from '@lingtai/engine';
import { duckdbEngine, duckdbTableBuilder } from '@lingtai/engine-duckdb';
import type { ViewTable } from '@lingtai/query';
import { type LooseTables, looseTables, withLooseTables } from '@lingtai/release';
import { readVotable } from '@lingtai/votable';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentFile } from '../body.ts';
import { readUploads, type UploadOptions } from './read-uploads.ts';

const root = resolve(import.meta.dirname, '../../../..');
const fixtures = join(root, 'fixtures/uploads');
const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
  columns: Record<string, unknown[]>;
};

const folder = mkdtempSync(join(tmpdir(), 'lingtai-upload-'));
const builder = duckdbTableBuilder({
  tempDirectory: join(folder, 'builder'),
  memoryLimitBytes: 512 * 1024 * 1024,
  threads: 1,
});
const releases: TableLocator = { locate: () => Promise.reject(new Error('asked the releases')) };
let tables: LooseTables;
let engine: Engine;
let options: UploadOptions;

beforeAll(async () => {
  tables = looseTables({ name: 'test', folder: join(folder, 'tables'), builder });
  engine = await duckdbEngine({
    locator: withLooseTables(releases, tables),
    allowedDirectories: [join(folder, 'tables')],
  });
  options = {
    tables,
    tempFolder: join(folder, 'temp'),
    maxRows: 100_000,
    maxBytes: 20_000_000,
    byUrl: false,
    maxUrlSeconds: 5,
  };
});

afterAll(async () => {
  await engine.close();
  await builder.close();
  rmSync(folder, { recursive: true, force: true });
});

function sent(path: string, mimeType = 'application/octet-stream'): SentFile {
  return { path, fileName: 'file', mimeType, sizeBytes: statSync(path).size };
}

function text(content: string | Uint8Array, mimeType?: string): SentFile {
  const path = join(folder, `sent-${Math.random()}`);
  writeFileSync(path, content);
  return sent(path, mimeType);
}

async function upload(file: SentFile, more: Partial<UploadOptions> = {}): Promise<ViewTable> {
  const { tables: read } = await readUploads(['mine,param:part'], new Map([['part', file]]), { ...options, ...more });
  return read[0]!;
}

async function columnsOf(table: ViewTable): Promise<Record<string, CellValue[]>> {
  const columns = table.columns.map((c) => ({ name: c.name, type: c }));
  const plan = { root: { kind: 'scan', storage: table.storage, columns }, fields: table.columns };
  const { batches } = await engine.run(plan as unknown as Parameters<Engine['run']>[0]);
  const cells: Record<string, CellValue[]> = Object.fromEntries(table.columns.map((c) => [c.name, []]));
  for await (const batch of batches) {
    for (const [c, column] of table.columns.entries())
      for (let row = 0; row < batch.rowCount; row++) cells[column.name]!.push(cellAt(batch.columns[c]!, row));
  }
  return cells;
}

/** As the expectations have it: whole numbers as decimal text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)) ? String(value) : value;
}

async function problem(file: SentFile, more: Partial<UploadOptions> = {}) {
  const error: unknown = await upload(file, more).catch((e: unknown) => e);
  if (!(error instanceof LingtaiError)) throw new Error(`not refused: ${JSON.stringify(error)}`);
  const [{ code, place, text: said } = { code: '', place: undefined, text: { en: '', zh: '' } }] = error.diagnostics;
  return { class: error.class, code, place, said };
}

const rich = ['tabledata.xml', 'tabledata.xml.gz', 'binary.xml', 'binary2.xml', 'table.fits', 'table.parquet'];

describe('uploads made by astropy and pyarrow', () => {
  it.each(rich)('%s: every value is exact, and columns keep their types and meaning', async (name) => {
    const table = await upload(sent(join(fixtures, name)));
    const cells = await columnsOf(table);
    const wanted = { ...expected.columns };
    if (name === 'table.fits') wanted['name'] = ['xingtu', ...wanted['name']!.slice(1)];
    // Only binary VOTables tell an empty text from none.
    if (name.startsWith('binary')) wanted['name'] = wanted['name']!.map((text) => text ?? '');
    for (const [column, values] of Object.entries(wanted))
      expect([column, cells[column]!.map(plain)]).toEqual([column, values.map(plain)]);
    expect(table).toMatchObject({ name: 'tap_upload.mine', rowCount: 4, key: '' });
    const by = Object.fromEntries(table.columns.map((c) => [c.name, c]));
    expect(by['id']).toMatchObject({ scalar: 'int64', ucd: 'meta.id;meta.main' });
    expect(by['short']).toMatchObject({ scalar: 'int16' });
    expect(by['whole']).toMatchObject({ scalar: 'int32' });
    expect(by['byte']).toMatchObject({ scalar: 'uint8' });
    expect(by['f32']).toMatchObject({ scalar: 'float32' });
    expect(by['ra']).toMatchObject({ scalar: 'float64', unit: 'deg', ucd: 'pos.eq.ra;meta.main' });
    expect(by['flag']).toMatchObject({ scalar: 'boolean' });
    expect(by['name']).toMatchObject({ scalar: 'string' });
    expect(by['t']).toMatchObject({ scalar: 'timestamp', xtype: 'timestamp' });
    expect(by['p']).toMatchObject({ scalar: 'float64', arraysize: 2, xtype: 'point' });
    expect(by['counts']).toMatchObject({ scalar: 'int32', arraysize: 3 });
  });

  it.each([
    ['table.csv', 'text/csv'],
    ['table.tsv', 'application/octet-stream'],
  ])('%s: types by inspection', async (name, mime) => {
    const table = await upload(sent(join(fixtures, name), mime));
    const cells = await columnsOf(table);
    const types = table.columns.map((c) => `${c.name} ${c.scalar}`);
    expect(types).toEqual([
      'id int64',
      'short int32',
      'whole int32',
      'byte int32',
      'f32 float64',
      'ra float64',
      'flag boolean',
      'name string',
      't string',
    ]);
    for (const column of ['id', 'short', 'whole', 'byte', 'ra', 'flag', 'name'])
      expect([column, cells[column]!.map(plain)]).toEqual([column, expected.columns[column]!.map(plain)]);
  });
});

describe('text tables', () => {
  const types = async (content: string): Promise<string[]> => {
    const table = await upload(text(content));
    return table.columns.map((c) => `${c.name} ${c.scalar}`);
  };

  it('keeps names of digits, and what no number holds, as text', async () => {
    expect(await types('a,b,c,d\n007,9223372036854775808,1e5,\n008,1,nan,\n')).toEqual([
      'a string',
      'b string',
      'c float64',
      'd string',
    ]);
  });

  it('reads quotes, line ends within them, CRLF, a byte order mark and UTF-16', async () => {
    const content = 'name,"say, ""so"""\r\n"two\r\nlines",1\r\n\r\n"",2\r\nlast,3';
    const wanted = { name: ['two\r\nlines', null, 'last'], 'say, "so"': [1, 2, 3] };
    for (const bytes of [content, `\ufeff${content}`, Buffer.from(`\ufeff${content}`, 'utf16le')])
      expect(await columnsOf(await upload(text(bytes)))).toEqual(wanted);
  });

  it('reads the same however the file is cut into pieces', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => [`"n ""${i}"" ,\n"`, i, i % 7 === 0 ? '' : `x${i}`]);
    const table = await upload(text(`a,b,c\n${rows.map((r) => r.join(',')).join('\n')}`));
    const { a, b, c } = await columnsOf(table);
    expect([table.rowCount, a![59_999], b![59_999], c![59_999], c![7]]).toEqual([
      60_000,
      'n "59999" ,\n',
      59_999,
      'x59999',
      null,
    ]);
    expect(a!.every((cell, i) => cell === `n "${i}" ,\n`)).toBe(true);
  });

  it.each([
    ['a,b\n1,2\n1,2,3\n', 'UPLOAD-CSV-CELLS', 3],
    ['a,b\n"x\ny",2\n1\n', 'UPLOAD-CSV-CELLS', 4],
    ['a,b\n1,2\n"x,2\n', 'UPLOAD-CSV-QUOTE', 3],
    ['a,b\n"x"y,2\n', 'UPLOAD-CSV-QUOTE', 2],
    ['a,,c\n1,2,3\n', 'UPLOAD-HEADER', 1],
    ['a,A\n1,2\n', 'UPLOAD-COLUMN-TWICE', undefined],
    ['# %ECSV 1.0\na b\n', 'UPLOAD-HEADER', 1],
    ['\n\n', 'UPLOAD-FORMAT', undefined],
    ['', 'UPLOAD-EMPTY', undefined],
  ])('refuses %j', async (content, code, line) => {
    const { place, ...said } = await problem(text(content));
    expect([said.class, said.code, place?.file, place?.line]).toEqual(['data', code, 'mine', line]);
  });

  it('refuses bytes that are no text', async () => {
    expect((await problem(text(Buffer.from([97, 10, 0xff, 0xfe, 10]), 'text/csv'))).code).toBe('UPLOAD-ENCODING');
    expect((await problem(text(Buffer.from([97, 10, 0, 1, 2])))).code).toBe('UPLOAD-FORMAT');
  });
});

const xml = (fields: string, rows: string): string =>
  `<?xml version="1.0"?>\n<VOTABLE version="1.4"><RESOURCE><TABLE>${fields}<DATA><TABLEDATA>\n${rows}\n</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

describe('uploads that are not what they say', () => {
  it('names row and column of a wrong value', async () => {
    const short = xml('<FIELD name="n" datatype="short"/>', '<TR><TD>1</TD></TR>\n<TR><TD>70000</TD></TR>');
    expect(await problem(text(short))).toMatchObject({
      class: 'data',
      code: 'VOTABLE-VALUE',
      place: { file: 'mine', row: 2, parameter: 'n', line: 4 },
    });
    const time = xml(
      '<FIELD name="t" datatype="char" arraysize="*" xtype="timestamp"/>',
      '<TR><TD>2026-11-21</TD></TR><TR><TD>yesterday</TD></TR>',
    );
    expect(await problem(text(time))).toMatchObject({
      code: 'UPLOAD-VALUE',
      place: { file: 'mine', row: 2, parameter: 't' },
    });
  });

  it('refuses a file that its media type does not describe', async () => {
    const csv = 'a,b\n1,2\n';
    for (const mime of ['application/x-votable+xml', 'application/fits', 'application/vnd.apache.parquet'])
      expect((await problem(text(csv, mime))).code).toBe('UPLOAD-FORMAT');
    expect((await problem(sent(join(fixtures, 'table.fits'), 'text/csv'))).said.en).toContain('it is a FITS file');
    expect((await problem(text('<html><body>no</body></html>'))).code).toBe('VOTABLE-ROOT');
  });

  it('refuses several tables, none, and damaged files', async () => {
    const one = '<TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA/></DATA></TABLE>';
    const vot = (tables: string): SentFile => text(`<VOTABLE version="1.4"><RESOURCE>${tables}</RESOURCE></VOTABLE>`);
    expect((await problem(vot(one + one))).code).toBe('UPLOAD-TABLES');
    expect((await problem(vot(''))).code).toBe('UPLOAD-NO-TABLE');
    expect((await upload(vot(one))).rowCount).toBe(0);
    const cut = (name: string, bytes: number): SentFile => text(readFileSync(join(fixtures, name)).subarray(0, -bytes));
    expect((await problem(cut('tabledata.xml.gz', 100))).code).toBe('UPLOAD-GZIP');
    expect((await problem(cut('table.parquet', 100))).code).toBe('UPLOAD-PARQUET');
    expect((await problem(cut('table.fits', 2880))).code).toMatch(/^FITS-/);
    expect((await problem(cut('binary2.xml', 200))).class).toBe('data');
  });

  it('refuses more rows or bytes than the site takes, and says so', async () => {
    const csv = text(`a\n${'1\n'.repeat(1001)}`);
    expect(await problem(csv, { maxRows: 1000 })).toMatchObject({ class: 'too-large', code: 'UPLOAD-ROWS' });
    expect((await upload(csv, { maxRows: 1001 })).rowCount).toBe(1001);
    const packed = sent(join(fixtures, 'tabledata.xml.gz'));
    expect(await problem(packed, { maxBytes: 1000 })).toMatchObject({ class: 'too-large', code: 'UPLOAD-BYTES' });
    expect((await problem(sent(join(fixtures, 'table.parquet')), { maxBytes: 100 })).code).toBe('UPLOAD-BYTES');
  });
});

describe('the UPLOAD parameter', () => {
  const files = new Map([['p', text('a\n1\n')]]);
  const refused = async (value: string): Promise<string> => {
    const error: unknown = await readUploads([value], files, options).catch((e: unknown) => e);
    return error instanceof LingtaiError ? error.diagnostics[0]!.code : String(error);
  };

  it('takes several tables, and refuses what is none', async () => {
    const { tables: read, dispose } = await readUploads(['x,param:p;Y,param:p', 'z,param:p'], files, options);
    expect(read.map((t) => t.name)).toEqual(['tap_upload.x', 'tap_upload.Y', 'tap_upload.z']);
    await dispose();
    await expect(columnsOf(read[0]!)).rejects.toThrow('LOOSE-GONE');
    for (const value of ['x', 'x,', '1x,param:p', 'a b,param:p', 'x,param:p;X,param:p'])
      expect([value, await refused(value)]).toEqual([value, 'UPLOAD-PARAMETER']);
    expect(await refused('x,param:q')).toBe('UPLOAD-NO-PART');
    expect(await refused('x,ftp://a/b')).toBe('UPLOAD-URI');
    expect(await refused('x,file:///etc/passwd')).toBe('UPLOAD-URI');
    expect(await refused('x,http://example.org/t.xml')).toBe('UPLOAD-BY-URL');
  });

  it('keeps nothing when one of several is wrong, and no temporary file', async () => {
    const before = readdirSync(join(folder, 'tables', 'upload'));
    const two = new Map([...files, ['bad', text('a,b\n1\n')]]);
    await expect(readUploads(['x,param:p;y,param:bad'], two, options)).rejects.toThrow('UPLOAD-CSV-CELLS');
    expect(readdirSync(join(folder, 'tables', 'upload'))).toEqual(before);
    expect(readdirSync(options.tempFolder)).toEqual([]);
  });
});

const shared = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared', 'data/votable');
const astropyRead = JSON.parse(readFileSync(join(root, 'fixtures/votable/read-with-astropy.json'), 'utf8')) as {
  files: Record<string, { tables?: { rows: number; columns: { name: string }[] }[] }>;
};
/** Files with one table whose columns have names that differ by more than case. */
const oneTable = Object.entries(astropyRead.files).filter(([, { tables }]) => {
  const names = tables?.[0]?.columns.map((c) => c.name.trim().toLowerCase()) ?? [];
  return tables?.length === 1 && names.length > 0 && new Set(names).size === names.length;
});

describe.skipIf(!existsSync(shared))('VOTables of other services, in shared/data/votable', () => {
  it.each(oneTable)('%s: its rows come back as they are in the file', async (name, { tables: read }) => {
    const bytes = readFileSync(join(shared, name));
    const document = await readVotable(bytes).catch(() => undefined);
    if (!document) return; // What is no valid VOTable is the business of the reader's own test.
    const table = await upload(text(bytes));
    expect(table.rowCount).toBe(read![0]!.rows);
    const [{ fields, batches }] = document.tables as [(typeof document.tables)[0]];
    const cells = await columnsOf(table);
    for (const [c, field] of fields.entries()) {
      const wanted = batches.flatMap((b) => Array.from({ length: b.rowCount }, (_, row) => cellAt(b.columns[c]!, row)));
      const { scalar, name: column } = table.columns[c]!;
      const got = cells[column]!;
      if (scalar === 'timestamp' && field.scalar === 'string')
        expect(got.map((v) => v === null)).toEqual(wanted.map((v) => v === null || v === ''));
      else expect([column, got]).toEqual([column, wanted.map((v) => (Number.isNaN(v) ? null : v))]);
    }
  });
});
