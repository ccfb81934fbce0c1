import { isRegularName, quoteName } from '@lingtai/adql';
import type { ColumnDetail, TableDetail } from '@lingtai/service-forms';
import type { LocalText } from '../../words/context.tsx';
import { ask } from './ask.ts';
import type { NamedTable } from './from-tables.ts';
import type { SqlRelease } from './page.tsx';

export type SqlColumn = Pick<ColumnDetail, 'name' | 'type' | 'description' | 'min' | 'max' | 'nullCount'> & {
  readonly arraysize?: number | string | undefined;
  readonly unit?: string | undefined;
  readonly ucd?: string | undefined;
};

export interface SqlTable {
  readonly schema: string;
  readonly name: string;
  readonly title: LocalText;
  readonly rowCount?: number;
  /** Its columns, asked for once. */
  readonly columns: () => Promise<readonly SqlColumn[]>;
}

export interface SqlSchema {
  readonly name: string;
  readonly title: LocalText;
  readonly tables: readonly SqlTable[];
}

/** A name as a query writes it. */
export function written(name: string): string {
  return isRegularName(name) ? name : quoteName(name);
}

export function tableName(table: SqlTable): string {
  return `${written(table.schema)}.${written(table.name)}`;
}

/** The releases' tables, with the descriptions of both languages and the statistics of the API. */
export function releaseSchemas(releases: readonly SqlRelease[]): SqlSchema[] {
  return releases.map(({ address, schemaName, title, tables }) => ({
    name: schemaName,
    title,
    tables: tables.map((table) => ({
      schema: schemaName,
      name: table.name,
      title: table.title,
      ...(table.rowCount === undefined ? {} : { rowCount: table.rowCount }),
      columns: once(async () => {
        const answer = await ask(`/api/${address}/tables/${encodeURIComponent(table.name)}`);
        return ((await answer.json()) as TableDetail).columns;
      }),
    })),
  }));
}

/** Schemas that no release is: TAP_SCHEMA, and tables of users whom the asker may see. */
export async function otherSchemas(known: readonly SqlSchema[]): Promise<SqlSchema[]> {
  const document = await xmlOf('/tap/tables?detail=min');
  const names = new Set(known.map((schema) => schema.name.toLowerCase()));
  return [...document.getElementsByTagName('schema')]
    .map((node) => {
      const name = bare(childText(node, 'name') ?? '');
      const title = childText(node, 'title') ?? name;
      return { name, title: { en: title, zh: title }, tables: [...node.getElementsByTagName('table')].map(otherTable) };
    })
    .filter((schema) => !names.has(schema.name.toLowerCase()));
}

function otherTable(node: Element): SqlTable {
  const full = childText(node, 'name') ?? '';
  const [schema = '', name = ''] = full.split(/\.(?=[^"]*(?:"[^"]*"[^"]*)*$)/).map(bare);
  const title = childText(node, 'title') ?? childText(node, 'description') ?? name;
  return {
    schema,
    name,
    title: { en: title, zh: title },
    columns: once(async () => {
      const document = await xmlOf(`/tap/tables/${encodeURIComponent(full)}`);
      return [...document.getElementsByTagName('column')].map(columnOf);
    }),
  };
}

function columnOf(node: Element): SqlColumn {
  const description = childText(node, 'description') ?? '';
  const type = node.getElementsByTagName('dataType')[0];
  return {
    name: bare(childText(node, 'name') ?? ''),
    type: type?.textContent ?? '',
    description: { en: description, zh: description },
    unit: childText(node, 'unit'),
    ucd: childText(node, 'ucd'),
  };
}

/** The table that a query means, by schema and name or by name alone; names ignore case as ADQL does. */
export function findTable(schemas: readonly SqlSchema[], { parts }: NamedTable): SqlTable | undefined {
  const [name, schema] = [parts.at(-1)!.toLowerCase(), parts.at(-2)?.toLowerCase()];
  return schemas
    .flatMap((s) => s.tables)
    .find((t) => t.name.toLowerCase() === name && (schema === undefined || t.schema.toLowerCase() === schema));
}

async function xmlOf(path: string): Promise<Document> {
  const answer = await ask(path);
  return new DOMParser().parseFromString(await answer.text(), 'text/xml');
}

const bare = (name: string): string =>
  name
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replaceAll('""', '"');

function childText(node: Element, name: string): string | undefined {
  const child = [...node.children].find((c) => c.localName === name);
  return child?.textContent?.trim() || undefined;
}

/** Remembers a good answer; a failed one is asked for again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}
