import type { ColumnBuilder, ScalarBuilder } from './column-builder.ts';
import { isCharacter, isComplex, type VotableField } from './field.ts';

/** Reads the text of a cell into a column. Returns false when the text is not a value of the field's type. */
export type CellReader = (text: string) => boolean;

type ElementReader = (text: string) => boolean;

const integerLimits = { unsignedByte: [0, 255], short: [-32768, 32767], int: [-2147483648, 2147483647] } as const;

function booleanReader(to: ScalarBuilder): ElementReader {
  return (text) => {
    const t = text.toLowerCase();
    if (t === 't' || t === 'true' || t === '1') to.push(1);
    else if (t === 'f' || t === 'false' || t === '0') to.push(0);
    else if (t === '?' || t === '' || t === '\0') to.pushNull();
    else return false;
    return true;
  };
}

function integerReader(field: VotableField, to: ScalarBuilder): ElementReader {
  const [low, high] = integerLimits[field.datatype as keyof typeof integerLimits];
  const nullText = field.nullText?.trim();
  const nullValue = nullText === undefined ? Number.NaN : Number(nullText);
  return (text) => {
    const value = text === '' ? Number.NaN : Number(text);
    if (text === nullText || value === nullValue) to.pushNull();
    else if (
      Number.isInteger(value) &&
      value >= low &&
      value <= high &&
      !/[.eE]/.test(text.startsWith('0x') ? '' : text)
    )
      to.push(value);
    else return false;
    return true;
  };
}

function longReader(field: VotableField, to: ScalarBuilder): ElementReader {
  const nullText = field.nullText?.trim();
  return (text) => {
    if (text === nullText) {
      to.pushNull();
      return true;
    }
    if (!/^(?:[+-]?\d+|0x[0-9a-fA-F]+)$/.test(text)) return false;
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (BigInt.asIntN(64, value) !== value) return false;
    to.push(value);
    return true;
  };
}

const specialFloats: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

function floatReader(field: VotableField, to: ScalarBuilder): ElementReader {
  const nullValue = field.nullText === undefined ? Number.NaN : Number(field.nullText);
  return (text) => {
    let value = Number(text);
    if (Number.isNaN(value) || text === '') {
      const special = specialFloats[text.toLowerCase()];
      if (special === undefined) return false;
      value = special;
    }
    if (value === nullValue) to.pushNull();
    else to.push(value);
    return true;
  };
}

function elementReader(field: VotableField, to: ScalarBuilder): ElementReader {
  switch (field.scalar) {
    case 'boolean':
      return booleanReader(to);
    case 'int64':
      return longReader(field, to);
    case 'float32':
    case 'float64':
      return floatReader(field, to);
    default:
      return integerReader(field, to);
  }
}

function stringListReader(field: VotableField, column: ColumnBuilder): CellReader {
  const width = Number(field.arraysizeText?.split('x')[0]);
  return (text) => {
    if (text === '') {
      column.pushNull();
      return true;
    }
    const characters = [...text];
    for (let i = 0; i < characters.length; i += width)
      column.child.push(
        characters
          .slice(i, i + width)
          .join('')
          .replace(/\0.*$/s, ''),
      );
    column.endList();
    return true;
  };
}

const separators = /[\s,]+/;

function listReader(field: VotableField, column: ColumnBuilder): CellReader {
  const read = elementReader(field, column.child);
  const wanted = typeof field.arraysize === 'number' ? field.arraysize : undefined;
  return (text) => {
    const trimmed = text.trim();
    if (trimmed === '') {
      column.pushNull();
      return true;
    }
    const parts = field.datatype === 'bit' ? trimmed.replace(/\s+/g, '').split('') : trimmed.split(separators);
    if (wanted !== undefined && parts.length !== wanted) return false;
    if (isComplex(field.datatype) && parts.length % 2 !== 0) return false;
    for (const part of parts) if (!read(part)) return false;
    column.endList();
    return true;
  };
}

/** The reader of TABLEDATA cells (VOTable 1.4 section 5.1) into a column. An empty cell is a null: TABLEDATA cannot tell an empty text from one. */
export function cellReader(column: ColumnBuilder): CellReader {
  const { field, child } = column;
  if (isCharacter(field.datatype)) {
    if (column.isList) return stringListReader(field, column);
    const { nullText } = field;
    return (text) => {
      if (text === '' || text === nullText) child.pushNull();
      else child.push(text);
      return true;
    };
  }
  if (column.isList) return listReader(field, column);
  const read = elementReader(field, child);
  return (text) => {
    const trimmed = text.trim();
    if (trimmed !== '') return read(trimmed);
    child.pushNull();
    return true;
  };
}
