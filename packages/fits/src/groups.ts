import { fail } from '@lingtai/diagnostics';
import type { FitsFile, GroupsHdu, Hdu } from './hdu.ts';
import { storedPixels } from './image.ts';
import { need, type Read, runAsync, runSync } from './read.ts';
import { gather } from './swap.ts';

export interface GroupParameter {
  /** PTYPEn; parameters of one name are parts of one sum, as the standard has it. */
  readonly name: string;
  /** PSCALn × value + PZEROn, one a group. */
  readonly values: Float64Array;
}

export interface GroupsData {
  readonly groupCount: number;
  readonly parameters: readonly GroupParameter[];
  /** Shape of one group's array, fastest axis first. */
  readonly shape: readonly number[];
  /** BSCALE × value + BZERO, group after group. */
  readonly values: Float64Array;
}

function groupsOf(hdu: Hdu): GroupsHdu {
  if (hdu.kind === 'groups') return hdu;
  throw fail(
    'usage',
    'FITS-NO-GROUPS',
    {
      en: `HDU ${hdu.index} holds no random groups but: ${hdu.kind}.`,
      zh: `HDU ${hdu.index} 不是随机组，而是：${hdu.kind}。`,
    },
    { place: hdu.header.place() },
  );
}

function* groupsRead(file: FitsFile, anyHdu: Hdu): Read<GroupsData> {
  const hdu = groupsOf(anyHdu);
  const { header, groupCount, parameterCount, shape, bitpix } = hdu;
  const size = (Math.abs(bitpix) / 8) as 1 | 2 | 4 | 8;
  const bytes = yield* need(
    file.source,
    hdu.dataOffsetBytes,
    hdu.dataOffsetBytes + hdu.dataLengthBytes,
    header.place(),
  );
  const elements = shape.reduce((a, b) => a * b, 1);
  const stride = (parameterCount + elements) * size;
  const scaled = (from: number, perRow: number, scale: number, zero: number): Float64Array => {
    const rows = perRow === 0 ? 0 : groupCount;
    const stored = storedPixels(bitpix, gather(bytes, { from, stride, rows, perRow, size }));
    return Float64Array.from(stored as ArrayLike<number>, (value) =>
      zero === 0 ? Number(value) * scale : Number(value) * scale + zero,
    );
  };
  const number = (keyword: string, fallback: number) => header.getNumber(keyword) ?? fallback;
  const count = stride === 0 ? 0 : parameterCount;
  const parameters = Array.from({ length: count }, (_, i) => ({
    name: header.getString(`PTYPE${i + 1}`)?.trim() ?? '',
    values: scaled(i * size, 1, number(`PSCAL${i + 1}`, 1), number(`PZERO${i + 1}`, 0)),
  }));
  return {
    groupCount,
    parameters,
    shape,
    values: scaled(count * size, elements, number('BSCALE', 1), number('BZERO', 0)),
  };
}

/** Reads random groups (FITS 4.0, 6) in double precision. */
export function readGroups(file: FitsFile, hdu: Hdu): Promise<GroupsData> {
  return runAsync(file.source, groupsRead(file, hdu));
}

/** `readGroups` for a file in memory. */
export function readGroupsSync(file: FitsFile, hdu: Hdu): GroupsData {
  return runSync(file.source, groupsRead(file, hdu));
}
