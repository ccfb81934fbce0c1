import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lang } from '@lingtai/diagnostics';

export interface PreviewKey {
  readonly digest: string;
  readonly id: string;
  readonly lang: Lang;
  /** Digest of the words and values that are drawn with it. */
  readonly look: string;
}

/** Drawn previews in the home folder: rebuildable at any time, so they may be deleted at any time. */
export class PreviewCache {
  readonly #folder: string;
  readonly #drawing = new Map<string, Promise<Uint8Array>>();

  constructor(homeDir: string) {
    this.#folder = join(homeDir, 'previews');
  }

  /** The kept preview, or a new one; two askers of the same preview share one drawing. */
  async get(key: PreviewKey, draw: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const file = this.#fileOf(key);
    const kept = await readFile(file).catch(() => undefined);
    if (kept) return kept;
    const running = this.#drawing.get(file);
    if (running) return running;
    const drawing = draw().then((bytes) => keep(file, bytes));
    this.#drawing.set(file, drawing);
    return drawing.finally(() => this.#drawing.delete(file));
  }

  #fileOf({ digest, id, lang, look }: PreviewKey): string {
    const safe = Buffer.from(id).toString('base64url');
    return join(this.#folder, digest.slice(0, 16), safe.slice(-2), `${safe}.${lang}.${look}.png`);
  }
}

/** A full disk loses only the copy: the preview itself is given out. */
async function keep(file: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    await mkdir(join(file, '..'), { recursive: true });
    const temporary = `${file}.${process.pid}.part`;
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } catch {
    return bytes;
  }
  return bytes;
}
