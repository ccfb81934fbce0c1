/** How tightly operators bind; equal ones go from left to right. */
export const power: Readonly<Record<string, number>> & {
  readonly OR: number;
  readonly AND: number;
  readonly NOT: number;
  readonly predicate: number;
  readonly unary: number;
} = {
  OR: 1,
  AND: 2,
  NOT: 3,
  /** Comparisons, BETWEEN, IN, LIKE, IS NULL. */
  predicate: 4,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '||': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  unary: 11,
  '**': 12,
  '::': 13,
};
