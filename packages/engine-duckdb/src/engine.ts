import type { DuckDBInstance } from '@duckdb/node-api';
import {
  type Cost,
  type Engine,
  type EngineCapabilities,
  firstOfParts,
  lowerMatches,
  type PrintedQuery,
  printQuery,
  type ResultStream,
  type RunOptions,
  type TableLocator,
} from '@lingtai/engine';
import { type Plan, type Relation, type RelationOf, relationsOf } from '@lingtai/query';
import { Abandoned } from './abandon.ts';
import { Attachments } from './attach.ts';
import { type InstanceOptions, openHardened, type Session, SessionPool } from './connection.ts';
import { Estimator } from './cost/estimate.ts';
import { duckdbDialect } from './dialect.ts';
import { engineError } from './errors.ts';
import { keyPlaces } from './keys.ts';
import { type Run, rowsKept, startRun } from './run.ts';
import { slicesOf } from './slices.ts';
import { isStored, rowsLikely, rowsTouched, type ScanSource, scanText } from './source.ts';
import { isRepeatable } from './sparse.ts';

type Scan = RelationOf<'scan'>;

export interface DuckdbEngineOptions extends InstanceOptions {
  readonly locator: TableLocator;
  /** Queries that run at the same time; more wait in line. Default 8. */
  readonly connections?: number;
}

/**
 * The embedded engine: reads derived DuckDB files and Parquet of the allowed folders, nothing else.
 * Rejects with a `LingtaiError` (see `errors.ts`) when it cannot be opened.
 */
export async function duckdbEngine(options: DuckdbEngineOptions): Promise<Engine> {
  try {
    return new DuckdbEngine(await openHardened(options), options);
  } catch (cause) {
    throw engineError(cause);
  }
}

class DuckdbEngine implements Engine {
  readonly name = 'duckdb';
  readonly capabilities: EngineCapabilities = { prepared: true, keyLookup: true, copyCsv: false, copyParquet: false };
  readonly #instance: DuckDBInstance;
  readonly #locator: TableLocator;
  readonly #pool: SessionPool;
  readonly #attachments: Attachments;
  readonly #estimator: Estimator;

  constructor(instance: DuckDBInstance, options: DuckdbEngineOptions) {
    this.#instance = instance;
    this.#locator = options.locator;
    this.#pool = new SessionPool(instance, options.connections ?? 8);
    this.#attachments = new Attachments(instance);
    this.#estimator = new Estimator(instance, options);
  }

  /**
   * Starts a plan. The batches must be read to the end or left with `return` (a `for await` does either), or the signal
   * fired: until then the run holds a connection.
   */
  async run(plan: Plan, { signal, batchRows }: RunOptions = {}): Promise<ResultStream> {
    let session: Session | undefined;
    try {
      session = await this.#pool.acquire(signal);
      const { mostRows, likelyRows, ...statements } = await this.#print(plan, session);
      const held = session;
      const done = (seconds?: number): void => {
        this.#pool.release(held);
        if (seconds !== undefined) this.#estimator.learn(plan, seconds);
      };
      const repeatable = isRepeatable(plan);
      const run = { ...statements, mostRows, likelyRows, repeatable, fields: plan.fields, batchRows, signal, done };
      return { fields: plan.fields, batches: await startRun(session, run) };
    } catch (cause) {
      const free = (): void => {
        if (session) this.#pool.release(session);
      };
      if (!(cause instanceof Abandoned)) free();
      else void cause.work.then(free, free);
      throw engineError(cause, signal);
    }
  }

  async estimate(plan: Plan): Promise<Cost> {
    try {
      return await this.#estimator.estimate(plan);
    } catch (cause) {
      throw engineError(cause);
    }
  }

  async close(): Promise<void> {
    if (await this.#pool.close()) this.#instance.closeSync();
  }

  async #print(plan: Plan, session: Session): Promise<Printed> {
    const sources = new Map<Scan, ScanSource>();
    for (const scan of scansOf(plan)) sources.set(scan, await this.#source(scan, session));
    const mostRows = rowBound(plan.root, (scan) => rowsTouched(scan, sources.get(scan)!));
    const likelyRows = rowBound(plan.root, (scan) => rowsLikely(scan, sources.get(scan)!));
    const slices = likelyRows > rowsKept ? slicesOf(plan, sources) : undefined;
    if (!slices) return { printed: printed(plan.root, sources), mostRows, likelyRows };
    const following = (found: number): PrintedQuery | undefined => {
      const { value } = slices.next(found);
      return value ? printed(value.root, value.sources) : undefined;
    };
    return { printed: following(0)!, following, mostRows, likelyRows };
  }

  async #source(scan: Scan, session: Session): Promise<ScanSource> {
    const files = await this.#locator.locate(scan.storage);
    if (files.derivedFile === undefined || files.derivedTable === undefined) return { files };
    const catalog = await this.#attachments.name(files.derivedFile);
    return { files, catalog, ...(await keyPlaces(scan, files, catalog, session)) };
  }
}

function printed(plan: Relation, sources: ReadonlyMap<Scan, ScanSource>): PrintedQuery {
  const first = firstOfParts(plan, (scan, columns) => isStored(scan, columns, sources.get(scan)!.files));
  const root = lowerMatches(first, (scan) => sources.get(scan)!.files.rowCount);
  return printQuery(root, {
    dialect: duckdbDialect,
    canonicalSources: ![...sources].some(([scan, source]) => losesOrder(scan, source)),
    source: (scan, literal) => scanText(scan, sources.get(scan)!, literal),
  });
}

/** More keys than this DuckDB looks for by a join with their list, which under load gives rows as they are found. */
const mostKeysCompared = 4;

function losesOrder({ keyEquals }: Scan, { catalog }: ScanSource): boolean {
  return catalog === undefined && (keyEquals?.length ?? 0) > mostKeysCompared;
}

type Printed = Pick<Run, 'printed' | 'following' | 'mostRows' | 'likelyRows'>;

function scansOf(plan: Plan): Scan[] {
  return relationsOf(plan.root).filter((r) => r.kind === 'scan');
}

/** How many rows a relation has at most. */
function rowBound(relation: Relation, scanned: (scan: Scan) => number): number {
  switch (relation.kind) {
    case 'scan':
      return scanned(relation);
    case 'values':
      return relation.rows.length;
    case 'limit':
      return Math.min(relation.limit ?? Number.POSITIVE_INFINITY, rowBound(relation.input, scanned));
    case 'aggregate':
      return relation.groupBy.length === 0 ? 1 : rowBound(relation.input, scanned);
    case 'join':
      return Number.POSITIVE_INFINITY;
    case 'set':
      return rowBound(relation.left, scanned) + rowBound(relation.right, scanned);
    default:
      return rowBound(relation.input, scanned);
  }
}
