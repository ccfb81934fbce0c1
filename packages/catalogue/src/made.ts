import { type Descriptor, ivoidOf, type ProductEntry, type TableEntry } from '@lingtai/descriptor';
import type { MadeColumn } from '@lingtai/query';
import type { PublishedRelease } from './published.ts';

/** What made columns need to know of the site. */
export interface SiteNames {
  /** Public address without a trailing slash. */
  readonly baseUrl: string;
  readonly authority: string;
}

const constant = (value: string | number | null | undefined): MadeColumn => ({
  kind: 'constant',
  value: value ?? null,
});

/** The values that a descriptor asks for with `fromHeader: '@…'` and that no release can hold: see `derivedValues`. */
export function madeColumn(
  derived: string,
  release: PublishedRelease,
  table: TableEntry,
  site: SiteNames,
): MadeColumn | undefined {
  const product = release.descriptor.products?.find((p) => p.table === table.name);
  return (
    addressColumn(derived, release, table, site) ??
    positionColumn(derived, table) ??
    ownerColumn(derived, table) ??
    factColumn(derived, release, product)
  );
}

function addressColumn(
  derived: string,
  release: PublishedRelease,
  table: TableEntry,
  site: SiteNames,
): MadeColumn | undefined {
  const key = { column: table.key, encode: true };
  const product = release.descriptor.products?.find((p) => p.table === table.name);
  const isSpectrum = product?.type === 'spectrum';
  const file = `${site.baseUrl}/${release.address}/${isSpectrum || !product ? 'spectra' : `files/${product.name}`}/`;
  const did = ivoidOf(release.descriptor, site.authority);
  switch (derived) {
    case '@accref':
      return { kind: 'text', parts: isSpectrum ? [file, key, '.fits'] : [file, key] };
    case '@preview':
      return isSpectrum ? { kind: 'text', parts: [file, key, '.png'] } : constant(null);
    case '@pubDid':
      return {
        kind: 'text',
        parts: [`ivo://${site.authority}/${release.dataset}?${release.release}/${release.version}/`, key],
      };
    case '@creatorDid':
      return { kind: 'text', parts: [`${did}?`, key] };
    case '@title':
      return {
        kind: 'text',
        parts: [
          `${release.descriptor.title.en} ${release.release} ${release.version} `,
          { column: table.nameColumn ?? table.key },
        ],
      };
    default:
      return undefined;
  }
}

function positionColumn(derived: string, { position }: TableEntry): MadeColumn | undefined {
  if (!position) return ['@position', '@region', '@ra', '@dec'].includes(derived) ? constant(null) : undefined;
  if (derived === '@ra') return { kind: 'copy', column: position.ra };
  if (derived === '@dec') return { kind: 'copy', column: position.dec };
  if (derived === '@position') return { kind: 'array', columns: [position.ra, position.dec] };
  return undefined;
}

/** Whose a row is and until when; an MJD is told as a Julian year, all else as it stands. */
function ownerColumn(derived: string, { rows, columns }: TableEntry): MadeColumn | undefined {
  if (derived === '@owner') return rows?.owner === undefined ? constant(null) : { kind: 'copy', column: rows.owner };
  if (derived !== '@embargo') return undefined;
  const embargo = columns.find((c) => c.name === rows?.embargo);
  if (!embargo) return constant(null);
  if (embargo.unit !== 'd') return { kind: 'copy', column: embargo.name };
  return { kind: 'linear', column: embargo.name, factor: 1 / 365.25, offset: 2000 - 51_544.5 / 365.25 };
}

/** What is the same for all rows of a release. */
function factColumn(
  derived: string,
  release: PublishedRelease,
  product: ProductEntry | undefined,
): MadeColumn | undefined {
  const { descriptor } = release;
  const facts: Readonly<Record<string, string | number | null | undefined>> = {
    '@publisher': descriptor.publisher.name.en,
    '@creator': descriptor.creators.map((c) => c.name).join('; '),
    '@collection': `${release.dataset} ${release.release} ${release.version}`,
    '@instrument': descriptor.instrument?.name,
    '@reference': referenceOf(descriptor),
    '@bandpass': descriptor.waveband[0],
    '@region': null,
    '@score': 1,
    '@creationType': product?.creationType,
    '@dataSource': product?.dataSource,
    '@fluxcalib': product?.calibration?.fluxcalib,
    '@wavecalib': product?.calibration?.wavecalib,
  };
  if (derived === '@pdate') return { kind: 'constant', value: BigInt(release.publishedFrom.getTime()) * 1000n };
  return Object.hasOwn(facts, derived) ? constant(facts[derived]) : undefined;
}

function referenceOf({ references }: Descriptor): string | undefined {
  const first = references?.[0];
  return first?.bibcode ?? first?.url ?? (first?.doi === undefined ? undefined : `https://doi.org/${first.doi}`);
}
