import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { functionArguments, tokenize } from '@lingtai/adql';
import type { QueryLanguage } from '@lingtai/service-tap/schemas';
import type { Lang } from '../../words/context.tsx';
import { findTable, type SqlColumn, type SqlSchema, type SqlTable, tableName, written } from './catalogue.ts';
import { type NamedTable, tablesInFrom, unquoted } from './from-tables.ts';

/** What is known of the service; it grows while the page lives. */
export interface Knowledge {
  schemas: readonly SqlSchema[];
  language: QueryLanguage | undefined;
  readonly lang: Lang;
}

const clauseStarts = ['FROM', 'JOIN'];
const name = String.raw`(?:[A-Za-z_][\w$]*|"(?:[^"]|"")*"?)`;
const typed = new RegExp(`(?:${name}\\.)*${name}?$`);

/** Schemas, tables, columns of the tables in FROM, functions and reserved words, by the place of the cursor. */
export function completionOf(know: Knowledge) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const before = text.slice(0, context.pos);
    if (inside(text, context.pos)) return null;
    const word = typed.exec(before)![0];
    if (word === '' && !context.explicit) return null;
    const parts = splitName(word);
    const last = parts.pop()!;
    const from = context.pos - last.length;
    const tables = tablesInFrom(text);
    const options = parts.length > 0 ? await members(know, parts, tables) : await anything(know, before, word, tables);
    return { from, options, validFor: /^(?:[\w$]*|"[^"]*"?)$/ };
  };
}

/** Nothing is completed in comments and strings. */
function inside(text: string, at: number): boolean {
  return tokenize(text).some(
    ({ kind, from, to }) => (kind === 'comment' || kind === 'string' || kind === 'number') && from < at && at < to + 1,
  );
}

const splitName = (word: string): string[] => word.split(/\.(?=(?:[^"]*"[^"]*")*[^"]*$)/);

async function members(
  know: Knowledge,
  parts: readonly string[],
  tables: readonly NamedTable[],
): Promise<Completion[]> {
  const plain = parts.map(unquoted);
  const schema = plain.length === 1 ? know.schemas.find((s) => same(s.name, plain[0]!)) : undefined;
  if (schema) return schema.tables.map((table) => tableOption(table, written(table.name), know.lang));
  const named = plain.length === 1 ? tables.find((t) => same(t.alias ?? t.parts.at(-1)!, plain[0]!)) : undefined;
  const table = findTable(know.schemas, named ?? { parts: plain });
  return table ? columnsOf(table, know.lang) : [];
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

async function anything(
  know: Knowledge,
  before: string,
  word: string,
  tables: readonly NamedTable[],
): Promise<Completion[]> {
  const previous = lastKeyword(before.slice(0, before.length - word.length));
  const tableOptions = know.schemas.flatMap((schema) => [
    { label: written(schema.name), type: 'namespace', detail: schema.title[know.lang] },
    ...schema.tables.map((table) => tableOption(table, tableName(table), know.lang)),
  ]);
  if (previous !== undefined && clauseStarts.includes(previous)) return tableOptions;
  const found = [...new Set(tables.flatMap((t) => findTable(know.schemas, t) ?? []))];
  const columns = (await Promise.all(found.map((table) => columnsOf(table, know.lang)))).flat();
  const aliases = tables.flatMap(({ alias }) =>
    alias === undefined ? [] : [{ label: written(alias), type: 'variable', boost: 2 }],
  );
  return [...unique(columns), ...aliases, ...functionOptions(know), ...keywordOptions, ...lower(tableOptions)];
}

const lower = (options: readonly Completion[]): Completion[] => options.map((o) => ({ ...o, boost: -5 }));

const unique = (options: readonly Completion[]): Completion[] => [
  ...new Map(options.map((option) => [option.label, option])).values(),
];

/** The keyword that the cursor stands behind, with nothing but names and commas of a FROM between. */
function lastKeyword(before: string): string | undefined {
  const tokens = tokenize(before).filter((t) => t.kind !== 'comment');
  const last = tokens.at(-1);
  if (last === undefined) return undefined;
  const word = before.slice(last.from, last.to).toUpperCase();
  if (last.kind === 'keyword') return word;
  if (word !== ',') return undefined;
  const opener = tokens.findLast((t) => t.kind === 'keyword' && before.slice(t.from, t.to).toUpperCase() !== 'AS');
  return opener && before.slice(opener.from, opener.to).toUpperCase();
}

function tableOption(table: SqlTable, label: string, lang: Lang): Completion {
  return { label, type: 'class', detail: table.title[lang], boost: 3 };
}

async function columnsOf(table: SqlTable, lang: Lang): Promise<Completion[]> {
  const columns = await table.columns().catch((): readonly SqlColumn[] => []);
  return columns.map((column) => ({
    label: written(column.name),
    type: 'property',
    detail: [column.unit, column.type].filter(Boolean).join(' · '),
    info: [column.description[lang], column.ucd].filter(Boolean).join('\n'),
    boost: 5,
  }));
}

/** The service's functions with their signatures, and those of the standard that it lists as words only. */
function functionOptions({ language, lang }: Knowledge): Completion[] {
  const listed = new Set(language?.functions.map((f) => f.name.toUpperCase()));
  const rest = Object.keys(functionArguments).filter((label) => !listed.has(label));
  return [
    ...(language?.functions ?? []).map(({ name: label, signature, description }) => ({
      label,
      apply: `${label}(`,
      type: 'function',
      detail: signature.slice(label.length),
      ...(description ? { info: description[lang] } : {}),
    })),
    ...rest.map((label) => ({ label, apply: `${label}(`, type: 'function', detail: '(…)' })),
  ];
}

/** Words of the grammar of ADQL 2.1, those first that begin a clause. */
const clauses = ['SELECT', 'FROM', 'WHERE', 'GROUP BY', 'ORDER BY', 'INNER JOIN', 'LEFT JOIN'];
const otherWords = [
  ...['WITH', 'DISTINCT', 'ALL', 'TOP', 'AS', 'JOIN', 'NATURAL JOIN', 'RIGHT JOIN', 'FULL JOIN', 'ON', 'USING'],
  ...[
    'AND',
    'OR',
    'NOT',
    'IN',
    'BETWEEN',
    'LIKE',
    'ILIKE',
    'IS NULL',
    'IS NOT NULL',
    'EXISTS',
    'NULL',
    'TRUE',
    'FALSE',
  ],
  ...['CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'HAVING', 'ASC', 'DESC', 'OFFSET', 'UNION', 'INTERSECT', 'EXCEPT'],
  ...['INTEGER', 'SMALLINT', 'BIGINT', 'REAL', 'DOUBLE PRECISION', 'CHAR', 'VARCHAR', 'TIMESTAMP'],
];

const keywordOptions: readonly Completion[] = [
  ...clauses.map((label) => ({ label, type: 'keyword', boost: 1 })),
  ...otherWords.map((label) => ({ label, type: 'keyword', boost: -1 })),
];
