import type { ViewTable } from '@lingtai/query';
import type { ProductManifest, TableManifest, TreeManifest } from '@lingtai/release';
import type { Sight } from './sight.ts';

/**
 * What an asker sees of the rows that had an embargo when the release was built, which it stores apart. It keeps to itself
 * when their days are and how many they are.
 */
export class HeldRows {
  readonly #trees: readonly TreeManifest[] | undefined;
  readonly #sight: Sight | undefined;

  /** Without `trees` no rows are stored apart; without a sight all are seen. */
  constructor(trees: readonly TreeManifest[] | undefined, sight?: Sight) {
    this.#trees = trees;
    this.#sight = sight;
  }

  /** The same for who sees not all of the release. */
  seenWith(sight: Sight): HeldRows {
    return new HeldRows(this.#trees, sight);
  }

  /** How queries of the asker read a table. */
  of(table: string): ViewTable['held'] {
    const trees = this.#restricted(table);
    if (trees.length === 0) return undefined;
    const owners = this.#sight?.owners.get(table);
    if (!owners || owners.length > 0) return 'apart';
    return trees.some(({ firstDay }) => hasCome(firstDay, this.#sight!.day)) ? 'apart' : 'hidden';
  }

  /** Whether rows of a table may be under embargo on a day: where none are stored apart only the rows tell. */
  mayLast(table: string, day: Date): boolean {
    return !this.#trees || this.#restricted(table).some(({ lastDay }) => !hasCome(lastDay, day));
  }

  /** What is told of a table's rows that never had an embargo. */
  openTable(name: string): Pick<TableManifest, 'rowCount' | 'statistics'> {
    return this.#open?.tables.find((t) => t.name === name) ?? { rowCount: 0, statistics: {} };
  }

  openProduct(name: string): Pick<ProductManifest, 'count' | 'sizeBytes'> {
    return this.#open?.products.find((p) => p.name === name) ?? { count: 0, sizeBytes: 0 };
  }

  get #open(): TreeManifest | undefined {
    return this.#trees?.find(({ path }) => path === '');
  }

  #restricted(table: string): TreeManifest[] {
    return (this.#trees ?? []).filter(({ path, tables }) => path !== '' && tables.some((t) => t.name === table));
  }
}

/** Whether a day (UTC, `YYYY-MM-DD`) has begun; one that is not given never comes. */
export function hasCome(named: string | undefined, day: Date): boolean {
  return named !== undefined && Date.parse(`${named}T00:00:00Z`) <= day.getTime();
}
