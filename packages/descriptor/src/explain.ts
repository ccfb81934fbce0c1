import type { Lang, LocalText } from '@lingtai/diagnostics';
import { policyOf } from './policy.ts';
import { columnsAtVerb, defaultColumnsOf, tablesOfRelease } from './table.ts';
import type { AccessEntry, Descriptor, ReleaseEntry, TableEntry } from './types.ts';

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
  }[];
  readonly products: readonly {
    readonly name: string;
    readonly type: string;
    readonly mime: string;
    readonly table: string;
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
  return (steps.length > 0 ? steps : policyOf(descriptor, entry))
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
    })),
    products: (descriptor.products ?? []).map(({ name, type, mime, table }) => ({ name, type, mime, table })),
    forms: (descriptor.forms ?? []).map((form) => form.name),
  };
}

const words = {
  en: {
    simulated: 'simulated data',
    releases: 'Releases',
    tables: 'Tables',
    columns: 'columns',
    products: 'Products',
    forms: 'Forms',
    rows: 'rows from',
    key: 'key',
    perFile: 'one row for each file in',
  },
  zh: {
    simulated: '模拟数据',
    releases: '数据发布',
    tables: '表',
    columns: '列',
    products: '产品',
    forms: '检索表单',
    rows: '行来自',
    key: '键',
    perFile: '每个文件一行，见',
  },
} as const;

/** What a descriptor will serve, as text for a terminal: what `lingtai check` prints. */
export function explainDescriptor(descriptor: Descriptor, lang: Lang = 'en'): string {
  const explanation = explanationOf(descriptor);
  const w = words[lang];
  const lines = [`${explanation.title[lang]}${explanation.simulated ? ` [${w.simulated}]` : ''}`, '', w.releases];
  for (const r of explanation.releases)
    lines.push(`  ${r.name}  ${r.address}  (${r.audience})  ${r.tables.join(', ')}`);
  lines.push('', w.tables);
  for (const t of explanation.tables) {
    lines.push(`  ${t.name}  ${t.title[lang]}`);
    lines.push(
      `    ${t.columns} ${w.columns} (VERB 1/2/3: ${t.atVerb.join('/')}); ${w.key} ${t.key}; ${t.services.join(', ')}`,
    );
    lines.push(`    ${w.rows} ${t.rowsFrom}`);
  }
  if (explanation.products.length > 0) lines.push('', w.products);
  for (const p of explanation.products) lines.push(`  ${p.name}  ${p.type}, ${p.mime}; ${w.perFile} ${p.table}`);
  if (explanation.forms.length > 0) lines.push('', `${w.forms}: ${explanation.forms.join(', ')}`);
  return `${lines.join('\n')}\n`;
}
