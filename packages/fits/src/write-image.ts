import { fail } from '@lingtai/diagnostics';
import type { ImageValues } from './image.ts';
import { scatter } from './scatter.ts';
import type { HduToWrite } from './write.ts';
import type { CardToWrite } from './write-card.ts';

export interface ImageToWrite {
  /** NAXIS1 first. */
  readonly shape: readonly number[];
  /** The array's type decides BITPIX; unsigned 16, 32 and 64 bits and signed 8 bits get their BZERO. */
  readonly values: ImageValues;
}

export interface PrimaryToWrite {
  /** Cards beside the structural ones. */
  readonly cards?: readonly CardToWrite[];
  readonly image?: ImageToWrite;
}

export interface ImageHduToWrite extends PrimaryToWrite {
  readonly name?: string;
}

interface PixelForm {
  bitpix: number;
  zero?: bigint;
}

function formOf(values: ImageValues): PixelForm {
  if (values instanceof Int8Array) return { bitpix: 8, zero: -128n };
  if (values instanceof Uint8Array) return { bitpix: 8 };
  if (values instanceof Int16Array) return { bitpix: 16 };
  if (values instanceof Uint16Array) return { bitpix: 16, zero: 32768n };
  if (values instanceof Int32Array) return { bitpix: 32 };
  if (values instanceof Uint32Array) return { bitpix: 32, zero: 2147483648n };
  if (values instanceof BigInt64Array) return { bitpix: 64 };
  if (values instanceof BigUint64Array) return { bitpix: 64, zero: 9223372036854775808n };
  return { bitpix: values instanceof Float32Array ? -32 : -64 };
}

function checkShape({ shape, values }: ImageToWrite): void {
  const pixels = shape.reduce((a, b) => a * b, 1);
  const isGood = shape.length > 0 && shape.length < 1000 && shape.every((n) => Number.isInteger(n) && n >= 0);
  if (isGood && pixels === values.length) return;
  throw fail('usage', 'FITS-SHAPE', {
    en: `An image of ${shape.join(' × ')} cannot have ${values.length} pixels.`,
    zh: `${shape.join(' × ')} 的图像不能有 ${values.length} 个像素。`,
  });
}

function structure(image: ImageToWrite | undefined): { cards: CardToWrite[]; zero: CardToWrite[]; data: Uint8Array } {
  if (!image) {
    return {
      cards: [
        { keyword: 'BITPIX', value: 8 },
        { keyword: 'NAXIS', value: 0 },
      ],
      zero: [],
      data: new Uint8Array(0),
    };
  }
  checkShape(image);
  const { shape, values } = image;
  const { bitpix, zero } = formOf(values);
  const data = new Uint8Array(values.byteLength);
  scatter(values, data, { to: 0, stride: 0, rows: 1, perRow: values.length }, zero !== undefined);
  const cards: CardToWrite[] = [
    { keyword: 'BITPIX', value: bitpix },
    { keyword: 'NAXIS', value: shape.length },
    ...shape.map((n, i) => ({ keyword: `NAXIS${i + 1}`, value: n })),
  ];
  const scaling: CardToWrite[] =
    zero === undefined
      ? []
      : [
          { keyword: 'BZERO', value: zero },
          { keyword: 'BSCALE', value: 1 },
        ];
  return { cards, zero: scaling, data };
}

/** A primary HDU, with or without an image. */
export function primaryHdu({ cards = [], image }: PrimaryToWrite = {}): HduToWrite {
  const made = structure(image);
  const first: CardToWrite = { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS 4.0' };
  const extend: CardToWrite = { keyword: 'EXTEND', value: true };
  return { primary: true, cards: [first, ...made.cards, extend, ...made.zero, ...cards], data: made.data };
}

/** An IMAGE extension. */
export function imageHdu({ name, cards = [], image }: ImageHduToWrite): HduToWrite {
  const made = structure(image);
  const extra: CardToWrite[] = [
    { keyword: 'PCOUNT', value: 0 },
    { keyword: 'GCOUNT', value: 1 },
    ...made.zero,
    ...(name === undefined ? [] : [{ keyword: 'EXTNAME', value: name }]),
  ];
  return {
    primary: false,
    cards: [{ keyword: 'XTENSION', value: 'IMAGE' }, ...made.cards, ...extra, ...cards],
    data: made.data,
  };
}
