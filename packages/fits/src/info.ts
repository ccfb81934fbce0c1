import { type Diagnostic, diagnosticLine, LingtaiError } from '@lingtai/diagnostics';
import type { CardValue } from './card.ts';
import type { FitsColumn } from './column.ts';
import type { FitsFile, Hdu, TableHdu } from './hdu.ts';
import type { Header } from './header.ts';

function columnsOf(table: TableHdu): readonly FitsColumn[] | Diagnostic {
  try {
    return table.columns;
  } catch (error) {
    if (error instanceof LingtaiError) return error.diagnostics[0]!;
    throw error;
  }
}

function isColumns(columns: readonly FitsColumn[] | Diagnostic): columns is readonly FitsColumn[] {
  return Array.isArray(columns);
}

function columnLine(column: FitsColumn): string {
  const parts = [column.name, column.format, column.unit ?? '', column.dim ? `(${column.dim.join(',')})` : ''];
  return `       ${parts.filter((part) => part !== '').join('  ')}`;
}

function tableLines(table: TableHdu): string[] {
  const columns = columnsOf(table);
  return isColumns(columns) ? columns.map(columnLine) : [`       ${diagnosticLine(columns)}`];
}

function sizeOf(hdu: Hdu): string {
  switch (hdu.kind) {
    case 'image':
      return hdu.dataLengthBytes === 0 ? 'no data' : `${hdu.shape.join(' × ')}, BITPIX ${hdu.bitpix}`;
    case 'bintable':
    case 'asciitable':
      return `${hdu.rowCount} rows, ${hdu.rowBytes} bytes each`;
    case 'compressed-image':
      return `${hdu.shape.join(' × ')}, BITPIX ${hdu.bitpix}, ${hdu.compression} (pixels are not read)`;
    case 'compressed-table':
      return 'rows are not read';
    case 'groups':
      return `${hdu.groupCount} groups of ${hdu.parameterCount} parameters and ${hdu.shape.join(' × ')}, BITPIX ${hdu.bitpix}`;
    case 'other':
      return `${hdu.extension}, ${hdu.dataLengthBytes} bytes`;
  }
}

function malformedCards(header: Header): Diagnostic[] {
  return header.cards
    .filter((card) => card.malformed)
    .map((card) => ({
      code: 'FITS-CARD-VALUE',
      severity: 'warning',
      text: {
        en: 'The value is not written as FITS asks; it is taken as text.',
        zh: '值的写法不合 FITS 规定；按文本读取。',
      },
      place: { ...header.place(card.keyword), card: card.number },
    }));
}

/** What is odd in a file and did not stop the reading. */
function oddities(file: FitsFile): Diagnostic[] {
  return [...file.hdus.flatMap((hdu) => malformedCards(hdu.header)), ...file.diagnostics];
}

/** The structure of a file as text: one line an HDU, its columns beneath, then what is odd. */
export function structureText(file: FitsFile): string {
  const lines = file.hdus.flatMap((hdu) => {
    const name = hdu.name === '' ? (hdu.index === 0 ? 'PRIMARY' : '') : hdu.name;
    const line = `${String(hdu.index).padStart(4)}  ${[name, hdu.kind, sizeOf(hdu), `${hdu.header.cards.length} cards`].filter((part) => part !== '').join('  ')}`;
    return hdu.kind === 'bintable' || hdu.kind === 'asciitable' ? [line, ...tableLines(hdu)] : [line];
  });
  return [
    ...(file.name === undefined ? [] : [file.name]),
    ...lines,
    ...oddities(file).map((d) => diagnosticLine(d)),
  ].join('\n');
}

/** A value as JSON can say it: big integers as decimal strings. */
type JsonValue = string | number | boolean | null | { readonly re: number; readonly im: number };

export interface CardJson {
  readonly keyword: string;
  readonly value: JsonValue;
  readonly comment?: string;
}

export interface ColumnJson {
  readonly name: string;
  readonly format: string;
  readonly type: string;
  readonly unit?: string;
  readonly dim?: readonly number[];
  readonly null?: string;
  readonly description?: string;
}

export interface HduJson {
  readonly index: number;
  readonly name: string;
  readonly kind: Hdu['kind'];
  readonly dataOffsetBytes: number;
  readonly dataLengthBytes: number;
  readonly cards: readonly CardJson[];
  readonly bitpix?: number;
  readonly shape?: readonly number[];
  readonly rowCount?: number;
  readonly columns?: readonly ColumnJson[];
  readonly compression?: string;
  readonly error?: Diagnostic;
}

export interface StructureJson {
  readonly name?: string;
  readonly lengthBytes: number;
  readonly hdus: readonly HduJson[];
  readonly diagnostics: readonly Diagnostic[];
}

function jsonValue(value: CardValue): JsonValue {
  return typeof value === 'bigint' ? value.toString() : value;
}

function columnJson(column: FitsColumn): ColumnJson {
  const { name, format, type, unit, dim, comment } = column;
  return {
    name,
    format,
    type,
    ...(unit === undefined ? {} : { unit }),
    ...(dim === undefined ? {} : { dim }),
    ...(column.null === undefined ? {} : { null: String(column.null) }),
    ...(comment === undefined ? {} : { description: comment }),
  };
}

function ofKind(hdu: Hdu): Partial<HduJson> {
  if (hdu.kind === 'bintable' || hdu.kind === 'asciitable') {
    const columns = columnsOf(hdu);
    return {
      rowCount: hdu.rowCount,
      ...(isColumns(columns) ? { columns: columns.map(columnJson) } : { error: columns }),
    };
  }
  if (hdu.kind === 'compressed-image')
    return {
      shape: hdu.shape,
      compression: hdu.compression,
      ...(hdu.bitpix === undefined ? {} : { bitpix: hdu.bitpix }),
    };
  if (hdu.kind === 'compressed-table') return { compression: hdu.compression };
  return hdu.kind === 'image' || hdu.kind === 'groups' ? { bitpix: hdu.bitpix, shape: hdu.shape } : {};
}

function hduJson(hdu: Hdu): HduJson {
  const cards = hdu.header.cards.map(
    ({ keyword, value, comment }): CardJson => ({
      keyword,
      value: jsonValue(value),
      ...(comment === '' ? {} : { comment }),
    }),
  );
  const { index, name, kind, dataOffsetBytes, dataLengthBytes } = hdu;
  return { index, name, kind, dataOffsetBytes, dataLengthBytes, ...ofKind(hdu), cards };
}

/** The structure of a file with all header cards, ready for `JSON.stringify`. */
export function structureJson(file: FitsFile): StructureJson {
  return {
    ...(file.name === undefined ? {} : { name: file.name }),
    lengthBytes: file.source.lengthBytes,
    hdus: file.hdus.map(hduJson),
    diagnostics: oddities(file),
  };
}
