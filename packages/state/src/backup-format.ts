// A backup is a tar archive: `tables/NAME/000001.copy.gz` …, `manifest.json`, and last `SHA256SUMS` of all of them. The
// parts of a table, unpacked and joined, are PostgreSQL's COPY text format. `sha256sum -c SHA256SUMS` checks it too.
import { fail, type LingtaiError } from '@lingtai/diagnostics';

export const backupFormat = 'lingtai-state-backup';
export const backupFormatVersion = 1;
/** Unpacked; the last part of a table may have less. */
export const partBytes: number = 4 * 1024 * 1024;

export interface BackupManifest {
  readonly format: typeof backupFormat;
  readonly formatVersion: number;
  readonly softwareVersion: string;
  /** PostgreSQL's version there. */
  readonly serverVersion: string;
  /** When its transaction saw the store: ISO 8601, UTC. */
  readonly made: string;
  /** The migrations that had run there, in order. */
  readonly migrations: readonly string[];
  readonly tables: readonly BackupTable[];
}

export interface BackupTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Of the unpacked rows. */
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly parts: number;
  readonly sequences: readonly BackupSequence[];
}

/** Where the numbers of a column go on. */
export interface BackupSequence {
  readonly column: string;
  /** A decimal integer. */
  readonly last: string;
  /** Whether `last` was given out. */
  readonly called: boolean;
}

export const manifestName = 'manifest.json';
export const sumsName = 'SHA256SUMS';

export function partName(table: string, part: number): string {
  return `tables/${table}/${String(part).padStart(6, '0')}.copy.gz`;
}

export function damaged(file: string, detail: { en: string; zh: string }): LingtaiError {
  return fail(
    'data',
    'STATE-BACKUP-DAMAGED',
    {
      en: `The backup is damaged: ${detail.en}. Use another one; nothing was changed.`,
      zh: `备份已损坏：${detail.zh}。请换用其他备份；未作任何更改。`,
    },
    { place: { file } },
  );
}

/** Reads the manifest and refuses what is none, or one of a newer Lingtai. */
export function parseManifest(file: string, text: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const manifest = value as Partial<BackupManifest> | null | undefined;
  if (manifest?.format !== backupFormat) throw notABackup(file);
  if (manifest.formatVersion !== backupFormatVersion) throw newerBackup(file, `format ${manifest.formatVersion}`);
  if (!Array.isArray(manifest.migrations) || !Array.isArray(manifest.tables)) throw notABackup(file);
  return manifest as BackupManifest;
}

export function notABackup(file: string): LingtaiError {
  return fail(
    'data',
    'STATE-BACKUP-FORMAT',
    {
      en: 'This is no backup that "lingtai state backup" made.',
      zh: '这不是由“lingtai state backup”生成的备份。',
    },
    { place: { file } },
  );
}

export function newerBackup(file: string, what: string): LingtaiError {
  return fail(
    'conflict',
    'STATE-BACKUP-NEWER',
    {
      en: `The backup was made by a newer Lingtai (${what}). Restore it with that version.`,
      zh: `该备份由更新版本的灵台生成（${what}）。请用该版本恢复。`,
    },
    { place: { file } },
  );
}
