import type { LocalText } from '@lingtai/diagnostics';
import { policyOf } from './policy.ts';
import { columnsAtVerb, defaultColumnsOf, tablesOfRelease } from './table.ts';
import type { AccessEntry, Descriptor, ReleaseEntry, RowsEntry, TableEntry } from './types.ts';

/** What will be served, as `lingtai check` prints it. Addresses are below the server's own, with `{id}` for a product's id. */
export interface Explanation {
  readonly title: LocalText;
  readonly simulated: boolean;
  readonly releases: readonly {
    readonly name: string;
    readonly audience: string;
    readonly address: string;
    readonly tables: readonly string[];
  }[];
  readonly tables: readonly {
    readonly name: string;
    readonly title: LocalText;
    readonly columns: number;
    /** Number of columns at VERB 1, 2 and 3. */
    readonly atVerb: readonly [number, number, number];
    readonly shown: readonly string[];
    readonly rowsFrom: string;
    readonly key: string;
    readonly services: readonly ServiceName[];
    readonly access?: string;
    /** Columns that not everybody sees who sees the table. */
    readonly restrictedColumns: readonly { readonly name: string; readonly access: string }[];
    readonly rows?: RowsEntry;
  }[];
  readonly products: readonly {
    readonly name: string;
    readonly type: string;
    readonly mime: string;
    readonly table: string;
    readonly access?: string;
  }[];
  readonly forms: readonly string[];
}

export type ServiceName = 'tap' | 'form' | 'cone' | 'ssap' | 'sia';

/** The services that a descriptor asks for on one of its tables. */
export function servicesOf(descriptor: Descriptor, table: TableEntry): readonly ServiceName[] {
  const cones = descriptor.services?.cone ?? descriptor.tables.filter((t) => t.position).map((t) => t.name);
  const types = (descriptor.products ?? []).filter((p) => p.table === table.name).map((p) => p.type);
  return [
    'tap',
    'form',
    ...(cones.includes(table.name) ? (['cone'] as const) : []),
    ...(types.includes('spectrum') ? (['ssap'] as const) : []),
    ...(types.includes('image') ? (['sia'] as const) : []),
  ];
}

function rowsFrom({ source }: TableEntry): string {
  return source.kind === 'products' ? `products: ${source.product}` : `${source.kind}: ${source.files.join(', ')}`;
}

/** Who may see a release at first: groups, each with its day where it has one. */
function audiencesOf(descriptor: Descriptor, entry: ReleaseEntry): string {
  const own = entry.audience === undefined ? [] : [{ audience: entry.audience, from: entry.from }];
  const steps: readonly AccessEntry[] = [...(own as AccessEntry[]), ...(entry.access ?? [])];
  return stepsText(steps.length > 0 ? steps : policyOf(descriptor, entry));
}

/** Groups, each with its day where it has one: `working-group; public 2027-06-30`. */
function stepsText(steps: readonly AccessEntry[]): string {
  return steps
    .map(({ audience, from, monthsAfterObserving }) => {
      const day = from ?? (monthsAfterObserving === undefined ? undefined : `+${monthsAfterObserving} months`);
      return `${[audience].flat().join(', ')}${day === undefined ? '' : ` ${day}`}`;
    })
    .join('; ');
}

/** What a descriptor will serve, as data. */
export function explanationOf(descriptor: Descriptor): Explanation {
  return {
    title: descriptor.title,
    simulated: descriptor.simulated ?? false,
    releases: descriptor.releases.map((entry) => ({
      name: `${entry.release}/${entry.version}`,
      audience: audiencesOf(descriptor, entry),
      address: `/${descriptor.id}/${entry.release}/${entry.version}`,
      tables: tablesOfRelease(descriptor, entry).map((table) => table.name),
    })),
    tables: descriptor.tables.map((table) => ({
      name: table.name,
      title: table.title,
      columns: table.columns.length,
      atVerb: [1, 2, 3].map((verb) => columnsAtVerb(table, verb).length) as [number, number, number],
      shown: defaultColumnsOf(table).map((column) => column.name),
      rowsFrom: rowsFrom(table),
      key: table.key,
      services: servicesOf(descriptor, table),
      ...(table.access ? { access: stepsText(table.access) } : {}),
      restrictedColumns: table.columns.flatMap(({ name, access }) =>
        access ? [{ name, access: stepsText(access) }] : [],
      ),
      ...(table.rows ? { rows: table.rows } : {}),
    })),
    products: (descriptor.products ?? []).map(({ name, type, mime, table, access }) => ({
      name,
      type,
      mime,
      table,
      ...(access ? { access: stepsText(access) } : {}),
    })),
    forms: (descriptor.forms ?? []).map((form) => form.name),
  };
}
