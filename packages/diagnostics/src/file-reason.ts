import type { LocalText } from './text.ts';

const reasons: Readonly<Record<string, LocalText>> = {
  ENOENT: { en: 'there is no such file or folder', zh: '没有这个文件或文件夹' },
  ENOTDIR: { en: 'there is no such folder', zh: '没有这个文件夹' },
  EISDIR: { en: 'it is a folder', zh: '它是文件夹' },
  EEXIST: { en: 'there is a file of this name already', zh: '同名文件已存在' },
  EACCES: { en: 'access is denied', zh: '没有访问权限' },
  EPERM: { en: 'access is denied', zh: '没有访问权限' },
  EROFS: { en: 'the file system is read-only', zh: '文件系统为只读' },
  ENOSPC: { en: 'the disk is full', zh: '磁盘已满' },
  EDQUOT: { en: 'the disk quota is used up', zh: '磁盘配额已用尽' },
};

/** Why a file could not be read or written, by the system's code (`ENOSPC`), for a person; `undefined`: no code of files. */
export function fileReason(code: string | undefined): LocalText | undefined {
  return code !== undefined && Object.hasOwn(reasons, code) ? reasons[code] : undefined;
}
