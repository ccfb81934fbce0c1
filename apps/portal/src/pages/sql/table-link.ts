import { isRegularName, type Name, printAdql } from '@lingtai/adql';
import { sqlPageAddress } from './formats.ts';

const part = (text: string): Name['parts'][number] => (isRegularName(text) ? { text } : { text, delimited: true });

/** The SQL page with the first rows of a table. For loaders: the browser needs no grammar then. */
export function tableInSql(schemaName: string, table: string): string {
  const query = printAdql({
    kind: 'select',
    top: 100,
    items: [{ kind: 'all' }],
    from: { kind: 'table', name: { parts: [schemaName, table].map(part) } },
  });
  return sqlPageAddress(query);
}
