import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@lingtai/diagnostics';
import { hasCode } from './durable.ts';

/** A file below the input folder. */
export interface InputFile {
  /** Below the input folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/**
 * All files of a folder in order of their names. Hidden ones are left out; links are followed to files only. What cannot
 * be looked at (a broken link, a name that is no Unicode) is listed with a size of -1, so that it is reported.
 */
export async function inputFiles(folder: string, below = ''): Promise<readonly InputFile[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((cause: unknown) => {
    if (!hasCode(cause, 'ENOENT', 'ENOTDIR')) throw cause;
    throw fail(
      'not-found',
      'INGEST-NO-INPUT',
      { en: 'The input folder is not there.', zh: '输入文件夹不存在。' },
      { place: { file: folder }, cause },
    );
  });
  const found: InputFile[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      found.push(...(await inputFiles(folder, name)));
      continue;
    }
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (!info || info.isFile())
      found.push({ name, path, sizeBytes: info?.size ?? -1, modifiedMs: Math.trunc(info?.mtimeMs ?? 0) });
  }
  return found;
}

/** The files that one of the globs names: `*` and `?` within a folder, `**` any folders, `[abc]`, `{a,b}`. */
export function filesOf(files: readonly InputFile[], globs: readonly string[]): readonly InputFile[] {
  const patterns = globs.map(globPattern);
  return files.filter((file) => patterns.some((p) => p.test(file.name)));
}

function globPattern(glob: string): RegExp {
  const source = glob.replace(/^\.\//, '').replaceAll(/\*\*\/|\*\*|\*|\?|\[[^\]]*\]|[{},]|[.+^$()|\\\]]/g, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('[') && token.length > 1) return token.replace(/^\[!/, '[^');
    if (token === '{') return '(?:';
    if (token === '}') return ')';
    if (token === ',') return glob.includes('{') ? '|' : ',';
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`, 'u');
}
