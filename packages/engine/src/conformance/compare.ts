import type { CellValue } from '@lingtai/columns';
import type { JsonValue } from '../conformance-table.ts';

/** Below this an absolute difference counts, so that the sine of pi may be 1e-16. */
const least = 1e-3;

type Found = readonly (readonly CellValue[])[];
type Wanted = readonly (readonly JsonValue[])[];

/** What differs between two lists of rows in order; `undefined`: nothing. `tolerance` is relative, for floats. */
export function orderedDifference(found: Found, wanted: Wanted, tolerance: number): string | undefined {
  for (let i = 0; i < Math.max(found.length, wanted.length); i++) {
    if (sameRow(found[i], wanted[i], tolerance)) continue;
    return `row ${i}: found ${text(found[i])}, expected ${text(wanted[i])}${lengths(found, wanted)}`;
  }
  return undefined;
}

/** The same without regard to order. */
export function rowsDifference(found: Found, wanted: Wanted, tolerance: number): string | undefined {
  const left = [...found];
  const missing = wanted.filter((row) => {
    const at = left.findIndex((f) => sameRow(f, row, tolerance));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0 && left.length === 0) return undefined;
  const some = (rows: readonly unknown[]): string => rows.slice(0, 3).map(text).join(' ') || 'nothing';
  return `found but not expected: ${some(left)}; expected but not found: ${some(missing)}${lengths(found, wanted)}`;
}

function lengths(found: Found, wanted: Wanted): string {
  return found.length === wanted.length ? '' : ` (${found.length} rows instead of ${wanted.length})`;
}

function sameRow(
  found: readonly CellValue[] | undefined,
  wanted: readonly JsonValue[] | undefined,
  tolerance: number,
): boolean {
  if (!found || !wanted || found.length !== wanted.length) return false;
  return wanted.every((value, i) => sameValue(found[i]!, value, tolerance));
}

/** 64-bit integers and times are strings in JSON and have to agree to the last digit. */
function sameValue(found: CellValue, wanted: JsonValue, tolerance: number): boolean {
  if (Array.isArray(wanted)) {
    if (typeof found !== 'object' || found === null || !('length' in found)) return false;
    const cells = Array.from(found as ArrayLike<CellValue>);
    return cells.length === wanted.length && wanted.every((w, i) => sameValue(cells[i]!, w, tolerance));
  }
  if (typeof found === 'bigint') return String(found) === String(wanted);
  if (typeof found !== 'number') return found === wanted;
  if (typeof wanted !== 'number') return String(found) === wanted;
  return found === wanted || Math.abs(found - wanted) <= tolerance * Math.max(Math.abs(wanted), least);
}

function text(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) ?? 'nothing';
}
