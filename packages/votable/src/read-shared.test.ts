import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cellAt, type Vector } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import { describe, expect, test } from 'vitest';
import { readVotable, type VotableField } from './index.ts';

type Expected =
  | { error: string; tables?: undefined }
  | { tables: { rows: number; columns: { name: string; datatype: string; sha256: string; first: string }[] }[] };

const fixtures = JSON.parse(
  readFileSync(new URL('../../../fixtures/votable/read-with-astropy.json', import.meta.url), 'utf8'),
) as { files: Record<string, Expected> };
const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = new URL(`${process.env['LINGTAI_SHARED'] ?? '../shared'}/data/votable/`, `file://${root}`);

function elementText(value: unknown, field: VotableField): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'number' || !/^float/.test(field.scalar)) return String(value);
  if (Number.isNaN(value)) return '';
  const view = new DataView(new ArrayBuffer(8));
  if (field.scalar === 'float32') view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return view
    .getBigUint64(0)
    .toString(16)
    .padStart(16, '0')
    .slice(0, field.scalar === 'float32' ? 8 : 16);
}

function cellText(vector: Vector, row: number, field: VotableField): string {
  const value = cellAt(vector, row);
  if (!Array.isArray(value)) return elementText(value, field);
  const parts = value.map((v) => elementText(v, field));
  return parts.some((p) => p !== '') ? parts.join(',') : '';
}

describe.skipIf(!existsSync(folder))('files of shared/data/votable, against astropy', () => {
  for (const [file, expected] of Object.entries(fixtures.files)) {
    test(file, async () => {
      const bytes = new Uint8Array(readFileSync(new URL(file, folder)));
      let document: Awaited<ReturnType<typeof readVotable>>;
      try {
        document = await readVotable(bytes, { file, batchRows: 100 });
      } catch (error) {
        if (!(error instanceof LingtaiError)) throw error;
        expect(error.message).toMatch(/^VOTABLE-[A-Z-]+ {2}/);
        if (!expected.tables) return;
        expect(refused[file], error.message).toBe(error.diagnostics[0]!.code);
        return;
      }
      if (!expected.tables) return;
      const got = document.tables.map((table) => ({
        // astropy drops the rows of a table without fields.
        rows: table.fields.length === 0 ? 0 : table.rowCount,
        columns: table.fields.map((field, i) => {
          const texts = table.batches.flatMap((b) =>
            Array.from({ length: b.rowCount }, (_, row) => cellText(b.columns[i]!, row, field)),
          );
          return {
            name: field.name,
            datatype: field.datatype,
            sha256: createHash('sha256').update(texts.join('\x1e')).digest('hex').slice(0, 16),
            first: (texts[0] ?? '').slice(0, 200),
          };
        }),
      }));
      expect(got).toEqual(expected.tables);
    });
  }
});

/** Files that astropy reads and we refuse, with the reason. */
const refused: Readonly<Record<string, string>> = {
  // "null" as the text of a number, which astropy takes for NaN.
  'astropy/irsa-nph-m31.xml': 'VOTABLE-VALUE',
  // datatype="unicodeString"
  'astropy/regression.xml': 'VOTABLE-DATATYPE',
};
