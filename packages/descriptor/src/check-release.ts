import { checkReleaseAccess } from './check-access.ts';
import { checkDate } from './check-text.ts';
import { type Cursor, mustExist } from './cursor.ts';
import { reservedDatasetIds, reservedPrefix, reservedReleases } from './reserved-names.ts';
import { compareVersions } from './version.ts';

type Named = ReadonlyMap<string, Cursor>;

/** Names that an address of the site, or a schema in queries, has already. */
export function checkReserved(root: Cursor): void {
  const id = root.get('id');
  const taken = (at: Cursor, name: string): void =>
    at.error(
      'DESC-TAKEN',
      `"${name}" is a word that this software needs in its own addresses or queries; choose another name.`,
      `“${name}”是本软件自身的地址或查询所用的词，请另选名称。`,
    );
  if (id?.text !== undefined && (reservedDatasetIds.has(id.text) || id.text.startsWith(reservedPrefix)))
    taken(id, id.text);
  for (const at of root.list('releases').map((entry) => entry.get('release')))
    if (at?.text !== undefined && reservedReleases.has(at.text)) taken(at, at.text);
}

/** Releases: unique, in order, with dates that exist and parts that exist. */
export function checkReleases(root: Cursor, tables: Named, products: Named): void {
  const last = new Map<string, string>();
  for (const entry of root.list('releases')) {
    checkOrder(entry, last);
    checkDate(entry.get('from'));
    checkNights(entry.get('observed'));
    checkReleaseAccess(entry, root.get('policy'));
    for (const at of entry.list('tables')) mustExist(at, tables.keys(), 'DESC-NO-TABLE', 'table', '表');
    for (const at of entry.list('products')) mustExist(at, products.keys(), 'DESC-NO-PRODUCT', 'product', '产品');
    checkCompany(entry, products);
  }
}

function checkOrder(entry: Cursor, last: Map<string, string>): void {
  const [release, at] = [entry.textOf('release'), entry.get('version')];
  const version = at?.text;
  if (release === undefined || at === undefined || version === undefined) return;
  const before = last.get(release);
  const order = before === undefined ? 1 : compareVersions(version, before);
  if (order === 0)
    at.error('DESC-DUPLICATE-NAME', `${release}/${version} is there already.`, `${release}/${version} 已存在。`);
  if (order < 0)
    at.error(
      'DESC-ORDER',
      `${version} is older than ${before}, which stands before it; write the oldest first.`,
      `${version} 早于排在其前的 ${before}；请将最早的版本写在最前。`,
    );
  if (order > 0) last.set(release, version);
}

function checkNights(observed: Cursor | undefined): void {
  const [from, to] = [checkDate(observed?.get('from')), checkDate(observed?.get('to'))];
  if (from === undefined || to === undefined || from <= to) return;
  observed!
    .get('to')!
    .error('DESC-DATE', `The last night ${to} is before the first, ${from}.`, `最后一晚 ${to} 早于第一晚 ${from}。`);
}

/** A release that holds a product holds its table too, or its files could not be found. */
function checkCompany(entry: Cursor, products: Named): void {
  const tables = entry.list('tables').map((t) => t.text);
  if (!entry.get('tables')) return;
  for (const at of entry.list('products')) {
    const table = products.get(at.text ?? '')?.textOf('table');
    if (table === undefined || tables.includes(table)) continue;
    at.error(
      'DESC-RELEASE-PART',
      `The release holds the product "${at.text}" but not its table "${table}".`,
      `该发布含产品“${at.text}”，但不含其表“${table}”。`,
    );
  }
}

const forms: Readonly<Record<string, RegExp>> = {
  doi: /^10\.\d{4,9}\/\S+$/,
  cstr: /^(CSTR:)?\d{5}\.\d{2}\.\S+$/,
  vizier: /^(?:[IVX]+|B|J)\/\S+$/,
  ivoid: /^ivo:\/\/\S+$/,
  bibcode: /^\d{4}[A-Za-z0-9.&]{14}[A-Za-z.]$/,
  url: /^https?:\/\/\S+$/,
};

/** Identifiers elsewhere: their form, and the release that they are of. */
export function checkIdentifiers(root: Cursor): void {
  const releases = root.list('releases').flatMap((entry) => {
    const [release, version] = [entry.textOf('release'), entry.textOf('version')];
    return release === undefined ? [] : version === undefined ? [release] : [release, `${release}/${version}`];
  });
  for (const entry of root.list('identifiers')) {
    const [kind, value] = [entry.textOf('kind') ?? '', entry.get('value')];
    if (value?.text !== undefined && Object.hasOwn(forms, kind) && !forms[kind]!.test(value.text)) {
      value.error(
        'DESC-FORM',
        `"${value.text}" does not have the form of a ${kind}.`,
        `“${value.text}”不符合 ${kind} 的格式。`,
      );
    }
    mustExist(entry.get('release'), releases, 'DESC-NO-RELEASE', 'release', '数据发布');
  }
}
