import type { Diagnostic } from '@lingtai/diagnostics';
import { asciiColumns, binaryColumns, type FitsColumn } from './column.ts';
import { bad, type Origin, placeOf } from './errors.ts';
import type { CompressedHdu, FitsFile, GroupsHdu, Hdu, HduBase, ImageHdu, OtherHdu, TableHdu } from './hdu.ts';
import { Header } from './header.ts';
import type { Read } from './read.ts';
import type { ByteSource } from './source.ts';

const BLOCK = 2880;
/** How much is asked for at once when a header is read: most headers fit. */
const WINDOW = 10 * BLOCK;
const latin1 = new TextDecoder('latin1');

/** Reads headers through one window, so that no byte is asked for twice in a row. */
class Reader {
  readonly source: ByteSource;
  #from = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** At least one block at `from`, or what the source still has. */
  *block(from: number): Read<Uint8Array> {
    const end = this.#from + this.#bytes.byteLength;
    const wanted = Math.min(from + BLOCK, this.source.lengthBytes);
    if (from < this.#from || wanted > end) {
      this.#bytes = yield [from, Math.min(from + WINDOW, this.source.lengthBytes)];
      this.#from = from;
    }
    return this.#bytes.subarray(from - this.#from, from - this.#from + BLOCK);
  }
}

/** Index of the END record in a block, `-1` when there is none, `-2` when the block is no header text. */
function findEnd(block: Uint8Array): number {
  let odd = 0;
  for (let at = 0; at < block.length; at += 80) {
    const first = block[at]!;
    if (first === 0x45 && block[at + 1] === 0x4e && block[at + 2] === 0x44) {
      const after = block[at + 3];
      if (after === undefined || after === 0x20 || after === 0) return at;
    }
    if (first < 0x20 || first > 0x7e) odd++;
  }
  return odd > 2 ? -2 : -1;
}

interface HeaderText {
  text: string;
  /** The byte after the header's last block. */
  end: number;
}

function* readHeaderText(reader: Reader, from: number, origin: Origin): Read<HeaderText> {
  const parts: string[] = [];
  for (let at = from; ; at += BLOCK) {
    const block = at < reader.source.lengthBytes ? yield* reader.block(at) : new Uint8Array(0);
    const end = findEnd(block);
    if (end >= 0) {
      parts.push(latin1.decode(block.subarray(0, end)));
      return { text: parts.join(''), end: Math.min(at + BLOCK, reader.source.lengthBytes) };
    }
    if (end === -2 || block.length < BLOCK) throw noEnd(origin, at, block.length, end === -2);
    parts.push(latin1.decode(block));
  }
}

function noEnd(origin: Origin, at: number, length: number, binary: boolean) {
  const place = placeOf(origin, { byte: at + length });
  if (binary) {
    return bad(
      'FITS-HEADER',
      {
        en: 'The header has no END card before bytes that are no header text.',
        zh: '头部没有 END 卡片，其后的字节已不是头部文本。',
      },
      { ...place, byte: at },
    );
  }
  return bad(
    'FITS-TRUNCATED',
    { en: 'The file ends inside a header: there is no END card.', zh: '文件在头部之内结束：没有 END 卡片。' },
    place,
  );
}

const BITPIX: ReadonlySet<number> = new Set([8, 16, 32, 64, -32, -64]);

function bitpixOf(header: Header, keyword = 'BITPIX'): ImageHdu['bitpix'] {
  const value = header.count(keyword, { min: -64, max: 64 });
  if (BITPIX.has(value)) return value as ImageHdu['bitpix'];
  throw header.error('FITS-KEYWORD', keyword, {
    en: `${keyword} = ${value}; expected 8, 16, 32, 64, -32 or -64.`,
    zh: `${keyword} = ${value}；应为 8、16、32、64、-32 或 -64。`,
  });
}

function axesOf(header: Header, prefix = 'NAXIS'): number[] {
  const count = header.count(prefix, { max: 999 });
  return Array.from({ length: count }, (_, i) => header.count(`${prefix}${i + 1}`));
}

function product(numbers: readonly number[]): number {
  let result = 1;
  for (const n of numbers) result *= n;
  return result;
}

function checkSize(header: Header, bytes: number): number {
  if (Number.isSafeInteger(bytes)) return bytes;
  throw header.error('FITS-SIZE', 'NAXIS', {
    en: 'The axes multiply to more bytes than any file can have.',
    zh: '各轴之积超过了任何文件可能的字节数。',
  });
}

interface Frame {
  header: Header;
  base: Omit<HduBase, 'dataLengthBytes'>;
  origin: Origin;
}

function imageHdu({ header, base }: Frame, axes: number[]): ImageHdu {
  const bitpix = bitpixOf(header);
  const shape = axes;
  const extra = header.count('PCOUNT', { fallback: 0 });
  const elements = shape.length === 0 ? 0 : product(shape) + extra;
  return {
    kind: 'image',
    ...base,
    bitpix,
    shape,
    dataLengthBytes: checkSize(header, (elements * Math.abs(bitpix)) / 8),
  };
}

function groupsHdu({ header, base }: Frame, axes: number[]): GroupsHdu {
  const bitpix = bitpixOf(header);
  const shape = axes.slice(1);
  const groupCount = header.count('GCOUNT', { fallback: 1 });
  const parameterCount = header.count('PCOUNT', { fallback: 0 });
  const elements = groupCount * (parameterCount + product(shape));
  const dataLengthBytes = checkSize(header, (elements * Math.abs(bitpix)) / 8);
  return { kind: 'groups', ...base, bitpix, groupCount, parameterCount, shape, dataLengthBytes };
}

function tableHdu({ header, base }: Frame, axes: number[], kind: TableHdu['kind']): TableHdu {
  const [rowBytes, rowCount] = axes;
  if (rowBytes === undefined || rowCount === undefined || axes.length !== 2) {
    throw header.error('FITS-KEYWORD', 'NAXIS', {
      en: `A table has NAXIS = 2, not ${axes.length}.`,
      zh: `表的 NAXIS 应为 2，而不是 ${axes.length}。`,
    });
  }
  const rows = checkSize(header, rowBytes * rowCount);
  const heap = header.count('PCOUNT', { fallback: 0 });
  const heapFrom = Math.max(rows, header.count('THEAP', { fallback: rows }));
  let columns: readonly FitsColumn[] | undefined;
  return {
    kind,
    ...base,
    rowBytes,
    rowCount,
    heapFrom: Math.min(heapFrom, rows + heap),
    heapTo: rows + heap,
    dataLengthBytes: checkSize(header, rows + heap),
    get columns() {
      columns ??= kind === 'bintable' ? binaryColumns(header, rowBytes) : asciiColumns(header, rowBytes);
      return columns;
    },
  };
}

function compressedOf(frame: Frame, table: TableHdu): CompressedHdu | undefined {
  const { header, base } = frame;
  const shared = { ...base, table, dataLengthBytes: table.dataLengthBytes };
  const compression = header.getString('ZCMPTYPE') ?? '';
  if (header.getBoolean('ZIMAGE')) {
    return {
      kind: 'compressed-image',
      ...shared,
      compression,
      bitpix: bitpixOf(header, 'ZBITPIX'),
      shape: axesOf(header, 'ZNAXIS'),
    };
  }
  if (!header.getBoolean('ZTABLE')) return undefined;
  return { kind: 'compressed-table', ...shared, compression, shape: [] };
}

function otherHdu({ base }: Frame, extension: string, dataLengthBytes: number): OtherHdu {
  return { kind: 'other', ...base, extension, dataLengthBytes };
}

function unknownLength(header: Header): number {
  const axes = axesOf(header);
  const elements = axes.length === 0 ? 0 : product(axes) + header.count('PCOUNT', { fallback: 0 });
  return checkSize(header, (elements * Math.abs(bitpixOf(header)) * header.count('GCOUNT', { fallback: 1 })) / 8);
}

function extensionHdu(frame: Frame): Hdu {
  const { header } = frame;
  const extension = header.getString('XTENSION')?.trim() ?? '';
  if (extension === 'IMAGE' || extension === 'IUEIMAGE') return imageHdu(frame, axesOf(header));
  if (extension === 'TABLE') return tableHdu(frame, axesOf(header), 'asciitable');
  if (extension !== 'BINTABLE' && extension !== 'A3DTABLE') return otherHdu(frame, extension, unknownLength(header));
  const table = tableHdu(frame, axesOf(header), 'bintable');
  return compressedOf(frame, table) ?? table;
}

function primaryHdu(frame: Frame, lengthBytes: number): Hdu {
  const { header, base } = frame;
  if (header.get('SIMPLE') !== true) return otherHdu(frame, 'SIMPLE = F', lengthBytes - base.dataOffsetBytes);
  const axes = axesOf(header);
  if (header.getBoolean('GROUPS') === true && axes[0] === 0) return groupsHdu(frame, axes);
  return imageHdu(frame, axes);
}

function startsWith(block: Uint8Array, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (block[i] !== word.charCodeAt(i)) return false;
  return true;
}

function warning(code: string, origin: Origin, byte: number, en: string, zh: string): Diagnostic {
  return { code, severity: 'warning', text: { en, zh }, place: placeOf(origin, { byte }) };
}

function* readHdu(reader: Reader, from: number, origin: Origin): Read<Hdu> {
  const { text, end } = yield* readHeaderText(reader, from, origin);
  const header = new Header(text, origin);
  const base = {
    index: origin.hdu,
    name: header.getString('EXTNAME')?.trim() ?? '',
    header,
    headerOffsetBytes: from,
    dataOffsetBytes: end,
  };
  const frame = { header, base, origin };
  return origin.hdu === 0 ? primaryHdu(frame, reader.source.lengthBytes) : extensionHdu(frame);
}

/** Whether an HDU that ends at `end` is the file's last one, with a warning where the file does not simply end there. */
function* lastHere(reader: Reader, hdu: Hdu, origin: Origin, warnings: Diagnostic[]): Read<boolean> {
  const end = hdu.dataOffsetBytes + hdu.dataLengthBytes;
  const length = reader.source.lengthBytes;
  if (end > length) {
    warnings.push(
      warning(
        'FITS-TRUNCATED',
        origin,
        length,
        `The file ends at byte ${length}; by the header the data reach to byte ${end}.`,
        `文件止于第 ${length} 字节；按头部数据应到第 ${end} 字节。`,
      ),
    );
    return true;
  }
  const next = Math.ceil(end / BLOCK) * BLOCK;
  if (next >= length) return true;
  const block = yield* reader.block(next);
  if (startsWith(block, 'XTENSION')) return false;
  if (block.some((byte) => byte !== 0 && byte !== 0x20) || length - next > BLOCK) {
    warnings.push(
      warning(
        'FITS-TRAILING',
        origin,
        next,
        `${length - next} bytes after this HDU are no further HDU; they are left alone.`,
        `此 HDU 之后的 ${length - next} 字节不是 HDU；未作处理。`,
      ),
    );
  }
  return true;
}

/** Reads every header of a file. Throws when the file is no FITS file or a header describes nothing possible. */
export function* readStructure(source: ByteSource): Read<FitsFile> {
  const reader = new Reader(source);
  const hdus: Hdu[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let from = 0; ; ) {
    const origin: Origin = { file: source.name, hdu: hdus.length, byte: from };
    const hdu = yield* readHdu(reader, from, origin);
    hdus.push(hdu);
    if (yield* lastHere(reader, hdu, origin, diagnostics)) break;
    from = Math.ceil((hdu.dataOffsetBytes + hdu.dataLengthBytes) / BLOCK) * BLOCK;
  }
  return { ...(source.name === undefined ? {} : { name: source.name }), hdus, source, diagnostics };
}
