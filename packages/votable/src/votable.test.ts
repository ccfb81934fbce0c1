import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type ColumnBatch, cellAt, type ScalarVector, type Vector } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  nodesNamed,
  type OutputField,
  readVotable,
  type Serialization,
  type VotableHead,
  votableError,
  votableWriter,
} from './index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const schema = fileURLToPath(
  new URL(`${process.env['LINGTAI_SHARED'] ?? '../shared'}/standards/xsd/VOTable-v1.4.xsd`, `file://${root}`),
);
const folder = mkdtempSync(join(tmpdir(), 'votable-'));
afterAll(() => rmSync(folder, { recursive: true }));

function runs(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const canValidate = existsSync(schema) && runs('xmllint', ['--version']);
const python = [process.env['LINGTAI_PYTHON'], join(root, '.tools/venv/bin/python'), 'python3'].find(
  (p) => p !== undefined && runs(p, ['-c', 'import astropy']),
);

async function bytesOf(
  head: VotableHead,
  batches: readonly ColumnBatch[],
  ending?: () => { name: string; value: string }[],
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of votableWriter(head, batches, ending)) parts.push(part);
  return Buffer.concat(parts);
}

const scalar = (type: ScalarVector['type'], values: unknown, valid?: number[]): ScalarVector =>
  ({
    kind: 'scalar',
    type,
    length: (values as { length: number }).length,
    values,
    ...(valid ? { valid: Uint8Array.from(valid) } : {}),
  }) as ScalarVector;

const fields: OutputField[] = [
  { name: 'obsid', scalar: 'int64', ucd: 'meta.id;meta.main', description: 'Identifier <& "unique">' },
  { name: 'ra', scalar: 'float64', unit: 'deg', ucd: 'pos.eq.ra', ref: 'icrs', displayDigits: 5 },
  { name: 'z', scalar: 'float32' },
  { name: 'n', scalar: 'int32' },
  { name: 'plate', scalar: 'int16' },
  { name: 'mask', scalar: 'uint8' },
  { name: 'good', scalar: 'boolean' },
  { name: 'name', scalar: 'string' },
  { name: 'wide', scalar: 'string', text: 'unicodeChar' },
  { name: 'when', scalar: 'timestamp', ref: 'utc' },
  { name: 'flux', scalar: 'float32', arraysize: '*' },
  { name: 'mags', scalar: 'float64', arraysize: 3 },
  { name: 'bits', scalar: 'uint8', arraysize: '*' },
  { name: 'counts', scalar: 'int32', arraysize: '*' },
];
const batch: ColumnBatch = {
  rowCount: 3,
  columns: [
    scalar('int64', BigInt64Array.of(9007199254740993n, 0n, -9223372036854775807n), [1, 0, 1]),
    scalar('float64', Float64Array.of(153.01333333333332, 0, Number.NaN), [1, 0, 1]),
    scalar('float32', Float32Array.of(0.1, Number.POSITIVE_INFINITY, 0), [1, 1, 0]),
    scalar('int32', Int32Array.of(-1, 0, 2147483647), [1, 0, 1]),
    scalar('int16', Int16Array.of(-32767, 0, 7), [1, 0, 1]),
    scalar('uint8', Uint8Array.of(255, 0, 0), [1, 1, 0]),
    scalar('boolean', Uint8Array.of(1, 0, 0), [1, 1, 0]),
    scalar('string', ['a <b> & "c" ]]>', '', ' \u90ed\u5b88\u656c '], [1, 0, 1]),
    scalar('string', ['\u5929\u6587', '\ud83d\ude80', ''], [1, 1, 0]),
    scalar('timestamp', BigInt64Array.of(1_795_254_000_000_000n, -1n, 0n), [1, 1, 0]),
    {
      kind: 'list',
      length: 3,
      offsets: Int32Array.of(0, 3, 3, 3),
      child: scalar('float32', Float32Array.of(1.5, Number.NaN, -0.1)),
      valid: Uint8Array.of(1, 0, 0),
    },
    {
      kind: 'list',
      length: 3,
      offsets: Int32Array.of(0, 3, 6, 6),
      child: scalar('float64', Float64Array.of(1, 2, 3, 4, 5, 6), [1, 1, 1, 1, 0, 1]),
      valid: Uint8Array.of(1, 1, 0),
    },
    {
      kind: 'list',
      length: 3,
      offsets: Int32Array.of(0, 2, 3, 3),
      child: scalar('uint8', Uint8Array.of(0, 255, 7), [1, 1, 0]),
      valid: Uint8Array.of(1, 1, 0),
    },
    {
      kind: 'list',
      length: 3,
      offsets: Int32Array.of(0, 2, 3, 3),
      child: scalar('int32', Int32Array.of(1, 2, 3), [1, 0, 1]),
      valid: Uint8Array.of(1, 1, 0),
    },
  ],
};
const head: VotableHead = {
  fields,
  tableName: 'lrs',
  description: 'A sample',
  infos: [
    { name: 'QUERY_STATUS', value: 'OK' },
    { name: 'QUERY', value: 'SELECT "a" <\n1' },
  ],
  coosys: [{ id: 'icrs', system: 'ICRS', epoch: 'J2000' }],
  timesys: [{ id: 'utc', timescale: 'UTC', refposition: 'TOPOCENTER' }],
  params: [{ name: 'radius', scalar: 'float64', unit: 'deg', value: '0.5' }],
};
const serializations: readonly Serialization[] = ['tabledata', 'binary', 'binary2'];

/** Cells as they come back: nulls of the serialization are nulls, everything else is the same. */
function cells(columns: readonly Vector[], rowCount: number): unknown[][] {
  return Array.from({ length: rowCount }, (_, row) => columns.map((c) => cellAt(c, row)));
}

function expectedCells(serialization: Serialization): unknown[][] {
  const rows = cells(batch.columns, 3);
  const times = ['2026-11-21T09:40:00', '1969-12-31T23:59:59.999999', serialization === 'binary' ? '' : null];
  rows.forEach((row, i) => {
    row[9] = times[i]!;
    if (serialization === 'binary' && Number.isNaN(row[1])) row[1] = null;
    for (const list of [10, 11]) {
      if (serialization === 'binary' && row[list] === null && list === 10) row[list] = [];
      if (serialization !== 'binary2' && list === 11) row[list] ??= [Number.NaN, Number.NaN, Number.NaN];
      if (Array.isArray(row[list])) row[list] = row[list].map((v) => v ?? Number.NaN);
    }
    for (const list of [12, 13]) if (serialization === 'binary') row[list] ??= [];
    if (serialization === 'binary') for (const text of [7, 8]) row[text] ??= '';
  });
  return rows;
}

describe.each(serializations)('%s', (serialization) => {
  test('is read back with the same values, metadata and end', async () => {
    const bytes = await bytesOf({ ...head, serialization }, [batch, batch], () => [
      { name: 'Lingtai-Complete', value: 'true' },
    ]);
    const { tables, root: top } = await readVotable(bytes);
    const [table] = tables;
    expect(table!.rowCount).toBe(6);
    expect(table!.batches.flatMap((b) => cells(b.columns, b.rowCount))).toEqual([
      ...expectedCells(serialization),
      ...expectedCells(serialization),
    ]);
    expect(table!.fields.map((f) => [f.name, f.unit, f.ucd, f.description])).toEqual(
      fields.map((f) => [f.name, f.unit, f.ucd, f.description]),
    );
    expect(nodesNamed(top, 'INFO').map((n) => n.attributes['value'])).toEqual(['OK', 'SELECT "a" <\n1', 'true']);
    expect(nodesNamed(top, 'COOSYS')[0]!.attributes).toMatchObject({ ID: 'icrs', system: 'ICRS' });
  });

  test.skipIf(!canValidate)('is valid against the schema of VOTable 1.4 (xmllint)', async () => {
    const file = join(folder, `${serialization}.vot`);
    writeFileSync(
      file,
      await bytesOf({ ...head, serialization }, [batch], () => [{ name: 'QUERY_STATUS', value: 'OVERFLOW' }]),
    );
    const empty = join(folder, `${serialization}-empty.vot`);
    writeFileSync(empty, await bytesOf({ ...head, serialization }, []));
    const validate = () =>
      execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, file, empty], { stdio: 'pipe' });
    expect(validate).not.toThrow();
  });

  test.skipIf(python === undefined)('is read by astropy with the same values', async () => {
    const file = join(folder, `${serialization}-astropy.vot`);
    writeFileSync(file, await bytesOf({ ...head, serialization }, [batch]));
    const script = fileURLToPath(new URL('../../../fixtures/votable/print_cells.py', import.meta.url));
    const got = JSON.parse(execFileSync(python!, [script, file], { encoding: 'utf8' })) as unknown[][];
    const plain = (v: unknown): unknown =>
      typeof v === 'bigint'
        ? String(v)
        : typeof v === 'number' && !Number.isFinite(v)
          ? String(v)
          : Array.isArray(v)
            ? v.map(plain)
            : v;
    const expected = expectedCells(serialization).map((row) =>
      row.map((v, i) => {
        const value = plain(v);
        // To astropy NaN, the empty text and the empty array are nulls, and it strips blanks of TABLEDATA.
        if (value === 'NaN' || value === '' || (Array.isArray(value) && value.every((x) => x === 'NaN' || x === null)))
          return null;
        if (i === 7 && serialization === 'tabledata') return (value as string | null)?.trim() ?? null;
        return Array.isArray(value) ? value.map((x) => (x === 'NaN' ? null : x)) : value;
      }),
    );
    // Elements of 32-bit arrays come from TABLEDATA as the shortest decimal.
    for (const row of got) if (Array.isArray(row[10])) row[10] = row[10].map((v) => (v === null ? v : Math.fround(v)));
    expect(got).toEqual(expected);
  });

  test('an empty table has its fields', async () => {
    const { tables } = await readVotable(await bytesOf({ ...head, serialization }, []));
    expect([tables[0]!.rowCount, tables[0]!.fields.length]).toEqual([0, fields.length]);
  });
});

test('random tables survive in every serialization, whatever the batches and chunks', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((s) => s.replace(/[\p{Cc}\ufffe\uffff]/gu, '.'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.double(),
          fc.float(),
          fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }),
          text,
          fc.boolean(),
        ),
        { minLength: 1, maxLength: 20 },
      ),
      fc.constantFrom(...serializations),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 400 }),
      async (rows, serialization, batchRows, chunk) => {
        const some: OutputField[] = [
          { name: 'd', scalar: 'float64' },
          { name: 'f', scalar: 'float32' },
          { name: 'l', scalar: 'int64' },
          { name: 's', scalar: 'string' },
        ];
        const columnsOf = (part: typeof rows): ScalarVector[] => {
          const of = <T>(i: number): T[] => part.map((r) => r[i] as T);
          return [
            scalar('float64', Float64Array.from(of<number>(0))),
            scalar('float32', Float32Array.from(of<number>(1))),
            scalar('int64', BigInt64Array.from(of<bigint>(2)), of<boolean>(4).map(Number)),
            scalar('string', of<string>(3)),
          ];
        };
        const batches: ColumnBatch[] = [];
        for (let from = 0; from < rows.length; from += batchRows) {
          const part = rows.slice(from, from + batchRows);
          batches.push({ rowCount: part.length, columns: columnsOf(part) });
        }
        const bytes = await bytesOf({ fields: some, serialization }, batches);
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
        }
        const { tables } = await readVotable(pieces(), { batchRows: 7 });
        const expected = cells(columnsOf(rows), rows.length).map((row) =>
          row.map((v) => (serialization === 'binary' && Number.isNaN(v) ? null : v)),
        );
        expect(tables[0]!.batches.flatMap((b) => cells(b.columns, b.rowCount))).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
});

const document = (
  inside: string,
  fieldXml = '<FIELD name="a" datatype="int"/><FIELD name="b" datatype="char" arraysize="*"/>',
): string =>
  `<?xml version="1.0"?>\n<VOTABLE version="1.4"><RESOURCE><TABLE>${fieldXml}<DATA>${inside}</DATA></TABLE></RESOURCE></VOTABLE>`;
const read = (text: string | Uint8Array) =>
  readVotable(typeof text === 'string' ? new TextEncoder().encode(text) : text);

test('comments, CDATA, prefixes and attributes in rows are understood', async () => {
  const rows =
    '<TABLEDATA><TR><TD>1</TD><TD>x</TD></TR>\n<!-- <TR><TD>9</TD><TD>no</TD></TR> --><TR ID="r"><TD>2</TD><TD><![CDATA[<y>]]></TD></TR><TR><TD/><TD>&#x5929;&amp;</TD></TR></TABLEDATA>';
  const expected = [
    [1, 'x'],
    [2, '<y>'],
    [null, '天&'],
  ];
  for (const text of [
    document(rows),
    document(rows)
      .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1v:')
      .replace('<v:VOTABLE', '<v:VOTABLE xmlns:v="http://www.ivoa.net/xml/VOTable/v1.3"'),
  ]) {
    const { tables } = await read(text.replace('<![v:CDATA', '<![CDATA'));
    expect(tables[0]!.batches.flatMap((b) => cells(b.columns, b.rowCount))).toEqual(expected);
  }
  expect((await read(gzipSync(document(rows)))).tables[0]!.rowCount).toBe(3);
});

test('rows inside a comment are none, wherever the chunks end', async () => {
  const rows =
    '<TABLEDATA><TR><TD>1</TD><TD>x</TD></TR><!-- <TR><TD>9</TD><TD>no</TD></TR> <TABLEDATA><TR><TD>9</TD><TD>no</TD></TR> --><TR><TD>2</TD><TD>y</TD></TR></TABLEDATA>';
  const bytes = new TextEncoder().encode(document(rows));
  for (let chunk = 1; chunk < 120; chunk++) {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    }
    const { tables } = await readVotable(pieces());
    expect(tables[0]!.batches.flatMap((b) => cells(b.columns, b.rowCount))).toEqual([
      [1, 'x'],
      [2, 'y'],
    ]);
  }
});

test.each([
  [
    'a value of the wrong type',
    document('<TABLEDATA>\n<TR><TD>1</TD><TD>x</TD></TR>\n<TR><TD>1.5</TD><TD>x</TD></TR></TABLEDATA>'),
    'VOTABLE-VALUE',
    { line: 4, column: 5, row: 2 },
  ],
  ['too few cells', document('<TABLEDATA>\n<TR><TD>1</TD></TR></TABLEDATA>'), 'VOTABLE-CELLS', { line: 3, row: 1 }],
  [
    'too many cells',
    document('<TABLEDATA><TR><TD>1</TD><TD>1</TD><TD>1</TD></TR></TABLEDATA>'),
    'VOTABLE-CELLS',
    { line: 2, row: 1 },
  ],
  [
    'an entity bomb',
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><VOTABLE>&b;</VOTABLE>`,
    'VOTABLE-DOCTYPE',
    { line: 1 },
  ],
  [
    'an external entity',
    `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><VOTABLE>&a;</VOTABLE>`,
    'VOTABLE-DOCTYPE',
    { line: 1 },
  ],
  [
    'an unknown entity in a cell',
    document('<TABLEDATA><TR><TD>1</TD><TD>&nbsp;</TD></TR></TABLEDATA>'),
    'VOTABLE-XML',
    { line: 2 },
  ],
  ['broken XML', document('<TABLEDATA><TR><TD>1</TR></TABLEDATA>'), 'VOTABLE-XML', { line: 2 }],
  ['an end before the end', document('<TABLEDATA><TR><TD>1</TD><TD>x</TD></TR>').slice(0, -60), 'VOTABLE-XML', {}],
  ['HTML', '<html><body>404</body></html>', 'VOTABLE-ROOT', { line: 1 }],
  ['nothing', '', 'VOTABLE-ROOT', {}],
  ['an unknown datatype', document('', '<FIELD name="d" datatype="date"/>'), 'VOTABLE-DATATYPE', { line: 2 }],
  ['no datatype', document('', '<FIELD name="d"/>'), 'VOTABLE-DATATYPE', { line: 2 }],
  [
    'a bad arraysize',
    document('', '<FIELD name="d" datatype="int" arraysize="*x3"/>'),
    'VOTABLE-ARRAYSIZE',
    { line: 2 },
  ],
  ['FITS inside', document('<FITS><STREAM href="x.fits"/></FITS>'), 'VOTABLE-SERIALIZATION', { line: 2 }],
  ['rows elsewhere', document('<BINARY><STREAM href="http://example.org/x"/></BINARY>'), 'VOTABLE-HREF', { line: 2 }],
  ['bad base64', document('<BINARY><STREAM encoding="base64">AAAA$</STREAM></BINARY>'), 'VOTABLE-BASE64', { line: 2 }],
  [
    'a cut stream',
    document('<BINARY><STREAM encoding="base64">AAAAAQAAAAJ4</STREAM></BINARY>'),
    'VOTABLE-TRUNCATED',
    { row: 1 },
  ],
])('%s is refused with its place', async (_, text, code, place) => {
  const error = await read(text).catch((e: unknown) => e);
  if (!(error instanceof LingtaiError)) throw error;
  expect(error.diagnostics[0]).toMatchObject({ code, ...(Object.keys(place).length > 0 ? { place } : {}) });
});

test.skipIf(!canValidate)('error documents are valid and say the message', async () => {
  const file = join(folder, 'error.vot');
  writeFileSync(file, votableError('SR must be < 10 & "positive"', { coneSearch: true }));
  execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, file], { stdio: 'pipe' });
  const { root: top } = await readVotable(new Uint8Array(readFileSync(file)));
  expect(nodesNamed(top, 'INFO').map((n) => [n.attributes['name'], n.attributes['value'], n.text])).toEqual([
    ['Error', 'SR must be < 10 & "positive"', ''],
    ['QUERY_STATUS', 'ERROR', 'SR must be < 10 & "positive"'],
  ]);
});
