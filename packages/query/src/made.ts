import type { ColumnType } from '@lingtai/columns';
import type { Scalar } from './ir.ts';
import { apply, castTo, float64, literalOf, string } from './types.ts';

/**
 * How a column that no file holds is made when somebody asks for it: addresses and identifiers, which depend on the site,
 * and what the descriptor says once for all rows.
 */
export type MadeColumn =
  | { readonly kind: 'constant'; readonly value: string | number | bigint | null }
  | { readonly kind: 'copy'; readonly column: string }
  /** A number of another unit. */
  | { readonly kind: 'linear'; readonly column: string; readonly factor: number; readonly offset: number }
  /** Texts and columns joined; null where one of the columns is null. */
  | {
      readonly kind: 'text';
      readonly parts: readonly (
        | string
        | { readonly column: string /** As part of a URI: percent-encoded. */; readonly encode?: boolean }
      )[];
    }
  /** An array of columns' values; null where one of them is null. */
  | { readonly kind: 'array'; readonly columns: readonly string[] };

/** The value of a made column over the table's stored columns; `stored` gives those by name. */
export function madeScalar(made: MadeColumn, type: ColumnType, stored: (name: string) => Scalar): Scalar {
  switch (made.kind) {
    case 'constant':
      return literalOf(type, made.value);
    case 'copy':
      return castTo(stored(made.column), type);
    case 'linear': {
      const scaled = apply('mul', float64, castTo(stored(made.column), float64), literalOf(float64, made.factor));
      return castTo(apply('add', float64, scaled, literalOf(float64, made.offset)), type);
    }
    case 'text': {
      const parts = made.parts.map((part) =>
        typeof part === 'string' ? literalOf(string, part) : textOf(part, stored),
      );
      return parts.reduce((left, right) => apply('concat', string, left, right));
    }
    case 'array':
      return apply('list', type, ...made.columns.map((name) => castTo(stored(name), { scalar: type.scalar })));
  }
}

function textOf(
  part: { readonly column: string; readonly encode?: boolean },
  stored: (name: string) => Scalar,
): Scalar {
  const text = castTo(stored(part.column), string);
  return part.encode ? apply('url-encode', string, text) : text;
}
