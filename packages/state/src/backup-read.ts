import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LingtaiError } from '@lingtai/diagnostics';
import { type TarIndexEntry, tarIndex } from '@lingtai/tar';
import { onDisk } from './backup-file.ts';
import {
  type BackupManifest,
  type BackupTable,
  damaged,
  manifestName,
  notABackup,
  parseManifest,
  partBytes,
  partName,
  sumsName,
} from './backup-format.ts';

const unpack = promisify(gunzip);
/** Of the small members; those of rows are at most `partBytes`, unpacked. */
const mostTextBytes = 64 * 1024 * 1024;

/** A backup of which every byte was compared with its digests. */
export interface OpenBackup {
  readonly manifest: BackupManifest;
  /** The rows of a table in COPY's text format, checked once more while they are read. */
  rows(table: BackupTable): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a backup and checks all of it. Memory does not grow with its size. */
export async function openBackup(path: string): Promise<OpenBackup> {
  const file = await onDisk(path, open(path, 'r'));
  try {
    const reader = new Reader(path, file);
    const manifest = await reader.check();
    return { manifest, rows: (table) => reader.rows(table), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

class Reader {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #members = new Map<string, TarIndexEntry>();
  #sums = new Map<string, string>();

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async check(): Promise<BackupManifest> {
    await this.#findMembers();
    this.#sums = this.#parseSums((await this.#content(sumsName)).toString());
    const manifest = parseManifest(this.#path, (await this.#checked(manifestName)).toString());
    const wanted = [manifestName, sumsName, ...manifest.tables.flatMap((table) => partNames(table))];
    if (wanted.sort().join('\n') !== [...this.#members.keys()].sort().join('\n')) {
      throw this.#damaged({ en: 'its members are not those that it lists', zh: '其中的成员与清单不符' });
    }
    for (const table of manifest.tables) for await (const _ of this.rows(table));
    return manifest;
  }

  async *rows(table: BackupTable): AsyncGenerator<Uint8Array> {
    const digest = createHash('sha256');
    let sizeBytes = 0;
    for (const name of partNames(table)) {
      const part = await unpack(await this.#checked(name), { maxOutputLength: partBytes }).catch(() => {
        throw this.#damaged({ en: `${name} cannot be unpacked`, zh: `${name} 无法解压` });
      });
      digest.update(part);
      sizeBytes += part.length;
      yield part;
    }
    if (sizeBytes === table.sizeBytes && digest.digest('hex') === table.sha256) return;
    throw this.#damaged({
      en: `the rows of ${table.name} are not those that it lists`,
      zh: `表 ${table.name} 的内容与清单不符`,
    });
  }

  async #findMembers(): Promise<void> {
    const { size } = await onDisk(this.#path, this.#file.stat());
    const source = { lengthBytes: size, slice: (from: number, to: number) => this.#bytes(from, to - from) };
    try {
      for await (const member of tarIndex(source)) this.#members.set(member.name, member);
    } catch (error) {
      if (!(error instanceof LingtaiError) || !error.diagnostics[0]?.code.startsWith('TAR-')) throw error;
      if (this.#members.size === 0) throw notABackup(this.#path);
      throw this.#damaged({ en: 'it ends too early or has a wrong header', zh: '文件不完整或文件头有误' });
    }
    if (!this.#members.has(manifestName)) throw this.#noManifest();
  }

  #noManifest(): LingtaiError {
    const ours = [...this.#members.keys()].some((name) => name.startsWith('tables/'));
    return ours ? this.#damaged({ en: 'it ends too early', zh: '文件不完整' }) : notABackup(this.#path);
  }

  #parseSums(text: string): Map<string, string> {
    return new Map(text.split('\n').map((line) => [line.slice(66), line.slice(0, 64)]));
  }

  async #checked(name: string): Promise<Buffer> {
    const content = await this.#content(name);
    if (createHash('sha256').update(content).digest('hex') === this.#sums.get(name)) return content;
    throw this.#damaged({ en: `${name} is not what was written`, zh: `${name} 与写入时不同` });
  }

  async #content(name: string): Promise<Buffer> {
    const member = this.#members.get(name);
    if (!member) throw this.#damaged({ en: `${name} is missing`, zh: `缺少 ${name}` });
    if (member.sizeBytes > mostTextBytes) {
      throw this.#damaged({ en: `${name} is larger than it can be`, zh: `${name} 超出应有的大小` });
    }
    return this.#bytes(member.offset, member.sizeBytes);
  }

  async #bytes(offset: number, lengthBytes: number): Promise<Buffer> {
    const bytes = Buffer.alloc(lengthBytes);
    for (let at = 0; at < lengthBytes; ) {
      const { bytesRead } = await onDisk(this.#path, this.#file.read(bytes, at, lengthBytes - at, offset + at));
      if (bytesRead === 0) throw this.#damaged({ en: 'it ends too early', zh: '文件不完整' });
      at += bytesRead;
    }
    return bytes;
  }

  #damaged(detail: { en: string; zh: string }): LingtaiError {
    return damaged(this.#path, detail);
  }
}

function partNames({ name, parts }: Pick<BackupTable, 'name' | 'parts'>): string[] {
  return Array.from({ length: parts }, (_, i) => partName(name, i + 1));
}
