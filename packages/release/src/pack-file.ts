import { fail, type LingtaiError } from '@lingtai/diagnostics';

/** A file that ingest accepted. */
export interface PackFile {
  readonly id: string | bigint;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly crc32: number;
}

/** The file is not the one that ingest checked. */
export function inputChanged(name: string): LingtaiError {
  return fail(
    'conflict',
    'BUILD-INPUT-CHANGED',
    {
      en: 'The file changed or went away after the ingest. Run the ingest again.',
      zh: '该文件在入库后被更改或移走。请重新入库。',
    },
    { place: { file: name } },
  );
}
