import { basename } from 'node:path';
import type { ScalarType } from '@lingtai/columns';
import { type Diagnostic, fail, LingtaiError, nearest } from '@lingtai/diagnostics';
import type { BuilderColumn, StageJob } from '@lingtai/engine';
import type { SourceColumn } from './checks.ts';
import { firstLines, mayHoldOddNumbers, splitLine } from './csv-lines.ts';
import { text, textList } from './sql.ts';

export type CsvSource = Extract<StageJob['source'], { kind: 'csv' }>;

/** How one text file is read. */
export interface CsvLayout {
  readonly file: string;
  /** Line of the header, from 1; 0 when there is none. */
  readonly headerLine: number;
  readonly blanks: boolean;
  readonly fieldCount: number;
  /** Index of the field of each declared column. */
  readonly fieldOf: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Columns separated by runs of blanks: delimiter `' '`, `blank` or `whitespace`. */
export function isBlank(delimiter: string): boolean {
  return delimiter === ' ' || delimiter === 'blank' || delimiter === 'whitespace';
}

const headerSearchLines = 1000;
/** The buffer would else be sixteen lines of the longest size, for each thread. */
const longLines = 'max_line_size=16000000, buffer_size=32000000';

/** Reads a file's header and finds the declared columns in it. Throws INGEST-COLUMN-MISSING, INGEST-EMPTY. */
export async function csvLayout(source: CsvSource, job: Pick<StageJob, 'columns'>, file: string): Promise<CsvLayout> {
  const blanks = isBlank(source.delimiter);
  const lines = await firstLines(file, headerSearchLines);
  const split = (line: string) =>
    (blanks ? line.trim().split(/\s+/) : splitLine(line, source.delimiter)).map((field) => field.trim());
  if (!source.header) return withoutHeader(source, job, file, blanks, split, lines);
  const at = headerAt(lines, source.comment, (line) => split(line).includes(job.columns[0]!.from));
  if (at < 0) {
    throw fail(
      'data',
      'INGEST-EMPTY',
      {
        en: `The file has no header line: a line with the column names was expected.`,
        zh: '文件没有表头行：应有一行列名。',
      },
      { place: { file, line: 1 } },
    );
  }
  const names = split(uncommented(lines[at]!, source.comment));
  return { file, headerLine: at + 1, blanks, fieldCount: names.length, ...matchColumns(job, file, at + 1, names) };
}

function withoutHeader(
  source: CsvSource,
  job: Pick<StageJob, 'columns'>,
  file: string,
  blanks: boolean,
  split: (line: string) => string[],
  lines: readonly string[],
): CsvLayout {
  const first = lines.find((line) => line.trim() !== '' && !(source.comment && line.startsWith(source.comment)));
  const fieldCount = first === undefined ? job.columns.length : split(first).length;
  if (fieldCount < job.columns.length) {
    throw fail(
      'data',
      'INGEST-COLUMN-MISSING',
      {
        en: `The first row has ${fieldCount} fields, but ${job.columns.length} columns are declared.`,
        zh: `首行有 ${fieldCount} 个字段，但声明了 ${job.columns.length} 列。`,
      },
      { place: { file, line: 1 } },
    );
  }
  return { file, headerLine: 0, blanks, fieldCount, fieldOf: job.columns.map((_, i) => i), diagnostics: [] };
}

/** The header is the first line that is no comment, or a comment before it that names the columns. */
function headerAt(
  lines: readonly string[],
  comment: string | undefined,
  namesColumns: (line: string) => boolean,
): number {
  const first = lines.findIndex((line) => line.trim() !== '' && !(comment && line.startsWith(comment)));
  const end = first < 0 ? lines.length : first;
  if (first >= 0 && namesColumns(lines[first]!)) return first;
  const named = lines
    .slice(0, end)
    .findIndex((line) => comment && line.startsWith(comment) && namesColumns(uncommented(line, comment)));
  return named >= 0 ? named : first;
}

function uncommented(line: string, comment: string | undefined): string {
  if (comment && line.startsWith(comment)) return line.slice(comment.length).trim();
  return line.startsWith('#') ? line.slice(1).trim() : line;
}

function matchColumns(
  job: Pick<StageJob, 'columns'>,
  file: string,
  line: number,
  names: readonly string[],
): Pick<CsvLayout, 'fieldOf' | 'diagnostics'> {
  const missing: Diagnostic[] = [];
  const fieldOf = job.columns.map((column) => {
    const field = names.indexOf(column.from);
    if (field < 0) missing.push(missingColumn(file, line, column.from, names));
    return field;
  });
  if (missing.length > 0) throw new LingtaiError('data', missing);
  const extra = names.filter((name, i) => !fieldOf.includes(i) && name !== '');
  return { fieldOf, diagnostics: extra.length === 0 ? [] : [extraColumns(file, line, extra)] };
}

export function missingColumn(
  file: string,
  line: number | undefined,
  name: string,
  names: readonly string[],
): Diagnostic {
  const near = nearest(name, names);
  return {
    code: 'INGEST-COLUMN-MISSING',
    severity: 'error',
    text: {
      en: `The column "${name}" is declared but is not in the file.`,
      zh: `已声明的列“${name}”不在文件中。`,
    },
    place: { file, ...(line === undefined ? {} : { line }), parameter: name },
    ...(near === undefined ? {} : { nearest: near }),
  };
}

export function extraColumns(file: string, line: number | undefined, names: readonly string[]): Diagnostic {
  const shown = names.slice(0, 20).join(', ');
  const more = names.length > 20 ? ', …' : '';
  return {
    code: 'INGEST-COLUMN-EXTRA',
    severity: 'info',
    text: {
      en: `${names.length} columns of ${basename(file)} are not declared and were left out: ${shown}${more}`,
      zh: `${basename(file)} 中有 ${names.length} 列未声明，已略去：${shown}${more}`,
    },
    place: { file, ...(line === undefined ? {} : { line }) },
  };
}

/**
 * The file as an SQL relation of text fields, and how each declared column is got from it.
 * `rejectsTable` collects lines that are no rows (wrong number of fields, bad quotes, bad UTF-8); without it they raise.
 */
export function csvRelation(
  source: CsvSource,
  layout: CsvLayout,
  rejectsTable?: string,
): { relation: string; sources: SourceColumn[] } {
  const collect =
    rejectsTable === undefined
      ? ''
      : `, store_rejects=true, rejects_table=${text(rejectsTable)}, rejects_scan=${text(`${rejectsTable}_scan`)}`;
  const common = `auto_detect=false, header=false, skip=${layout.headerLine}, ${longLines}${collect}`;
  if (layout.blanks) return blankRelation(source, layout, common);
  return { relation: delimitedRelation(source, layout, common, []), sources: layout.fieldOf.map(asText) };
}

/**
 * The same relation for a first, optimistic reading: numbers are read by DuckDB's reader itself, which is faster
 * and raises where a text is none. What it lets through is what `TRY_CAST` lets through; integers of up to 32 bits come as
 * doubles, which show a fraction. A file with numbers like `1_000`, which the reader takes, is read as texts.
 */
export async function fastCsvRelation(
  source: CsvSource,
  layout: CsvLayout,
  columns: readonly BuilderColumn[],
): Promise<{ relation: string; sources: SourceColumn[] }> {
  if (layout.blanks || (await mayHoldOddNumbers(layout.file, source.delimiter))) return csvRelation(source, layout);
  const typeOfField: (string | undefined)[] = [];
  const sources = columns.map((column, i): SourceColumn => {
    const field = layout.fieldOf[i]!;
    const shared = layout.fieldOf.filter((f) => f === field).length > 1;
    const type = column.arraysize === undefined ? readAs[column.type] : undefined;
    if (type === undefined || shared || column.nulls.some((n) => typeof n === 'string')) return asText(field);
    typeOfField[field] = type;
    return { raw: `f${field}`, type };
  });
  const common = `auto_detect=false, header=false, skip=${layout.headerLine}, ${longLines}`;
  return { relation: delimitedRelation(source, layout, common, typeOfField), sources };
}

const readAs: Readonly<Partial<Record<ScalarType, string>>> = {
  uint8: 'DOUBLE',
  int16: 'DOUBLE',
  int32: 'DOUBLE',
  float32: 'FLOAT',
  float64: 'DOUBLE',
};

function asText(field: number): SourceColumn {
  return { raw: `f${field}`, type: 'VARCHAR' };
}

function delimitedRelation(
  source: CsvSource,
  layout: CsvLayout,
  common: string,
  typeOfField: readonly (string | undefined)[],
): string {
  const columns = Array.from({ length: layout.fieldCount }, (_, i) => `'f${i}': '${typeOfField[i] ?? 'VARCHAR'}'`);
  const comment = source.comment === undefined ? '' : `, comment=${text(source.comment)}`;
  return `read_csv(${text(layout.file)}, ${common}, delim=${text(source.delimiter)}, quote='"', escape='"', nullstr=${textList(['', ...source.missing])}, columns={${columns.join(', ')}}${comment})`;
}

function blankRelation(
  source: CsvSource,
  layout: CsvLayout,
  common: string,
): { relation: string; sources: SourceColumn[] } {
  const comment = source.comment === undefined ? '' : ` AND NOT starts_with(line, ${text(source.comment)})`;
  const lines = `read_csv(${text(layout.file)}, ${common}, delim='\u0001', quote='', escape='', nullstr='\u0002', columns={'line': 'VARCHAR'})`;
  const missing = ['', ...source.missing].map(text).join(', ');
  const relation = `(SELECT regexp_split_to_array(trim(line, ' \t\r'), '\\s+') AS f, line FROM ${lines} WHERE trim(line, ' \t\r') <> ''${comment})`;
  return {
    relation,
    sources: layout.fieldOf.map((field) => ({
      raw: `CASE WHEN f[${field + 1}] IN (${missing}) THEN NULL ELSE f[${field + 1}] END`,
      type: 'VARCHAR',
    })),
  };
}

/** In a file of blank-separated fields, true where a row has the wrong number of them. */
export function blankFault(layout: CsvLayout): string {
  return layout.blanks ? `len(f) <> ${layout.fieldCount}` : 'false';
}
