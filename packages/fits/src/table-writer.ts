import type { ColumnBatch, Field, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { ColumnExtent, TableExtent } from './table-measure.ts';
import { type CardToWrite, headerBytes } from './write-card.ts';
import { type ColumnToWrite, prepareColumn } from './write-column.ts';
import { primaryHdu } from './write-image.ts';
import { putFixed, putVariable } from './write-rows.ts';
import { tableCards } from './write-table.ts';

export interface TableWriterOptions {
  readonly name?: string;
  /** Cards of the table's header (completeness, citation, query). */
  readonly cards?: readonly CardToWrite[];
  readonly primaryCards?: readonly CardToWrite[];
}

/** Writes a FITS file with one binary table, piece by piece. Nothing is kept but the heap of variable-length lists. */
export interface FitsTableWriter {
  /** The exact length of the file. */
  readonly lengthBytes: number;
  /** Primary HDU and table header. */
  header(): Uint8Array;
  /** The rows of a batch. Throws where a value does not fit what the extent promised. */
  rows(batch: ColumnBatch): Uint8Array;
  /** Heap and padding. Throws `FITS-ROW-COUNT` when there were not as many rows as promised. */
  end(): Uint8Array;
}

const codes: Readonly<Record<ScalarType, string>> = {
  boolean: 'L',
  uint8: 'B',
  int16: 'I',
  int32: 'J',
  int64: 'K',
  float32: 'E',
  float64: 'D',
  string: 'A',
  timestamp: 'A',
};
const nullOf: Partial<Record<ScalarType, bigint>> = { int16: -(2n ** 15n), int32: -(2n ** 31n), int64: -(2n ** 63n) };
/** `2012-01-09T12:00:00.000000`: microseconds. */
const TIMESTAMP_BYTES = 26;

interface Plan {
  field: Field;
  scalar: ScalarType;
  format: string;
  null?: bigint;
  variable: boolean;
  /** Elements of a row in a fixed column. */
  repeat: number;
  stringBytes: number;
}

function unknownExtent(field: Field, what: string) {
  return fail(
    'usage',
    'FITS-EXTENT',
    {
      en: `FITS needs ${what} of the column "${field.name}" before its first row.`,
      zh: `FITS 需在首行之前知道列“${field.name}”的 ${what}。`,
    },
    { place: { parameter: field.name } },
  );
}

/** How a field is stored. Bytes that may be null become 16-bit numbers, for 0..255 leaves no room for a TNULL. */
function planOf(field: Field, extent: ColumnExtent | undefined): Plan {
  const nullable = extent?.hasNulls !== false;
  const scalar: ScalarType = field.scalar === 'uint8' && nullable ? 'int16' : field.scalar;
  const isText = scalar === 'string' || scalar === 'timestamp';
  const stringBytes = scalar === 'timestamp' ? TIMESTAMP_BYTES : (extent?.stringBytes ?? 0);
  if (scalar === 'string' && extent?.stringBytes === undefined) throw unknownExtent(field, 'stringBytes');
  const variable = field.arraysize === '*' && !isText;
  if (field.arraysize === '*' && extent?.listLength === undefined) throw unknownExtent(field, 'listLength');
  if (variable && extent?.heapBytes === undefined) throw unknownExtent(field, 'heapBytes');
  const repeat = field.arraysize === '*' ? (isText ? extent!.listLength! : 1) : (field.arraysize ?? 1);
  const format = variable
    ? `Q${codes[scalar]}(${extent!.listLength})`
    : `${isText ? repeat * stringBytes : repeat}${codes[scalar]}`;
  const missing = nullable ? nullOf[scalar] : undefined;
  return { field, scalar, format, ...(missing === undefined ? {} : { null: missing }), variable, repeat, stringBytes };
}

/** Microseconds since 1970 as FITS writes a time (FITS 4.0, 9.1.1). */
function timestampText(microseconds: bigint): string {
  const milliseconds = microseconds / 1000n - (microseconds % 1000n < 0n ? 1n : 0n);
  const date = new Date(Number(milliseconds));
  const micros = Number(microseconds - milliseconds * 1000n);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999))
    throw fail('data', 'FITS-TIME', {
      en: `The time ${microseconds} µs after 1970 is outside of the years 0 to 9999.`,
      zh: `1970 年后 ${microseconds} 微秒超出公元 0 至 9999 年。`,
    });
  return `${date.toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}`;
}

type Stored = Pick<ColumnToWrite, 'values'> & { valid?: Uint8Array };

function storedOf(vector: ScalarVector, scalar: ScalarType): Stored {
  const valid = vector.valid ? { valid: vector.valid } : {};
  if (vector.type === 'timestamp') {
    const texts = Array.from(vector.values, (value, i) => (vector.valid?.[i] === 0 ? '' : timestampText(value)));
    return { values: texts, ...valid };
  }
  if (vector.type === 'uint8' && scalar === 'int16') return { values: Int16Array.from(vector.values), ...valid };
  return { values: vector.values, ...valid };
}

function blankLike(values: ColumnToWrite['values'], length: number): ColumnToWrite['values'] {
  if (!ArrayBuffer.isView(values)) return new Array<string>(length).fill('');
  return new (values.constructor as new (n: number) => typeof values)(length);
}

/** The lists of a fixed-length column laid out evenly; a null list or a missing element becomes null elements. */
function evenly(plan: Plan, vector: Extract<Vector, { kind: 'list' }>, stored: Stored): Stored {
  const { repeat, field } = plan;
  const values = blankLike(stored.values, vector.length * repeat);
  const into = values as (number | bigint | string)[];
  const source = stored.values as readonly (number | bigint | string)[];
  const valid = new Uint8Array(vector.length * repeat);
  for (let r = 0; r < vector.length; r++) {
    const from = vector.offsets[r]!;
    const count = vector.valid?.[r] === 0 ? 0 : vector.offsets[r + 1]! - from;
    if (count > repeat || (count > 0 && count < repeat && field.arraysize !== '*')) {
      throw fail(
        'data',
        'FITS-WRITE',
        { en: `A list has ${count} elements, not ${repeat}.`, zh: `列表有 ${count} 个元素，而不是 ${repeat}。` },
        { place: { parameter: field.name, row: r + 1 } },
      );
    }
    for (let i = 0; i < count; i++) {
      into[r * repeat + i] = source[from + i]!;
      valid[r * repeat + i] = stored.valid?.[from + i] === 0 ? 0 : 1;
    }
  }
  return valid.includes(0) ? { values, valid } : { values };
}

/** Null lists of a variable column are empty ones (FITS knows no other). */
function offsetsOf(vector: Extract<Vector, { kind: 'list' }>, field: Field): Int32Array {
  const { valid, offsets } = vector;
  const full = valid ? Array.from(valid).findIndex((ok, r) => ok === 0 && offsets[r + 1]! > offsets[r]!) : -1;
  if (full < 0) return offsets;
  throw fail(
    'data',
    'FITS-WRITE',
    { en: 'A null list has elements.', zh: '空列表却有元素。' },
    { place: { parameter: field.name, row: full + 1 } },
  );
}

function cardsOf({ field, scalar }: Plan): CardToWrite[] {
  const description = field.description?.replace(/\s+/g, ' ');
  const asciiText = (text: string | undefined) => text !== undefined && /^[\x20-\x7e]+$/.test(text);
  return [
    ...(asciiText(field.ucd) ? [{ keyword: 'TUCD', value: field.ucd! }] : []),
    ...(asciiText(field.utype) ? [{ keyword: 'TUTYP', value: field.utype! }] : []),
    ...(asciiText(description) ? [{ keyword: 'TCOMM', value: description! }] : []),
    // A display format is for one number: astropy cannot read a table with one on an array column.
    ...(field.displayDigits === undefined ||
    field.arraysize !== undefined ||
    (scalar !== 'float32' && scalar !== 'float64')
      ? []
      : [{ keyword: 'TDISP', value: `F${field.displayDigits + 8}.${field.displayDigits}` }]),
  ];
}

function columnOf(plan: Plan, vector: Vector): ColumnToWrite {
  const { field, format } = plan;
  const shared = {
    name: field.name,
    format,
    ...(field.unit && /^[\x20-\x7e]+$/.test(field.unit) ? { unit: field.unit } : {}),
    ...(plan.null === undefined ? {} : { null: plan.null }),
    cards: cardsOf(plan),
  };
  const isText = format.endsWith('A') && !plan.variable;
  const dim = isText && plan.repeat > 1 ? { dim: [plan.stringBytes, plan.repeat] } : {};
  if (vector.kind === 'scalar') return { ...shared, ...dim, ...storedOf(vector, plan.scalar) };
  const stored = storedOf(vector.child, plan.scalar);
  if (plan.variable) return { ...shared, ...stored, offsets: offsetsOf(vector, field) };
  return { ...shared, ...dim, ...evenly(plan, vector, stored) };
}

const noValues: Readonly<Record<ScalarType, () => ScalarVector['values']>> = {
  boolean: () => new Uint8Array(0),
  uint8: () => new Uint8Array(0),
  int16: () => new Int16Array(0),
  int32: () => new Int32Array(0),
  int64: () => new BigInt64Array(0),
  float32: () => new Float32Array(0),
  float64: () => new Float64Array(0),
  string: () => [],
  timestamp: () => new BigInt64Array(0),
};

function noRows(field: Field): Vector {
  const child = { kind: 'scalar', type: field.scalar, length: 0, values: noValues[field.scalar]() } as ScalarVector;
  return field.arraysize === undefined ? child : { kind: 'list', length: 0, offsets: new Int32Array(1), child };
}

class Writer implements FitsTableWriter {
  readonly lengthBytes: number;
  readonly #plans: Plan[];
  readonly #header: Uint8Array;
  readonly #rowBytes: number;
  readonly #extent: TableExtent;
  readonly #heapBytes: number;
  #written = 0;
  #heap: Uint8Array[] = [];
  #heapAt = 0;

  constructor(fields: readonly Field[], extent: TableExtent, options: TableWriterOptions) {
    if (fields.length > 999)
      throw fail('too-large', 'FITS-WRITE', {
        en: 'A FITS table has at most 999 columns.',
        zh: 'FITS 表最多 999 列。',
      });
    this.#extent = extent;
    this.#plans = fields.map((field) => planOf(field, extent.columns[field.name]));
    const empty = this.#plans.map((plan) => {
      const prepared = prepareColumn(columnOf(plan, noRows(plan.field)));
      return {
        ...prepared,
        cards: prepared.cards.map((card) => (card.keyword === 'TFORM' ? { ...card, value: plan.format } : card)),
      };
    });
    this.#rowBytes = empty.reduce((sum, column) => sum + column.widthBytes, 0);
    this.#heapBytes = this.#plans.reduce(
      (sum, plan) => sum + (plan.variable ? (extent.columns[plan.field.name]?.heapBytes ?? 0) : 0),
      0,
    );
    const table = headerBytes([
      ...tableCards(empty, extent.rowCount, this.#heapBytes, options.name),
      ...(options.cards ?? []),
    ]);
    const primary = headerBytes(primaryHdu({ cards: options.primaryCards ?? [] }).cards);
    this.#header = new Uint8Array(primary.length + table.length);
    this.#header.set(primary);
    this.#header.set(table, primary.length);
    this.lengthBytes =
      this.#header.length + Math.ceil((extent.rowCount * this.#rowBytes + this.#heapBytes) / 2880) * 2880;
  }

  header(): Uint8Array {
    return this.#header;
  }

  rows(batch: ColumnBatch): Uint8Array {
    this.#written += batch.rowCount;
    if (this.#written > this.#extent.rowCount) throw this.#wrongCount();
    const out = new Uint8Array(batch.rowCount * this.#rowBytes);
    let offset = 0;
    for (const [i, plan] of this.#plans.entries()) {
      const column = prepareColumn(columnOf(plan, batch.columns[i]!));
      putFixed(column, out, offset, this.#rowBytes);
      if (column.variable) {
        for (const part of putVariable(column, out, offset, this.#rowBytes, this.#heapAt)) {
          this.#heap.push(part);
          this.#heapAt += part.length;
        }
      }
      offset += column.widthBytes;
    }
    return out;
  }

  end(): Uint8Array {
    if (this.#written !== this.#extent.rowCount) throw this.#wrongCount();
    if (this.#heapAt !== this.#heapBytes) {
      throw fail('internal', 'FITS-EXTENT', {
        en: `The lists took ${this.#heapAt} bytes, ${this.#heapBytes} were announced.`,
        zh: `列表共 ${this.#heapAt} 字节，而声明为 ${this.#heapBytes}。`,
      });
    }
    const rest = this.lengthBytes - this.#header.length - this.#written * this.#rowBytes;
    const out = new Uint8Array(rest);
    let at = 0;
    for (const part of this.#heap) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  #wrongCount() {
    return fail('internal', 'FITS-ROW-COUNT', {
      en: `${this.#extent.rowCount} rows were announced, ${this.#written} came.`,
      zh: `声明 ${this.#extent.rowCount} 行，实有 ${this.#written} 行。`,
    });
  }
}

/**
 * A writer of one binary table for results that stream. The number of rows and the widths must be known (a COUNT, a
 * limit that was met, or `tableMeasure` over a first pass). Times become ISO texts; nulls become TNULL, NaN, an undefined
 * logical or an empty text; texts that are not ASCII are written as UTF-8.
 */
export function fitsTableWriter(
  fields: readonly Field[],
  extent: TableExtent,
  options: TableWriterOptions = {},
): FitsTableWriter {
  return new Writer(fields, extent, options);
}
