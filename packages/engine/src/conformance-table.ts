import type { Expression } from '@lingtai/adql';
import type { Field, ScalarType } from '@lingtai/columns';
import type { CatalogueView, TableStorage, ViewColumn, ViewTable } from '@lingtai/query';

/** A value as JSON has it: 64-bit integers and times as decimal strings, NaN and infinities as words. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[];

/** Keys that the questions name. */
export interface ConformanceConstants {
  readonly look: Readonly<Record<string, string>>;
  readonly many: readonly string[];
  readonly point: string;
  readonly thirty: readonly string[];
  /** One stored apart that the rule lets through, one that it does not, and one that is not apart. */
  readonly ruled: { readonly seen: string; readonly unseen: string; readonly free: string };
}

/** `fixtures/engine/objects.json`: the suite's table, by column, in canonical order. */
export interface ConformanceTable {
  readonly columns: readonly { readonly name: string; readonly type: ScalarType; readonly arraysize?: '*' }[];
  /** Also holds `_healpix_29`, which is no column of the view. */
  readonly values: Readonly<Record<string, readonly JsonValue[]>>;
  /** Numbers of the rows that are stored apart where the suite is run on parts: among them all that its rule hides. */
  readonly held: readonly number[];
  readonly constants: ConformanceConstants;
}

/** How the suite names its table to the engine's locator, its parts by `part`; the key is `obsid`, the position `ra`, `dec`. */
export const conformanceStorage: TableStorage = {
  releaseDigest: 'sha256:conformance',
  releaseAddress: 'conformance/dr1/v1',
  table: 'objects',
};

/** The fields of the suite's table. */
export function conformanceFields(table: ConformanceTable): Field[] {
  return table.columns.map((c) => {
    return c.arraysize ? { name: c.name, scalar: c.type, arraysize: c.arraysize } : { name: c.name, scalar: c.type };
  });
}

/** A catalogue with the suite's table as its only one; `more`: a rule on its rows, and how those stored apart are seen. */
export function conformanceView(
  table: ConformanceTable,
  more: { readonly rowRule?: Expression | undefined; readonly held?: ViewTable['held'] } = {},
): CatalogueView {
  const { rowRule, held } = more;
  const columns = conformanceFields(table).map((f): ViewColumn => ({ ...f, verb: 1, searchable: true }));
  const only: ViewTable = {
    name: 'conformance.objects',
    storage: conformanceStorage,
    columns,
    position: { ra: 'ra', dec: 'dec' },
    key: 'obsid',
    ...(rowRule ? { rowRule } : {}),
    ...(held ? { held } : {}),
  };
  return {
    table: (parts) => (parts.at(-1)?.text === 'objects' ? only : undefined),
    tableNames: () => [only.name],
    audienceKey: 'conformance',
  };
}
