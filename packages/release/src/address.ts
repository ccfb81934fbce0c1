import { join } from 'node:path';
import { fail } from '@lingtai/diagnostics';

/** The address of a release, `lamost/dr8/v1.1`. */
export interface ReleaseAddress {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
}

const segment = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Reads `DATASET/RELEASE/VERSION`. Throws `RELEASE-ADDRESS`. */
export function parseAddress(text: string): ReleaseAddress {
  const [dataset = '', release = '', version = '', ...rest] = text.split('/');
  if (rest.length > 0) throw badAddress(text);
  return checkAddress({ dataset, release, version });
}

export function addressText({ dataset, release, version }: ReleaseAddress): string {
  return `${dataset}/${release}/${version}`;
}

/** The same address; throws `RELEASE-ADDRESS` unless its three words are safe in paths and URLs. */
function checkAddress(address: ReleaseAddress): ReleaseAddress {
  const { dataset, release, version } = address;
  if (![dataset, release, version].every((s) => s.length <= 64 && segment.test(s)))
    throw badAddress(addressText(address));
  return { dataset, release, version };
}

function badAddress(text: string) {
  return fail('usage', 'RELEASE-ADDRESS', {
    en: `"${text}" is not the address of a release. It has three words of letters, digits, ".", "_" and "-", like lamost/dr8/v1.1.`,
    zh: `“${text}”不是数据发布的地址。地址由三个词组成（字母、数字、“.”、“_”、“-”），如 lamost/dr8/v1.1。`,
  });
}

/** Where the release's objects lie in the store; ends with `/`. */
export function releasePrefix(address: ReleaseAddress): string {
  return `releases/${addressText(checkAddress(address))}/`;
}

/** The name of the object whose being there makes the release exist. */
export const manifestName = 'manifest.json';

/** Where ingest and build work on a release; a finished build leaves nothing in it. A good place for the builder's temporary files: `temp` in it. */
export function stagingFolder(homeDir: string, address: ReleaseAddress): string {
  const { dataset, release, version } = checkAddress(address);
  return join(homeDir, 'staging', dataset, release, version);
}

/** The embedded engine's file of a release. */
export function derivedFile(homeDir: string, releaseDigest: string): string {
  return join(homeDir, 'derived', `${releaseDigest}.duckdb`);
}
