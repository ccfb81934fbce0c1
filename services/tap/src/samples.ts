import {
  call,
  compare,
  type Expression,
  isRegularName,
  literal,
  type Name,
  printAdql,
  type Query,
} from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import type { ColumnEntry, TableEntry } from '@lingtai/descriptor';
import type { LocalText } from '@lingtai/diagnostics';
import type { TapContext } from './context.ts';

/** A query that runs as it stands and, but for joins, finds something. */
export interface Sample {
  /** Unique on this site, fit for an address: `demo_dr1_v1-lrs-cone`. */
  readonly id: string;
  readonly title: LocalText;
  /** The title without table and release, for lists that name these themselves. */
  readonly what: LocalText;
  readonly query: string;
  /** `schema.table` of the tables that it reads. */
  readonly tables: readonly string[];
}

interface Draft {
  readonly kind: string;
  readonly title: LocalText;
  readonly tree: Query;
  readonly others?: readonly string[];
}

/** Runnable samples for each release that the asker may see: position, cone, filter, groups, join by id. */
export async function samplesOf(context: TapContext, snapshot: CatalogueSnapshot): Promise<Sample[]> {
  const samples: Sample[] = [tapSchemaSample];
  for (const release of snapshot.releases) {
    for (const table of release.descriptor.tables.filter((t) => release.tableNames.includes(t.name))) {
      samples.push(...(await tableSamples(context, snapshot, release, table)));
    }
  }
  return samples;
}

async function tableSamples(
  context: TapContext,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  table: TableEntry,
): Promise<Sample[]> {
  const { schemaName } = release;
  const place = table.position && (await context.examplePosition(snapshot, release, table));
  const drafts = [
    firstRows(schemaName, table),
    ...(table.position && place ? [cone(schemaName, table, table.position, place)] : []),
    ...filter(release, table),
    ...groups(schemaName, table),
    ...join(release, table),
  ];
  const where = `${release.dataset} ${release.release} ${release.version}`;
  return drafts.map(({ kind, title, tree, others = [] }) => ({
    id: `${schemaName}-${table.name}-${kind}`,
    title: { en: `${title.en}: ${table.title.en}, ${where}`, zh: `${title.zh}：${table.title.zh}，${where}` },
    what: title,
    query: printAdql(tree),
    tables: [table.name, ...others].map((name) => `${schemaName}.${name}`),
  }));
}

const part = (text: string): Name['parts'][number] => (isRegularName(text) ? { text } : { text, delimited: true });
const nameOf = (...parts: readonly string[]): Name => ({ parts: parts.map(part) });
const columnOf = (...parts: readonly string[]): Expression => ({ kind: 'column', name: nameOf(...parts) });
const items = (...values: readonly Expression[]) => values.map((value) => ({ kind: 'value', value }) as const);
const fromTable = (schema: string, table: string) => ({ kind: 'table', name: nameOf(schema, table) }) as const;

const tablesTitle: LocalText = { en: 'The tables of this service', zh: '本服务的表' };

/** The list of tables, on every site. */
export const tapSchemaSample: Sample = {
  id: 'tap-schema',
  title: tablesTitle,
  what: tablesTitle,
  query: printAdql({
    kind: 'select',
    items: items(columnOf('table_name'), columnOf('description')),
    from: fromTable('TAP_SCHEMA', 'tables'),
    orderBy: [{ value: columnOf('table_index') }],
  }),
  tables: ['TAP_SCHEMA.tables'],
};

function firstRows(schema: string, table: TableEntry): Draft {
  const shown = [...new Set([table.key, ...positionNames(table)])];
  return {
    kind: 'rows',
    title: { en: 'A few rows', zh: '若干行' },
    tree: {
      kind: 'select',
      top: 10,
      items: items(...shown.map((name) => columnOf(name))),
      from: fromTable(schema, table.name),
    },
  };
}

function positionNames({ position }: TableEntry): string[] {
  return position ? [position.ra, position.dec] : [];
}

function cone(
  schema: string,
  table: TableEntry,
  position: { readonly ra: string; readonly dec: string },
  place: { readonly raDeg: number; readonly decDeg: number },
): Draft {
  const here = call('POINT', columnOf(position.ra), columnOf(position.dec));
  const wanted = call('POINT', literal(place.raDeg), literal(place.decDeg));
  return {
    kind: 'cone',
    title: { en: 'Within half a degree of a position', zh: '某一位置半度以内' },
    tree: {
      kind: 'select',
      top: 100,
      items: [
        ...items(columnOf(table.key), columnOf(position.ra), columnOf(position.dec)),
        { kind: 'value', value: call('DISTANCE', here, wanted), alias: nameOf('separation') },
      ],
      from: fromTable(schema, table.name),
      where: compare(call('DISTANCE', here, wanted), '<', literal(0.5)),
      orderBy: [{ value: columnOf('separation') }],
    },
  };
}

/** A condition on the first column of numbers that vary, in the middle of its range. */
function filter(release: PublishedRelease, table: TableEntry): Draft[] {
  const statistics = release.manifest.tables.find((t) => t.name === table.name)!.statistics;
  for (const column of table.columns) {
    const { min, max } = statistics[column.name] ?? {};
    if (!isMeasured(column, table) || typeof min !== 'number' || typeof max !== 'number' || min >= max) continue;
    const middle = Number(((min + max) / 2).toPrecision(3));
    if (!(middle >= min && middle < max)) continue;
    const where = compare(columnOf(column.name), '>', literal(middle));
    return [
      {
        kind: 'filter',
        title: { en: 'Rows with a large value, largest first', zh: '取值较大的行，由大到小' },
        tree: {
          kind: 'select',
          top: 100,
          items: items(columnOf(table.key), columnOf(column.name)),
          from: fromTable(release.schemaName, table.name),
          where,
          orderBy: [{ value: columnOf(column.name), descending: true }],
        },
      },
    ];
  }
  return [];
}

function isMeasured(column: ColumnEntry, table: TableEntry): boolean {
  const isFloat = column.type === 'float32' || column.type === 'float64';
  return isFloat && column.arraysize === undefined && !positionNames(table).includes(column.name);
}

/** How many rows there are of each value that the descriptor lists. */
function groups(schema: string, table: TableEntry): Draft[] {
  const column = table.columns.find((c) => c.values && c.arraysize === undefined);
  if (!column) return [];
  const count: Expression = { kind: 'call', name: 'COUNT', arguments: [], star: true };
  return [
    {
      kind: 'groups',
      title: { en: 'How many of each kind', zh: '各类各有多少' },
      tree: {
        kind: 'select',
        items: [...items(columnOf(column.name)), { kind: 'value', value: count, alias: nameOf('n') }],
        from: fromTable(schema, table.name),
        groupBy: [columnOf(column.name)],
        orderBy: [{ value: columnOf('n'), descending: true }],
      },
    },
  ];
}

/** Two tables of a release that tell their rows apart by the same id; the largest, where most ids are found again. */
function join(release: PublishedRelease, table: TableEntry): Draft[] {
  const rowCount = ({ name }: TableEntry): number =>
    release.manifest.tables.find((t) => t.name === name)!.rowCount ?? 0;
  const others = release.descriptor.tables
    .filter((t) => t !== table && release.tableNames.includes(t.name))
    .toSorted((a, b) => rowCount(b) - rowCount(a));
  const other = others.find((t) => t.key === table.key && typeOf(t, t.key) === typeOf(table, table.key));
  if (!other) return [];
  const [a, b] = [nameOf('a'), nameOf('b')];
  const extra = other.columns.find((c) => c.name !== table.key && c.arraysize === undefined) ?? other.columns[0]!;
  return [
    {
      kind: 'join',
      title: { en: 'Joined by id', zh: '按标识连接两表' },
      others: [other.name],
      tree: {
        kind: 'select',
        top: 100,
        items: items(columnOf('a', table.key), columnOf('b', extra.name)),
        from: {
          kind: 'join',
          type: 'inner',
          left: { ...fromTable(release.schemaName, table.name), alias: a },
          right: { ...fromTable(release.schemaName, other.name), alias: b },
          on: compare(columnOf('a', table.key), '=', columnOf('b', table.key)),
        },
      },
    },
  ];
}

function typeOf(table: TableEntry, column: string): string | undefined {
  return table.columns.find((c) => c.name === column)?.type;
}
