import { readFileSync } from 'node:fs';
import { type Diagnostic, fail, LingtaiError, type LocalText, nearest, type Place } from '@lingtai/diagnostics';
import { splitLine } from '@lingtai/engine-duckdb';
import type { Person, PersonField } from '@lingtai/state';
import { dateOption } from './date-option.ts';

/** What the header calls a column: in English, and as the lists of a Chinese terminal do. */
const headers: Readonly<Record<string, PersonField>> = {
  name: 'name',
  email: 'email',
  'e-mail': 'email',
  'display name': 'displayName',
  roles: 'roles',
  groups: 'groups',
  starts: 'starts',
  ends: 'ends',
  reason: 'reason',
  名称: 'name',
  邮箱: 'email',
  姓名: 'displayName',
  角色: 'roles',
  用户组: 'groups',
  始于: 'starts',
  止于: 'ends',
  理由: 'reason',
};

export interface PeopleFile {
  readonly people: readonly Person[];
  /** What is wrong with the lines themselves. */
  readonly faults: readonly Diagnostic[];
}

interface Column {
  /** As the header has it. */
  readonly title: string;
  readonly field: PersonField | undefined;
}

interface Layout {
  readonly file: string;
  readonly delimiter: string;
  readonly columns: readonly Column[];
}

/**
 * Reads a list of people as spreadsheets write it: UTF-8 with or without a byte order mark, commas, semicolons or tabs
 * between the cells, quotes where a cell needs them, any line ends. Throws where no line can be read at all.
 */
export function readPeople(file: string): PeopleFile {
  const lines = textOf(file).split(/\r\n|\n|\r/);
  const headerLine = lines.findIndex((line) => line.trim() !== '');
  const header = lines[headerLine] ?? '';
  const delimiter = /[,;\t]/.exec(header)?.[0] ?? ',';
  const columns = splitLine(header, delimiter).map((cell): Column => {
    const title = cell.trim();
    const key = title.toLowerCase().replace(/[\s_]+/g, ' ');
    return { title, field: Object.hasOwn(headers, key) ? headers[key] : undefined };
  });
  const faults = headerFaults(columns, { file, line: headerLine + 1 });
  const people: Person[] = [];
  for (const [at, line] of lines.entries()) {
    if (at <= headerLine || splitLine(line, delimiter).every((cell) => cell.trim() === '')) continue;
    const read = personOf(line, at + 1, { file, delimiter, columns });
    faults.push(...read.faults);
    if (read.person) people.push(read.person);
  }
  return { people, faults };
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw fail(
      'data',
      'PEOPLE-ENCODING',
      {
        en: 'The file is not UTF-8. In Excel save it as "CSV UTF-8 (Comma delimited)".',
        zh: '文件不是 UTF-8 编码。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。',
      },
      { place: { file }, cause },
    );
  }
}

/** Unknown columns and columns that stand there twice. Throws where there is no column of names: nothing else counts then. */
function headerFaults(columns: readonly Column[], place: Place): Diagnostic[] {
  const known = Object.keys(headers);
  if (!columns.some(({ field }) => field === 'name'))
    throw fail(
      'data',
      'PEOPLE-HEADER',
      {
        en: 'The first line names the columns, and one of them is "name". Others: email, display name, roles, groups, starts, ends, reason.',
        zh: '首行应为各列名称，其中必须有“名称”（name）。其他列：邮箱、姓名、角色、用户组、始于、止于、理由。',
      },
      { place },
    );
  return columns.flatMap(({ title, field }, at) => {
    const there = { ...place, parameter: title };
    if (field === undefined && title !== '')
      return [
        fault(
          'PEOPLE-COLUMN',
          { en: 'There is no column of this name.', zh: '没有这一列。' },
          there,
          nearest(title, known),
        ),
      ];
    if (columns.findIndex((other) => other.field === field) === at || field === undefined) return [];
    return [fault('PEOPLE-COLUMN', { en: 'This column stands there twice.', zh: '这一列出现了两次。' }, there)];
  });
}

function personOf(
  line: string,
  lineNumber: number,
  { file, delimiter, columns }: Layout,
): { person?: Person; faults: readonly Diagnostic[] } {
  const place: Place = { file, line: lineNumber };
  const wrong = lineFault(line, delimiter, columns.length);
  if (wrong) return { faults: [fault('PEOPLE-LINE', wrong, place)] };
  const cells = splitLine(line, delimiter).map((cell) => cell.trim());
  const cell = (field: PersonField): string => cells[columns.findIndex((column) => column.field === field)] ?? '';
  const placeOf = (field: PersonField): Place => {
    const title = columns.find((column) => column.field === field)?.title;
    return { ...place, parameter: title ?? field };
  };
  const faults: Diagnostic[] = [];
  const date = (field: PersonField): Date | undefined => {
    try {
      return cell(field) === '' ? undefined : dateOption(field, cell(field));
    } catch (error) {
      if (!(error instanceof LingtaiError)) throw error;
      faults.push(...error.diagnostics.map((diagnostic) => ({ ...diagnostic, place: placeOf(field) })));
      return undefined;
    }
  };
  const [email, displayName, reason] = [cell('email'), cell('displayName'), cell('reason')];
  const [starts, ends] = [date('starts'), date('ends')];
  const person: Person = {
    name: cell('name'),
    ...(email === '' ? {} : { email }),
    ...(displayName === '' ? {} : { displayName }),
    roles: words(cell('roles')),
    groups: words(cell('groups')),
    ...(starts ? { starts } : {}),
    ...(ends ? { ends } : {}),
    ...(reason === '' ? {} : { reason }),
    placeOf,
  };
  return { person, faults };
}

/** Words with `;` between, also the wide one of Chinese keyboards. */
function words(text: string): string[] {
  return text
    .split(/[;\uff1b]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Why a line cannot be divided into the cells of the header. */
function lineFault(line: string, delimiter: string, columnCount: number): LocalText | undefined {
  const cell = `(?:"(?:[^"]|"")*"|(?!")[^${delimiter}]*)`;
  if (!new RegExp(`^${cell}(?:${delimiter}${cell})*$`).test(line))
    return {
      en: 'A quote (") is not closed, or something stands after one. A cell cannot have a line break.',
      zh: '引号（"）没有闭合，或其后另有文字。单元格内不能换行。',
    };
  const more = splitLine(line, delimiter).slice(columnCount);
  if (more.every((text) => text.trim() === '')) return undefined;
  return {
    en: `The line has ${columnCount + more.length} cells, the header ${columnCount}. Several roles or groups have ; between, in quotes where it divides cells.`,
    zh: `此行有 ${columnCount + more.length} 个单元格，而表头有 ${columnCount} 个。多个角色或用户组以 ; 分隔；若 ; 也是列分隔符，请加引号。`,
  };
}

function fault(code: string, text: LocalText, place: Place, near?: string): Diagnostic {
  return fail('data', code, text, { place, nearest: near }).diagnostics[0]!;
}
