import { type Diagnostic, fail, LingtaiError, nearest } from '@lingtai/diagnostics';
import { stringify } from 'yaml';
import { readDocument } from '../document.ts';
import { parseDescriptor } from '../parse.ts';
import { releaseOf } from '../table.ts';
import type { ColumnEntry, Descriptor, TableEntry } from '../types.ts';
import { changesDefs, changesSchema } from './schema.ts';
import type { ColumnChanges, MetadataChanges, TableChanges, TextChanges } from './types.ts';

/** Reads a correction. Throws class `data` with every error, each with file, line and column. */
export function loadMetadataChanges(text: string, options: { readonly file?: string } = {}): MetadataChanges {
  const { value, diagnostics } = readDocument<MetadataChanges>(text, changesSchema, changesDefs, options);
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (errors.length > 0) throw new LingtaiError('data', errors);
  if (value) return value;
  throw fail('data', 'DESC-EMPTY', { en: 'The document is empty.', zh: '文档为空。' }, { place: options });
}

/** What is said about a release after a correction. Names that it does not have are refused with the nearest. */
export function revised(
  descriptor: Descriptor,
  at: { readonly release: string; readonly version: string },
  changes: MetadataChanges,
): Descriptor {
  const { title, description, acknowledgement, references, identifiers } = changes;
  const entry = changes.note && releaseOf(descriptor, at.release, at.version);
  return {
    ...descriptor,
    ...given({ title, description, acknowledgement, references, identifiers }),
    releases: descriptor.releases.map((r) => (r === entry ? { ...r, note: changes.note! } : r)),
    tables: withChanges(descriptor.tables, changes.tables, 'tables', revisedTable),
    ...(descriptor.products || changes.products
      ? {
          products: withChanges(
            descriptor.products ?? [],
            changes.products,
            'products',
            (product, texts: TextChanges) => ({
              ...product,
              ...given(texts),
            }),
          ),
        }
      : {}),
  };
}

/** Refuses a correction after which the descriptor is not sound: an unknown unit, a wrong UCD, … */
export function assertSound(descriptor: Descriptor): void {
  const errors = parseDescriptor(stringify(descriptor)).diagnostics.filter((d) => d.severity === 'error');
  if (errors.length === 0) return;
  const named = ({ place, ...rest }: Diagnostic): Diagnostic => ({
    ...rest,
    ...(place?.parameter === undefined ? {} : { place: { parameter: place.parameter } }),
  });
  throw new LingtaiError('data', errors.map(named));
}

function revisedTable(table: TableEntry, { columns: changes, ...texts }: TableChanges): TableEntry {
  const path = `tables.${table.name}.columns`;
  const columns = withChanges(table.columns, changes, path, revisedColumn);
  const moved = columns.some(({ name, unit }, i) => name === table.rows?.embargo && unit !== table.columns[i]!.unit);
  if (!moved) return { ...table, ...given(texts), columns };
  // A number of years read as days would open rows: that is no correction of words.
  throw fail(
    'data',
    'REVISE-EMBARGO',
    {
      en: 'The unit of an embargo says on which days rows become free: it stays as it was built. Build a new version.',
      zh: '保护期的单位决定各行的解禁日期，须与构建时一致。请构建新版本。',
    },
    { place: { parameter: `${path}.${table.rows!.embargo}.unit` } },
  );
}

function revisedColumn(column: ColumnEntry, { without = [], ...changes }: ColumnChanges): ColumnEntry {
  const left = Object.fromEntries(Object.entries(column).filter(([key]) => !without.includes(key)));
  return { ...(left as unknown as ColumnEntry), ...given(changes) };
}

function withChanges<T extends { readonly name: string }, C>(
  entries: readonly T[],
  changes: Readonly<Record<string, C>> | undefined,
  path: string,
  change: (entry: T, changes: C) => T,
): readonly T[] {
  const names = entries.map((entry) => entry.name);
  for (const name of Object.keys(changes ?? {})) {
    if (names.includes(name)) continue;
    throw fail(
      'data',
      'REVISE-UNKNOWN',
      { en: `The release has no "${name}" there.`, zh: `该发布中没有“${name}”。` },
      { place: { parameter: `${path}.${name}` }, nearest: nearest(name, names) },
    );
  }
  return entries.map((entry) => {
    const own = changes?.[entry.name];
    return own === undefined ? entry : change(entry, own);
  });
}

/** The members that are there. */
function given<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
