import { availableParallelism } from 'node:os';
import type { DuckDBInstance } from '@duckdb/node-api';
import { type Cost, firstOfParts, type ScanCost, type TableFiles, type TableLocator } from '@lingtai/engine';
import {
  columnsIn,
  inputsOf,
  mapScalars,
  mapSubqueries,
  type Plan,
  prune,
  type Relation,
  type RelationOf,
  relationsOf,
  type Scalar,
  type TableStorage,
  walkScalar,
  widthOf,
  withInputs,
} from '@lingtai/query';
import { isStored } from '../source.ts';
import { type Conditions, conditionsOf } from './conditions.ts';
import { FooterReader } from './footers.ts';
import { Pace } from './pace.ts';
import { perTable, scanCost, totalCost } from './scan-cost.ts';

interface Finished {
  readonly plan: Plan;
  readonly seconds: number;
}

const mostFinished = 64;

/** Says what plans will read, and learns from finished runs how long that takes. */
export class Estimator {
  readonly #footers: FooterReader;
  readonly #locator: TableLocator;
  readonly #threads: number;
  readonly #pace = new Pace();
  #finished: Finished[] = [];

  constructor(instance: DuckDBInstance, options: { readonly locator: TableLocator; readonly threads?: number }) {
    this.#footers = new FooterReader(instance);
    this.#locator = options.locator;
    this.#threads = options.threads ?? availableParallelism();
  }

  async estimate(plan: Plan): Promise<Cost> {
    await this.#catchUp();
    const { cost, pairsAll } = await this.#reads(plan);
    const time = pairsAll ? undefined : this.#pace.secondsFor(cost.bytesRead ?? 0);
    return time ? { ...cost, seconds: time.seconds, secondsRange: time.range } : cost;
  }

  /** Told of a run that came to its end, and the seconds in which the engine worked for it. This costs the run nothing. */
  learn(plan: Plan, seconds: number): void {
    this.#finished.push({ plan, seconds });
    if (this.#finished.length > mostFinished) this.#finished.shift();
  }

  /** Looks at the runs that have come to their end since the last question. */
  async #catchUp(): Promise<void> {
    const finished = this.#finished;
    this.#finished = [];
    for (const { plan, seconds } of finished) {
      // What it read may be gone by now.
      const read = await this.#reads(plan).catch(() => undefined);
      if (read && !read.pairsAll) this.#pace.add({ bytes: read.cost.bytesRead ?? 0, seconds });
    }
  }

  async #reads(plan: Plan): Promise<{ readonly cost: Cost; readonly pairsAll: boolean }> {
    const located = await this.#located(plan);
    const filesOf = ({ storage }: RelationOf<'scan'>): TableFiles => located.get(storage)!;
    const first = firstOfParts(plan.root, (scan, columns) => isStored(scan, columns, filesOf(scan)));
    const said = conditionsOf(prune(asStored(first)));
    const threads = this.#threads;
    const costs = await Promise.all(
      [...said.scans].map(async ([scan, conditions]): Promise<[typeof scan, ScanCost]> => {
        const files = filesOf(scan);
        const footers = await this.#footers.footersOf(files);
        return [scan, scanCost({ scan, conditions, files, footers, firstRows: said.firstRows.get(scan), threads })];
      }),
    );
    return { cost: totalCost(perTable(costs)), pairsAll: pairsAll(said) };
  }

  async #located({ root }: Plan): Promise<ReadonlyMap<TableStorage, TableFiles>> {
    const storages = relationsOf(root).flatMap((r) => (r.kind === 'scan' ? [r.storage] : []));
    return new Map(
      await Promise.all(storages.map(async (storage) => [storage, await this.#locator.locate(storage)] as const)),
    );
  }
}

/** The plan without the sorts that the storage has done, for which no column is read. */
function asStored(relation: Relation): Relation {
  if (relation.kind === 'sort' && relation.canonical) return asStored(relation.input);
  const rebuilt = withInputs(relation, inputsOf(relation).map(asStored));
  return mapScalars(rebuilt, (scalar) => mapSubqueries(scalar, asStored));
}

/** Whether a join tries all pairs of rows: nothing tells which rows belong together. */
function pairsAll({ joins }: Conditions): boolean {
  return [...joins].some(([join, conditions]) => !conditions.some((c) => matches(c, widthOf(join.left))));
}

const matching = new Set(['eq', 'within-circle', 'distance', 'contains', 'intersects']);

function matches(on: Scalar, leftWidth: number): boolean {
  let found = false;
  walkScalar(on, (s) => {
    if (s.kind !== 'apply' || !matching.has(s.function)) return;
    const columns = [...columnsIn(s)];
    found ||= columns.some((i) => i < leftWidth) && columns.some((i) => i >= leftWidth);
  });
  return found;
}
