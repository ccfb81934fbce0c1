import { type Name, namesOf, type Query } from '@lingtai/adql';
import type { PublishedRelease } from '@lingtai/catalogue';
import type { LocalText } from '@lingtai/diagnostics';
import type { CatalogueView } from '@lingtai/query';
import type { CompiledQuery } from './compile.ts';

type Releases = readonly Pick<PublishedRelease, 'digest'>[];

/** Why the same query may give something else tomorrow; `undefined`: it gives the same for ever. */
export function whyNotReproducible(
  { tree, plan }: CompiledQuery,
  view: CatalogueView,
  releases: Releases,
): LocalText | undefined {
  return plan.volatile ? volatileText : (readsOutside(tree, view, releases) ?? readsOwned(tree, view));
}

/** Why, when it is a table that belongs to no release; the query need not have been resolved. */
export function readsOutside(tree: Query, view: CatalogueView, releases: Releases): LocalText | undefined {
  const outside = namesOf(tree).find((name) => isOutside(name, view, releases));
  return outside && outsideText(outside.parts.map((part) => part.text).join('.'));
}

function isOutside({ parts }: Name, view: CatalogueView, releases: Releases): boolean {
  if (parts.length < 2) return false;
  if (/^tap_upload$/i.test(parts[0]!.text)) return true;
  const table = view.table(parts);
  return table !== undefined && !releases.some((release) => release.digest === table.storage.releaseDigest);
}

/** Why, when people see different rows of a table. */
function readsOwned(tree: Query, view: CatalogueView): LocalText | undefined {
  const owned = namesOf(tree).find(({ parts }) => view.table(parts)?.rowsDiffer);
  if (!owned) return undefined;
  const table = owned.parts.map((part) => part.text).join('.');
  return {
    en: `The query reads "${table}", in which some rows are under embargo: not everybody sees the same.`,
    zh: `查询读取了“${table}”，其中部分行处于保护期：不同用户看到的行不同。`,
  };
}

const volatileText: LocalText = {
  en: 'The query uses RAND or another function that gives something else each time.',
  zh: '查询使用了 RAND 等每次结果不同的函数。',
};

function outsideText(table: string): LocalText {
  return {
    en: `The query reads "${table}", which belongs to no release: uploads, user tables and TAP_SCHEMA may change.`,
    zh: `查询读取了不属于任何数据发布的“${table}”：上传表、用户表和 TAP_SCHEMA 都可能改变。`,
  };
}
