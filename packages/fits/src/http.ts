import { fail } from '@lingtai/diagnostics';
import type { ByteSource } from './source.ts';

export interface HttpSourceOptions {
  readonly name?: string;
  /** The platform's `fetch` by default. */
  readonly fetch?: (url: string, init: { headers: Record<string, string> }) => Promise<Response>;
}

function failed(name: string, en: string, zh: string, cause?: unknown) {
  return fail(
    'unavailable',
    'FITS-HTTP',
    { en, zh },
    { place: { file: name }, ...(cause === undefined ? {} : { cause }) },
  );
}

/**
 * A source over HTTP ranges. The server has to answer them (206); an answer that belongs to another version of the file
 * (ETag) is refused. Throws `FITS-HTTP`.
 */
export async function httpSource(url: string, options: HttpSourceOptions = {}): Promise<ByteSource> {
  const name = options.name ?? url;
  const get = options.fetch ?? ((address, init) => fetch(address, init));
  const range = async (from: number, to: number): Promise<Response> => {
    try {
      return await get(url, { headers: { Range: `bytes=${from}-${to - 1}` } });
    } catch (cause) {
      throw failed(name, 'The address cannot be reached.', '无法访问该地址。', cause);
    }
  };
  const first = await range(0, 1);
  await first.arrayBuffer();
  const total = /\/(\d+)\s*$/.exec(first.headers.get('content-range') ?? '')?.[1];
  if (first.status !== 206 || total === undefined) {
    throw failed(
      name,
      `The server answers ${first.status}, not with a range (206).`,
      `服务器答复 ${first.status}，而不是部分内容（206）。`,
    );
  }
  const etag = first.headers.get('etag');
  const lengthBytes = Number(total);
  return {
    name,
    lengthBytes,
    async slice(from, to) {
      if (from >= Math.min(to, lengthBytes)) return new Uint8Array(0);
      const answer = await range(from, Math.min(to, lengthBytes));
      if (answer.status !== 206)
        throw failed(
          name,
          `The server answers ${answer.status}, not with a range (206).`,
          `服务器答复 ${answer.status}，而不是部分内容（206）。`,
        );
      if (answer.headers.get('etag') !== etag)
        throw failed(name, 'The file changed while it was read.', '读取期间文件发生了变化。');
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}
