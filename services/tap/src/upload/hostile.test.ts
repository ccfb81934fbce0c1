import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LingtaiError } from '@lingtai/diagnostics';
import { afterAll, describe, expect, it } from 'vitest';
import { readTableFile } from './read-file.ts';

const fixtures = resolve(import.meta.dirname, '../../../../fixtures/uploads/hostile');
const folder = mkdtempSync(join(tmpdir(), 'lingtai-hostile-'));
const work = join(folder, 'work');
mkdirSync(work);
afterAll(() => rmSync(folder, { recursive: true }));

const limits = { maxRows: 10_000_000, maxBytes: 20_000_000 };

/** Codes of what is wrong with a file when it is read to its end. */
async function refusal(path: string, more: Partial<typeof limits> = {}): Promise<string> {
  try {
    const { batches } = await readTableFile({ path, name: 'mine' }, work, { ...limits, ...more });
    for await (const _ of batches);
    return 'read';
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    expect(error.diagnostics[0]!.place).toMatchObject({ file: 'mine' });
    return error.diagnostics[0]!.code;
  }
}

function file(...parts: readonly (string | Uint8Array)[]): string {
  const path = join(folder, `${readdirSync(folder).length}`);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part))));
  return path;
}

const table = (inside: string): string => `<VOTABLE version="1.4"><RESOURCE><TABLE>${inside}`;
const text = '<FIELD name="a" datatype="char" arraysize="*"/>';

describe('small files that would grow', () => {
  it.each([
    ['cells.parquet', 'UPLOAD-CELLS'],
    ['text.parquet', 'UPLOAD-BYTES'],
    ['delta.parquet', 'UPLOAD-PARQUET'],
    ['liar.parquet', 'UPLOAD-BYTES'],
  ])('%s', async (name, code) => {
    expect(await refusal(join(fixtures, name))).toBe(code);
  });

  it('gzip: unpacked no further than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, '1\n'));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await refusal(file(bomb))).toBe('UPLOAD-BYTES');
    rmSync(work, { recursive: true });
    mkdirSync(work);
  });
});

describe('XML', () => {
  it('has no entities of its own, and none of files', async () => {
    const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};&e${i};&e${i};&e${i};">`);
    const document = (declared: string, name: string): string =>
      `<!DOCTYPE VOTABLE [${declared}]>${table(`${text}<DATA><TABLEDATA><TR><TD>&${name};</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`)}`;
    expect(await refusal(file(document(`<!ENTITY e0 "ha">${entities.join('')}`, 'e9')))).toBe('VOTABLE-DOCTYPE');
    expect(await refusal(file(document('<!ENTITY f SYSTEM "file:///etc/hostname">', 'f')))).toBe('VOTABLE-DOCTYPE');
    expect(await refusal(file(document('<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;', 'p')))).toBe('VOTABLE-DOCTYPE');
    expect(await refusal(file(table(`${text}<DATA><BINARY><STREAM href="file:///etc/hostname"/>`)))).toBe(
      'VOTABLE-HREF',
    );
  });

  it('has so many columns and elements, is nested so deep and has texts so long, and no more', async () => {
    const fields = Array.from({ length: 2001 }, (_, i) => `<FIELD name="c${i}" datatype="int"/>`).join('');
    expect(await refusal(file(table(fields)))).toBe('VOTABLE-FIELDS');
    expect(await refusal(file(table('<INFO/>'.repeat(200_001))))).toBe('VOTABLE-ELEMENTS');
    expect(await refusal(file(table('<RESOURCE>'.repeat(300))))).toBe('VOTABLE-DEPTH');
    const long = Buffer.alloc(80_000_000, 'x');
    const cell = [table(`${text}<DATA><TABLEDATA><TR><TD>`), long];
    expect(await refusal(file(...cell), { maxBytes: 1e9 })).toBe('VOTABLE-LONG');
    expect(await refusal(file(table('<DESCRIPTION>'), long), { maxBytes: 1e9 })).toBe('VOTABLE-LONG');
  });

  it('reads a cell of some megabytes', async () => {
    const end = '</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>';
    const rows = [table(`${text}<DATA><TABLEDATA><TR><TD>1</TD></TR><TR><TD>`), Buffer.alloc(40_000_000, 'x'), end];
    expect(await refusal(file(...rows), { maxBytes: 1e9 })).toBe('read');
  });
});

describe('text tables', () => {
  // A pattern of quadratic time needs an hour for it.
  it('have cells that are nearly numbers, read in one pass', async () => {
    for (const cell of ['0'.repeat(1_000_000), '1.'.padEnd(1_000_000, '0'), `${' '.repeat(1_000_000)}1`])
      expect(await refusal(file(`a,b\n${cell}x,1\n`))).toBe('read');
  });

  it('have so many columns, and records so long', async () => {
    expect(await refusal(file(`${Array.from({ length: 2001 }, (_, i) => `c${i}`).join(',')}\n`))).toBe(
      'UPLOAD-COLUMNS',
    );
    expect(await refusal(file('a,b\n"', Buffer.alloc(6_000_000, 'x'), '"\n'))).toBe('UPLOAD-CSV-QUOTE');
  });
});
