import { commonFunctions, type Dialect, lambdaFunctions } from '@lingtai/engine';
import { patternFunctions } from './patterns.ts';

// Bit by bit: names for the steps of a shorter way would nest too deep to be planned quickly.
const bits = Array.from({ length: 29 }, (_, i) => BigInt(i));
const spreadBits = bits.map((i) => `(({0} & ${1n << i}) << ${i})`).join(' | ');
const gatherBits = bits.map((i) => `(({0} & ${1n << (2n * i)}) >> ${i})`).join(' | ');

// An infinite angle has no sine, and DuckDB refuses the whole query for it: a coordinate that is no number is in no circle.
const angle = "(CASE WHEN isinf({0}) THEN 'NaN'::DOUBLE ELSE {0} END)";

/** DuckDB's spellings, where they differ from the common ones. */
export const duckdbDialect: Dialect = {
  name: 'DuckDB',
  typeNames: {
    boolean: 'BOOLEAN',
    uint8: 'UTINYINT',
    int16: 'SMALLINT',
    int32: 'INTEGER',
    int64: 'BIGINT',
    float32: 'FLOAT',
    float64: 'DOUBLE',
    string: 'VARCHAR',
    timestamp: 'TIMESTAMP',
  },
  functions: {
    ...commonFunctions,
    ...lambdaFunctions({
      let: 'list_transform([{0}], lambda #: {1})[1]',
      any: '(len(list_filter({0}, lambda #: {1})) > 0)',
      sum: 'list_sum(list_transform({0}, lambda #: {1}))',
      map: 'list_transform({0}, lambda #: {1})',
    }),
    array: '[{*, }]',
    item: '({0})[{1}]',
    'list-length': 'len({0})',
    'utf8-bytes': 'strlen({0})',
    'up-to': 'range(1, {0} + 1)',
    'shift-left': '({0} << {1})',
    'shift-right': '({0} >> {1})',
    'spread-bits': `(${spreadBits})`,
    'gather-bits': `(${gatherBits})`,
    list: '[{*, }]',
    'float-text': "regexp_replace(CAST({0} AS VARCHAR), '[.]0$', '')",
    'timestamp-text': "replace(CAST({0} AS VARCHAR), ' ', 'T')",
    'url-encode': 'url_encode({0})',
    // A position is null where one of its coordinates is.
    'list/2': 'CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN [{0}, {1}] END',
    'int-div': '({0} // nullif({1}, 0))',
    mod: '({0} % nullif({1}, 0))',
    'bit-and': '({0} & {1})',
    'bit-or': '({0} | {1})',
    'bit-xor': 'xor({0}, {1})',
    'bit-not': '(~{0})',
    sign: 'CAST(sign({0}) AS BIGINT)',
    round: 'round({0})',
    'round/2': 'round({0}, CAST({1} AS INTEGER))',
    truncate: 'trunc({0})',
    // From 2^53 on a number has no decimal places to be cut off, nor has an infinity.
    'truncate/2': `(CASE WHEN {1} < -308 THEN {0} * 0 WHEN abs({0}) * power(10.0::DOUBLE, {1}) >= ${2 ** 53} THEN {0} \
ELSE trunc({0} * power(10.0::DOUBLE, {1})) / power(10.0::DOUBLE, {1}) END)`,
    finite: '(CASE WHEN isfinite({0}) THEN {0} END)',
    sin: `sin(${angle})`,
    cos: `cos(${angle})`,
    power: 'power({0}, {1})',
    'to-mjd': '(epoch_us({0}) / 86400e6 + 40587)',
    // Of a null that it knows beforehand DuckDB makes an integer.
    concat: 'CAST({0} || {1} AS VARCHAR)',
    ...patternFunctions,
  },
  aggregates: {
    'count-rows': 'count(*)',
    count: 'count({0})',
    sum: 'sum({0})',
    avg: 'avg({0})',
    min: 'min({0})',
    max: 'max({0})',
    stddev: 'stddev_samp({0})',
    'string-agg': 'string_agg({0}, {2} ORDER BY {1})',
  },
  // Typed by a cast: the plan then never waits for the values, and range filters still reach the zone maps.
  parameter: (n, typeName) => `CAST($${n} AS ${typeName})`,
};
