import type { CastTarget } from '@lingtai/adql';
import type { ColumnType } from '@lingtai/columns';
import type { Scalar } from './ir.ts';
import { apply, boolean, float64, int64, isArray, isNull, isNumber, literalOf, string } from './types.ts';

const castTypes: Readonly<Record<string, ColumnType>> = {
  CHAR: string,
  VARCHAR: string,
  SMALLINT: { scalar: 'int16' },
  INTEGER: { scalar: 'int32' },
  BIGINT: int64,
  REAL: { scalar: 'float32' },
  'DOUBLE PRECISION': float64,
  TIMESTAMP: { scalar: 'timestamp' },
};

/** How a value that SQL would write in its own way becomes text as our results have it. */
const textFunctions: Partial<Record<ColumnType['scalar'], string>> = {
  timestamp: 'timestamp-text',
  float32: 'float-text',
  float64: 'float-text',
};

/** The years that a time in a result can have: 0001 to 9999 (DALI 1.1, section 3.3.3). */
const [firstMicros, lastMicros] = [-62_135_596_800_000_000n, 253_402_300_799_999_999n];

/** Null where the time has no text in a result; engines know an infinite one and years of more digits. */
function withinYears(time: Scalar): Scalar {
  const { type } = time;
  const isAfter = apply('ge', boolean, time, literalOf(type, firstMicros));
  const isBefore = apply('le', boolean, time, literalOf(type, lastMicros));
  return apply('case', type, apply('and', boolean, isAfter, isBefore), time, literalOf(type, null));
}

/** CAST (ADQL 2.1 section 4.4) to a type that is no geometry: null where a value has no such form. `undefined`: no value of the type has. */
export function castValue(value: Scalar, target: CastTarget): Scalar | undefined {
  const type = castTypes[target.type];
  if (!type) return undefined;
  if (isNull(value)) return literalOf(type, null);
  const from = value.type.scalar;
  const numbers = isNumber(value.type) && isNumber(type);
  const known = type.scalar === 'string' || from === 'string' || from === type.scalar || numbers;
  if (isArray(value.type) || !known) return undefined;
  if (type.scalar !== 'string') {
    const made = apply('try-cast', type, value);
    return type.scalar === 'timestamp' && from === 'string' ? withinYears(made) : made;
  }
  const text = from === 'string' ? value : apply(textFunctions[from] ?? 'cast', string, value);
  if (target.length === undefined) return text;
  return apply('substring', string, text, literalOf(int64, 1n), literalOf(int64, BigInt(target.length)));
}
