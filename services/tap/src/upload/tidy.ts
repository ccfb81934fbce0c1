import type { ColumnBatch, Field, ScalarVector, Vector } from '@lingtai/columns';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { exactTimestamp } from './read-text.ts';
import type { TableRows } from './source.ts';

export const mostColumns = 2000;
const mostNameLength = 128;

/**
 * The rows as tables here have them: names that differ by more than case, times of xtype `timestamp` as times, nulls for
 * NaN (as VOTable 1.4, section 6, and FITS 4.0, section 7.3, read it), and no more rows than `maxRows`. Throws for what cannot be so, by name of column and row.
 */
export function tidied(rows: TableRows, name: string, maxRows: number): TableRows {
  const fields = named(rows.fields, name);
  const times = fields.map((f) => f.scalar === 'string' && f.arraysize === undefined && isTimestamp(f.xtype));
  async function* batches(): AsyncGenerator<ColumnBatch> {
    let count = 0;
    for await (const batch of rows.batches) {
      if (count + batch.rowCount > maxRows) throw tooManyRows(maxRows, name);
      const columns = batch.columns.map((v, i) => (times[i] ? asTime(v, fields[i]!, name, count) : withoutNan(v)));
      yield { rowCount: batch.rowCount, columns };
      count += batch.rowCount;
    }
  }
  return {
    ...rows,
    fields: fields.map((f, i) => (times[i] ? { ...f, scalar: 'timestamp', xtype: 'timestamp' } : f)),
    batches: batches(),
  };
}

const isTimestamp = (xtype: string | undefined): boolean => /^(adql:)?timestamp$/i.test(xtype ?? '');

function named(fields: readonly Field[], name: string): Field[] {
  if (fields.length === 0)
    throw refused(name, 'UPLOAD-NO-COLUMNS', { en: 'The table has no columns.', zh: '该表没有列。' });
  if (fields.length > mostColumns) {
    throw refused(name, 'UPLOAD-COLUMNS', {
      en: `The table has ${fields.length} columns; ${mostColumns} are the most.`,
      zh: `该表有 ${fields.length} 列，上限为 ${mostColumns} 列。`,
    });
  }
  const seen = new Map<string, string>();
  return fields.map((field, i) => {
    const own = field.name.trim() === '' ? `col${i + 1}` : field.name.trim();
    const other = seen.get(own.toLowerCase());
    if (other !== undefined) {
      throw refused(name, 'UPLOAD-COLUMN-TWICE', {
        en: `Two columns are called "${other}"${other === own ? '' : ` and "${own}", which queries cannot tell apart`}.`,
        zh: other === own ? `有两列都叫“${own}”。` : `列“${other}”与“${own}”仅大小写不同，查询中无法区分。`,
      });
    }
    if (own.length > mostNameLength || /\p{Cc}/u.test(own)) {
      throw refused(name, 'UPLOAD-COLUMN-NAME', {
        en: `The name of column ${i + 1} is longer than ${mostNameLength} characters or holds control characters.`,
        zh: `第 ${i + 1} 列的名称超过 ${mostNameLength} 个字符或含有控制字符。`,
      });
    }
    seen.set(own.toLowerCase(), own);
    return { ...field, name: own };
  });
}

function asTime(vector: Vector, field: Field, name: string, before: number): ScalarVector {
  if (vector.kind !== 'scalar' || vector.type !== 'string') throw new TypeError(`${field.name} is no text`);
  const { length } = vector;
  const values = new BigInt64Array(length);
  const valid = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const text = vector.values[i]!;
    if (vector.valid?.[i] === 0 || text.trim() === '') continue;
    const time = exactTimestamp(text);
    if (time === undefined) throw badTime(field, name, before + i + 1, text);
    values[i] = time;
    valid[i] = 1;
  }
  return { kind: 'scalar', type: 'timestamp', length, values, valid };
}

function withoutNan(vector: Vector): Vector {
  if (vector.kind !== 'scalar' || (vector.type !== 'float32' && vector.type !== 'float64')) return vector;
  const { values } = vector;
  let valid: Uint8Array | undefined;
  for (let i = 0; i < vector.length; i++) {
    if (!Number.isNaN(values[i])) continue;
    valid ??= vector.valid?.slice() ?? new Uint8Array(vector.length).fill(1);
    valid[i] = 0;
  }
  return valid === undefined ? vector : { ...vector, valid };
}

function badTime(field: Field, name: string, row: number, text: string): LingtaiError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return fail(
    'data',
    'UPLOAD-VALUE',
    {
      en: `"${shown}" is not a timestamp like 2026-11-21T09:40:00.5, of at most microseconds, as the xtype of "${field.name}" says.`,
      zh: `“${shown}”不是列“${field.name}”的 xtype 所声明的时间，应形如 2026-11-21T09:40:00.5，至多精确到微秒。`,
    },
    { place: { file: name, row, parameter: field.name } },
  );
}

export function tooManyRows(maxRows: number, name: string): LingtaiError {
  return fail(
    'too-large',
    'UPLOAD-ROWS',
    {
      en: `The upload has more than ${maxRows} rows, the most that this site takes for one table.`,
      zh: `上传的表超过 ${maxRows} 行，这是本站单个表的上限。`,
    },
    { place: { file: name } },
  );
}

function refused(name: string, code: string, text: { en: string; zh: string }): LingtaiError {
  return fail('data', code, text, { place: { file: name } });
}
