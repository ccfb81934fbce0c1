import { isRegularName, quoteName } from '@lingtai/adql';
import { sqlPageAddress } from './formats.ts';

const written = (name: string): string => (isRegularName(name) ? name : quoteName(name));

/** The SQL page with the first rows of a table. */
export function tableInSql(schemaName: string, table: string): string {
  return sqlPageAddress(`SELECT TOP 100 *\nFROM ${written(schemaName)}.${written(table)}`);
}
