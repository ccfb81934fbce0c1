import { fail } from '@lingtai/diagnostics';
import { encodeChecksum, sum32 } from './checksum.ts';
import { type CardToWrite, headerBytes } from './write-card.ts';
import { primaryHdu } from './write-image.ts';

/** An HDU ready to be written; made by `primaryHdu`, `imageHdu` and `binTableHdu`. */
export interface HduToWrite {
  readonly primary: boolean;
  readonly cards: readonly CardToWrite[];
  /** Without padding. */
  readonly data: Uint8Array;
}

export interface WriteOptions {
  /** Adds CHECKSUM and DATASUM to every HDU (FITS 4.0, 4.4.2.7). Default true. */
  readonly checksum?: boolean;
}

const BLOCK = 2880;

function padded(data: Uint8Array): Uint8Array {
  const length = Math.ceil(data.length / BLOCK) * BLOCK;
  if (length === data.length) return data;
  const out = new Uint8Array(length);
  out.set(data);
  return out;
}

/** A header whose CHECKSUM makes the HDU sum to all ones. */
function summedHeader(cards: readonly CardToWrite[], data: Uint8Array): Uint8Array {
  const datasum = sum32(data);
  const own = new Set(['CHECKSUM', 'DATASUM']);
  const rest = cards.filter((card) => !own.has(card.keyword.toUpperCase()));
  const withSum = (checksum: string): Uint8Array =>
    headerBytes([...rest, { keyword: 'CHECKSUM', value: checksum }, { keyword: 'DATASUM', value: String(datasum) }]);
  return withSum(encodeChecksum(sum32(withSum('0'.repeat(16)), datasum)));
}

/** A FITS file in memory. An empty primary HDU is put first where none is given. */
export function writeFits(hdus: readonly HduToWrite[], options: WriteOptions = {}): Uint8Array {
  const all = hdus[0]?.primary ? hdus : [primaryHdu(), ...hdus];
  if (all.slice(1).some((hdu) => hdu.primary)) {
    throw fail('usage', 'FITS-PRIMARY', {
      en: 'Only the first HDU can be a primary HDU.',
      zh: '只有第一个 HDU 可以是主 HDU。',
    });
  }
  const parts = all.flatMap(({ cards, data }) => {
    const body = padded(data);
    return [options.checksum === false ? headerBytes(cards) : summedHeader(cards, body), body];
  });
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
