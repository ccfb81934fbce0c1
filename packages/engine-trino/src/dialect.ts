import { commonFunctions, type Dialect, lambdaFunctions } from '@lingtai/engine';

// Every run of letters and digits of the second text is a word of the first, upper and lower case alike.
const words = (text: string): string => `trim(regexp_replace(lower(${text}), '[^\\p{L}\\p{N}]+', ' '))`;
const hasWords = `all_match(split(${words('{1}')}, ' '), w -> strpos(' ' || ${words('{0}')} || ' ', ' ' || w || ' ') > 0)`;

// An escape that has no case, and only where Trino takes one: before % and _. Elsewhere it says nothing.
const pattern = 'replace(replace(replace({1}, {2} || {2}, chr(5)), {2}, chr(4)), chr(5), {2})';
const escaped = `regexp_replace(${pattern}, chr(4) || '(?![%_])', '')`;

/** Nulls among the values count for nothing, as in DuckDB and PostgreSQL. */
const present = 'filter(ARRAY[{*, }], x -> x IS NOT NULL)';

// The text of a float as the other engines give it: Trino's own keeps seven digits of a REAL and always has an exponent.
// Through JSON it has the fewest digits that give the float back; then the exponent goes where others have none.
const plainly = "regexp_replace(CAST(CAST(t AS DECIMAL(38, 21)) AS VARCHAR), '[.]?0+$')";
const withExponent = "regexp_replace(replace(t, '.0E', 'E'), 'E(?=[0-9])', 'E+')";
const floatText = `lower(replace(replace(transform(ARRAY[json_format(CAST({0} AS JSON))], t -> CASE \
WHEN strpos(t, 'E') = 0 THEN regexp_replace(t, '[.]0$') \
WHEN abs(CAST(t AS DOUBLE)) >= 1E-4 AND abs(CAST(t AS DOUBLE)) < 1E16 THEN ${plainly} \
ELSE regexp_replace(${withExponent}, '(?<s>[+-])(?=[0-9]$)', '$\{s}0') END)[1], 'Infinity', 'inf'), '"', ''))`;

const timeText = "regexp_replace(replace(trim({0}), ' ', 'T'), '^([^T]*)$', '$1T00:00:00')";

// Trino encodes as forms do.
const urlEncode = "replace(replace(replace(url_encode({0}), '+', '%20'), '*', '%2A'), '%7E', '~')";

/** Trino's spellings, where they differ from the common ones. Literals are printed, never parameters. */
export const trinoDialect: Dialect = {
  name: 'Trino',
  typeNames: {
    boolean: 'BOOLEAN',
    uint8: 'SMALLINT',
    int16: 'SMALLINT',
    int32: 'INTEGER',
    int64: 'BIGINT',
    float32: 'REAL',
    float64: 'DOUBLE',
    string: 'VARCHAR',
    timestamp: 'TIMESTAMP(6)',
  },
  arrayType: 'ARRAY({0})',
  number: (digits, typeName) => `${typeName} '${digits}'`,
  functions: {
    ...commonFunctions,
    ...lambdaFunctions({
      let: 'transform(ARRAY[{0}], # -> {1})[1]',
      any: 'any_match({0}, # -> {1})',
      sum: "reduce({0}, DOUBLE '0', (s, #) -> s + {1}, s -> s)",
      map: 'transform({0}, # -> {1})',
    }),
    try: 'TRY({0})',
    array: 'ARRAY[{*, }]',
    item: 'element_at({0}, {1})',
    'list-length': 'CAST(cardinality({0}) AS BIGINT)',
    'utf8-bytes': 'length(to_utf8({0}))',
    'up-to': '(CASE WHEN {0} >= 1 THEN sequence(1, {0}) ELSE ARRAY[] END)',
    'shift-left': 'bitwise_left_shift({0}, CAST({1} AS INTEGER))',
    'shift-right': 'bitwise_right_shift_arithmetic({0}, CAST({1} AS INTEGER))',
    // Binary digits read with base 4, and the other way round.
    'spread-bits': `from_base(to_base(bitwise_and({0}, ${2 ** 29 - 1}), 2), 4)`,
    'gather-bits': `from_base(to_base(bitwise_and({0}, BIGINT '${(4n ** 29n - 1n) / 3n}'), 4), 2)`,
    list: 'ARRAY[{*, }]',
    'list/2': '(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN ARRAY[{0}, {1}] END)',
    'float-text': floatText,
    'timestamp-text': "regexp_replace(replace(CAST({0} AS VARCHAR), ' ', 'T'), '[.]?0+$')",
    'parse-time': `TRY(CAST(from_iso8601_timestamp_nanos(${timeText}) AT TIME ZONE 'UTC' AS TIMESTAMP(6)))`,
    'url-encode': urlEncode,
    'like/3': `({0} LIKE ${escaped} ESCAPE chr(4))`,
    'ilike/3': `(lower({0}) LIKE lower(${escaped}) ESCAPE chr(4))`,
    mod: '({0} % nullif({1}, 0))',
    'bit-and': 'bitwise_and({0}, {1})',
    'bit-or': 'bitwise_or({0}, {1})',
    'bit-xor': 'bitwise_xor({0}, {1})',
    'bit-not': 'bitwise_not({0})',
    sign: 'CAST(sign({0}) AS BIGINT)',
    round: 'round({0})',
    'round/2': 'round({0}, CAST({1} AS INTEGER))',
    truncate: 'truncate({0})',
    'truncate/2': `(CASE WHEN {1} < -308 THEN {0} * 0 WHEN abs({0}) * power(DOUBLE '10', {1}) >= DOUBLE '${2 ** 53}' THEN {0} \
ELSE truncate({0} * power(DOUBLE '10', {1})) / power(DOUBLE '10', {1}) END)`,
    finite: '(CASE WHEN is_finite({0}) THEN {0} END)',
    power: 'power({0}, {1})',
    greatest: `array_max(${present})`,
    least: `array_min(${present})`,
    'to-mjd': "(to_unixtime({0}) / DOUBLE '86400' + DOUBLE '40587')",
    'has-words': hasWords,
  },
  aggregates: {
    'count-rows': 'count(*)',
    count: 'count({0})',
    sum: 'sum({0})',
    avg: 'avg({0})',
    min: 'min({0})',
    max: 'max({0})',
    stddev: 'stddev_samp({0})',
    'string-agg': 'listagg({0}, {2}) WITHIN GROUP (ORDER BY {1})',
  },
};
