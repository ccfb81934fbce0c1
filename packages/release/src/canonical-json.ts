type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * One text for one value: members sorted by UTF-16 code units, no blanks but one member a line at the outer two levels'
 * sake of people, numbers as JavaScript prints them (RFC 8785, 3.2.2.3), a line feed at the end.
 */
export function canonicalJson(value: unknown): string {
  return `${print(value as Json, 0)}\n`;
}

function print(value: Json, depth: number): string {
  if (value === null || typeof value !== 'object') return scalar(value);
  const open = depth < 3;
  const pad = open ? `\n${' '.repeat(depth + 1)}` : '';
  const end = open ? `\n${' '.repeat(depth)}` : '';
  if (isList(value)) {
    return value.length === 0 ? '[]' : `[${value.map((v) => pad + print(v, depth + 1)).join(',')}${end}]`;
  }
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort();
  if (names.length === 0) return '{}';
  return `{${names.map((name) => `${pad}${JSON.stringify(name)}:${print(value[name]!, depth + 1)}`).join(',')}${end}}`;
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

function scalar(value: null | boolean | number | string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no NaN and no infinity.');
  return JSON.stringify(value);
}
