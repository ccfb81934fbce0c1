import { open } from 'node:fs/promises';
import { fail, type LocalText } from '@lingtai/diagnostics';
import type { TableFile } from './source.ts';

export type UploadFormat = 'votable' | 'fits' | 'parquet' | 'csv' | 'tsv';

const names: Readonly<Record<UploadFormat, LocalText>> = {
  votable: { en: 'a VOTable', zh: 'VOTable' },
  fits: { en: 'a FITS file', zh: 'FITS 文件' },
  parquet: { en: 'a Parquet file', zh: 'Parquet 文件' },
  csv: { en: 'comma-separated text', zh: '逗号分隔的文本' },
  tsv: { en: 'tab-separated text', zh: '制表符分隔的文本' },
};

/** Media types that say what a file is; every other one says nothing. */
const declared: Readonly<Record<string, UploadFormat>> = {
  'application/x-votable+xml': 'votable',
  'application/x-votable': 'votable',
  'text/xml': 'votable',
  'application/xml': 'votable',
  'application/fits': 'fits',
  'image/fits': 'fits',
  'application/vnd.apache.parquet': 'parquet',
  'application/parquet': 'parquet',
  'application/x-parquet': 'parquet',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
};

const headBytes = 65536;

/** The first bytes of a file. */
export async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What a file is, by its content; where its media type says something else it is refused. */
export async function formatOf(file: TableFile): Promise<UploadFormat> {
  const head = await headOf(file.path);
  const place = { file: file.name };
  if (head.length === 0)
    throw fail('data', 'UPLOAD-EMPTY', { en: 'The uploaded file is empty.', zh: '上传的文件为空。' }, { place });
  const says = declared[(file.mimeType ?? '').split(';')[0]!.trim().toLowerCase()];
  const found = sniff(head, says);
  if (found !== undefined && (says === undefined || says === found)) return found;
  throw found === undefined
    ? fail(
        'data',
        'UPLOAD-FORMAT',
        {
          en: `The uploaded file is not ${names[says ?? 'votable'].en}${says ? ', as it says' : ', FITS, Parquet, CSV or TSV'}.`,
          zh: says
            ? `上传的文件不是其声明的${names[says].zh}。`
            : '上传的文件不是 VOTable、FITS、Parquet、CSV 或 TSV。',
        },
        { place },
      )
    : fail(
        'data',
        'UPLOAD-FORMAT',
        {
          en: `The uploaded file says that it is ${names[says!].en}, but it is ${names[found].en}.`,
          zh: `上传的文件声明为${names[says!].zh}，实际却是${names[found].zh}。`,
        },
        { place },
      );
}

function sniff(head: Buffer, says: UploadFormat | undefined): UploadFormat | undefined {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (head.subarray(0, 9).toString('latin1') === 'SIMPLE  =') return 'fits';
  const start = textOf(head)?.trimStart();
  if (start?.startsWith('<')) return 'votable';
  if (start === undefined || start === '' || says === 'votable' || says === 'fits' || says === 'parquet')
    return undefined;
  if (says !== undefined) return says;
  const line = start.split(/\r\n|\n|\r/, 1)[0]!;
  return line.includes('\t') && !line.includes(',') ? 'tsv' : 'csv';
}

/** The head as text; `undefined` where it holds bytes that no text has. */
function textOf(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le', 2);
  if (head[0] === 0xfe && head[1] === 0xff)
    return Buffer.from(head.subarray(2, head.length & ~1))
      .swap16()
      .toString('utf16le');
  return head.includes(0) ? undefined : head.toString('utf8').replace(/^\ufeff/, '');
}
