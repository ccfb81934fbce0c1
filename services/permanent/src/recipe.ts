import { createHash } from 'node:crypto';
import { parseAdql, printAdql, withPlainNames } from '@lingtai/adql';
import { type CatalogueSnapshot, catalogueView, type PublishedRelease } from '@lingtai/catalogue';
import { fail, type LocalText } from '@lingtai/diagnostics';
import type { CatalogueView } from '@lingtai/query';
import {
  type CompiledQuery,
  compileQuery,
  readsOutside,
  type SiteFacts,
  whyNotReproducible,
} from '@lingtai/service-dali';
import type { PermanentRead } from '@lingtai/state';

/** Changes when the meaning of a stored query or the digest of its rows changes. */
export const resultFormatVersion = 1;

/** What makes a result: a query in canonical form and the releases that it reads. */
export interface Recipe {
  readonly query: string;
  readonly reads: readonly PermanentRead[];
  readonly formatVersion: number;
}

type Releases = readonly Pick<PublishedRelease, 'address' | 'digest'>[];

/** The address of a recipe's result: the first 160 bits of its SHA-256, hexadecimal. */
export function permanentId({ query, reads, formatVersion }: Recipe): string {
  const text = JSON.stringify([formatVersion, query, reads.map((r) => [r.address, r.digest])]);
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** The recipe of a query, or why its result cannot be had again for ever: class `usage`. */
export function recipeOf(text: string, view: CatalogueView, releases: Releases): Recipe {
  const { tree } = parseAdql(text);
  // Before compiling, to which a table that is sent along is an unknown one.
  const outside = tree && readsOutside(tree, view, releases);
  if (outside) throw changes(outside);
  const compiled = compileQuery(text, view);
  const reason = whyNotReproducible(compiled, view, releases);
  if (reason) throw changes(reason);
  const digests = new Set(compiled.plan.reads.map((storage) => storage.releaseDigest));
  const reads = releases
    .filter((release) => digests.has(release.digest))
    .map(({ address, digest }): PermanentRead => ({ address, digest }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  return { query: printAdql(withPlainNames(compiled.tree)), reads, formatVersion: resultFormatVersion };
}

function changes(reason: LocalText): Error {
  return fail('usage', 'PERMANENT-CHANGES', reason);
}

/**
 * The stored query as this asker may run it: in a view of just the releases that it read, so that `demo.lrs` means for
 * ever the release that was the newest then. Throws `not-found` where he may not see one of them any more.
 */
export function compileStored(recipe: Recipe, snapshot: CatalogueSnapshot, site: SiteFacts): CompiledQuery {
  return compileQuery(recipe.query, pinnedView(recipe, snapshot, site), { deterministic: true });
}

const notThere = {
  en: 'The query reads a release that is not there for you.',
  zh: '该查询读取的数据发布对您不存在。',
};

function pinnedView(recipe: Recipe, snapshot: CatalogueSnapshot, site: SiteFacts): CatalogueView {
  const releases = snapshot.releases.filter((r) =>
    recipe.reads.some((read) => read.digest === r.digest && read.address === r.address),
  );
  const missing = recipe.reads.find((read) => !releases.some((r) => r.address === read.address));
  if (missing) throw fail('not-found', 'PERMANENT-RELEASE', notThere);
  return catalogueView(releases, `${snapshot.view.audienceKey} permanent`, site);
}
