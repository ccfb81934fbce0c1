/** What the engine says where a pattern is too long; `errors.ts` knows it. */
export const patternTooLong = 'LINGTAI-PATTERN';

/** Longer patterns are refused where they have wildcards: the time of a search is that of text times pattern. */
const longestPattern = 1000;

/** DuckDB's LIKE goes back for each `%` inside a pattern: with more than these its time grows as a power of the text's length. */
const fewWildcards = 2;

const special = "'([\\\\.+*?()|\\[\\]}{^$])'";

/** The regular expression of a text. */
function literally(text: string): string {
  return `regexp_replace(${text}, ${special}, '\\\\\\1', 'g')`;
}

/** The regular expression of a pattern, which is matched in time linear in the text. */
function regexOf(pattern: string, mark?: string): string {
  const wild = (text: string): string => `replace(replace(${literally(text)}, '%', '.*'), '_', '.')`;
  if (mark === undefined) return wild(pattern);
  // What is escaped is kept aside as control characters while the wildcards are made.
  const aside = `replace(replace(replace(${pattern}, ${mark} || ${mark}, chr(1)), ${mark} || '%', chr(2)), ${mark} || '_', chr(3))`;
  return `replace(replace(replace(${wild(aside)}, chr(1), ${literally(mark)}), chr(2), '%'), chr(3), '_')`;
}

/** The pattern with an escape that has no case: escapes of ILIKE are told from their capital letter, which DuckDB does not. */
const caseless = 'chr(4)';
const withCaseless = `replace(replace(replace({1}, {2} || {2}, chr(5)), {2}, ${caseless}), chr(5), {2})`;

/**
 * LIKE as it is where that is quick, else a regular expression. The text of a query is the same for all patterns; what
 * stands in WHEN is known when the query is planned, unless the pattern is a column.
 */
function matching(operator: 'LIKE' | 'ILIKE', escaped: boolean): string {
  const [text, pattern] = operator === 'LIKE' ? ['{0}', '{1}'] : ['lower({0})', 'lower({1})'];
  const plain = `{0} ${operator} {1}${escaped ? ' ESCAPE {2}' : ''}`;
  const wildcards = "length({1}) - length(replace({1}, '%', ''))";
  const short = `length({1}) <= ${longestPattern}`;
  return `(CASE WHEN ${wildcards} = 0 OR (${wildcards} <= ${fewWildcards} AND ${short}) THEN ${plain} \
WHEN ${short} THEN regexp_full_match(${text}, ${regexOf(pattern, escaped ? '{2}' : undefined)}, 's') \
WHEN {1} IS NOT NULL THEN error('${patternTooLong}') END)`;
}

// Every run of letters and digits is a word, upper and lower case alike.
const words = (text: string): string =>
  `string_split(trim(regexp_replace(lower(${text}), '[^\\p{L}\\p{N}]+', ' ', 'g')), ' ')`;

/** Searches in texts that no pattern can make slow. */
export const patternFunctions: Readonly<Record<string, string>> = {
  like: matching('LIKE', false),
  'like/3': matching('LIKE', true),
  ilike: matching('ILIKE', false),
  'ilike/3': matching('ILIKE', true).replaceAll('{2}', caseless).replaceAll('{1}', withCaseless),
  'has-words': `(CASE WHEN length({1}) > ${longestPattern} THEN error('${patternTooLong}') WHEN {0} IS NOT NULL THEN list_has_all(${words('{0}')}, ${words('{1}')}) END)`,
};
